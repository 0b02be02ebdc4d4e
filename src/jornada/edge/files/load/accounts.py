"""Accounts from files; parent companies are bound in a second walk, when all are in."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any

from jornada.apps.market.brazil import places
from jornada.apps.market.models import Account
from jornada.apps.market.queries import visible_accounts
from jornada.edge.files.load.holders import owners
from jornada.edge.files.load.keyed import KeyedWriter
from jornada.edge.files.load.points import keep_further, made_with_further, note_left
from jornada.edge.files.load.records import BATCH, Columns, Target
from jornada.edge.files.load.work import Verdicts
from jornada.edge.files.matching.values import same
from jornada.edge.files.reading import Chunk
from jornada.edge.files.tax_ids import tells_apart

_BLANKS = {
    "kind": "b2b",
    "domain": "",
    "tax_id": "",
    "phone": "",
    "phone_label": "",
    "size_band": "",
    "city": "",
    "state": "",
    "country": "",
    **dict.fromkeys(("street", "street_number", "complement", "district", "postcode"), ""),
}
_BANDS = ((1, "micro"), (10, "small"), (50, "medium"), (250, "large"), (1000, "enterprise"))


class AccountWriter(KeyedWriter):
    target = Target(Account, "account", _BLANKS, mine=lambda user: visible_accounts(user, "change"), order=("name",))

    fills = (Account,)
    # A company and its branches have one name and a CNPJ each.
    sure = "tax_id"
    shared = "tax_id"

    def key_values(self, key: str, columns: Columns) -> list[Any]:
        """A wrong CNPJ, such as one of zeros, says of no two companies that they are one."""
        values = super().key_values(key, columns)
        if key != self.sure or len(self.keys) == 1:
            return values
        return [value if value is not None and self.is_sound(value) else None for value in values]

    def is_sound(self, value: str) -> bool:
        return tells_apart(value)

    def natural_keys(self) -> list[str]:
        return ["name"]

    def columns(self, chunk: Chunk, verdicts: Verdicts) -> Columns:
        columns = self.of(
            chunk, "name", "external_id", "kind", "domain", "tax_id", "phone", "phone_label", "employees", "revenue",
            "founded", "city", "state", "country", "street", "street_number", "complement", "district", "postcode",
            "created_at",
        )  # fmt: skip
        for row, (name, parent) in enumerate(zip(chunk.column("name"), chunk.values.get("parent", ()), strict=False)):
            if name and parent and same(name) == same(parent):
                verdicts.note(row, "parent", parent, "own_parent")
        if "state" in columns or "city" in columns:
            columns |= _written(columns)
        if "employees" in columns:
            columns["size_band"] = [band_of(number) for number in columns["employees"]]
        if "industry" in chunk.values:
            columns["industry_id"] = self.lists.industries.find_or_add_all(chunk.column("industry"))
        if "owner" in chunk.values:
            columns["owner_id"] = owners(self.lists, "account", chunk, verdicts)
        return columns

    def after(self, chunk: Chunk, columns: Columns, ids: list[int | None], verdicts: Verdicts) -> None:
        made = made_with_further(chunk, ids, verdicts)
        keep_further(self.work, "account", chunk, made)
        note_left(Account, chunk, ids, made, verdicts)

    @property
    def learns(self) -> bool:
        """Only a trial goes on to the next file with these lists."""
        return self.work.is_dry

    def learn(self, columns: Columns, row: int, pk: int) -> None:
        if not self.learns:
            return
        accounts = self.lists.accounts
        accounts.remember(pk, columns["name"][row])
        for name, table in (("external_id", "by_external"), ("tax_id", "by_tax"), ("domain", "by_domain")):
            value = columns[name][row] if name in columns else None
            if value:
                getattr(accounts, table).setdefault(value, pk)

    def adopt(self, external: str, pk: int) -> None:
        if self.learns:
            self.lists.accounts.by_external.setdefault(external, pk)

    def link(self, chunk: Chunk, verdicts: Verdicts) -> None:
        """Bind each account to its parent company, by its id or its name; one of a name that is nowhere is added."""
        columns = self.columns(chunk, verdicts)
        verdicts.issues.clear()
        keys = {key: self.key_values(key, columns) for key in self.keys}
        own, known = columns.get("external_id"), self.lists.accounts.by_external
        self.ask(keys)
        self.lists.accounts.ask(chunk.column("parent"), externals=[*chunk.column("parent_id"), *(own or ())])
        pairs: list[tuple[int | None, int]] = []
        for row, (external, name) in enumerate(zip(chunk.column("parent_id"), chunk.column("parent"), strict=True)):
            if not (external or name):
                continue
            # What a trial imagines has an id elsewhere at most.
            pk = self._find(keys, row) or known.get((own and own[row]) or "")
            above = known.get(external or "") or (self.lists.accounts.find_or_add(name) if pk else None)
            if fault := self._fault(pk, above, external):
                verdicts.note(row, "parent_id" if external else "parent", external or name, fault)
            elif pk and above != pk:
                self._parents[pk] = above
                pairs.append((above, pk))
        self.lists.flush()
        self._bind(pairs)

    def replay_link(self, chunk: Chunk) -> None:
        """Find the rows of a chunk whose parents were bound before the worker was killed, as they were found then."""
        columns = self.columns(chunk, Verdicts(chunk))
        keys = {key: self.key_values(key, columns) for key in self.keys}
        for row, said in enumerate(zip(chunk.column("parent_id"), chunk.column("parent"), strict=True)):
            if any(said):
                self._find(keys, row)

    def _fault(self, pk: int | None, above: int | None, external: str | None) -> str:
        """Say what stands against a parent company; of one by its name `columns` says whether it is its own."""
        if above is None:
            return "no_such_parent" if external else ""
        if above == pk:
            return "own_parent" if external else ""
        return "in_a_ring" if pk and self._is_below(above, pk) else ""

    def _is_below(self, pk: int | None, other: int) -> bool:
        """Say that a company stands under another, however far."""
        met: set[int | None] = set()
        while pk is not None and pk != other and pk not in met:
            met.add(pk)
            pk = self._parents.get(pk)
        return pk == other

    @cached_property
    def _parents(self) -> dict[int, int | None]:
        return dict(Account.objects.exclude(parent=None).values_list("pk", "parent_id"))

    def _bind(self, pairs: list[tuple[int | None, int]]) -> None:
        known: dict[int, int | None] = {}
        # Some builds of SQLite take 32,766 values a statement.
        for start in range(0, len(pairs), BATCH):
            ids = [pk for _, pk in pairs[start : start + BATCH]]
            known.update(Account.objects.filter(pk__in=ids).values_list("pk", "parent_id"))
        changed = [(above, pk) for above, pk in pairs if known.get(pk) != above]
        self.work.update(Account, ["parent_id"], changed)


def _written(columns: Columns) -> Columns:
    """Write states and municipalities of Brazil as the forms do; what is no state of Brazil stays, blanks too."""
    written, blank = cache(places.written), [None] * len(next(iter(columns.values()), []))
    states, cities, countries = (columns.get(name, blank) for name in ("state", "city", "country"))
    found = [
        (state or city) and written(state or "", city or "", country or "")
        for state, city, country in zip(states, cities, countries, strict=True)
    ]
    kept = {}
    if "state" in columns or any(found):
        kept["state"] = [pair[0] if pair else state for pair, state in zip(found, states, strict=True)]
    if "city" in columns:
        kept["city"] = [(pair[1] or None) if pair else city for pair, city in zip(found, cities, strict=True)]
    return kept


def band_of(employees: int | None) -> str | None:
    """Say the size of a company by its people."""
    return next((code for least, code in reversed(_BANDS) if employees is not None and employees >= least), None)
