"""The page of the predictive score: how far to trust it, beside the rules; and its part of a lead's page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.leads.models import Lead, LeadChance, Predictor
from jornada.apps.leads.queries import visible_leads
from jornada.apps.leads.scoring import predicting
from jornada.apps.leads.scoring.predictor_words import ColumnWords
from jornada.apps.leads.scoring.views import editors_only
from jornada.apps.org.access import may_write_models
from jornada.apps.org.models import Job
from jornada.ui import numbers
from jornada.ui.conditions.words import language

UNDER_WAY = (Job.Status.WAITING, Job.Status.RUNNING)
TONES = {"A": "good", "B": "accent", "C": "warn", "D": "neutral"}
BEST = 15


def prediction(request: HttpRequest) -> HttpResponse:
    """Show the latest learning: verdict, calibration, back-test beside the rules, what weighs, what has drifted."""
    latest = Predictor.objects.first()
    running = Job.objects.filter(kind=predicting.KIND, status__in=UNDER_WAY).first()
    context: dict[str, Any] = {
        "title": _("Predictive score"),
        "latest": latest,
        "running": running,
        "may_edit": may_write_models(request.user),
    }
    if latest and "refused" not in latest.result:
        context |= _shown(latest.result, request)
    return render(request, "leads/scoring/prediction.html", context)


@editors_only
@require_POST
def learn(request: HttpRequest) -> HttpResponse:
    return redirect("job", pk=predicting.start_learning(request.user).pk)


def learning_of_job(request: HttpRequest, job: Job) -> dict[str, Any] | None:
    """Lead from a finished learning to its page."""
    if job.kind != predicting.KIND or not job.result:
        return None
    return {"template": "leads/scoring/trial_done.html", "context": {"url": reverse("scoring_prediction")}}


def chance_panel(request: HttpRequest, lead: Lead) -> dict[str, Any] | None:
    """Show how likely an open lead converts, with the strongest reasons; beside the rules, never among them."""
    found = LeadChance.objects.filter(lead=lead).first()
    if found is None or lead.status != Lead.Status.OPEN:
        return None
    words, latest = ColumnWords(request.user), Predictor.objects.first()
    context = {
        "chance": found,
        "tone": TONES[found.grade],
        "reasons": [words.reason(*each) for each in found.reasons],
        "horizon": latest.horizon if latest else predicting.HORIZON,
        "is_order": bool(latest and latest.result.get("verdict") == "ranks"),
    }
    return {"template": "leads/scoring/chance.html", "context": context}


def _shown(result: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    words = ColumnWords(request.user)
    best = visible_leads(request.user).filter(status=Lead.Status.OPEN, chance__isnull=False)
    return {
        "result": result,
        "said": result["said"][language()],
        "tone": {"works": "good", "ranks": "info", "none": "warn"}[result["verdict"]],
        "reliability": _reliability(result["bins"]),
        "figures": _figures(result),
        "classes": list(zip("ABCD", result["classes"], result["class_rows"], strict=True)),
        "weights": _weights(result["weights"], words),
        "drift": [(words.column(each["column"]), each) for each in result["drift"] or []],
        "best": best.select_related("account", "chance").order_by("-chance__chance", "pk")[:BEST],
    }


def _reliability(bins: list[list[float | None]]) -> dict[str, Any]:
    """Draw what was said against what happened, ten groups of equal size, with intervals."""
    said, seen, low, high = zip(*bins, strict=True)
    return {
        "categories": [numbers.share(each) for each in said],
        "format": "share",
        "series": [
            {"name": _("Happened"), "values": list(seen), "low": list(low), "high": list(high)},
            {"name": _("Said"), "values": list(said), "dashed": True},
        ],
    }


def _weights(weights: list[list[Any]], words: ColumnWords) -> dict[str, Any]:
    total = sum(weight for _name, weight in weights) or 1
    return {
        "categories": [words.column(name) for name, _weight in weights],
        "format": "share",
        "horizontal": True,
        "series": [{"name": _("Weight"), "values": [weight / total for _name, weight in weights]}],
    }


def _figures(result: dict[str, Any]) -> list[tuple[str, str, Any, Any]]:
    """Put the prediction beside the rule score on the same leads: order of pairs, lift among the best."""
    rule = result.get("rule") or {}

    def pairs(found: dict[str, Any]) -> str:
        if found.get("auc") is None:
            return numbers.NOTHING
        low, high = numbers.share(found["auc_low"]), numbers.share(min(1.0, found["auc_high"]))
        return f"{numbers.share(found['auc'])} ({low}–{high})"

    def times(found: dict[str, Any], name: str) -> str:
        return numbers.NOTHING if found.get(name) is None else f"{numbers.number(found[name], 1)}×"

    return [
        (_("Pairs in the right order"), _("Half is chance."), pairs(result), pairs(rule)),
        (_("Lift of the best tenth"), _("Against all leads."), times(result, "lift_10"), times(rule, "lift_10")),
        (_("Lift of the best fifth"), "", times(result, "lift_20"), times(rule, "lift_20")),
    ]
