"""Pages of journeys: the map."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from jornada.apps.journeys.models import Position, Stage
from jornada.apps.journeys.queries import active_map, active_map_faults
from jornada.apps.journeys.words import Words, span_in_words
from jornada.apps.market.queries import visible_accounts
from jornada.apps.org import access
from jornada.rules.stages import Stage as StageRule


@dataclass(frozen=True, slots=True)
class StageCard:
    """A stage of the map as the page shows it."""

    stage: Stage
    entry: tuple[str, ...]
    is_all: bool
    again: tuple[str, ...]
    exit: tuple[str, ...]
    expiry: str
    accounts: int
    url: str


def map_page(request: HttpRequest) -> HttpResponse:
    """Show the map in force in plain words, with the accounts that stand at each stage now."""
    active, words = active_map(), Words()
    standing = _standing(request)
    cards = [
        _card(stage, rule, words, standing.get(stage.pk, 0))
        for stage, rule in zip(active.stages, active.journey.stages, strict=True)
    ]
    context = {
        "map": active.row,
        "cards": cards,
        "faults": active_map_faults(),
        "closing": [words.activity(code) for code in active.journey.closing],
        "won": words.activity(active.journey.won),
        "asks_for_more": active.journey.asks_for_more,
        "returns": [words.activity(code) for code in active.journey.returns],
        "by_opportunity": active.journey.by_opportunity,
        "is_ratchet": active.journey.ratchet,
        "is_human_only": all(rule.human_only for stage in active.journey.stages for rule in stage.leads_here),
    }
    return render(request, "journeys/map.html", context)


def _card(stage: Stage, rule: StageRule, words: Words, accounts: int) -> StageCard:
    return StageCard(
        stage=stage,
        entry=tuple(words.behaviour(behaviour) for behaviour in rule.entry),
        is_all=rule.entry_all,
        again=tuple(words.behaviour(behaviour) for behaviour in rule.again),
        exit=tuple(words.behaviour(behaviour) for behaviour in rule.exit),
        expiry=_("%(span)s without evidence") % {"span": span_in_words(rule.expiry)} if rule.expiry else "",
        accounts=accounts,
        url=f"{reverse('account_list')}?stage={stage.code}",
    )


def _standing(request: HttpRequest) -> dict[int, int]:
    """Count the accounts that the user sees at each stage (one query)."""
    rows = Position.objects.exclude(stage=None)
    if access.how_far(request.user, "account") != "all":
        rows = rows.filter(account__in=visible_accounts(request.user))
    return dict(rows.values_list("stage").annotate(Count("pk")).order_by())
