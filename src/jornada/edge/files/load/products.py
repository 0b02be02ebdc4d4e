"""Products from files."""

from __future__ import annotations

from jornada.apps.market.models import Product
from jornada.edge.files.load.keyed import KeyedWriter
from jornada.edge.files.load.lists import Lists
from jornada.edge.files.load.records import Columns, Target
from jornada.edge.files.load.work import Verdicts, Work
from jornada.edge.files.plan import Step
from jornada.edge.files.reading import Chunk


class ProductWriter(KeyedWriter):
    target = Target(Product, "product", has_stamps=False)

    def __init__(self, work: Work, lists: Lists, step: Step) -> None:
        super().__init__(work, lists, step)
        self.target = Target(Product, "product", self._blanks(), has_stamps=False)
        self.records.target = self.target

    def _blanks(self) -> dict[str, object]:
        return {"code": "", "family": "", "list_price": None,
                "currency": self.step.currency or self.work.currency, "is_active": True,
                "created_at": self.work.now}  # fmt: skip

    def columns(self, chunk: Chunk, verdicts: Verdicts) -> Columns:
        columns = self.of(chunk, "name", "code", "family", "list_price", "currency", "is_active")
        if "currency" in columns:
            columns["currency"] = [value[:3].upper() if value else None for value in columns["currency"]]
        return columns

    def learn(self, columns: Columns, row: int, pk: int) -> None:
        self.lists.products.remember(pk, columns["name"][row])
