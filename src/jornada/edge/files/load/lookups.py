"""Names in files to rows in the database: one query per list, dictionaries after that, new names added in bulk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import Model
from django.utils.text import slugify

from jornada.apps.interactions.models import Activity
from jornada.apps.leads.models import Program, Source
from jornada.apps.market.models import Competitor, Industry, Product
from jornada.apps.org.models import Team, User
from jornada.apps.sales.models import LossReason
from jornada.apps.sales.reason_words import is_of_rivals
from jornada.edge.files.kinds import plain
from jornada.edge.files.load.work import Work
from jornada.edge.files.matching.values import same

_NO_SLUG = re.compile(r"[^a-z0-9]+")


class Names:
    """A pick list: name to id; `find_or_add` makes what is not there, and `flush` writes it."""

    model: type[Model]
    label = ""
    names: tuple[str, ...] = ("name",)
    fields: tuple[str, ...] = ("id", "name")

    def __init__(self, work: Work) -> None:
        self.work = work
        self.fresh: list[tuple[Any, ...]] = []
        self._met: dict[str | None, int | None] = {}

    @cached_property
    def ids(self) -> dict[str, int]:
        rows = self.model._default_manager.order_by("-pk").values_list("pk", *self.names)
        return {same(name): row[0] for row in rows for name in reversed(row[1:]) if name}

    def find(self, name: str | None) -> int | None:
        return self.ids.get(same(name)) if name else None

    def find_or_add(self, name: str | None) -> int | None:
        if not name:
            return None
        known = self.find(name)
        return self.add(name) if known is None else known

    def find_or_add_all(self, names: Sequence[str | None]) -> list[int | None]:
        """Find or make what a column names: each name once a run, since most stand there many times."""
        met = self._met
        for name in dict.fromkeys(names):
            if name not in met:
                met[name] = self.find_or_add(name)
        return list(map(met.__getitem__, names))

    def add(self, name: str) -> int:
        pk = self.work.new_id(self.model)
        self.remember(pk, name)
        self.fresh.append(self.row(pk, name))
        self.work.added[self.label][name] += 1
        self.work.note_created(self.model, pk, name)
        return pk

    def remember(self, pk: int, name: str) -> None:
        self.ids.setdefault(same(name), pk)

    def row(self, pk: int, name: str) -> tuple[Any, ...]:
        return (pk, name)

    def alike(self) -> dict[str, Any]:
        """Return what all new rows have alike."""
        return {}

    def flush(self) -> None:
        rows, self.fresh = self.fresh, []
        if rows:
            columns = dict(zip(self.fields, map(list, zip(*rows, strict=True)), strict=True))
            self.work.insert_columns(self.model, columns, self.alike())


class Industries(Names):
    model, label = Industry, "industry"


class LossReasons(Names):
    model, label = LossReason, "loss_reason"
    names = ("label_en", "label_pt")
    fields = ("id", "label_en", "label_pt", "asks_competitor", "order", "is_active")

    def row(self, pk: int, name: str) -> tuple[Any, ...]:
        return (pk, name[:120], name[:120], is_of_rivals(name), 500, True)


class Competitors(Names):
    model, label = Competitor, "competitor"

    def alike(self) -> dict[str, Any]:
        return {**dict.fromkeys(("website", "strengths", "weaknesses"), ""), "is_active": True}


class Programs(Names):
    model, label = Program, "program"
    fields = ("id", "name", "channel", "currency")

    def row(self, pk: int, name: str) -> tuple[Any, ...]:
        return (pk, name, "", self.work.currency)


class Products(Names):
    model, label = Product, "product"
    names = ("name", "code")
    fields = ("id", "name", "code", "family", "currency", "is_active", "created_at")

    def row(self, pk: int, name: str) -> tuple[Any, ...]:
        return (pk, name, "", "", self.work.currency, True, self.work.now)


class Sources(Names):
    model, label = Source, "source"
    names = ("label_en", "label_pt", "code")
    fields = ("id", "code", "label_en", "label_pt", "is_active", "order")

    @cached_property
    def codes(self) -> set[str]:
        return set(Source.objects.values_list("code", flat=True))

    def row(self, pk: int, name: str) -> tuple[Any, ...]:
        code = free_code(name, self.codes)
        self.codes.add(code)
        return (pk, code, name[:120], name[:120], True, 500)


class Activities(Names):
    """The log takes activities by code, so this finds codes."""

    model, label = Activity, "activity"
    names = ("label_en", "label_pt", "code")
    fields = (
        "id", "code", "channel", "direction", "by", "outcome", "label_en", "label_pt", "is_manual", "is_active",
        "order",
    )  # fmt: skip

    @cached_property
    def codes(self) -> dict[int, str]:
        return dict(Activity.objects.values_list("pk", "code"))

    def row(self, pk: int, name: str) -> tuple[Any, ...]:
        code = free_code(name, set(self.codes.values()))
        self.codes[pk] = code
        return (pk, code, "web", "in", "buyer", "none", name[:120], name[:120], False, True, 500)


class Users(Names):
    """Sellers named in files join as users who cannot sign in until they are invited."""

    model, label = User, "user"
    names = ("name", "email", "username")
    fields = (
        "id", "password", "last_login", "is_superuser", "username", "is_staff", "is_active", "date_joined", "name",
        "email",
        "role", "team", "language", "time_zone", "theme",
    )  # fmt: skip

    @cached_property
    def barred(self) -> dict[str, set[int | None]]:
        """Whose role lets them own no record, by its kind: see `load.holders`."""
        return {}

    @cached_property
    def usernames(self) -> set[str]:
        return set(User.objects.values_list("username", flat=True))

    def row(
        self, pk: int, name: str, email: str | None = None, role: str = "sales", team: int | None = None
    ) -> tuple[Any, ...]:
        from django.contrib.auth.hashers import make_password

        username = free_code(email or name, self.usernames, longest=140)
        self.usernames.add(username)
        head = (pk, make_password(None), None, False, username, False, True, self.work.now, name, email)
        return (*head, role, team, self._language, self.work.zone, "auto")

    @cached_property
    def _language(self) -> str:
        from jornada.apps.org.models import Workspace

        return (Workspace.objects.filter(pk=1).first() or Workspace()).language

    def add_person(self, name: str, **values: Any) -> int:
        pk = self.work.new_id(User)
        self.remember(pk, name)
        if values.get("email"):
            self.remember(pk, values["email"])
        self.fresh.append(self.row(pk, name, **values))
        self.work.note_created(User, pk, name)
        return pk


class Teams(Names):
    model, label = Team, "team"
    fields = ("id", "name", "office", "manager")

    def add_team(self, name: str, office: str, manager: int | None) -> int:
        pk = self.work.new_id(Team)
        self.remember(pk, name)
        self.fresh.append((pk, name, office, manager))
        self.work.note_created(Team, pk, name)
        return pk


def free_code(name: str, taken: set[str], longest: int = 50) -> str:
    """Make a code out of a name that no other row has."""
    base = (_NO_SLUG.sub(".", plain(name)) if "@" not in name else slugify(name.split("@", maxsplit=1)[0]))[
        :longest
    ].strip(".") or "x"
    code, number = base, 2
    while code in taken:
        code, number = f"{base}.{number}", number + 1
    return code
