"""What a value may stand for: the names that a list has, and the one of them that shares its words with the value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import get_language

from jornada.apps.interactions.models import Activity
from jornada.apps.leads.models import Program, Source
from jornada.apps.market.models import Account, Competitor, Industry, Product
from jornada.apps.sales.models import LossReason, Pipeline, PipelineStage
from jornada.edge.files.kinds import plain
from jornada.edge.files.kinds.custom import CUSTOM, field_of
from jornada.edge.files.matching import stages
from jornada.edge.files.matching.values import ValueProposal

# More nobody looks through, and no page carries.
MOST = 500
# A name that shares words is proposed in these; in the first it is chosen beforehand. Products and rivals of like names
# are different ones more often.
CHOSEN = frozenset({"loss_reason", "stage", "pipeline", "source", "activity", "industry"})
_PROPOSED = CHOSEN | {"product", "competitor"}
_SHORTEST, _LEAST, _MORE = 4, 76.0, 12.0
_OUTCOMES = {"pt": ("Aberta", "Ganha", "Perdida"), "en": ("Open", "Won", "Lost")}


def names_of(refers: str) -> list[str]:
    """Return the names of a list in the language of the page; none where there are more than anybody looks through."""
    if refers == "outcome":
        return list(_OUTCOMES["pt" if (get_language() or "").startswith("pt") else "en"])
    return list(dict.fromkeys(_in_both(refers).values()))


def _in_both(refers: str) -> dict[str, str]:
    """Give, by its names in both languages, what each entry of a list is called on the page."""
    if refers.startswith(CUSTOM):
        field = field_of(refers)
        labels = field.choice_labels(with_retired=False) if field else {}
        both = ((one, labels.get(one["code"])) for one in field.choices) if field else ()
        return {name: label for one, label in both if label for name in (label, one["pt"], one["en"])}
    entries = {
        "account": Account.objects.order_by("name"),
        "product": Product.objects.order_by("name"),
        "industry": Industry.objects.order_by("name"),
        "competitor": Competitor.objects.order_by("name"),
        "program": Program.objects.order_by("name"),
        "pipeline": Pipeline.objects.order_by("-is_default", "name"),
        "stage": PipelineStage.objects.filter(is_retired=False).order_by("-pipeline__is_default", "pipeline", "order"),
        "loss_reason": LossReason.objects.filter(is_active=True),
        "source": Source.objects.all(),
        "activity": Activity.objects.all(),
    }.get(refers)
    rows: list[Any] = [] if entries is None else list(entries[: MOST + 1])
    if len(rows) > MOST:
        return {}
    named = [(row, str(getattr(row, "label", "") or row)) for row in rows]
    names = ((label, (label, getattr(row, "label_pt", ""), getattr(row, "label_en", ""))) for row, label in named)
    return {name: label for label, of in names for name in of if name}


def is_chosen(proposal: ValueProposal, refers: str) -> bool:
    """Say that a proposal stands in its field already, for whoever looks at it to take out."""
    return proposal.why == "words" and (refers in CHOSEN or refers.startswith(CUSTOM))


def by_words(found: Sequence[ValueProposal], refers: str) -> list[ValueProposal]:
    """Propose, where nothing is proposed yet, the one name that has all words of a value, or whose words it has."""
    if refers not in _PROPOSED and not refers.startswith(CUSTOM):
        return list(found)
    entries = _in_both(refers) if any(not one.target for one in found) else {}
    names = [(label, words) for name, label in entries.items() if (words := _words(name))]
    return [one if one.target or one.why or _is_its_own(one.value, refers) else _near(one, names) for one in found]


def _near(one: ValueProposal, names: Sequence[tuple[str, frozenset[str]]]) -> ValueProposal:
    own = _words(one.value)
    shares: dict[str, float] = {}
    for label, words in names:
        if _has_all(own, words):
            shares[label] = max(len(own & words) / len(own | words), shares.get(label, 0.0))
    near = sorted(((share, label) for label, share in shares.items()), reverse=True)
    if not near or (len(near) > 1 and near[1][0] == near[0][0]):
        return one
    share, label = near[0]
    return replace(one, target=label, score=_LEAST + _MORE * share, why="words")


def _has_all(own: frozenset[str], words: frozenset[str]) -> bool:
    return bool(own) and (own <= words or words <= own)


def _words(text: str) -> frozenset[str]:
    """Take the words that say something, without accents and the s of the plural."""
    return frozenset(word.removesuffix("s") for word in plain(text).split() if len(word) >= _SHORTEST)


def _is_its_own(value: str, refers: str) -> bool:
    """Say that a stage stands beside one of ours, and joins the pipeline in the words of the file."""
    return refers == "stage" and bool(stages.step_of(value))
