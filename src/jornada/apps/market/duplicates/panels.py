"""Parts of record pages: probable duplicates of this record, what it took in, what a search found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from jornada.apps.market.duplicates import finding, queries, words
from jornada.apps.market.duplicates.kinds import KINDS
from jornada.apps.org import access

Provider = Callable[[HttpRequest, Any], dict[str, Any] | None]
SHOWN = 3


def duplicates_panel(record: str) -> Provider:
    """Return the panel that says that this record is probably there twice."""
    kind = KINDS[record]

    def provide(request: HttpRequest, row: Any) -> dict[str, Any] | None:
        if not access.may(request.user, kind.code, "change", row):
            return None
        pairs = queries.pairs_of(request.user, kind, row.pk)[:SHOWN]
        others = [
            (pair.right if pair.left.pk == row.pk else pair.left, words.confidence(pair.row.probability), pair.row)
            for pair in pairs
        ]
        context = {"others": others, "kind": kind, "record": row}
        return {"template": "market/duplicates/of_record.html", "context": context} if pairs else None

    return provide


def merges_panel(record: str) -> Provider:
    """Return the panel that names what was taken in, with the way back."""
    kind = KINDS[record]

    def provide(request: HttpRequest, row: Any) -> dict[str, Any] | None:
        merges = list(queries.merges_into(record, row.pk)[:SHOWN])
        context = {"merges": merges, "may_split": access.may(request.user, kind.code, "change", row)}
        return {"template": "market/duplicates/merges.html", "context": context} if merges else None

    return provide


def found_of_job(request: HttpRequest, job: Any) -> dict[str, Any] | None:
    """Show what a search found, with the way to the list."""
    if job.kind != finding.KIND or not job.result:
        return None
    return {"template": "market/duplicates/found.html", "context": {"result": job.result}}
