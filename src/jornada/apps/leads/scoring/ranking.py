"""The queue of open leads: what each is expected to bring, how urgent it is, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.interactions.queries import IsEmpty
from jornada.apps.leads.buyers_last import buyers_last_of
from jornada.apps.leads.models import Lead, LeadChance, LeadScore, Predictor
from jornada.apps.leads.queries import still_open, visible_leads
from jornada.apps.org.access import hidden_fields, require_seen
from jornada.apps.org.owners import owned_by_some
from jornada.rules.ranking import LeadFacts, Rank, rank
from jornada.ui import numbers
from jornada.ui.cells import in_digits

# So many of the best-scored open leads are ranked.
MOST = 500
SCORES = frozenset({"score", "grade"})
HEAD = ("pk", "account_id", "contact_id", "score", "grade", "heat")
# What a chance rests on: in short, beside the one that differs, and once for all.
BASES = {
    "predicted": (gettext_lazy("predicted"), gettext_lazy("The chances are predicted from what each lead is and did.")),
    "grade": (
        gettext_lazy("by its cell"),
        gettext_lazy("The chances are those of past leads with the same fit and interest."),
    ),
    "base": (gettext_lazy("as all"), gettext_lazy("The chances are those of all past leads.")),
    "score": (
        gettext_lazy("by its score"),
        gettext_lazy("The chances rest on the score alone: too little is known of the past."),
    ),
    "unknown": (
        "",
        gettext_lazy(
            "No chance is told yet: no score counts and too little is known of the past. The most urgent come first."
        ),
    ),
}
HEATS = {number: name for name, number in Lead.HEATS.items()}
# Says when an answer to leads is due; apps that know of clocks register.
Due = Callable[[Sequence[int]], dict[int, datetime]]
_due: list[Due] = []


@dataclass(frozen=True)
class Ranked:
    """A lead with its rank and the reasons in words."""

    lead: Lead
    rank: Rank
    reasons: list[str]

    @property
    def chance(self) -> str:
        return "–" if self.rank.basis == "unknown" else numbers.share(self.rank.chance)

    @property
    def basis(self) -> str:
        """Say in a word or two what the chance rests on, where it differs from its neighbours."""
        return str(BASES[self.rank.basis][0])

    @property
    def told(self) -> str:
        """Say in one line why the lead stands where it does; by when an answer is due, a clock says beside it."""
        said = zip(self.rank.reasons, self.reasons, strict=True)
        texts = [text for (why, _factor), text in said if why not in ("due", "late", "marketing")]
        if self.rank.basis != "unknown":
            texts.insert(0, _("chance %(chance)s") % {"chance": self.chance})
        return " · ".join(texts)


def knows_what_is_due(provider: Due) -> None:
    """Let an app say when answers to leads are due."""
    _due.append(provider)


def common_basis(found: Sequence[Ranked]) -> dict[str, Any]:
    """Return what most of the chances rest on, and the sentence that says so once."""
    bases = Counter(each.rank.basis for each in found)
    if not bases:
        return {"code": "", "said": ""}
    code = bases.most_common(1)[0][0]
    return {"code": code, "said": BASES[code][1]}


def may_rank(user: Any) -> bool:
    """Say whether the user may see an order, and chances, that tell what leads score."""
    return not hidden_fields(user, "lead") & SCORES


def require_scores(user: Any) -> None:
    """Refuse what tells scores where the role hides them."""
    for name in SCORES:
        require_seen(user, "lead", name)


def open_leads(user: Any, owners: Sequence[int] | None = None) -> QuerySet[Lead]:
    rows = visible_leads(user)
    return still_open(rows if owners is None else owned_by_some(rows, owners))


def ranked(
    rows: QuerySet[Lead],
    now: datetime | None = None,
    most: int = 50,
    *,
    only_scored: bool = False,
    past: Mapping[str, Any] | None = None,
) -> list[Ranked]:
    """Rank leads, the first to turn to first; ties keep the higher score, then the older lead.

    `past` is what the latest prediction found, of whom has read it.
    """
    return ranked_of_all(rows, now or timezone.now(), most, only_scored=only_scored, past=past)[0]


def ranked_of_all(
    rows: QuerySet[Lead], now: datetime, most: int, *, only_scored: bool, past: Mapping[str, Any] | None = None
) -> tuple[list[Ranked], int]:
    """Do what `ranked` does, and say how many of those that were ranked are for Sales."""
    facts = _facts(_heads(rows, only_scored=only_scored), latest_result() if past is None else past)
    found = [(rank(each, now), pk) for pk, each in facts.items()]
    found.sort(key=lambda each: (each[0].order, -(facts[each[1]].score or 0), each[1]))
    first = found[:most]
    leads = rows.select_related("account", "contact", "owner").in_bulk([pk for _rank, pk in first])
    for_sales = sum(not each.is_for_marketing for each, _pk in found)
    return [Ranked(leads[pk], each, _reasons(each, facts[pk], now)) for each, pk in first if pk in leads], for_sales


def latest_result() -> Mapping[str, Any]:
    """Return what the latest prediction found; empty when there is none."""
    return Predictor.objects.values_list("result", flat=True).first() or {}


def _heads(rows: QuerySet[Lead], *, only_scored: bool) -> list[Any]:
    """Read the leads that come into question: the best by score, in the order of its index; then those without one."""
    heads = rows.values_list(*HEAD, named=True)
    found = list(heads.filter(score__isnull=False).order_by("-score", "pk")[:MOST])
    if only_scored or len(found) == MOST:
        return found
    return found + list(heads.filter(IsEmpty("score")).order_by("created_at", "pk")[: MOST - len(found)])


def _facts(leads: Sequence[Any], past: Mapping[str, Any]) -> dict[int, LeadFacts]:
    ids = [lead.pk for lead in leads]
    chances = dict(LeadChance.objects.filter(lead__in=ids).values_list("lead", "chance"))
    won, of = past.get("all") or (0, 0)
    last, due = buyers_last_of(leads), _dues(ids)
    hits = _cells(leads, past.get("cells") or {})
    return {
        lead.pk: LeadFacts(
            score=lead.score,
            chance=chances.get(lead.pk),
            cell_hits=hits[lead.pk][0],
            cell_of=hits[lead.pk][1],
            base=won / of if of else None,
            worth=past.get("worth"),
            last_at=last.get(lead.pk),
            heat=HEATS.get(lead.heat, ""),
            due_at=due.get(lead.pk),
            grade=lead.grade,
        )
        for lead in leads
    }


def _cells(leads: Sequence[Any], cells: Any) -> dict[int, tuple[int, int]]:
    """Say how past leads of the cell of each fared under the model whose grade it shows: the first that scores it."""
    scores = LeadScore.objects.filter(lead__in=[lead.pk for lead in leads]).order_by("-model__order", "-model_id")
    model = dict(scores.values_list("lead", "model"))
    return {lead.pk: (cells.get(str(model.get(lead.pk))) or {}).get(lead.grade) or (0, 0) for lead in leads}


def _dues(ids: Sequence[int]) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for provider in _due:
        found |= provider(ids)
    return found


def _reasons(found: Rank, facts: LeadFacts, now: datetime) -> list[str]:
    said = {
        "late": lambda: _("answer is late"),
        "due": lambda: _("answer due by %(when)s") % {"when": in_digits(facts.due_at)},
        "hot": lambda: _("hot"),
        "warm": lambda: _("warm"),
        "fresh": lambda: _("the buyer was here today"),
        "cooling": lambda: _("the buyer’s last interaction %(time)s ago") % {
            "time": numbers.duration((now - facts.last_at).total_seconds())  # type: ignore[operator]
        },
        "untouched": lambda: _("the buyer has not done anything yet"),
        "marketing": lambda: _("fits badly and is quiet: leave it to Marketing"),
    }  # fmt: skip
    return [said[why]() for why, _factor in found.reasons]
