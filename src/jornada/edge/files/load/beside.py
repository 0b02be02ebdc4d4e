"""Rows of another id than the record they are about: the record is known by both, and can be split again."""

from __future__ import annotations

import json

from django.core.serializers.json import DjangoJSONEncoder

from jornada.apps.market.models import Merge
from jornada.edge.files.load.records import Columns, Target
from jornada.edge.files.load.work import Verdicts, Work


class IdsBeside:
    """The further ids that the rows of a file give to records, by the record; noted as merges when they are written."""

    def __init__(self, work: Work, target: Target) -> None:
        self.work, self.target = work, target
        self.ids: dict[str, int] = {}
        self._noted: set[str] = set()
        self._met: dict[int, str] = {}

    def met(self, row: int, external: str) -> None:
        """Note that a row of the chunk at hand has such an id."""
        self._met[row] = external

    def write(self, columns: Columns, ids: list[int | None], verdicts: Verdicts, shared: str) -> None:
        """Say it at the rows; keep each id, with what its row said, as that of a record taken into the other."""
        met, self._met = self._met, {}
        passed = {issue.row for issue in verdicts.issues if issue.code == "exists_already"} if met else set()
        taken = {
            row: pk
            for row in met
            if (pk := ids[row]) is not None and row not in passed and not verdicts.is_rejected(row)
        }
        for row in taken:
            verdicts.note(row, shared, columns[shared][row], "one_of_two")
        fresh = {met[row]: (row, pk) for row, pk in reversed(taken.items()) if met[row] not in self._noted}
        self._noted.update(fresh)
        if fresh and not self.work.is_dry:
            Merge.objects.bulk_create([self._merge(columns, external, *one) for external, one in fresh.items()])

    def _merge(self, columns: Columns, external: str, row: int, pk: int) -> Merge:
        names = {one.attname: one.name for one in self.target.model._meta.concrete_fields}
        said = {names[name]: values[row] for name, values in columns.items() if values[row] is not None}
        loser = self.work.new_id(self.target.model)
        kept = {"created_at": self.work.now, **said, "id": loser, "external_id": external}
        return Merge(
            record=self.target.record, survivor_id=pk, loser_id=loser, name=str(said.get("name", ""))[:200],
            external_id=external, at=self.work.now, user_id=self.work.user_id,
            loser=json.loads(json.dumps(kept, cls=DjangoJSONEncoder)),
        )  # fmt: skip
