"""Sales people from files: users who cannot sign in yet, their teams, and the teams' managers."""

from __future__ import annotations

from typing import Any

from jornada.apps.org.models import Team, User
from jornada.edge.files.load.lists import Lists
from jornada.edge.files.load.work import Verdicts, Work
from jornada.edge.files.plan import Step
from jornada.edge.files.reading import Chunk


class TeamWriter:
    """Each row is a person; a team is known by its name, or by its manager and office."""

    # No file of people is long.
    filled: frozenset[type[User]] = frozenset()

    def __init__(self, work: Work, lists: Lists, step: Step) -> None:
        self.work, self.lists, self.step = work, lists, step
        self._seen: dict[int, tuple[str, Any]] = {}
        self._led: dict[int, int] = {}
        self._addressed: dict[int, str] = {}
        people = list(User.objects.values_list("pk", "role", "team_id", "email", "last_login"))
        self._current = {pk: (role, team) for pk, role, team, *_more in people}
        self._emails = {pk: email for pk, _role, _team, email, _at in people if email}
        # Whoever signs in already keeps the way in: an address would open it to somebody else.
        self._without_email = {
            pk for pk, role, _team, email, at in people if not email and at is None and role != "admin"
        }
        self._bosses = dict(Team.objects.values_list("pk", "manager_id"))

    def write(self, chunk: Chunk, verdicts: Verdicts) -> None:
        codes = ("name", "email", "manager", "team", "office", "role")
        for row, values in enumerate(zip(*(chunk.column(code) for code in codes), strict=True)):
            person = dict(zip(codes, values, strict=True))
            if not person["name"]:
                verdicts.reject(row, "name", "", "required")
            else:
                self._write_person(row, person, verdicts)
        self.lists.flush()
        self._update_known()

    def _write_person(self, row: int, person: dict[str, Any], verdicts: Verdicts) -> None:
        team = self._team(person)
        users = self.lists.users
        known = self._find(person)
        if known is None and self.step.mode == "update":
            verdicts.skip(row, "name", person["name"], "no_such_record")
        elif known is None:
            role = self._role(row, person["role"], verdicts) or "sales"
            pk = users.add_person(person["name"], email=person["email"], role=role, team=team)
            self._note_new(pk, role, team, person["email"])
            verdicts.say(row, "created")
        elif self.step.mode == "create":
            verdicts.skip(row, "name", person["name"], "exists_already")
        else:
            email = person["email"] or "" if known in self._without_email else ""
            self._note_known(row, known, team, self._role(row, person["role"], verdicts), email, verdicts)

    def _note_new(self, pk: int, role: str, team: int | None, email: str | None = None) -> None:
        self._current[pk] = (role, team)
        if email:
            self._emails[pk] = email
        elif role != "admin":
            self._without_email.add(pk)

    def _find(self, person: dict[str, Any]) -> int | None:
        """Find by address, else by name; who has another address is somebody else of that name."""
        users, email = self.lists.users, person["email"]
        if self.step.key:
            return users.find(person.get(self.step.key))
        found = users.find(email) if email else None
        if found is None:
            found = users.find(person["name"])
            found = None if email and self._emails.get(found or 0, email) != email else found
        return found

    def _role(self, row: int, role: str | None, verdicts: Verdicts) -> str | None:
        """Only an administrator makes administrators."""
        if role == "admin" and self.work.user is not None and self.work.user.role != "admin":
            verdicts.note(row, "role", role, "not_a_choice")
            return None
        return role

    def _team(self, person: dict[str, Any]) -> int | None:
        manager, office = person["manager"], person["office"] or ""
        if not (person["team"] or manager or office):
            return None
        name = person["team"] or (f"{manager} ({office})" if manager and office else manager or office)
        known = self.lists.teams.find(name)
        boss = self._manager(manager) if known is None or self._bosses.get(known) is None else None
        if known is not None:
            self._lead(known, boss)
            return known
        team = self.lists.teams.add_team(name[:200], office, boss)
        self._bosses[team] = boss
        if boss is not None:
            self._seen.setdefault(boss, ("", team))
        return team

    def _lead(self, team: int, boss: int | None) -> None:
        """Give a team that nobody leads the manager whom the row names."""
        if boss is not None:
            self._bosses[team] = self._led[team] = boss
            self._seen.setdefault(boss, ("", team))
            self.work.note_updated(Team, team, "manager", None, boss)

    def _manager(self, name: str | None) -> int | None:
        if not name:
            return None
        known = self.lists.users.find(name)
        if known is None:
            known = self.lists.users.add_person(name, role="manager")
            self._note_new(known, "manager", None)
        return known

    def _note_known(
        self, row: int, pk: int, team: int | None, role: str | None, email: str, verdicts: Verdicts
    ) -> None:
        current = self._current.get(pk, ("sales", team))
        wanted = (role or current[0], team or current[1])
        if wanted == current and not email:
            verdicts.skip(row, "", "", "unchanged")
            return
        if email:
            self._emails[pk] = self._addressed[pk] = email
            self._without_email.discard(pk)
            self.lists.users.remember(pk, email)
            self.work.note_updated(User, pk, "email", None, email)
        for name, old, new in zip(("role", "team"), current, wanted, strict=True):
            if old != new:
                self.work.note_updated(User, pk, name, old, new)
        if wanted != current:
            self._seen[pk] = self._current[pk] = wanted
        if wanted[0] == "admin":
            self._without_email.discard(pk)
        verdicts.say(row, "updated")

    def _update_known(self) -> None:
        """Managers join their team, and lead it: who was only a seller becomes a manager."""
        rows, self._seen = self._seen, {}
        led, self._led = self._led, {}
        addressed, self._addressed = self._addressed, {}
        if self.work.is_dry:
            return
        self.work.update(Team, ["manager_id"], [(boss, team) for team, boss in led.items()])
        self.work.update(User, ["email"], [(email, pk) for pk, email in addressed.items()])
        managers = set(Team.objects.filter(manager__in=rows).values_list("manager_id", flat=True))
        for user in User.objects.filter(pk__in=rows):
            role, team = rows[user.pk]
            user.role = role or ("manager" if user.pk in managers and user.role == "sales" else user.role)
            user.team_id = user.team_id if not role and user.team_id else team
            user.save(update_fields=["role", "team"])
            self._current[user.pk] = (user.role, user.team_id)
