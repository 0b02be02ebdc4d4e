"""Pages of offers: the queue, the offer with its dossier, the answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jornada.apps.handoff import offers, queries, unaccept, unrefuse
from jornada.apps.handoff.answers import ANSWERS
from jornada.apps.handoff.dossier import dossier
from jornada.apps.handoff.forms import ReplyForm
from jornada.apps.handoff.models import Offer, Question
from jornada.apps.handoff.queue import ORDERS, RELATED, rows_of, with_clocks
from jornada.apps.handoff.queue import queue as parts_of
from jornada.apps.leads.scoring.ranking import may_rank
from jornada.apps.org import access
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.record_pages import form_page
from jornada.ui.addresses import back_to

# What an answer reads of an offer; its page reads more.
ORDER = "queue_order"
ANSWERING = ("lead", "to__team__calendar", "version__agreement")
# Who is told, and by whose hours Marketing owes a reply.
GIVING_BACK = (*ANSWERING, "offered_by__team__calendar")
# Answers that whoever gave them takes back: the address, the write, what is said then.
TAKEN_BACK: dict[str, tuple[str, Callable[[Any, Offer], Offer], Any]] = {
    "accept": (
        "offer_unaccept",
        unaccept.take_back,
        gettext_lazy("The acceptance is taken back: the lead waits for an answer again."),
    ),
    "refuse": (
        "offer_unrefuse",
        unrefuse.take_back,
        gettext_lazy("The refusal is taken back: the lead waits for your answer again."),
    ),
}


def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person, in the order that the person chose last."""
    now, order = timezone.now(), _order(request)
    parts = parts_of(request.user, now, order)
    is_empty = not any(part.total for part in parts.values())
    orders = _orders(order) if may_rank(request.user) else []
    context = {"parts": parts, "now": now, "is_empty": is_empty, "order": order, "orders": orders}
    return render(request, "handoff/queue.html", context)


def _order(request: HttpRequest) -> str:
    """Take the order asked for and remember it; else the one remembered."""
    asked = request.GET.get("order", "")
    if asked in ORDERS and asked != request.session.get(ORDER, ORDERS[0]):
        request.session[ORDER] = asked
    kept = request.session.get(ORDER, "")
    return kept if kept in ORDERS else ORDERS[0]


def _orders(chosen: str) -> list[dict[str, Any]]:
    named = zip(ORDERS, (_("By value and urgency"), _("By the clock")), strict=True)
    address = reverse("handoff_queue")
    return [{"label": label, "url": f"{address}?order={code}", "is_current": code == chosen} for code, label in named]


def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an offer with all that the receiver should know of the lead."""
    row, now = _offer(request, pk), timezone.now()
    shown = rows_of(request.user, [row], now)[0]
    context = {"offer": row, "row": shown, "dossier": dossier(request.user, row, now), "now": now}
    context["may_take_back"] = unrefuse.may_take_back(request.user, row, now)
    context["may_unaccept"] = unaccept.may_take_back(request.user, row, now)
    return render(request, "handoff/offer.html", context)


def answer(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Answer an offer: the form in a dialog, or as a page of its own."""
    step = ANSWERS.get(code)
    if step is None:
        raise Http404
    row = _offer(request, pk, _read_for(request, code))
    if not ((row.to_id == request.user.pk and step.is_sales) or access.may(request.user, "lead", "change", row.lead)):
        raise PermissionDenied
    form = step.form(_posted(request), offer=row)
    if request.htmx and request.method == "GET":
        return render(request, "handoff/answer_box.html", {"form": form, "step": step, "offer": row})
    return form_page(
        request,
        form,
        lambda form: _after(step.do(request.user, row, **form.cleaned_data)),
        title=f"{step.label}: {row.lead}",
        back=row.get_absolute_url(),
        template="handoff/answer_form.html",
        said=str(step.said),
        undo=(lambda _to: _way_back(row, TAKEN_BACK[code][0])) if code in TAKEN_BACK else None,
        step=step,
        offer=row,
        submit=step.label,
    )


@require_POST
def take_back(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Undo one's own answer of a moment ago, and go back to the page that asked."""
    row = _offer(request, pk, ANSWERING)
    if request.user.pk not in (row.answered_by_id, row.to_id):
        raise PermissionDenied
    _name, undo, said = TAKEN_BACK[code]
    try:
        undo(request.user, row)
    except WrongMomentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, str(said))
    return redirect(back_to(request, row))


def _way_back(row: Offer, name: str) -> str:
    """Return where an answer is taken back from the queue, which stays the page."""
    return f"{reverse(name, args=[row.pk])}?{urlencode({'next': reverse('handoff_queue')})}"


def _read_for(request: HttpRequest, code: str) -> tuple[str, ...]:
    if request.method != "POST":
        return RELATED
    return ANSWERING if code == "accept" else GIVING_BACK


def question(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a question of Sales."""
    visible = queries.visible_offers(request.user).values("pk")
    row = get_object_or_404(Question.objects.filter(offer__in=visible).select_related("offer__lead__owner"), pk=pk)
    access.require(request.user, "lead", "change", row.offer.lead)
    return _reply(
        request,
        row.offer,
        lambda text: offers.give_information(request.user, row, text),
        title=_("Answer: %(lead)s") % {"lead": row.offer.lead},
        asked=row.text,
        said=_("Answered; the clock of Sales goes on."),
    )


def _reply(request: HttpRequest, row: Offer, do: Any, *, title: str, asked: str, said: str) -> HttpResponse:
    return form_page(
        request,
        ReplyForm(_posted(request)),
        lambda form: _after(do(form.cleaned_data["text"])),
        title=title,
        back=reverse("handoff_queue"),
        template="handoff/reply_form.html",
        said=said,
        asked=asked,
        offer=row,
    )


def _after(_done: Any) -> str:
    """Go back to the queue: the next one waits there."""
    return reverse("handoff_queue")


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _offer(request: HttpRequest, pk: int, related: tuple[str, ...] = RELATED) -> Offer:
    return get_object_or_404(with_clocks(queries.visible_offers(request.user), related), pk=pk)
