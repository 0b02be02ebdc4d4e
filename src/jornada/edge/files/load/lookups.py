"""Names in files to rows in the database: one query per list, dictionaries after that, new names added in bulk."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import Model
from django.utils.text import slugify

from jornada.apps.interactions.models import Activity
from jornada.apps.leads.models import Program, Source
from jornada.apps.market.duplicates.queries import known_externals
from jornada.apps.market.models import Account, Competitor, Contact, Industry, Product
from jornada.apps.market.points.queries import owners_by_email
from jornada.apps.org.models import Team, User
from jornada.apps.sales.models import LossReason
from jornada.apps.sales.reason_words import is_of_rivals
from jornada.edge.files.cells import name_and_email
from jornada.edge.files.kinds import plain
from jornada.edge.files.load.work import Work
from jornada.edge.files.matching.values import same
from jornada.edge.files.matching.words import FREE_MAIL
from jornada.edge.files.tax_ids import tells_apart

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


class Accounts(Names):
    """Accounts by name, external id, tax id or domain."""

    model, label = Account, "account"
    fields = ("id", "name", "domain", "tax_id", "owner")

    @cached_property
    def by_external(self) -> dict[str, int]:
        rows = Account.objects.filter(external_id__isnull=False)
        return known_externals("account") | dict(rows.values_list("external_id", "pk"))

    @cached_property
    def by_tax(self) -> dict[str, int]:
        return dict(Account.objects.exclude(tax_id="").order_by("-pk").values_list("tax_id", "pk"))

    @cached_property
    def tax_of(self) -> dict[int, str]:
        return dict(Account.objects.exclude(tax_id="").values_list("pk", "tax_id"))

    @cached_property
    def by_domain(self) -> dict[str, int]:
        return dict(Account.objects.exclude(domain="").order_by("-pk").values_list("domain", "pk"))

    def find(self, name: str | None) -> int | None:
        if not name:
            return None
        found = self.ids.get(same(name))
        if found is None:
            found = self.by_external.get(name)
        if found is None and "." in name and " " not in name:
            found = self.by_domain.get(name.lower())
        return found

    def find_company(self, name: str | None, domain: str | None = None, tax_id: str | None = None) -> int | None:
        """Find by what is surest first."""
        tax_id = tax_id if tax_id and tells_apart(tax_id) else None
        if tax_id and tax_id in self.by_tax:
            return self.by_tax[tax_id]
        found = self.find(name)
        if found is not None and tax_id and self.tax_of.get(found, tax_id) != tax_id:
            # A branch, or another company of that name.
            return None
        if found is None and domain and domain not in FREE_MAIL and not name:
            found = self.by_domain.get(domain)
        return found

    def add_company(self, name: str, domain: str = "", tax_id: str = "", owner: int | None = None) -> int:
        pk = self.work.new_id(Account)
        self.remember(pk, name)
        if domain:
            self.by_domain.setdefault(domain, pk)
        if tax_id:
            self.by_tax.setdefault(tax_id, pk)
            self.tax_of.setdefault(pk, tax_id)
        self.fresh.append((pk, name, domain, tax_id, owner or self.work.owner))
        self.work.added[self.label][name] += 1
        self.work.note_created(Account, pk, name)
        return pk

    def add(self, name: str) -> int:
        return self.add_company(name)

    def alike(self) -> dict[str, Any]:
        blank = dict.fromkeys(("phone", "size_band", "city", "state", "country"), "")
        return {"kind": "b2b", **blank, "created_at": self.work.now, "updated_at": self.work.now}


class Contacts(Names):
    """Contacts by e-mail, external id, or name within an account."""

    model, label = Contact, "contact"
    fields = ("id", "account", "name", "email", "phone", "title", "owner")

    @cached_property
    def by_email(self) -> dict[str, int]:
        rows = Contact.objects.exclude(email="").order_by("-pk").values_list("email", "pk")
        return owners_by_email() | {email.lower(): pk for email, pk in rows}

    @cached_property
    def by_external(self) -> dict[str, int]:
        rows = Contact.objects.filter(external_id__isnull=False)
        return known_externals("contact") | dict(rows.values_list("external_id", "pk"))

    @property
    def by_place(self) -> dict[tuple[str, int | None], int]:
        while self._unplaced:
            name, account, pk = self._unplaced.popleft()
            self._places.setdefault((same(name), account), pk)
        return self._places

    @cached_property
    def _places(self) -> dict[tuple[str, int | None], int]:
        rows = Contact.objects.order_by("-pk").values_list("name", "account_id", "pk")
        return {(same(name), account): pk for name, account, pk in rows}

    @cached_property
    def _unplaced(self) -> deque[tuple[str, int | None, int]]:
        """Those learned since somebody was last sought by name: many files never do that."""
        return deque()

    def find_person(self, name: str | None, email: str | None, account: int | None) -> int | None:
        if email and email in self.by_email:
            return self.by_email[email]
        if not name:
            return None
        if "@" in name and name.lower() in self.by_email:
            return self.by_email[name.lower()]
        return None if email else self.by_place.get((same(name), account)) or self.by_external.get(name)

    def find_or_add_person(
        self,
        name: str | None,
        email: str | None,
        account: int | None,
        phone: str = "",
        title: str = "",
        owner: int | None = None,
    ) -> int | None:
        if not (name or email):
            return None
        if name and "@" in name:
            name, inside = name_and_email(name)
            email = email or inside
        found = self.find_person(name, email, account)
        if found is not None:
            return found
        pk = self.work.new_id(Contact)
        shown = name or email or ""
        self.learn(pk, shown, email, account)
        self.fresh.append((pk, account, shown, email or "", phone, title, owner or self.work.owner))
        return pk

    def alike(self) -> dict[str, Any]:
        return {"buying_role": "", "language": "", "created_at": self.work.now, "updated_at": self.work.now}

    def flush(self) -> None:
        if self.fresh:
            ids, names = [row[0] for row in self.fresh], [row[2] for row in self.fresh]
            super().flush()
            self.work.added[self.label].update(names)
            self.work.note_all_created(Contact, ids)

    def learn(self, pk: int, name: str, email: str | None, account: int | None) -> None:
        self._unplaced.append((name, account, pk))
        if email:
            self.by_email.setdefault(email, pk)


def free_code(name: str, taken: set[str], longest: int = 50) -> str:
    """Make a code out of a name that no other row has."""
    base = (_NO_SLUG.sub(".", plain(name)) if "@" not in name else slugify(name.split("@", maxsplit=1)[0]))[
        :longest
    ].strip(".") or "x"
    code, number = base, 2
    while code in taken:
        code, number = f"{base}.{number}", number + 1
    return code
