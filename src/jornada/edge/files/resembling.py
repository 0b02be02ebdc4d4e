"""Records that an import made and that may be there already by another name: noted at its end, told on its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from jornada.apps.market.duplicates import finding
from jornada.apps.market.duplicates.kinds import KINDS, Kind
from jornada.apps.market.duplicates.noting import note_pairs
from jornada.apps.market.duplicates.queries import made_under, pairs_made_under, visible_pairs
from jornada.apps.org import access
from jornada.apps.org.models import Job
from jornada.ui.paging import capped_count

# So many are looked at one by one, as at a form; for more the whole base is searched, in a job of its own.
FEW = 300
MOST_TOLD = 1_000


@dataclass(frozen=True, slots=True)
class Resembling:
    """How many open pairs have a record of the import, and whether the search for them is still under way."""

    record: str
    number: int
    has_more: bool
    is_sought: bool
    url: str


def note_resembling(batch: UUID, began: datetime, user: Any) -> None:
    """Look for what may be the same as the accounts and contacts made; run again it notes the same."""
    for kind in KINDS.values():
        made = made_under(kind, batch).filter(at=began).order_by("object_id")
        ids = list(made.values_list("object_id", flat=True)[: FEW + 1])
        if len(ids) > FEW:
            finding.start(user, kind.code)
            continue
        for row in kind.model._default_manager.filter(pk__in=ids).order_by("pk"):
            note_pairs(kind.code, row)


def resembling(batch: UUID, user: Any) -> list[Resembling]:
    """Tell of the pairs that the person may merge, by kind of record; nothing where there is nothing to tell."""
    kinds = [kind for kind in KINDS.values() if access.may(user, kind.code, "change")]
    told = [_of(kind, batch, user) for kind in kinds]
    return [one for one in told if one.number or one.is_sought]


def _of(kind: Kind, batch: UUID, user: Any) -> Resembling:
    pairs = pairs_made_under(visible_pairs(user, kind), kind, batch)
    number, has_more = capped_count(pairs, MOST_TOLD)
    url = f"{reverse('duplicate_list')}?record={kind.code}&made={batch}"
    return Resembling(kind.code, number, has_more, _is_sought(kind, batch), url)


def _is_sought(kind: Kind, batch: UUID) -> bool:
    """Say whether a search that began with this import, or later, is under way."""
    imported = Job.objects.filter(kind="import", params__plan=str(batch)).order_by("-pk").values("pk")[:1]
    waiting = Job.objects.filter(kind=finding.KIND, params__record=kind.code)
    return waiting.filter(status__in=(Job.Status.WAITING, Job.Status.RUNNING), pk__gt=imported).exists()
