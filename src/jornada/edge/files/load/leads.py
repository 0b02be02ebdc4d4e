"""Leads from files: each on a thread of its own, with the company and the person found or made."""

from __future__ import annotations

import json
from collections import defaultdict

from django.db import connection

from jornada.apps.interactions.models import Thread
from jornada.apps.leads.models import Lead
from jornada.apps.leads.queries import COMPANY_ALONE, visible_leads
from jornada.apps.market.models import Account, Contact
from jornada.apps.org.sets import among, one_parameter
from jornada.edge.files.load.by_id import note_missing
from jornada.edge.files.load.contacts import find_companies, person_names
from jornada.edge.files.load.holders import owners, who_may_not
from jornada.edge.files.load.keyed import KeyedWriter, made_of
from jornada.edge.files.load.marks import own_marks
from jornada.edge.files.load.matched import Again
from jornada.edge.files.load.points import keep_further, note_left
from jornada.edge.files.load.records import Columns, Target
from jornada.edge.files.load.two_people import note_two_people
from jornada.edge.files.load.work import Verdicts
from jornada.edge.files.reading import Chunk

_BLANKS = {"utm": "{}", "cycle": 1, "status": "open", "type": "suspect"}
_ONLY_NEW = frozenset({"thread_id", "cycle", "utm", "type_since", "source_id", "name"})


