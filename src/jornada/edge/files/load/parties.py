"""Companies and people that files name: found by all that they are known by, or made."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import Any

from jornada.apps.market.duplicates.queries import known_externals
from jornada.apps.market.models import Account, Contact
from jornada.apps.market.points.queries import owners_by_email
from jornada.apps.org.access import locked_fields
from jornada.edge.files.cells import name_and_email
from jornada.edge.files.load.blanks import Blanks
from jornada.edge.files.load.few import Asked, ask
from jornada.edge.files.load.lookups import Names
from jornada.edge.files.matching.values import same
from jornada.edge.files.matching.words import FREE_MAIL
from jornada.edge.files.tax_ids import CNPJ, in_place_of_name, tells_apart


class Records(Names):
    """Records of the base itself, which may be many against the rows of a file."""

    @cached_property
    def is_few(self) -> bool:
        return self.work.few.of(self.model)

    def known(self, read: Callable[..., dict[Any, Any]]) -> dict[Any, Any]:
        """Give what is known by a key: as a whole, or what is asked for."""
        return Asked(read) if self.is_few else read()

    def rows(self, key: str, some: Collection[Any] | None, *names: str, **only: Any) -> Iterable[tuple[Any, ...]]:
        """Give ids and columns (the key itself, where none is named) of all records or of those with some keys."""
        if some is not None:
            return self.work.few.rows_with(self.model, key, some, names or (key,), **only)
        return self.model._default_manager.filter(**only).order_by("-pk").values_list("pk", *names or (key,))

    def by(self, key: str, some: Collection[Any] | None, **only: Any) -> dict[Any, int]:
        return {value: pk for pk, value in self.rows(key, some, **only)}


class Accounts(Records):
    """Accounts by name, external id, tax id or domain."""

    model, label = Account, "account"
    fields = ("id", "name", "domain", "tax_id", "owner")

    @cached_property
    def ids(self) -> dict[str, int]:
        return self.known(lambda some=None: {same(name): pk for pk, name in self.rows("name", some) if name})

    @cached_property
    def by_external(self) -> dict[str, int]:
        merged = known_externals("account")
        return self.known(lambda some=None: merged | self.by("external_id", some, external_id__isnull=False))

    @cached_property
    def by_tax(self) -> dict[str, int]:
        return self.known(lambda some=None: self.by("tax_id", some, tax_id__gt=""))

    @cached_property
    def tax_of(self) -> dict[int, str]:
        return self.known(lambda ids=None: dict(self.rows("pk", ids, "tax_id", tax_id__gt="")))

    @cached_property
    def by_domain(self) -> dict[str, int]:
        return self.known(lambda some=None: self.by("domain", some, domain__gt=""))

    def ask(
        self,
        names: Sequence[str | None],
        domains: Sequence[str | None] = (),
        taxes: Sequence[str | None] = (),
        externals: Sequence[str | None] = (),
    ) -> None:
        """Read at once what rows may find."""
        if not self.is_few:
            return
        ask(self.ids, {same(name) for name in names if name})
        unknown = {name for name in names if name and same(name) not in self.ids}
        if unknown or any(externals):
            ask(self.by_external, {*unknown, *externals})
        hosts = {name.lower() for name in unknown if "." in name and " " not in name} | {*domains}
        if any(hosts):
            ask(self.by_domain, hosts)
        told = {self._tax_id_in(name) for name in unknown} - {""}
        if any(taxes) or told:
            ask(self.by_tax, {*taxes, *told})
        if any(taxes):
            ask(self.tax_of, [self.ids.get(same(name)) for name in names if name])

    def find_or_add_all(self, names: Sequence[str | None]) -> list[int | None]:
        self.ask(names)
        return super().find_or_add_all(names)

    def find(self, name: str | None) -> int | None:
        if not name:
            return None
        found = self.ids.get(same(name))
        if found is None:
            found = self.by_external.get(name)
        if found is None and "." in name and " " not in name:
            found = self.by_domain.get(name.lower())
        if found is None and (tax_id := self._tax_id_in(name)):
            found = self.by_tax.get(tax_id)
        return found

    def _tax_id_in(self, name: str) -> str:
        """Return the tax id that a company is called by; blank, too, where the role neither sees nor writes it."""
        return "" if self._is_tax_closed else in_place_of_name(name)

    @cached_property
    def _is_tax_closed(self) -> bool:
        return "tax_id" in locked_fields(self.work.user, "account")

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
        tax_id = self._tax_id_in(name)
        return self.add_company(name, tax_id=tax_id if len(tax_id) == CNPJ else "")

    def alike(self) -> dict[str, Any]:
        blank = dict.fromkeys(("phone", "size_band", "city", "state", "country"), "")
        return {"kind": "b2b", **blank, "created_at": self.work.now, "updated_at": self.work.now}


class Contacts(Records):
    """Contacts by e-mail, external id, or name within an account."""

    model, label = Contact, "contact"
    fields = ("id", "account", "name", "email", "phone", "title", "owner")

    @cached_property
    def by_email(self) -> dict[str, int]:
        return self.known(self._read_emails)

    def _read_emails(self, some: Collection[str] | None = None) -> dict[str, int]:
        rows = self.rows("email", some, email__gt="")
        return owners_by_email(some) | {email.lower(): pk for pk, email in rows}

    @cached_property
    def by_external(self) -> dict[str, int]:
        merged = known_externals("contact")
        return self.known(lambda some=None: merged | self.by("external_id", some, external_id__isnull=False))

    def ask(
        self,
        names: Sequence[str | None],
        emails: Sequence[str | None],
        accounts: Sequence[int | None],
        externals: Sequence[str | None],
    ) -> None:
        """Read at once what rows may find."""
        if not self.is_few:
            return
        inside = (name_and_email(name)[1] for name in names if name and "@" in name)
        whole = (name.lower() for name in names if name and "@" in name)
        if found := {email for email in (*emails, *inside, *whole) if email}:
            ask(self.by_email, found)
        mailless = [(name, account) for name, email, account in zip(names, emails, accounts, strict=True) if not email]
        places = {(same(name), account) for name, account in mailless if name}
        if places:
            ask(self._places, places)
        ask(
            self._mailless,
            {
                (same(name), account)
                for name, email, account in zip(names, emails, accounts, strict=True)
                if name and email and email not in self.by_email
            },
        )
        unknown = {name for name, account in mailless if name and (same(name), account) not in self._places}
        if unknown or any(externals):
            ask(self.by_external, {*unknown, *externals})

    @property
    def by_place(self) -> dict[tuple[str, int | None], int]:
        while self._unplaced:
            name, account, pk = self._unplaced.popleft()
            self._places.setdefault((same(name), account), pk)
        return self._places

    @cached_property
    def _places(self) -> dict[tuple[str, int | None], int]:
        return self.known(self._read_places)

    def _read_places(self, some: Collection[tuple[str, int | None]] | None = None) -> dict[tuple[str, int | None], int]:
        names = None if some is None else {name for name, _account in some}
        return {(same(name), account): pk for pk, name, account in self.rows("name", names, "name", "account_id")}

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

    @cached_property
    def _mailless(self) -> dict[tuple[str, int | None], int]:
        return self.known(self._read_mailless)

    def _read_mailless(self, some: Collection[tuple[str, int | None]] | None = None) -> dict[Any, int]:
        """Give those without an e-mail, whom a row that brings one may be about: by the whole name, or in a company."""
        names = None if some is None else {name for name, _account in some}
        rows = list(self.rows("name", names, "name", "account_id", "email", email=""))
        # To others the e-mail could not be given: it would be lost.
        mine = {row["pk"] for row in self.blanks.changeable([row[0] for row in rows])}
        return {
            (same(name), account): pk for pk, name, account, _email in rows if pk in mine and (account or " " in name)
        }

    @cached_property
    def blanks(self) -> Blanks:
        return Blanks(self.work)

    def _found(self, name: str | None, email: str | None, account: int | None) -> int | None:
        found = self.find_person(name, email, account)
        if found is None and name and email:
            found = self._mailless.pop((same(name), account), None)
            if found is not None:
                self.by_email.setdefault(email, found)
                self.blanks.bring(found, email=email)
        return found

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
        found = self._found(name, email, account)
        if found is not None:
            self.blanks.bring(found, phone=phone, title=title)
            return found
        pk = self.work.new_id(Contact)
        shown = name or email or ""
        self.learn(pk, shown, email, account)
        self.fresh.append((pk, account, shown, email or "", phone, title, owner or self.work.owner))
        return pk

    def alike(self) -> dict[str, Any]:
        return {"buying_role": "", "language": "", "created_at": self.work.now, "updated_at": self.work.now}

    def flush(self) -> None:
        made = {row[0] for row in self.fresh}
        self._flush_fresh()
        self.blanks.write(made)

    def _flush_fresh(self) -> None:
        if self.fresh:
            ids, names = [row[0] for row in self.fresh], [row[2] for row in self.fresh]
            super().flush()
            self.work.added[self.label].update(names)
            self.work.note_all_created(Contact, ids)

    def learn(self, pk: int, name: str, email: str | None, account: int | None) -> None:
        self._unplaced.append((name, account, pk))
        if email:
            self.by_email.setdefault(email, pk)
