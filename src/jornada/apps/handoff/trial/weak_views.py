"""Pages of weak criteria: what stands out, the offers behind it, the change put into a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.handoff import agreement_actions as actions
from jornada.apps.handoff import queries
from jornada.apps.handoff.models import Agreement, Offer
from jornada.apps.handoff.terms import terms_of
from jornada.apps.handoff.trial.past import PERIODS, stretch_of
from jornada.apps.handoff.trial.views import one_of
from jornada.apps.handoff.trial.weak import offers_with, weak_criteria
from jornada.apps.org.edits import WrongMomentError
from jornada.ui.addresses import is_id

SHOWN = 200


def page(request: HttpRequest) -> HttpResponse:
    """Show what leads that Sales refuses have in common."""
    now, code = timezone.now(), one_of(request, "period", PERIODS, "12m")
    row = _agreement(request)
    found = weak_criteria(request.user, row, *stretch_of(code, now), now)
    rows, base = list(queries.agreements()), f"?agreement={row.pk}&period=" if row else "?period="
    only = row or (rows[0] if len(rows) == 1 else None)
    context = {
        "weak": found,
        "agreement": row,
        "draft_of": only if only and queries.may_edit_agreement(request.user, only) else None,
        "period": code,
        "periods": [{"label": text, "url": f"{base}{key}", "is_current": key == code} for key, text in PERIODS.items()],
        "agreements": _choices(rows, row, code) if len(rows) > 1 else [],
    }
    return render(request, "handoff/weak.html", context)


def behind(request: HttpRequest) -> HttpResponse:
    """List the offers with a trait: all, or those refused or accepted."""
    now, code = timezone.now(), one_of(request, "period", PERIODS, "12m")
    row, name = _agreement(request), request.GET.get("trait", "")
    stretch = stretch_of(code, now)
    trait, ids = offers_with(request.user, row, name, *stretch, now)
    offers = queries.visible_offers(request.user).filter(pk__in=ids)
    which = one_of(request, "which", {"refused": 1, "accepted": 1}, "all")
    offers = offers if which == "all" else offers.filter(status=which)
    related = ("lead__account", "lead__source", "to", "reason")
    rows = list(offers.select_related(*related).order_by("-offered_at", "-pk")[: SHOWN + 1])
    names = {"all": _("All"), "refused": Offer.Status.REFUSED.label, "accepted": Offer.Status.ACCEPTED.label}
    address = request.GET.copy()
    context = {
        "title": trait.label if trait else _("Offers"),
        "rows": rows[:SHOWN],
        "has_more": len(rows) > SHOWN,
        "choices": [_which(address, key, label, which) for key, label in names.items()],
        "period": PERIODS[code],
    }
    return render(request, "handoff/behind.html", context)


@require_POST
def into_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the change that a finding suggests into the draft of an agreement; both sides approve it before it counts."""
    row = get_object_or_404(queries.agreements(), pk=pk)
    if not queries.may_edit_agreement(request.user, row):
        raise PermissionDenied
    now, code = timezone.now(), request.POST.get("period", "12m")
    trait, _ids = offers_with(request.user, row, request.POST.get("trait", ""), *stretch_of(code, now), now)
    if trait is None or trait.change is None:
        raise Http404
    try:
        draft = actions.draft_of(request.user, row)
        before = terms_of(draft)
        after = trait.change(before)
        if after == before:
            messages.info(request, _("The draft says so already, or has no such part."))
        else:
            note = "; ".join(text for text in (draft.note, f"{trait.label}: {trait.suggestion}") if text)
            actions.save_draft(request.user, draft, after, note[:500])
            messages.success(request, _("Put into the draft; propose it to both sides when it is complete."))
    except WrongMomentError as error:
        messages.error(request, str(error))
    return redirect(row.get_absolute_url())


def _agreement(request: HttpRequest) -> Agreement | None:
    text = request.GET.get("agreement", "")
    return get_object_or_404(queries.agreements(), pk=int(text)) if is_id(text) else None


def _choices(rows: list[Agreement], current: Agreement | None, period: str) -> list[dict[str, Any]]:
    every = {"label": _("All agreements"), "url": f"?period={period}", "is_current": current is None}
    own = [{"label": str(r), "url": f"?agreement={r.pk}&period={period}", "is_current": r == current} for r in rows]
    return [every, *own]


def _which(address: Any, key: str, label: Any, current: str) -> dict[str, Any]:
    address["which"] = key
    return {"label": label, "url": f"?{address.urlencode()}", "is_current": key == current}