class LeadWriter(KeyedWriter):
    target = Target(
        Lead,
        "lead",
        _BLANKS,
        _ONLY_NEW,
        mine=lambda user: visible_leads(user, "change"),
        order=("created_at",),
        dealt="thread_id",
    )

    fills = (Thread, Lead, Contact, Account)

    def natural_keys(self) -> list[str]:
        return ["external_id"]

    @property
    def learns(self) -> bool:
        return self.work.is_dry

    def columns(self, chunk: Chunk, verdicts: Verdicts) -> Columns:
        companies = find_companies(self, chunk)
        people = person_names(chunk)
        in_charge = owners(self.lists, "lead", chunk, verdicts)
        barred = who_may_not(self.lists, "contact")
        owned = [None if pk in barred else pk for pk in in_charge] if barred else in_charge
        contacts = self._contacts(chunk, people, companies, owned)
        note_missing(chunk, "account_id", companies, verdicts)
        note_missing(chunk, "contact_id", contacts, verdicts)
        created = chunk.column("created_at")
        columns: Columns = {
            "name": [name or company for name, company in zip(people, chunk.column("account"), strict=True)],
            "external_id": self._external(chunk),
            "account_id": companies,
            "contact_id": contacts,
            "owner_id": in_charge,
            "created_at": created,
            "type_since": [at or self.work.now for at in created],
            **self._origin(chunk),
        }
        self._refuse_empty(columns, verdicts)
        note_two_people(people, "name", verdicts)
        columns["thread_id"] = list(self.work.new_ids(Thread, len(chunk)))
        columns["cycle"] = self._cycles(columns)
        return columns

    def after(self, chunk: Chunk, columns: Columns, ids: list[int | None], verdicts: Verdicts) -> None:
        of = {"id": "thread_id", "account": "account_id", "contact": "contact_id", "opened_at": "type_since"}
        made = made_of(ids, verdicts)
        threads = [columns["thread_id"][row] for row, status in enumerate(verdicts.status) if status == "created"]
        self.work.insert_from(Lead, made, Thread, of, {}, made=threads)
        keep_further(self.work, "contact", chunk, chunk.people_made)
        note_left(Contact, chunk, columns["contact_id"], chunk.people_made, verdicts)

    def learn(self, columns: Columns, row: int, pk: int) -> None:
        if self.work.is_dry:
            self.lists.imagined["lead"][columns["external_id"][row]] = columns["thread_id"][row]

    def replay(self, chunk: Chunk, again: Again) -> None:
        """Count the rows of a chunk that was written before, so that equal rows keep their numbers."""
        externals = self._external(chunk)
        if "external_id" in self.keys:
            pairs = zip(externals, again.ids, strict=True)
            self._index["external_id"].update((external, pk) for external, pk in pairs if pk)

    def _contacts(
        self, chunk: Chunk, people: list[str | None], companies: list[int | None], owners: list[int | None]
    ) -> list[int | None]:
        """A row with an e-mail, a phone, a job title or two names is about a person; a bare name may be a title.

        Who is named by an id is the one meant.
        """
        contacts = self.lists.contacts
        known = contacts.by_external if "contact_id" in chunk.values else {}
        contacts.ask(people, chunk.column("email"), companies, chunk.column("contact_id"))
        parts = zip(
            people, chunk.column("email"), companies, chunk.column("phone"), chunk.column("title"), owners,
            chunk.column("first_name"), chunk.column("last_name"), chunk.column("contact_id"), strict=True,
        )  # fmt: skip
        found = [
            known.get(external or "")
            or (
                contacts.find_or_add_person(name, email, company, phone or "", title or "", owner)
                if email or phone or title or first or last
                else None
            )
            for name, email, company, phone, title, owner, first, last, external in parts
        ]
        self._note_made(chunk, found)
        return found

    def _note_made(self, chunk: Chunk, contacts: list[int | None]) -> None:
        """Note the people whom rows with further addresses make: the first row of each."""
        rows = sorted({row for found in chunk.further.values() for row in found})
        fresh = {row[0] for row in self.lists.contacts.fresh} if rows else set()
        first = {pk: row for row in reversed(rows) if (pk := contacts[row]) in fresh}
        for pk, row in first.items():
            for email in chunk.further.get("email", {}).get(row, ()):
                self.lists.contacts.by_email.setdefault(email, pk)
        chunk.people_made.update((row, pk) for pk, row in first.items())

    def _external(self, chunk: Chunk) -> list[str]:
        identity = [chunk.column(code) for code in ("email", "name", "first_name", "account", "created_at")]
        return own_marks(chunk.column("external_id"), identity, self._seen)

    @property
    def _seen(self) -> dict[str, int]:
        return self.__dict__.setdefault("_marks", defaultdict(int))

    def _origin(self, chunk: Chunk) -> Columns:
        found: Columns = {}
        if "source" in chunk.values:
            sources = self.lists.sources.find_or_add_all(chunk.column("source"))
            found = {"source_id": sources, "last_source_id": list(sources)}
        if "program" in chunk.values:
            found["program_id"] = self.lists.programs.find_or_add_all(chunk.column("program"))
        if "status" in chunk.values:
            found["status"] = chunk.column("status")
        tags = [name for name in ("utm_source", "utm_medium") if name in chunk.values]
        if tags:
            found["utm"] = [
                json.dumps({tag: value for tag, value in zip(tags, row, strict=True) if value})
                for row in zip(*(chunk.column(tag) for tag in tags), strict=True)
            ]
        return found

    def _refuse_empty(self, columns: Columns, verdicts: Verdicts) -> None:
        for row, name in enumerate(columns["name"]):
            if not name and not verdicts.is_rejected(row):
                verdicts.reject(row, "name", "", "nothing_to_go_by")

    def _cycles(self, columns: Columns) -> list[int]:
        """A person (or else a company) who had leads before starts the next cycle."""
        # People by their id, companies by the negative of theirs.
        pairs = zip(columns["contact_id"], columns["account_id"], strict=True)
        subjects = [contact or -(account or 0) for contact, account in pairs]
        known = last_cycles(set(subjects).difference(row[0] for row in self.lists.contacts.fresh))
        cycles = []
        for subject in subjects:
            number = known.get(subject, 0) + 1
            if subject:
                known[subject] = number
            cycles.append(number)
        return cycles


def last_cycles(subjects: set[int]) -> dict[int, int]:
    """Say which cycle people (by id), and companies apart from them (by id, negative), are in, if they had leads."""
    found: dict[int, int] = {}
    with connection.cursor() as cursor:
        for sign, name, more in ((1, "contact_id", ""), (-1, "account_id", f"AND {COMPANY_ALONE}")):
            ids = [subject * sign for subject in subjects if subject * sign > 0]
            if ids:
                sql = f"SELECT {name}, max(cycle) FROM leads_lead WHERE {among(name)} {more} GROUP BY {name}"
                cursor.execute(sql, [one_parameter(ids)])
                found.update((pk * sign, last) for pk, last in cursor.fetchall())
    return found
