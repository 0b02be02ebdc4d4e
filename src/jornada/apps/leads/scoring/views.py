"""Pages of scoring models: list, grid and rules, the editor of a draft, versions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.leads.models import ScoringModel, ScoringVersion
from jornada.apps.leads.scoring import actions, queries
from jornada.apps.leads.scoring.forms import (
    AttributeRuleForm,
    BehaviourRuleForm,
    GroupForm,
    ScoringModelForm,
    SettingsForm,
)
from jornada.apps.leads.scoring.shown import faults_of, grid_of, groups_of, touched_leads
from jornada.apps.org.access import may_write_models
from jornada.apps.org.guards import only
from jornada.apps.org.record_pages import act, delete_page, form_page
from jornada.rules.scoring import AttributeRule, Model

FORMS = {"attribute": AttributeRuleForm, "behaviour": BehaviourRuleForm}


editors_only = only(may_write_models)


def model_list(request: HttpRequest) -> HttpResponse:
    rows = [(row, _one(row, queries.LIVE), _one(row, queries.DRAFT)) for row in queries.models()]
    shown = [
        (row, live, draft, sum(queries.grid(row, request.user).values()) if live else None) for row, live, draft in rows
    ]
    context = {"rows": shown, "may_edit": may_write_models(request.user), "title": _("Lead scoring")}
    return render(request, "leads/scoring/list.html", context)


def model(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a version with its rules: the one asked for, else the one in force, else the draft."""
    row = get_object_or_404(queries.models(), pk=pk)
    versions, may_edit = list(row.versions.select_related("published_by")), may_write_models(request.user)
    live, draft = (next((v for v in versions if v.status == s), None) for s in (queries.LIVE, queries.DRAFT))
    shown = _asked(versions, request.GET.get("version", "")) or live or draft
    if shown is None:
        raise Http404
    context = {
        "model": row,
        "title": row.name,
        "version": shown,
        "live": live,
        "draft": draft,
        "versions": versions,
        "definition": shown.rules,
        "groups": groups_of(shown.rules, request.user),
        "faults": faults_of(shown.rules, request.user),
        "grid": grid_of(row, live.rules, request.user) if live else None,
        "may_edit": may_edit,
        "is_editable": may_edit and shown in (live, draft) and not (shown == live and draft),
    }
    return render(request, "leads/scoring/model.html", context)


@editors_only
def model_new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        ScoringModelForm(request.POST or None, user=request.user),
        lambda form: actions.create_model(request.user, **form.values()),
        title=_("New scoring model"),
        back=reverse("scoring_list"),
    )


@editors_only
def model_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _model(pk)
    return form_page(
        request,
        ScoringModelForm(request.POST or None, instance=row, user=request.user),
        lambda form: actions.update_model(request.user, row, form.seen, **form.values()),
        title=row.name,
        back=row.get_absolute_url(),
    )


@editors_only
def model_delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = _model(pk)
    return delete_page(
        request,
        row,
        lambda: actions.delete_model(request.user, row),
        back=row.get_absolute_url(),
        to=reverse("scoring_list"),
        warning=_("Its scores and their history go with it; conditions that ask for it hold for nobody."),
    )


@editors_only
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit bounds, thresholds and the cells that count as qualified."""
    row = _model(pk)
    return form_page(
        request,
        SettingsForm(request.POST or None, definition=_draft_of(row)),
        lambda form: _to_draft(row, actions.edit_draft(request.user, row, form.apply)),
        title=_("Grid of %(name)s") % {"name": row},
        back=row.get_absolute_url(),
        template="leads/scoring/settings.html",
    )


@editors_only
def group(request: HttpRequest, pk: int, code: str = "") -> HttpResponse:
    row = _model(pk)
    definition = _draft_of(row)
    known = next((each for each in definition.groups if each.code == code), None)
    if code and known is None:
        raise Http404

    def save(form: GroupForm) -> str:
        made = form.group()

        def edit(current: Model) -> Model:
            groups = tuple(made if each.code == made.code else each for each in current.groups)
            return replace(current, groups=groups if made in groups else (*groups, made))

        return _to_draft(row, actions.edit_draft(request.user, row, edit))

    title = known.name if known else _("New group")
    form = GroupForm(request.POST or None, group=known)
    return form_page(request, form, save, title=title, back=row.get_absolute_url())


@editors_only
def rule(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Edit a rule, or make one: `code` is then the kind."""
    row = _model(pk)
    definition = _draft_of(row)
    known = next((each for each in definition.rules if each.code == code), None)
    if known is None and code not in FORMS:
        raise Http404
    kind = FORMS[code] if known is None else FORMS["attribute" if isinstance(known, AttributeRule) else "behaviour"]
    form: Any = kind(request.POST or None, user=request.user, definition=definition, rule=known)
    shown = {
        "title": known.name if known else _("New rule"),
        "back": _draft_address(row),
        "model": row,
        "rule": known,
        "editor": getattr(form, "editor", None),
    }
    if request.method == "POST" and request.POST.get("condition.act"):
        form.errors.clear()
        return render(request, kind.template, {**shown, "form": form, "answer": form.editor.answer()})
    if request.headers.get("HX-Target") == "touched":
        return render(request, "leads/scoring/touched.html", {"touched": touched_leads(form.did, request.user)})
    return form_page(
        request,
        form,
        lambda form: _to_draft(row, actions.save_rule(request.user, row, form.made())),
        template=kind.template,
        **shown,
    )


@editors_only
@require_POST
def rule_delete(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    row = _model(pk)
    return act(
        request,
        lambda: actions.delete_rule(request.user, row, code),
        _("The rule is out of the draft."),
        _draft_address(row),
    )


@editors_only
@require_POST
def do(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Put the draft in force, or throw it away."""
    row = _model(pk)
    if what == "publish":
        said = _("In force: everybody was scored anew.")
        return act(request, lambda: actions.publish(request.user, row), said, row.get_absolute_url())
    said = _("The draft is gone.")
    return act(request, lambda: actions.discard_draft(request.user, row), said, row.get_absolute_url())


@editors_only
@require_POST
def roll_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = get_object_or_404(ScoringVersion.objects.select_related("model"), model=pk, number=number)
    said = _("What version %(number)s says is in force again.") % {"number": number}
    return act(request, lambda: actions.roll_back(request.user, version), said, version.model.get_absolute_url())


def _model(pk: int) -> ScoringModel:
    return get_object_or_404(ScoringModel, pk=pk)


def _draft_of(row: ScoringModel) -> Model:
    version = queries.version_of(row, queries.DRAFT) or queries.version_of(row, queries.LIVE) or row.versions.first()
    if version is None:
        raise Http404
    return version.rules


def _to_draft(row: ScoringModel, version: ScoringVersion) -> str:
    return f"{row.get_absolute_url()}?version={version.number}"


def _draft_address(row: ScoringModel) -> str:
    draft = queries.version_of(row, queries.DRAFT)
    return _to_draft(row, draft) if draft else row.get_absolute_url()


def _one(row: ScoringModel, status: str) -> ScoringVersion | None:
    return next((each for each in row.versions.all() if each.status == status), None)


def _asked(versions: list[ScoringVersion], number: str) -> ScoringVersion | None:
    return next((each for each in versions if str(each.number) == number), None)
