"""Lines and people of an opportunity: adding, changing, removing."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.market.models import Contact
from jornada.apps.org import access, history
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.queries import workspace
from jornada.apps.org.record_pages import act
from jornada.apps.sales import line_actions, queries
from jornada.apps.sales.accepted import give_back, take_amount
from jornada.apps.sales.item_fields import ItemsField
from jornada.apps.sales.line_box import line_page
from jornada.apps.sales.line_forms import LineForm, PersonForm
from jornada.apps.sales.models import Opportunity, OpportunityContact, OpportunityLine
from jornada.rules.pricing import line_total, proposal_total
from jornada.ui.amounts import CURRENCIES
from jornada.ui.numbers import NOTHING, money
from jornada.ui.undo import say


def line_new(request: HttpRequest, pk: int) -> HttpResponse:
    record = _to_change(request, pk)
    access.require_field(request.user, "opportunity", "amount")
    add = partial(_add_line, request.user, record)
    blank = partial(LineForm, currency=record.currency, user=request.user)
    return line_page(request, blank(request.POST or None), add, record, title=_("New line"), another=blank)


def line_edit(request: HttpRequest, pk: int) -> HttpResponse:
    line = _line(request, pk)
    form = LineForm(request.POST or None, instance=line, currency=line.opportunity.currency, user=request.user)
    return line_page(request, form, partial(_change_line, request.user, line), line.opportunity, title=line.description)


def line_worth(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a line comes to while it is typed; nothing as long as it cannot be read."""
    record = _to_change(request, pk)
    access.require_field(request.user, "opportunity", "amount")
    form = LineForm(request.GET, currency=record.currency, user=request.user)
    worth = line_actions.worth(record, form.values()) if form.is_valid() else None
    return HttpResponse(money(worth, record.currency))


def items_worth(request: HttpRequest) -> HttpResponse:
    """Say what the products of a new opportunity come to while they are chosen."""
    access.require(request.user, "opportunity", "create")
    field, currency = ItemsField(), request.GET.get("currency", "")
    known = currency if currency in dict(CURRENCIES) else workspace().currency
    try:
        rows = field.clean(field.widget.value_from_datadict(request.GET, None, "items"))
        items = line_actions.complete_all(known, rows)
    except (ValidationError, WrongMomentError):
        return HttpResponse(NOTHING)
    total = proposal_total([line_total(item["quantity"], item["unit_price"]) for item in items])
    return HttpResponse(money(total, known))


@require_POST
def line_delete(request: HttpRequest, pk: int) -> HttpResponse:
    line = _line(request, pk)
    said = _("“%(name)s” was deleted.") % {"name": line.description}
    to = line.opportunity.get_absolute_url()
    return act(request, lambda: line_actions.delete_line(request.user, line), said, to)


@require_POST
def amount_follow(request: HttpRequest, pk: int) -> HttpResponse:
    record = _to_change(request, pk)
    said = _("The amount is the sum of the lines now.")
    return act(request, lambda: line_actions.follow_lines(request.user, record), said, record.get_absolute_url())


@require_POST
def amount_accepted(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what the buyer accepted as the amount."""
    record = _to_change(request, pk)
    proposal = queries.accepted_proposal(record)
    if proposal is None or proposal.currency != record.currency:
        raise Http404
    try:
        change = take_amount(request.user, record, proposal)
    except WrongMomentError as error:
        messages.error(request, str(error))
        return redirect(record)
    undo = reverse("amount_given_back", args=[record.pk, change.pk]) if change else ""
    say(request, _("The amount is what the buyer accepted now."), undo)
    return redirect(record)


@require_POST
def amount_given_back(request: HttpRequest, pk: int, change: int) -> HttpResponse:
    """Take back that the accepted amount was taken."""
    record = _to_change(request, pk)
    row = get_object_or_404(history.changes_of(record), pk=change, field="amount", user=request.user)
    to = record.get_absolute_url()
    return act(request, lambda: give_back(request.user, record, row), _("Taken back."), to)


@require_POST
def person_add(request: HttpRequest, pk: int) -> HttpResponse:
    record = _to_change(request, pk)
    form = PersonForm(request.POST, of=record.account_id, user=request.user)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect(record)
    contact, role = form.cleaned_data["contact"], form.cleaned_data["role"]
    said = _("%(name)s takes part now.") % {"name": contact.name}
    to = record.get_absolute_url()
    return act(request, lambda: line_actions.add_person(request.user, record, contact, role), said, to)


@require_POST
def person_role(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    role = request.POST.get("role", "")
    wanted = role if role in Contact.BuyingRole.values else ""
    to = person.opportunity.get_absolute_url()
    return act(request, lambda: line_actions.change_role(request.user, person, wanted), _("Saved."), to)


@require_POST
def person_remove(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    said = _("%(name)s takes no part any more.") % {"name": person.contact.name}
    to = person.opportunity.get_absolute_url()
    return act(request, lambda: line_actions.remove_person(request.user, person), said, to)


def _add_line(user: Any, record: Opportunity, form: LineForm) -> Opportunity:
    line_actions.add_line(user, record, **form.values())
    return record


def _change_line(user: Any, line: OpportunityLine, form: LineForm) -> Opportunity:
    line_actions.update_line(user, line, **form.values())
    return line.opportunity


def _line(request: HttpRequest, pk: int) -> OpportunityLine:
    line = get_object_or_404(OpportunityLine.objects.filter(opportunity__in=_seen(request)), pk=pk)
    access.require(request.user, "opportunity", "change", line.opportunity)
    access.require_field(request.user, "opportunity", "amount")
    return line


def _person(request: HttpRequest, pk: int) -> OpportunityContact:
    rows = OpportunityContact.objects.select_related("contact", "opportunity__owner")
    person = get_object_or_404(rows.filter(opportunity__in=_seen(request)), pk=pk)
    access.require(request.user, "opportunity", "change", person.opportunity)
    return person


def _to_change(request: HttpRequest, pk: int) -> Opportunity:
    record = get_object_or_404(_seen(request).select_related("owner"), pk=pk)
    access.require(request.user, "opportunity", "change", record)
    return record


def _seen(request: HttpRequest) -> Any:
    return queries.visible_opportunities(request.user)
