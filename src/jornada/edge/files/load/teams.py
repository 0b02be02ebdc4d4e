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

    has_link = False

    def __init__(self, work: Work, lists: Lists, step: Step) -> None:
        self.work, self.lists, self.step = work, lists, step
        self._seen: dict[int, tuple[str, Any]] = {}
        self._current = {pk: (role, team) for pk, role, team in User.objects.values_list("pk", "role", "team_id")}

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
        key = person.get(self.step.key) if self.step.key else person["email"] or person["name"]
        known = users.find(key) or (users.find(person["name"]) if not self.step.key else None)
        if known is None and self.step.mode == "update":
            verdicts.skip(row, "name", person["name"], "no_such_record")
        elif known is None:
            role = self._role(row, person["role"], verdicts) or "sales"
            users.add_person(person["name"], email=person["email"], role=role, team=team)
            verdicts.say(row, "created")
        elif self.step.mode == "create":
            verdicts.skip(row, "name", person["name"], "exists_already")
        else:
            self._note_known(row, known, team, self._role(row, person["role"], verdicts), verdicts)

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
        if known is not None:
            return known
        boss = self._manager(manager)
        team = self.lists.teams.add_team(name[:200], office, boss)
        if boss is not None:
            self._seen.setdefault(boss, ("", team))
        return team

    def _manager(self, name: str | None) -> int | None:
        if not name:
            return None
        known = self.lists.users.find(name)
        return self.lists.users.add_person(name, role="manager") if known is None else known

    def _note_known(self, row: int, pk: int, team: int | None, role: str | None, verdicts: Verdicts) -> None:
        current = self._current.get(pk, ("sales", team))
        wanted = (role or current[0], team or current[1])
        if wanted == current:
            verdicts.skip(row, "", "", "unchanged")
            return
        self._seen[pk] = self._current[pk] = wanted
        self.work.note_updated(User, pk, "team", current[1], wanted[1])
        verdicts.say(row, "updated")

    def _update_known(self) -> None:
        """Managers join their team, and lead it: who was only a seller becomes a manager."""
        rows, self._seen = self._seen, {}
        if self.work.is_dry:
            return
        managers = set(Team.objects.filter(manager__in=rows).values_list("manager_id", flat=True))
        for user in User.objects.filter(pk__in=rows):
            role, team = rows[user.pk]
            user.role = role or ("manager" if user.pk in managers and user.role == "sales" else user.role)
            user.team_id = user.team_id if not role and user.team_id else team
            user.save(update_fields=["role", "team"])
