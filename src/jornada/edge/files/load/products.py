"""Products from files."""

from __future__ import annotations

from typing import Any

from jornada.apps.market.models import Product
from jornada.edge.files.load.keyed import KeyedWriter
from jornada.edge.files.load.lists import Lists
from jornada.edge.files.load.records import Columns, Target
from jornada.edge.files.load.work import Verdicts, Work
from jornada.edge.files.matching.values import same
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
        return self.of(chunk, "name", "code", "family", "list_price", "currency", "is_active")

    def _write(self, columns: Columns, keys: dict[str, list[Any]], verdicts: Verdicts) -> list[int | None]:
        namesakes = Namesakes(self.keys)
        codes = columns.get("code") or [None] * len(columns["name"])
        for row, (name, code) in enumerate(zip(columns["name"], codes, strict=True)):
            # Whoever chose the name as the key means to change the codes.
            if self.keys != ["name"] and name and not verdicts.is_rejected(row) and namesakes.is_taken(name, code):
                verdicts.reject(row, "name", name, "name_of_another")
        return super()._write(columns, keys, verdicts)

    def learn(self, columns: Columns, row: int, pk: int) -> None:
        self.lists.products.remember(pk, columns["name"][row])
        if "code" in columns and columns["code"][row]:
            self.lists.products.remember(pk, columns["code"][row])


class Namesakes:
    """Says which rows would give a product the name of another one: a name stands for one product only."""

    def __init__(self, keys: list[str]) -> None:
        self._by_code_only = keys == ["code"]
        rows = Product.objects.order_by("-pk").values_list("pk", "name", "code")
        known = [(pk, same(name), code) for pk, name, code in rows]
        self._by_name: dict[str, Any] = {name: pk for pk, name, _code in known}
        self._by_code: dict[str, Any] = {code: pk for pk, _name, code in known if code}
        self._codes: dict[Any, str] = {pk: code for pk, _name, code in known}

    def is_taken(self, name: str, code: str | None) -> bool:
        """Judge a row; one that is sound is known from now on."""
        named = self._by_name.get(same(name))
        coded = self._by_code.get(code) if code else None
        if named is not None and named != coded:
            other = self._codes.get(named)
            if coded is not None or self._by_code_only or (code and other and other != code):
                return True
        owner = next((one for one in (coded, named) if one is not None), (name, code))
        self._by_name.setdefault(same(name), owner)
        if code:
            self._by_code.setdefault(code, owner)
            self._codes[owner] = code
        return False
