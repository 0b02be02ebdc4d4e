"""Pages of duplicates: the list, the review side by side, the merge and its split."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.market.duplicates import actions, check, finding, moving, queries, review, words
from jornada.apps.market.duplicates.kinds import KINDS, Kind, kind_of
from jornada.apps.org import access
from jornada.apps.org.edits import StaleError, WrongMomentError
from jornada.apps.org.following import with_job
from jornada.apps.org.masks import MARK
from jornada.apps.org.models import Job
from jornada.apps.org.namesakes import people_to_choose
from jornada.ui.addresses import back_to, instant_of, is_id
from jornada.ui.undo import say

GROUPS_SHOWN = 20
LEAST = {"certain": 0.95, "probable": 0.8}


def duplicate_list(request: HttpRequest) -> HttpResponse:
    """Show the groups that the person may merge, the likeliest first."""
    kind = _asked_kind(request)
    least, owner = request.GET.get("least", ""), request.GET.get("owner", "")
    pairs = queries.visible_pairs(request.user, kind, int(owner) if is_id(owner) else None)
    pairs = pairs.filter(probability__gte=LEAST.get(least, 0.0))
    batch = _batch(request.GET.get("made", ""))
    pairs = queries.pairs_made_under(pairs, kind, batch) if batch else pairs
    page = Paginator(queries.group_numbers(pairs), GROUPS_SHOWN).get_page(request.GET.get("page"))
    found = queries.groups(request.user, kind, pairs, [row["group"] for row in page])
    context = {
        "title": _("Duplicates"), "kind": kind, "tabs": _tabs(request, kind), "page": page, "least": least,
        "owner": owner, "made": batch or "", "owners": people_to_choose(), "groups": [_shown(group) for group in found],
        "last": Job.objects.filter(kind=finding.KIND, params__record=kind.code).first(),
        "levels": [("probable", _("From 80 %")), ("certain", _("From 95 %"))],
    }  # fmt: skip
    return render(request, "market/duplicates/list.html", context)


@require_POST
def duplicate_find(request: HttpRequest) -> HttpResponse:
    """Start the search over the base."""
    kind = kind_of(request.POST.get("record", ""))
    access.require(request.user, kind.code, "change")
    job = finding.start(request.user, kind.code)
    return redirect(with_job(f"{reverse('duplicate_list')}?record={kind.code}", job))


def duplicate_review(request: HttpRequest, record: str, one: int, two: int) -> HttpResponse:
    """Show two records beside each other, and merge them."""
    kind, (left, right) = kind_of(record), _both(request, record, one, two)
    if request.method == "GET" and "keep" not in request.GET:
        left, right = review.better_first(kind, left, right)
    if request.method == "POST":
        named = review.called(right, left)
        try:
            asked = {name: request.POST.get(f"field-{name}", "") for name in kind.fields}
            values = review.values(kind, left, right, {name: side for name, side in asked.items() if side})
            merged = actions.merge(request.user, left, right, values, _seen(request, left, right))
        except (StaleError, WrongMomentError) as error:
            text = _("Somebody changed one of them meanwhile: look again.") if isinstance(error, StaleError) else error
            messages.error(request, str(text))
            return redirect("duplicate_review", record, left.pk, right.pk)
        said = _("“%(name)s” was taken in. It can be split again below.") % {"name": named}
        say(request, said, reverse("merge_split", args=[merged.pk]))
        return redirect(left)
    return render(request, "market/duplicates/review.html", _beside(request, kind, left, right))


@require_POST
def duplicate_dismiss(request: HttpRequest, record: str, one: int, two: int) -> HttpResponse:
    """Set a pair aside, or bring it back."""
    kind, (left, right) = kind_of(record), _both(request, record, one, two)
    if request.POST.get("do") == "undo":
        actions.bring_back(kind, left.pk, right.pk)
    else:
        actions.dismiss(request.user, kind, left.pk, right.pk)
        messages.success(request, _("“%(one)s” and “%(two)s” are not the same.") % {"one": left, "two": right})
    return redirect(_list_before(request, kind))


@require_POST
def duplicate_branch(request: HttpRequest, one: int, two: int) -> HttpResponse:
    """Make the first account the parent of the second."""
    head, branch = _both(request, "account", one, two)
    try:
        actions.make_branch(request.user, head, branch)
    except WrongMomentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("“%(one)s” is now the head office of “%(two)s”.") % {"one": head, "two": branch})
    return redirect(branch)


@require_POST
def merge_split(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back."""
    row = get_object_or_404(queries.visible_merges(request.user), pk=pk)
    try:
        back = actions.split(request.user, row)
    except WrongMomentError as error:
        messages.error(request, str(error))
        return redirect(kind_of(row.record).model(pk=row.survivor_id).get_absolute_url())
    messages.success(request, _("“%(name)s” is a record of its own again.") % {"name": back})
    return redirect(back)


