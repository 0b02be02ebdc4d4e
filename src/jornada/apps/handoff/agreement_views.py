"""Pages of agreements: list, one with its versions and routing, the draft, the difference, approval."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jornada.apps.handoff import agreement_actions as actions
from jornada.apps.handoff import queries
from jornada.apps.handoff.agreement_forms import AgreementForm, DraftForm
from jornada.apps.handoff.models import Agreement, AgreementVersion, RoutingRule, Seat
from jornada.apps.handoff.routing_forms import RuleForm, SeatForm
from jornada.apps.handoff.term_words import differences, faults_of, lines
from jornada.apps.handoff.terms import terms_of
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.calendars import calendar_of_team
from jornada.apps.org.models import User
from jornada.apps.org.record_pages import act, delete_page, form_page
from jornada.rules.condition_json import ConditionFormatError, from_json
from jornada.ui.conditions import faults
from jornada.ui.conditions.words import reading, vocabulary

Status = AgreementVersion.Status
DO = {
    "propose": (actions.propose, gettext_lazy("Proposed: both sides approve now.")),
    "approve": (actions.approve, gettext_lazy("Approved.")),
    "take-back": (actions.take_back, gettext_lazy("It is a draft again.")),
}


def agreement_list(request: HttpRequest) -> HttpResponse:
    rows = list(queries.agreements().prefetch_related("versions"))
    shown = [(row, next((each for each in row.versions.all() if each.status == Status.IN_FORCE), None)) for row in rows]
    context = {"agreements": shown, "may_make": queries.may_edit_agreement(request.user)}
    return render(request, "handoff/agreement_list.html", context)


def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is in force, what is under way, who gets the leads."""
    row = _agreement(pk)
    versions = list(row.versions.select_related("marketing_by", "sales_by", "created_by"))
    in_force = next((each for each in versions if each.status == Status.IN_FORCE), None)
    open_ones = [each for each in versions if each.status in (Status.DRAFT, Status.PROPOSED)]
    context = {
        "agreement": row,
        "in_force": in_force,
        "broken": _faults(row, in_force, request.user) if in_force else [],
        "lines": lines(terms_of(in_force), request.user) if in_force else None,
        "under_way": [(each, _faults(row, each, request.user)) for each in open_ones],
        "versions": versions,
        "rules": _rules(row, request.user),
        "seats": _seats(row),
        "sides": queries.sides_of(request.user, row),
        "may_edit": queries.may_edit_agreement(request.user, row),
    }
    return render(request, "handoff/agreement.html", context)


def agreement_new(request: HttpRequest) -> HttpResponse:
    if not queries.may_edit_agreement(request.user):
        raise PermissionDenied
    return form_page(
        request,
        AgreementForm(_posted(request)),
        lambda form: actions.create_agreement(request.user, **_values(form)),
        title=_("New agreement"),
        back=reverse("agreement_list"),
    )


def agreement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _editable(request, pk)
    return form_page(
        request,
        AgreementForm(_posted(request), instance=_agreement(pk)),
        lambda form: actions.update_agreement(request.user, row, **_values(form)),
        title=row.name,
        back=row.get_absolute_url(),
    )


def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit the draft; a new one begins with what is in force, once it is saved."""
    row = _editable(request, pk)
    current = row.versions.filter(status=Status.DRAFT).first()
    base = current or queries.version_in_force(row) or row.versions.first()
    form = DraftForm(
        _posted(request),
        user=request.user,
        terms=terms_of(base),
        calendar=calendar_of_team(row.team, timezone.now()),
        note=current.note if current else "",
    )
    context = {"title": _("Draft: %(name)s") % {"name": row}, "back": row.get_absolute_url(), "agreement": row}
    if request.method == "POST" and any(request.POST.get(f"{name}.act") for name in form.editors):
        form.errors.clear()
        return render(request, "handoff/draft_form.html", {"form": form, **context})
    return form_page(
        request, form, lambda form: _save(request, row, form), template="handoff/draft_form.html", **context
    )


def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show a version, and what it changes against the one before."""
    row = _agreement(pk)
    shown = get_object_or_404(row.versions.select_related("marketing_by", "sales_by"), number=number)
    former = row.versions.filter(number__lt=number).exclude(status=Status.DRAFT).order_by("-number").first()
    context = {
        "agreement": row,
        "version": shown,
        "former": former,
        "lines": lines(terms_of(shown), request.user),
        "differences": differences(terms_of(former), terms_of(shown), request.user) if former else [],
    }
    return render(request, "handoff/version.html", context)


