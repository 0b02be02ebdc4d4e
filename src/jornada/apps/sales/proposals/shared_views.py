"""What a buyer sees by the link: the proposal, its PDF, and a place to answer. No sign-in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.org import access
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.logo.queries import logo_of
from jornada.apps.org.logo.views import picture_answer
from jornada.apps.org.masks import mask
from jornada.apps.org.queries import company_name, workspace
from jornada.apps.sales.actions import today
from jornada.apps.sales.models import Proposal
from jornada.apps.sales.proposals import actions, queries
from jornada.apps.sales.proposals.forms import AnswerForm
from jornada.apps.sales.proposals.views import pdf_answer
from jornada.rules.machine_agents import is_machine_agent
from jornada.ui.tax_ids import shown_tax_id

View = Callable[..., HttpResponse]


def by_link(view: View) -> View:
    """Find the proposal that the link leads to and speak its language; others get a page that says so.

    The buyer reads their own data; one of us who tries the link, what the role shows.
    """

    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        record = queries.shared_proposal(token)
        if record is None:
            return _private(render(request, "sales/proposals/gone.html", status=404))
        if request.user.is_authenticated:
            mask(record, access.hidden_of(request.user))
        with translation.override(record.language):
            return _private(view(request, record, token))

    return opened


@by_link
def shared_proposal(request: HttpRequest, record: Proposal, token: str) -> HttpResponse:
    _note_opening(request, record)
    return _page(request, record, token, AnswerForm())


@by_link
def shared_pdf(request: HttpRequest, record: Proposal, token: str) -> HttpResponse:
    _note_opening(request, record)
    return pdf_answer(record)


@by_link
def shared_logo(request: HttpRequest, record: Proposal, token: str) -> HttpResponse:
    logo = logo_of(record.sender)
    return picture_answer(logo) if logo else HttpResponse(status=404)


@require_POST
@by_link
def shared_answer(request: HttpRequest, record: Proposal, token: str) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, record, token, form, status=422)
    given = form.cleaned_data
    try:
        actions.answer_proposal(None, record, given["answer"], name=given["name"], note=given["note"])
    except WrongMomentError as error:
        record.refresh_from_db(fields=["status", "answered_at", "answered_by"])
        form.add_error(None, str(error))
        return _page(request, record, token, form, status=422, too_late=_answered_before(record))
    return redirect("shared_proposal", token)


def _answered_before(record: Proposal) -> str:
    """Say which answer the proposal has, from another tab or another person of the buyer's; blank where it has none."""
    said = {
        Proposal.Status.ACCEPTED: _("This proposal was accepted already; your answer now was not recorded."),
        Proposal.Status.REFUSED: _("This proposal was refused already; your answer now was not recorded."),
    }
    return said.get(Proposal.Status(record.status), "")


def _page(
    request: HttpRequest, record: Proposal, token: str, form: Any, status: int = 200, too_late: str = ""
) -> HttpResponse:
    state = record.state(today())
    waits = state in (Proposal.Status.SENT, Proposal.Status.SEEN)
    replaced = queries.why_no_answer(record) if waits else ""
    context = {
        "proposal": record,
        "token": token,
        "state": state,
        "badge": queries.state_badge(record),
        "lines": list(record.lines.all()),
        "company": company_name(),
        "logo": logo_of(record.sender),
        "tax_id": shown_tax_id(workspace().tax_id),
        "form": form if waits and not replaced else None,
        "replaced": replaced,
        "too_late": too_late,
    }
    return render(request, "sales/proposals/shared.html", context, status=status)


def _note_opening(request: HttpRequest, record: Proposal) -> None:
    """Record that the buyer looked; when one of us does, or a head is asked for, nobody did."""
    if request.user.is_authenticated or request.method != "GET":
        return
    headers = request.headers
    purpose = headers.get("Sec-Purpose", "") or headers.get("Purpose", "")
    is_machine = is_machine_agent(headers.get("User-Agent", ""), purpose)
    actions.note_opening(record, is_machine=is_machine, now=timezone.now())


def _private(response: HttpResponse) -> HttpResponse:
    """Keep what a link shows out of caches, search engines and the addresses that other sites are told."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
