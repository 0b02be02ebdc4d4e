"""The page of the laboratory, and the part of a job's page that leads back to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from jornada.apps.leads.models import ScoringModel, ScoringTrial
from jornada.apps.leads.queries import visible_leads
from jornada.apps.leads.scoring import lab, queries
from jornada.apps.leads.scoring.views import editors_only
from jornada.apps.org.models import Job
from jornada.rules.scoring import CELLS
from jornada.ui import cells
from jornada.ui.conditions.fields import fields_of
from jornada.ui.conditions.words import language

UNDER_WAY = (Job.Status.WAITING, Job.Status.RUNNING)


class TrialForm(forms.Form):
    step = forms.TypedChoiceField(
        label=gettext_lazy("As of each"),
        coerce=int,
        choices=[(7, gettext_lazy("week")), (1, gettext_lazy("day"))],
        initial=7,
    )
    horizon = forms.IntegerField(
        label=gettext_lazy("Days to convert"), min_value=7, max_value=330, initial=90, widget=forms.NumberInput
    )


@editors_only
def laboratory(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the latest trial, or start one."""
    model = get_object_or_404(ScoringModel, pk=pk)
    form = TrialForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        job = lab.start_trial(request.user, model, form.cleaned_data["step"], form.cleaned_data["horizon"])
        return redirect("job", pk=job.pk)
    trial, draft = lab.latest(model), queries.version_of(model, queries.DRAFT)
    running = Job.objects.filter(kind=lab.KIND, params__model=model.pk, status__in=UNDER_WAY).first()
    context = {
        "model": model,
        "title": _("Laboratory: %(name)s") % {"name": model},
        "form": form,
        "trial": trial,
        "draft": draft,
        "live": queries.version_of(model, queries.LIVE),
        "running": running,
        "is_old": bool(trial and _is_old(trial, draft)),
        **(_shown(trial, request.user) if trial else {}),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "leads/scoring/lab.html", context, status=status)


def trial_of_job(request: HttpRequest, job: Job) -> dict[str, Any] | None:
    """Lead from a finished trial to what came of it."""
    if job.kind != lab.KIND or "trial" not in job.result:
        return None
    url = reverse("scoring_lab", args=[job.result["model"]])
    return {"template": "leads/scoring/trial_done.html", "context": {"url": url}}


def _is_old(trial: ScoringTrial, draft: Any) -> bool:
    """Say whether the draft is another one now than the one that was tried."""
    return draft is not None and (draft.number, draft.updated_at) != (trial.version, trial.edited_at)


def _shown(trial: ScoringTrial, user: Any) -> dict[str, Any]:
    result = trial.result
    versions = [{**told, "total": sum(told["volume"]), "name": _name(told)} for told in result["versions"]]
    return {
        "result": result,
        "since": datetime.fromisoformat(result["since"]),
        "until": datetime.fromisoformat(result["until"]),
        "tried": versions,
        "figures": _figures(versions),
        "chart": _chart(result, versions),
        "young": versions[0]["young"],
        "as_today": _fields(result["as_today"]),
        "contrast": _contrast(result.get("contrast") or {}),
        "moved": _moved(result["moved"], user) if result["moved"] else None,
        "cells": _cells(versions),
    }


def _name(told: dict[str, Any]) -> str:
    named = {"draft": _("Draft"), "live": _("In force")}
    return f"{named.get(told['status'], '')} {told['number']}".strip()


def _figures(versions: list[dict[str, Any]]) -> list[tuple[str, str, list[Any]]]:
    """Give each figure with its meaning, version by version."""
    rows = (
        ("total", _("Qualified by the score"), _("Leads that came into the wanted cells, in twelve months.")),
        ("precision", _("Precision"), _("Of the leads chosen, those that became SQL or were won in time.")),
        ("recall", _("Recall"), _("Of the leads that did, those that had been chosen before.")),
        ("lift", _("Lift"), _("How many times more often the chosen convert than all leads.")),
        ("acceptance", _("Acceptance"), _("Of the chosen that Sales answered, those it accepted.")),
    )
    return [(label, meaning, [(code, version[code]) for version in versions]) for code, label, meaning in rows]


def _contrast(told: dict[str, Any]) -> list[tuple[str, dict[str, Any], float, float | None]]:
    """Name those whom only one version chooses, with the share that converted and that of those beside them."""
    names = {
        "left_out": _("Only the version in force chooses them; beside them those that both choose"),
        "added": _("Only the draft chooses them; beside them those that neither chooses"),
    }
    return [
        (names[name], row, row["hits"] / row["of"], row["rest_hits"] / row["rest_of"] if row["rest_of"] else None)
        for name, row in told.items()
        if row["of"]
    ]


def _chart(result: dict[str, Any], versions: list[dict[str, Any]]) -> dict[str, Any]:
    """Draw how many leads a month each version would have held for qualified."""
    days = [date.fromisoformat(day) for day in result["moments"]]
    months = list(dict.fromkeys((day.year, day.month) for day in days[1:]))
    series = []
    for version in versions:
        sums = dict.fromkeys(months, 0)
        for day, number in zip(days[1:], version["volume"][1:], strict=True):
            sums[(day.year, day.month)] += number
        series.append({"name": version["name"], "values": [sums[month] for month in months]})
    return {
        "categories": [cells.month(date(year, month, 1)) for year, month in months],
        "course": True,
        "format": "number",
        "series": series,
    }


def _fields(codes: list[str]) -> list[str]:
    known = fields_of("lead")
    own = {"score": pgettext("scoring", "Score")}
    return [known[code].label(language()) if code in known else own.get(code, code) for code in codes]


def _cells(versions: list[dict[str, Any]]) -> list[tuple[str, list[int]]]:
    return [(cell, [version["cells"][cell] for version in versions]) for cell in CELLS]


def _moved(moved: dict[str, Any], user: Any) -> dict[str, Any]:
    ids = [row["lead"] for row in moved["most"]]
    seen = visible_leads(user).select_related("account").in_bulk(ids)
    most = [(seen[row["lead"]], row) for row in moved["most"] if row["lead"] in seen]
    return {**moved, "most": most}
