"""Contacts from files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from jornada.apps.market.models import Account, Contact
from jornada.apps.market.points.queries import owners_by_email
from jornada.apps.market.queries import visible_contacts
from jornada.edge.files.kinds import plain
from jornada.edge.files.load.by_id import note_missing
from jornada.edge.files.load.few import Asked, ask
from jornada.edge.files.load.holders import owners
from jornada.edge.files.load.keyed import KeyedWriter
from jornada.edge.files.load.lists import Lists
from jornada.edge.files.load.matched import Again
from jornada.edge.files.load.points import keep_further, made_with_further, note_left
from jornada.edge.files.load.records import Columns, Target
from jornada.edge.files.load.two_people import note_two_people
from jornada.edge.files.load.work import Verdicts, Work
from jornada.edge.files.matching.values import same
from jornada.edge.files.matching.words import BETWEEN_NAMES
from jornada.edge.files.passing import COMPANY_TAX
from jornada.edge.files.plan import Step
from jornada.edge.files.reading import Chunk
from jornada.edge.files.tax_ids import tells_apart

_TEXTS = ("email", "email_label", "phone", "phone_label", "title", "buying_role", "language")
_BLANKS = dict.fromkeys(_TEXTS, "")


class ContactWriter(KeyedWriter):
    target = Target(Contact, "contact", _BLANKS, mine=lambda user: visible_contacts(user, "change"), order=("name",))

    fills = (Contact, Account)
    shared = "email"

    def __init__(self, work: Work, lists: Lists, step: Step) -> None:
        super().__init__(work, lists, step)
        # Of the chunk at hand, and of all there is: the e-mails beside the first of each person.
        self._further: dict[int, list[str]] = {}
        self._beside_first = self.known(self._owners_by_email) if "email" in self.keys else {}
        self._mailless = self.known(self._load_mailless) if {"name", "email"} <= set(self.keys) else {}
        self._names: dict[int, str] = {}
        self._name = ""
        self._again: Again | None = None

    def usual_keys(self) -> list[str]:
        """First and last name make a name: a person without e-mail is known again by it."""
        found = super().usual_keys()
        return found if "name" in found or not self.step.has("last_name") else [*found, "name"]

    def natural_keys(self) -> list[str]:
        return ["name"]

    def columns(self, chunk: Chunk, verdicts: Verdicts) -> Columns:
        columns = self.of(chunk, "external_id", *_TEXTS, "created_at")
        columns["name"] = person_names(chunk)
        columns["account_id"] = self._again.companies if self._again else find_companies(self, chunk)
        note_missing(chunk, "account_id", columns["account_id"], verdicts)
        for row, name in enumerate(columns["name"]):
            if not name and not verdicts.is_rejected(row):
                verdicts.reject(row, "name", "", "nothing_to_go_by")
        note_two_people(columns["name"], "name", verdicts)
        if "owner" in chunk.values:
            columns["owner_id"] = owners(self.lists, "contact", chunk, verdicts)
        return columns

    def load_index(self, key: str, values: Collection[Any] | None = None) -> dict[Any, int]:
        """Two people may share a name: as a key it counts within the account only."""
        if key == "email":
            return self._owners_by_email(values) | super().load_index(key, values)
        if key != "name":
            return super().load_index(key, values)
        rows = self.rows("name", names_of(values), "name", "account_id")
        return {(same(name), account): pk for pk, name, account in rows}

    def _owners_by_email(self, values: Collection[str] | None = None) -> dict[str, int]:
        return {email: pk for email, pk in owners_by_email(values).items() if pk not in self.before.created}

    def load_bare(self, key: str, values: Collection[Any] | None = None) -> dict[Any, int]:
        if key != "name":
            return super().load_bare(key, values)
        rows = self.rows("name", names_of(values), "name", "account_id", "external_id", external_id=None)
        return {(same(name), account): pk for pk, name, account, external in rows if external is None}

    def ask(self, keys: Mapping[str, Sequence[Any]]) -> None:
        super().ask(keys)
        emails = keys.get("email", ())
        ask(self._beside_first, emails)
        if self._is_few and "external_id" in keys:
            found = (self._index["email"].get(email) for email in emails if email)
            ask(self._known_names, found)

    def key_values(self, key: str, columns: Columns) -> list[Any]:
        if key != "name":
            return super().key_values(key, columns)
        emails = columns.get("email") if "email" in self.keys else None
        return [
            None if not name or (emails and emails[row]) else (same(name), columns["account_id"][row])
            for row, name in enumerate(columns["name"])
        ]

    def replay(self, chunk: Chunk, again: Again) -> None:
        self._further, self._again = chunk.further.get("email", {}), again
        super().replay(chunk, again)
        self._again = None

    def write(self, chunk: Chunk, verdicts: Verdicts, columns: Columns | None = None) -> None:
        self._further = chunk.further.get("email", {})
        columns = self.prepare(chunk, verdicts) if columns is None else columns
        if "email" in self.keys and isinstance(self._mailless, Asked):
            with_mail = [row for row, email in enumerate(columns.get("email", ())) if email]
            self._mailless.ask(self._place(columns, row) for row in with_mail)
        super().write(chunk, verdicts, columns)

    def _found(self, keys: dict[str, list[Any]], row: int, columns: Columns) -> int | None:
        """A row that finds its person by an e-mail beside the first does not put it in the place of that."""
        self._name = columns["name"][row] or ""
        found = super()._found(keys, row, columns)
        email = keys["email"][row] if "email" in keys else None
        externals = columns.get("external_id")
        if found is None and email and self._mailless and (externals is None or externals[row] is None):
            found = self._without_mail(columns, row, email)
        elif found is not None and email and self._beside_first.get(email) == found:
            columns["email"][row] = None
        return found

    def _without_mail(self, columns: Columns, row: int, email: str) -> int | None:
        """Find the person of that name and company who has no e-mail yet: the row brings it."""
        found = self._mailless.pop(self._place(columns, row), None)
        if found is not None:
            self._index["email"].setdefault(email, found)
        return found

    def _place(self, columns: Columns, row: int) -> tuple[str, int | None]:
        return same(columns["name"][row] or ""), columns["account_id"][row]

    def _load_mailless(self, values: Collection[Any] | None = None) -> dict[tuple[str, int | None], int]:
        rows = self.rows("name", names_of(values), "name", "account_id", "email", email="")
        return {
            (same(name), account): pk for pk, name, account, email in rows if not email and (account or " " in name)
        }

    def is_the_same(self, pk: int, row: int, keys: dict[str, list[Any]]) -> bool:
        """People of other ids may share a mailbox: one person is who shares a name with it, too."""
        known = self._names.get(pk) or self._known_names.get(pk, "")
        return bool(name_words(known) & name_words(self._name)) or "@" in known or "@" in self._name

    @cached_property
    def _known_names(self) -> dict[int, str]:
        return self.known(lambda ids=None: dict(self.rows("pk", ids, "name")))

    def after(self, chunk: Chunk, columns: Columns, ids: list[int | None], verdicts: Verdicts) -> None:
        made = made_with_further(chunk, ids, verdicts)
        keep_further(self.work, "contact", chunk, made)
        note_left(Contact, chunk, ids, made, verdicts)

    def learn(self, columns: Columns, row: int, pk: int) -> None:
        if not (columns["email"][row] if "email" in columns else None) and "email" in self.keys:
            self._mailless.setdefault(self._place(columns, row), pk)
        for further in self._further.get(row, ()) if "email" in self.keys else ():
            self._index["email"].setdefault(further, pk)
            self._beside_first.setdefault(further, pk)
        if self.work.is_dry:
            # Only a trial goes on to the next file with these lists.
            email = columns["email"][row] if "email" in columns else None
            self.lists.contacts.learn(pk, columns["name"][row], email, columns["account_id"][row])
        external = columns["external_id"][row] if "external_id" in columns else None
        if external:
            self.adopt(external, pk)
        if len(self.keys) > 1:
            self._names[pk] = columns["name"][row]

    def adopt(self, external: str, pk: int) -> None:
        if self.work.is_dry:
            self.lists.contacts.by_external.setdefault(external, pk)


def names_of(places: Collection[tuple[str, int | None]] | None) -> set[str] | None:
    """Take the names out of names within companies."""
    return None if places is None else {name for name, _account in places}


def name_words(name: str) -> set[str]:
    """Take a name apart into its words, without initials and what stands between names."""
    return {word for word in plain(name).split() if len(word) > 2} - BETWEEN_NAMES


def person_names(chunk: Chunk) -> list[str | None]:
    """Give the full names, from one column or from first and last, else the e-mail address."""
    if "name" in chunk.values and "last_name" in chunk.values and "first_name" not in chunk.values:
        # `Nome` beside `Sobrenome`: what is called the name is the first of it.
        full, first = [None] * len(chunk), chunk.values["name"]
    else:
        full, first = chunk.column("name"), chunk.column("first_name")
    parts = zip(full, first, chunk.column("last_name"), chunk.column("email"), strict=True)
    return [name or " ".join(filter(None, (first, last)))[:200] or email for name, first, last, email in parts]


def find_companies(writer: KeyedWriter, chunk: Chunk) -> list[int | None]:
    """Find or make the account that each row names, by its id elsewhere, tax id, name or domain."""
    if not {"account_id", COMPANY_TAX.code} & chunk.values.keys():
        return _find_by_names(writer, chunk)
    found = _find_surely(writer, chunk)
    if None not in found:
        return found
    named = {
        code: [None if hit else cell for hit, cell in zip(found, chunk.values[code], strict=True)]
        for code in ("account", "account_domain", "tax_id", "email")
        if code in chunk.values
    }
    others = _find_by_names(writer, replace(chunk, values=chunk.values | named))
    return [hit or other for hit, other in zip(found, others, strict=True)]


def _find_surely(writer: KeyedWriter, chunk: Chunk) -> list[int | None]:
    """Find companies by their ids elsewhere, or by a tax id that the same file has made or found them by."""
    ids, accounts = chunk.column("account_id"), writer.lists.accounts
    found: list[int | None] = [None] * len(chunk)
    if "account_id" in chunk.values:
        ask(accounts.by_external, ids)
        found = [accounts.by_external.get(external) if external else None for external in ids]
    if COMPANY_TAX.code in chunk.values:
        taxes = [tax if tax and tells_apart(tax) else None for tax in chunk.values[COMPANY_TAX.code]]
        ask(accounts.by_tax, taxes)
        found = [hit or (accounts.by_tax.get(tax) if tax else None) for hit, tax in zip(found, taxes, strict=True)]
    return found


def _find_by_names(writer: KeyedWriter, chunk: Chunk) -> list[int | None]:
    accounts = writer.lists.accounts
    accounts.ask(chunk.column("account"), chunk.column("account_domain"), chunk.column("tax_id"))
    if not {"account_domain", "tax_id"} & chunk.values.keys() and None not in chunk.column("account"):
        return accounts.find_or_add_all(chunk.column("account"))
    names, domains = chunk.column("account"), chunk.column("account_domain")
    taxes, emails = chunk.column("tax_id"), chunk.column("email")
    known: dict[Any, int | None] = {}
    found: list[int | None] = []
    for name, domain, tax, email in zip(names, domains, taxes, emails, strict=True):
        if not (name or domain or tax or email):
            found.append(None)
            continue
        host = domain or (email.rpartition("@")[2] if email and not name else None)
        key = (name, host, tax)
        if key not in known:
            known[key] = _find_or_add(accounts, name, host, tax, may_add=bool(name or domain))
        found.append(known[key])
    return found


def _find_or_add(accounts: Any, name: str | None, domain: str | None, tax: str | None, *, may_add: bool) -> int | None:
    found = accounts.find_company(name, domain, tax)
    if found is not None or not may_add:
        return found
    return accounts.add_company(name or domain or "", domain or "", tax or "")
