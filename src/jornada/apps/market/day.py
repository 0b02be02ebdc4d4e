"""Lines of My day from the change history: what others changed on one's records since yesterday."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.segments.records import kinds
from jornada.apps.org.change_words import ChangeWords, label_of, model_of
from jornada.apps.org.models import Change
from jornada.apps.org.owners import FEW, of_people, owned_by
from jornada.ui.day import Day, Line, Section

READ = 120
SHOWN = 12
# Where the records of many are looked through, so many changes are, the last ones: a program may write more in a day
# than anybody reads.
LAST = 5_000


def others_changes(day: Day) -> Section:
    """Show who changed which fields of the records one owns, one line for each record and person."""
    rows = Change.objects.filter(at__gte=day.yesterday).exclude(user=None).exclude(of_people(day.people, "user"))
    found = _on_records_of_few(day, rows) if len(day.people) <= FEW else _on_records_of_many(day, rows)
    changes = list(found.select_related("user").order_by("-at", "-id")[:READ])
    return Section(_("Changed by others"), list(_lines(changes))[:SHOWN], "history")


def _on_records_of_few(day: Day, rows: QuerySet[Change]) -> QuerySet[Change]:
    """Look the changes up among the records of these people: a day of a large company has many times more changes."""
    parts = [
        rows.filter(
            model=kind.model._meta.label_lower,
            object_id__in=kind.visible(day.user).filter(owned_by(day.people)).order_by().values("pk"),
        )
        for kind in kinds()
    ]
    newest, *more = (part.order_by().values_list("id", "at") for part in parts)
    ids = [pk for pk, _at in newest.union(*more, all=True).order_by("-at", "-id")[:READ]]
    return Change.objects.filter(pk__in=ids)


def _on_records_of_many(day: Day, rows: QuerySet[Change]) -> QuerySet[Change]:
    """Ask each change for its record: by people that are not among so many there are few."""
    mine = Q(pk__in=[])
    for kind in kinds():
        owned = kind.visible(day.user).filter(of_people(day.people), pk=OuterRef("object_id"))
        mine |= Q(Exists(owned), model=kind.model._meta.label_lower)
    return rows.filter(mine, pk__in=Change.objects.order_by("-pk").values("pk")[:LAST])


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
    return Line(name, url, f"{last.user}: {said}", last.at, about=(url,) if url else ())