def _both(request: HttpRequest, record: str, one: int, two: int) -> tuple[Any, Any]:
    """Return the two records, both of which the person may change; else nothing is there."""
    kind = kind_of(record)
    found = kind.visible(request.user, "change").select_related("owner").in_bulk([one, two])
    if len(found) < 2:
        raise Http404
    return found[one], found[two]


def _list_before(request: HttpRequest, kind: Kind) -> str:
    """Return the list from which a pair was opened, as it was narrowed."""
    return back_to(request, f"{reverse('duplicate_list')}?record={kind.code}")


def _batch(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _asked_kind(request: HttpRequest) -> Kind:
    if not queries.may_review(request.user):
        raise PermissionDenied
    asked = request.GET.get("record", "")
    mine = [code for code in KINDS if access.may(request.user, KINDS[code].code, "change")]
    return KINDS[asked if asked in mine else mine[0]]


def _tabs(request: HttpRequest, kind: Kind) -> list[dict[str, Any]]:
    labels = {"account": _("Accounts"), "contact": _("Contacts")}
    return [
        {"label": labels[code], "url": f"?record={code}", "is_current": code == kind.code}
        for code in KINDS
        if access.may(request.user, KINDS[code].code, "change")
    ]


def _shown(group: queries.Group) -> dict[str, Any]:
    pairs = [
        {
            "pair": pair,
            "lines": words.lines(_told(pair.left, pair.row.reasons))[:4],
            "confidence": words.confidence(pair.row.probability),
            "left_told": review.told(pair.left),
            "right_told": review.told(pair.right),
        }
        for pair in group.pairs
    ]
    return {"group": group, "pairs": pairs, "number": len(group.records)}


def _told(record: Any, reasons: Sequence[Any]) -> list[Any]:
    """Leave out reasons that tell of a field which the role hides in these records."""
    hidden = getattr(record, MARK, frozenset())
    return [reason for reason in reasons if reason[0] not in hidden]


def _beside(request: HttpRequest, kind: Kind, left: Any, right: Any) -> dict[str, Any]:
    known = queries.pair_between(kind, left.pk, right.pk)
    judged = check.judged_pair(kind.code, left, right)
    kept = _told(left, known.reasons) if known else []
    reasons = kept or [(r.field, r.level, r.bits) for r in judged.reasons]
    probability = known.probability if known and known.reasons else judged.probability
    return {
        "title": _("Side by side"), "kind": kind, "back": _list_before(request, kind),
        "left_called": review.called(left, right), "right_called": review.called(right, left),
        "left": left, "right": right,
        "rows": review.rows(kind, left, right), "lines": words.lines(reasons), "probability": probability,
        "confidence": words.confidence(probability), "is_branch": judged.is_branch,
        "is_dismissed": bool(known and known.dismissed_at), "moves": moving.counts(right),
        "stays": moving.counts(left),
    }  # fmt: skip


def _seen(request: HttpRequest, left: Any, right: Any) -> dict[int, datetime]:
    """Read which states the page showed."""
    said = {left.pk: request.POST.get("seen-left", ""), right.pk: request.POST.get("seen-right", "")}
    stamps = {pk: instant_of(text) for pk, text in said.items()}
    return {pk: stamp for pk, stamp in stamps.items() if stamp is not None}
