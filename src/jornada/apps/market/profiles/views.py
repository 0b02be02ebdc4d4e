"""Pages of ideal customer profiles."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jornada.apps.market.profiles import actions, queries
from jornada.apps.market.profiles.charts import coverage_chart
from jornada.apps.market.profiles.forms import CriterionForm, ProfileForm
from jornada.apps.market.profiles.models import Profile, ProfileCriterion
from jornada.apps.org.access import may_write_models
from jornada.apps.org.guards import only
from jornada.apps.org.record_pages import delete_page, form_page
from jornada.rules.condition_json import from_json
from jornada.rules.fit import Criterion, most_points
from jornada.ui.conditions.words import reading, vocabulary

editors_only = only(may_write_models)


def profile_list(request: HttpRequest) -> HttpResponse:
    rows = [(row, queries.coverage(row, request.user)) for row in queries.profiles()]
    context = {"title": _("Ideal customer profiles"), "rows": rows, "may_edit": may_write_models(request.user)}
    return render(request, "market/profiles/list.html", context)


def profile(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Profile, pk=pk)
    words, criteria = vocabulary("account", request.user), list(row.criteria.all())
    found = queries.coverage(row, request.user)
    context = {
        "profile": row,
        "title": row.name,
        "criteria": [(each, capfirst(reading(from_json(each.condition), words))) for each in criteria],
        "most": most_points([Criterion(each.weight) for each in criteria]),
        "coverage": found,
        "good": _good(found),
        "chart": coverage_chart(found),
        "may_edit": may_write_models(request.user),
    }
    return render(request, "market/profiles/profile.html", context)


@editors_only
def profile_new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        ProfileForm(request.POST or None, user=request.user),
        lambda form: actions.create_profile(request.user, **form.values()),
        title=_("New profile"),
        back=reverse("profile_list"),
    )


@editors_only
def profile_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Profile, pk=pk)
    return form_page(
        request,
        ProfileForm(request.POST or None, instance=row, user=request.user),
        lambda form: actions.update_profile(request.user, row, form.seen, **form.values()),
        title=row.name,
        back=row.get_absolute_url(),
    )


@editors_only
def profile_delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Profile, pk=pk)
    return delete_page(
        request,
        row,
        lambda: actions.delete_profile(request.user, row),
        back=row.get_absolute_url(),
        to=reverse("profile_list"),
        warning=_("Accounts lose the grades that come from it."),
    )


@editors_only
def criterion_new(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Profile, pk=pk)
    form = CriterionForm(_posted(request), user=request.user)
    return _form(request, form, lambda form: _saved(actions.add_criterion(request.user, row, **form.values())), row)


@editors_only
def criterion_edit(request: HttpRequest, pk: int) -> HttpResponse:
    criterion = get_object_or_404(ProfileCriterion.objects.select_related("profile"), pk=pk)
    form = CriterionForm(_posted(request), instance=criterion, user=request.user)
    return _form(
        request,
        form,
        lambda form: _saved(actions.update_criterion(request.user, criterion, form.seen, **form.values())),
        criterion.profile,
        criterion=criterion,
    )


@editors_only
def criterion_delete(request: HttpRequest, pk: int) -> HttpResponse:
    criterion = get_object_or_404(ProfileCriterion.objects.select_related("profile"), pk=pk)
    return delete_page(
        request,
        criterion,
        lambda: actions.delete_criterion(request.user, criterion),
        back=reverse("criterion_edit", args=[pk]),
        to=criterion.profile.get_absolute_url(),
    )


def _form(
    request: HttpRequest, form: CriterionForm, save: Any, row: Profile, criterion: ProfileCriterion | None = None
) -> HttpResponse:
    """Show the form, save it, or, without JavaScript, draw the editor's rows again as a button asked."""
    template, title = "market/profiles/criterion.html", criterion.name if criterion else _("New criterion")
    shown = {"title": title, "back": row.get_absolute_url(), "editor": form.editor, "criterion": criterion}
    if request.method == "POST" and request.POST.get("condition.act"):
        form.errors.clear()
        return render(request, template, {**shown, "form": form, "answer": form.editor.answer()})
    return form_page(request, form, save, template=template, **shown)


def _saved(criterion: ProfileCriterion) -> str:
    return criterion.profile.get_absolute_url()


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _good(found: list[queries.Coverage]) -> dict[str, Any]:
    """Say which share of the accounts, and of the buyers, is graded A or B."""
    good = [each for each in found if each.grade in queries.GOOD]
    accounts, buyers = sum(each.accounts for each in found), sum(each.buyers for each in found)
    return {
        "accounts": sum(each.accounts for each in good),
        "of_accounts": accounts,
        "share": sum(each.accounts for each in good) / accounts if accounts else None,
        "buyers": sum(each.buyers for each in good),
        "of_buyers": buyers,
        "buyer_share": sum(each.buyers for each in good) / buyers if buyers else None,
    }
