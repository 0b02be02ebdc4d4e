"""Pages of refusals: Marketing's work list, and the answer to one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.handoff import offers, queries, refusals
from jornada.apps.handoff.forms import RefusalForm
from jornada.apps.handoff.models import RefusalReply
from jornada.apps.leads.queries import sources
from jornada.apps.org import access
from jornada.apps.org.record_pages import form_page
from jornada.ui.addresses import is_our_page

SHOWN = 100
ASKED = ("reason", "source", "change")


def page(request: HttpRequest) -> HttpResponse:
    """Show the refusals that wait for an answer, or those narrowed down to."""
    now, state = timezone.now(), request.GET.get("state", "open")
    state = state if state in refusals.STATES else "open"
    # PostgreSQL takes no NUL in a question.
    asked = {name: request.GET.get(name, "").replace("\0", "") for name in ASKED}
    every = refusals.refusals(request.user, now, **asked)
    rows = list(refusals.ordered(refusals.refusals(request.user, now, state=state, **asked), state)[: SHOWN + 1])
    numbers = refusals.counts(every, now)
    context = {
        "rows": refusals.rows_of(request.user, rows[:SHOWN], now),
        "has_more": len(rows) > SHOWN,
        "state": state,
        "states": [_state(request, code, numbers[code], state) for code in refusals.STATES],
        "asked": asked,
        "reasons": [(each.code, str(each)) for each in queries.all_reasons()],
        "sources": [(each.code, each.label) for each in sources()],
        "changes": RefusalReply.Change.choices,
        "made": refusals.changes_made(every),
        "here": request.get_full_path(),
        "now": now,
    }
    return render(request, "handoff/refusals.html", context)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what Marketing does about a refusal, in a dialog or as a page of its own."""
    visible = queries.visible_offers(request.user).values("pk")
    rows = RefusalReply.objects.filter(offer__in=visible).select_related("offer__lead__owner", "offer__reason")
    row = get_object_or_404(rows, pk=pk)
    access.require(request.user, "lead", "change", row.offer.lead)
    form, back = RefusalForm(request.POST if request.method == "POST" else None), _back(request)
    said = f"{row.offer.reason}: {row.offer.answer_note}" if row.offer.answer_note else str(row.offer.reason)
    context = {"asked": said, "offer": row.offer, "reply": row, "after": back}
    if request.htmx and request.method == "GET":
        return render(request, "handoff/refusal_box.html", {"form": form, **context})

    def save(form: Any) -> str:
        offers.reply_to_refusal(request.user, row, form.cleaned_data["text"], change=form.cleaned_data["change"])
        return back

    title = _("Refused: %(lead)s") % {"lead": row.offer.lead}
    template, told = "handoff/refusal_form.html", _("The refusal is answered.")
    return form_page(request, form, save, title=title, back=back, template=template, said=told, **context)


def _state(request: HttpRequest, code: str, number: int, current: str) -> dict[str, Any]:
    address = request.GET.copy()
    address["state"] = code
    return {
        "label": f"{refusals.STATES[code]} ({number})",
        "url": f"?{address.urlencode()}",
        "is_current": code == current,
    }


def _back(request: HttpRequest) -> str:
    """Return to the list as it was narrowed, which the form carries along."""
    asked = request.POST.get("after") or request.GET.get("after") or ""
    return asked if is_our_page(request, asked) else reverse("handoff_refusals")
