"""Pages of proposals for us; what the buyer sees stands in `shared_views`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.org import access
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.queries import company_name
from jornada.apps.org.record_pages import act, delete_page, form_page
from jornada.apps.sales.actions import today
from jornada.apps.sales.models import Proposal
from jornada.apps.sales.proposals import actions, queries
from jornada.apps.sales.proposals.forms import HeardForm, ProposalForm
from jornada.apps.sales.proposals.sharing import sharing_of
from jornada.apps.sales.proposals.terms import in_other_language
from jornada.apps.sales.queries import visible_opportunities


def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(queries.visible_proposals(request.user), pk=pk)
    state = record.state(today())
    link = "" if state == Proposal.Status.DRAFT else _link(request, record)
    waits = record.status in queries.OUT
    may_change = access.may(request.user, "opportunity", "change", record.opportunity)
    context = {
        "proposal": record,
        "state": state,
        "badge": queries.state_badge(record),
        "lines": list(record.lines.all()),
        "may_change": may_change,
        "is_draft": state == Proposal.Status.DRAFT,
        "waits": waits,
        "link": link,
        "has_other_terms": state == Proposal.Status.DRAFT and in_other_language(record),
        "has_company": bool(company_name()),
        "may_name_company": access.is_admin(request.user),
        "sharing": sharing_of(request.user, record, link) if waits and may_change else None,
        "heard_form": HeardForm(),
    }
    return render(request, "sales/proposals/proposal.html", context)


@require_POST
def proposal_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the next version of an opportunity's proposal."""
    record = get_object_or_404(visible_opportunities(request.user).select_related("owner"), pk=pk)
    access.require(request.user, "opportunity", "change", record)
    access.require_seen(request.user, "opportunity", "amount")
    try:
        made = actions.draft_proposal(request.user, record)
    except WrongMomentError as error:
        messages.error(request, str(error))
        return redirect(record)
    messages.success(request, _("Version %(n)s is drafted.") % {"n": made.version})
    return redirect(made)


def proposal_edit(request: HttpRequest, pk: int) -> HttpResponse:
    record = _to_change(request, pk)
    return form_page(
        request,
        ProposalForm(request.POST or None, instance=record, user=request.user),
        lambda form: actions.update_proposal(request.user, record, form.seen, **form.values()),
        title=str(record),
        back=record.get_absolute_url(),
    )


def proposal_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(queries.visible_proposals(request.user), pk=pk)
    return pdf_answer(record)


@require_POST
def proposal_lines(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.take_lines_again, _("The lines are those of the opportunity now."))


@require_POST
def proposal_send(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.send_proposal, _("Marked as sent. The link below opens it for the buyer."))


@require_POST
def proposal_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.withdraw_link, _("Links given out before open nothing any more."))


@require_POST
def proposal_recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a version that waits for an answer."""
    undo = reverse("proposal_wait_again", args=[pk])
    return _do(request, pk, actions.withdraw_proposal, _("Withdrawn: its link says so."), undo)


@require_POST
def proposal_wait_again(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.wait_again, _("It waits for an answer again."))


def proposal_answer(request: HttpRequest, pk: int) -> HttpResponse:
    record = _to_change(request, pk)
    return form_page(
        request,
        HeardForm(request.POST or None),
        lambda form: actions.answer_proposal(
            request.user,
            record,
            form.cleaned_data["answer"],
            name=form.cleaned_data["name"],
            note=form.cleaned_data["note"],
        ),
        title=_("Answer to %(name)s") % {"name": record},
        back=record.get_absolute_url(),
    )


def proposal_delete(request: HttpRequest, pk: int) -> HttpResponse:
    record = _to_change(request, pk)
    return delete_page(
        request,
        record,
        lambda: actions.delete_proposal(request.user, record),
        back=record.get_absolute_url(),
        to=record.opportunity.get_absolute_url(),
    )


def pdf_answer(record: Proposal) -> HttpResponse:
    """Answer with the PDF, to be saved under a name of its own."""
    from jornada.apps.sales.proposals.pdf import as_pdf, file_name  # reportlab takes long to load

    response = HttpResponse(as_pdf(record), content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(True, file_name(record))
    return response


def _link(request: HttpRequest, record: Proposal) -> str:
    return request.build_absolute_uri(reverse("shared_proposal", args=[queries.token_of(record)]))


def _do(
    request: HttpRequest, pk: int, action: Callable[[Any, Proposal], Any], said: str, undo: str = ""
) -> HttpResponse:
    record = _to_change(request, pk)
    return act(request, lambda: action(request.user, record), said, record.get_absolute_url(), undo)


def _to_change(request: HttpRequest, pk: int) -> Proposal:
    record = get_object_or_404(queries.visible_proposals(request.user), pk=pk)
    access.require(request.user, "opportunity", "change", record.opportunity)
    return record