@require_POST
def version_act(request: HttpRequest, pk: int, number: int, what: str) -> HttpResponse:
    """Propose, approve, or take back."""
    row = _agreement(pk)
    found = get_object_or_404(row.versions.select_related("agreement__team__calendar"), number=number)
    do, said = DO[what]
    return act(request, lambda: do(request.user, found), str(said), row.get_absolute_url())


def rule_edit(request: HttpRequest, pk: int, rule: int = 0) -> HttpResponse:
    row = _editable(request, pk)
    instance = get_object_or_404(RoutingRule, pk=rule, agreement=row) if rule else None
    form = RuleForm(_posted(request), user=request.user, instance=instance)
    context = {"title": str(instance or _("New routing rule")), "back": row.get_absolute_url(), "agreement": row}
    if request.method == "POST" and request.POST.get("condition.act"):
        form.errors.clear()
        return render(request, "handoff/rule_form.html", {"form": form, "rule": instance, **context})

    def save(form: RuleForm) -> str:
        stored = get_object_or_404(RoutingRule, pk=rule, agreement=row) if rule else None
        actions.save_rule(request.user, row, stored, form.weights(), **form.values())
        return row.get_absolute_url()

    return form_page(request, form, save, template="handoff/rule_form.html", rule=instance, **context)


def rule_delete(request: HttpRequest, pk: int, rule: int) -> HttpResponse:
    row = _editable(request, pk)
    found = get_object_or_404(RoutingRule.objects.select_related("agreement"), pk=rule, agreement=row)
    back = row.get_absolute_url()
    warning = _("Offers that it gave keep who they were given to.")
    return delete_page(
        request, found, lambda: actions.delete_rule(request.user, found), back=back, to=back, warning=warning
    )


def seat(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Say how many leads a person takes at a time, or that they take none now."""
    row = _editable(request, pk)
    found = get_object_or_404(User, pk=person)
    instance = Seat.objects.filter(pk=person).first() or Seat(user=found)

    def save(form: SeatForm) -> str:
        form.save()
        return row.get_absolute_url()

    title = _("Leads that %(who)s takes") % {"who": found}
    return form_page(
        request, SeatForm(_posted(request), instance=instance), save, title=title, back=row.get_absolute_url()
    )


def _save(request: HttpRequest, row: Agreement, form: DraftForm) -> str:
    current = actions.draft_of(request.user, row)
    actions.save_draft(request.user, current, form.terms(), form.cleaned_data["note"])
    return row.get_absolute_url()


def _rules(row: Agreement, user: Any) -> list[tuple[RoutingRule, str, list[Any]]]:
    words = vocabulary("lead", user)
    rules = row.routing.prefetch_related("members__user")
    return [(rule, _reading(rule, words), list(rule.members.all())) for rule in rules]


def _reading(rule: RoutingRule, words: Any) -> str:
    if not rule.condition:
        return ""
    try:
        return reading(from_json(rule.condition), words)
    except ConditionFormatError as error:
        return faults.of_format(error)


def _seats(row: Agreement) -> list[tuple[User, Any, Seat | None]]:
    """Say of everybody whom the rules name how much they hold."""
    people = list(User.objects.filter(pk__in=row.routing.values("members__user")).order_by(NAME))
    held = queries.people_to_route([person.pk for person in people], timezone.now())
    seats = Seat.objects.in_bulk([person.pk for person in people])
    return [(person, held[person.pk], seats.get(person.pk)) for person in people]


def _faults(row: Agreement, found: AgreementVersion, user: Any) -> list[str]:
    calendar = calendar_of_team(row.team, timezone.now())
    return [text for _where, text in faults_of(row, terms_of(found), calendar, user)]


def _values(form: AgreementForm) -> dict[str, Any]:
    return {**form.cleaned_data, "order": form.cleaned_data.get("order") or 0}


def _agreement(pk: int) -> Agreement:
    return get_object_or_404(queries.agreements().select_related("team__calendar"), pk=pk)


def _editable(request: HttpRequest, pk: int) -> Agreement:
    row = _agreement(pk)
    if not queries.may_edit_agreement(request.user, row):
        raise PermissionDenied
    return row


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
