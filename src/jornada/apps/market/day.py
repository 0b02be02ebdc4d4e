"""Lines of My day from the change history: what others changed on one's records since yesterday."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.segments.records import kinds
from jornada.apps.org.change_words import ChangeWords, label_of, model_of
from jornada.apps.org.models import Change
from jornada.apps.org.owners import of_people
from jornada.ui.day import Day, Line, Section

READ = 120
SHOWN = 12


def others_changes(day: Day) -> Section:
    """Show who changed which fields of the records one owns, one line for each record and person."""
    mine = Q(pk__in=[])
    for kind in kinds():
        owned = kind.visible(day.user).filter(of_people(day.people), pk=OuterRef("object_id"))
        mine |= Q(Exists(owned), model=kind.model._meta.label_lower)
    rows = Change.objects.filter(mine, at__gte=day.yesterday).exclude(user=None).exclude(of_people(day.people, "user"))
    changes = list(rows.select_related("user").order_by("-at", "-id")[:READ])
    return Section(_("Changed by others"), list(_lines(changes))[:SHOWN], "history")


def _lines(changes: list[Change]) -> Iterable[Line]:
    words = ChangeWords(changes)
    changes = sorted(changes, key=lambda row: (row.model, row.object_id, row.user_id))
    groups = groupby(changes, key=lambda row: (row.model, row.object_id, row.user_id))
    found = [_line(list(rows), words) for _key, rows in groups]
    return sorted(found, key=lambda line: line.at, reverse=True)


def _line(changes: list[Change], words: ChangeWords) -> Line:
    last = changes[0]
    name, url = words.record(last)
    model = model_of(last)
    fields = dict.fromkeys(label_of(model, row.field) for row in changes if model and row.field)
    said = ", ".join(fields) if fields else str(last.get_kind_display())
    return Line(name, url, f"{last.user}: {said}", last.at)
