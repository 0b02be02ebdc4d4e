"""Accounts from files; parent companies are bound in a second walk, when all are in."""

from __future__ import annotations

from jornada.apps.market.models import Account
from jornada.apps.market.queries import visible_accounts
from jornada.edge.files.load.keyed import KeyedWriter
from jornada.edge.files.load.points import keep_further
from jornada.edge.files.load.records import Columns, Target
from jornada.edge.files.load.work import Verdicts
from jornada.edge.files.reading import Chunk

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
}
_BANDS = ((1, "micro"), (10, "small"), (50, "medium"), (250, "large"), (1000, "enterprise"))


class AccountWriter(KeyedWriter):
    target = Target(Account, "account", _BLANKS, mine=lambda user: visible_accounts(user, "change"), order=("name",))

    fills = (Account,)

    @property
    def has_link(self) -> bool:  # type: ignore[override]
        return self.step.has("parent")

    def natural_keys(self) -> list[str]:
        return ["name"]

    def columns(self, chunk: Chunk, verdicts: Verdicts) -> Columns:
        columns = self.of(
            chunk, "name", "external_id", "kind", "domain", "tax_id", "phone", "phone_label", "employees", "revenue",
            "founded", "city", "state", "country", "created_at",
        )  # fmt: skip
        if "employees" in columns:
            columns["size_band"] = [band_of(number) for number in columns["employees"]]
        if "industry" in chunk.values:
            columns["industry_id"] = self.lists.industries.find_or_add_all(chunk.column("industry"))
        if "owner" in chunk.values:
            columns["owner_id"] = self.lists.users.find_or_add_all(chunk.column("owner"))
        return columns

    def after(self, chunk: Chunk, columns: Columns, ids: list[int | None], verdicts: Verdicts) -> None:
        keep_further(self.work, "account", chunk, ids, verdicts)

    def learn(self, columns: Columns, row: int, pk: int) -> None:
        accounts = self.lists.accounts
        accounts.remember(pk, columns["name"][row])
        for name, table in (("external_id", "by_external"), ("tax_id", "by_tax"), ("domain", "by_domain")):
            value = columns[name][row] if name in columns else None
            if value:
                getattr(accounts, table).setdefault(value, pk)

    def link(self, chunk: Chunk, verdicts: Verdicts) -> None:
        """Bind each account to its parent company; one that is nowhere is added."""
        columns = self.columns(chunk, verdicts)
        keys = {key: self.key_values(key, columns) for key in self.keys}
        pairs = []
        for row, parent in enumerate(chunk.column("parent")):
            pk = self._find(keys, row) if parent else None
            if pk is None:
                continue
            above = self.lists.accounts.find_or_add(parent)
            if above == pk:
                verdicts.note(row, "parent", parent, "own_parent")
            else:
                pairs.append((above, pk))
        self.lists.flush()
        self._bind(pairs)

    def _bind(self, pairs: list[tuple[int | None, int]]) -> None:
        known = dict(Account.objects.filter(pk__in=[pk for _, pk in pairs]).values_list("pk", "parent_id"))
        changed = [(above, pk) for above, pk in pairs if known.get(pk) != above]
        self.work.update(Account, ["parent_id"], changed)


def band_of(employees: int | None) -> str | None:
    """Say the size of a company by its people."""
    return next((code for least, code in reversed(_BANDS) if employees is not None and employees >= least), None)
