"""The engine that `jornada.ui.conditions` asks: counts, lists and reasons, within what a person may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from jornada.analytics.conditions import Population, explain, matches
from jornada.analytics.conditions_then import matches_then
from jornada.apps.insight.among import among
from jornada.apps.insight.clock import zone_of
from jornada.apps.insight.conditions.population import Everybody, everybody
from jornada.apps.insight.conditions.reading import as_read
from jornada.apps.insight.copy import store
from jornada.apps.insight.copy.view import places
from jornada.apps.insight.scope import in_scope, scope_of
from jornada.apps.leads.scoring.columns import score_columns
from jornada.apps.market.segments.members import member_ids
from jornada.rules.condition_facts import Verdict
from jornada.rules.conditions import Condition, InList, Score, leaves


class CopyEngine:
    """Answers conditions from the analytics copy."""

    def count(self, user: Any, record: str, condition: Condition) -> tuple[int, int]:
        all_of_them = everybody(zone_of)
        table = all_of_them.table(record)
        seen = in_scope(scope_of(user, record), table["owner"], all_of_them.view.lookups)
        held = self._matches(all_of_them, record, condition, user) & seen
        return int(held.sum()), int(seen.sum())

    def narrow(self, rows: QuerySet, record: str, condition: Condition, reader: Any = None) -> QuerySet:
        return among(rows, self.ids(record, condition, reader))

    def ids(self, record: str, condition: Condition, reader: Any = None) -> NDArray[np.int64]:
        all_of_them = everybody(zone_of)
        return all_of_them.table(record)["id"][self._matches(all_of_them, record, condition, reader)]

    def then(self, record: str, condition: Condition, ids: Any, at: Any) -> NDArray[np.bool_]:
        all_of_them = everybody(zone_of)
        some = self._asked(all_of_them, record, condition)
        return matches_then(condition, some, places(some.ids, np.asarray(ids)), at, now_in(all_of_them))

    def population(self, record: str, conditions: Iterable[Condition] = ()) -> tuple[Population, datetime]:
        all_of_them = everybody(zone_of)
        return self._asked(all_of_them, record, *conditions), now_in(all_of_them)

    def version(self) -> str:
        manifest = store.read_manifest()
        return manifest.version if manifest else ""

    def explain(self, record: str, pk: int, condition: Condition, reader: Any = None) -> Verdict | None:
        return self._explain(everybody(zone_of), record, pk, condition, reader)

    def explain_each(self, record: str, pk: int, conditions: Sequence[Condition]) -> list[Verdict | None]:
        all_of_them = everybody(zone_of)
        return [self._explain(all_of_them, record, pk, condition, None) for condition in conditions]

    def _explain(
        self, all_of_them: Everybody, record: str, pk: int, condition: Condition, reader: Any
    ) -> Verdict | None:
        some = as_read(reader, self._asked(all_of_them, record, condition), all_of_them, record, condition)
        place = int(places(some.ids, np.array([pk]))[0])
        return None if place < 0 else explain(condition, some, place, now_in(all_of_them))

    def _matches(self, all_of_them: Everybody, record: str, condition: Condition, reader: Any) -> NDArray[np.bool_]:
        some = as_read(reader, self._asked(all_of_them, record, condition), all_of_them, record, condition)
        return matches(condition, some, now_in(all_of_them))

    def _asked(self, all_of_them: Everybody, record: str, *conditions: Condition) -> Population:
        """Return everybody of a kind with the lists and scores that the conditions name."""
        some = all_of_them.population(record)
        named = [leaf for condition in conditions for _place, leaf in leaves(condition)]
        asked = {leaf.id for leaf in named if isinstance(leaf, InList)}
        lists = {pk: np.isin(some.ids, member_ids(pk, record)) for pk in asked}
        scores = {
            code: score_columns(code, record, some.ids)
            for code in {leaf.model for leaf in named if isinstance(leaf, Score)}
        }
        known = {code: columns for code, columns in scores.items() if columns is not None}
        return replace(some, lists=lists, scores=known) if lists or known else some


def now_in(all_of_them: Everybody) -> datetime:
    """Return this instant in the company's time zone, whose calendar says what today is."""
    return datetime.now(UTC).astimezone(all_of_them.zone)
