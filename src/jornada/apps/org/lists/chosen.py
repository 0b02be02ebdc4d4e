"""The columns that a person chose for a list at last: the list opens with them until others are chosen.

An address that names columns goes before them, and a saved view shows what it was kept with, to everybody the same.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from jornada.apps.org.kept import Kept
from jornada.apps.org.lists.kinds import List, list_of
from jornada.apps.org.lists.models import ChosenColumns
from jornada.ui.addresses import is_id
from jornada.ui.chosen_columns import KeptColumns
from jornada.ui.columns import columns_for

# What turns pages, asks for files or names columns is no part of where the chooser leads back to.
LEFT = ("columns", "after", "before", "export")
LONGEST = 6000


def kept_columns(request: HttpRequest, record: str) -> KeptColumns | None:
    """Return what the list of a kind of record keeps for a person; other pages with such records keep nothing."""
    kind = list_of(record)
    if kind is None or request.path != reverse(kind.url_name) or is_id(request.GET.get("view", "")):
        return None
    return KeptColumns(chosen_by(request.user, record), reverse("list_columns", args=[record]))


def chosen_by(user: Any, record: str) -> str:
    """Return the codes of the columns that the person chose, with commas between them; blank: the usual ones."""
    return _chosen(user.pk).get(record, "")


def _read(user_id: int) -> dict[str, str]:
    return dict(ChosenColumns.objects.filter(user=user_id).values_list("record", "columns"))


_chosen = Kept(_read, ChosenColumns)


@require_POST
def choose_columns(request: HttpRequest, record: str) -> HttpResponse:
    """Keep the columns that were ticked, or forget them, and go back to the list."""
    kind = list_of(record)
    if kind is None:
        raise Http404
    codes = [] if "usual" in request.POST else _known(request, kind)
    if codes:
        ChosenColumns.objects.update_or_create(
            user=request.user, record=kind.code, defaults={"columns": ",".join(codes)}
        )
    else:
        ChosenColumns.objects.filter(user=request.user, record=kind.code).delete()
    return redirect(f"{reverse(kind.url_name)}?{_without_columns(request.POST.get('query', ''))}".rstrip("?"))


def with_chosen(user: Any, record: str, query: str) -> str:
    """Add the columns that the person sees to the query of a list that names none: a view keeps what was shown."""
    asked = QueryDict(query.lstrip("?")[:LONGEST], mutable=True)
    chosen = "" if asked.get("columns") or is_id(asked.get("view", "")) else chosen_by(user, record)
    if not chosen:
        return query
    asked["columns"] = chosen
    return asked.urlencode()


def _known(request: HttpRequest, kind: List) -> list[str]:
    known = {column.code for column in columns_for(request, kind.code, kind.options(request)["columns"])}
    asked = ",".join(request.POST.getlist("columns")).split(",")
    return [code for code in dict.fromkeys(asked) if code in known]


def _without_columns(text: str) -> str:
    query = QueryDict(text.lstrip("?")[:LONGEST], mutable=True)
    for name in LEFT:
        query.pop(name, None)
    return query.urlencode()
