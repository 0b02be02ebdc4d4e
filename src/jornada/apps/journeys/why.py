"""Why an account stands where it stands: which touches, which behaviour, since when, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from jornada.analytics.evidence import matching_rows
from jornada.analytics.log import EventLog
from jornada.apps.interactions.columns import columns_of_map, read_log
from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.privacy import not_hidden
from jornada.apps.interactions.queries import live_touches
from jornada.apps.journeys.models import Position, Stage, Visit
from jornada.apps.journeys.queries import ActiveMap
from jornada.apps.journeys.words import Words, span_in_words
from jornada.rules.stages import OPENED_ACTIVITY, Behaviour
from jornada.ui.cells import in_digits

NEXT_STAGES = 2


@dataclass(frozen=True, slots=True)
class Next:
    """A stage that lies ahead, and what leads there."""

    stage: Stage
    behaviours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """The explanation. `touches` are the evidence that the reader may see, latest first; `hidden` counts the others."""

    stage: Stage | None
    since: datetime | None
    sentences: tuple[str, ...]
    touches: tuple[Touch, ...]
    nexts: tuple[Next, ...]
    hidden: int = 0


def why(account: Any, active: ActiveMap, user: Any) -> Why:
    """Explain to a person where an account stands under the map in force."""
    visit = Visit.objects.filter(account=account).select_related("stage").order_by("-number").first()
    words = Words()
    if visit is None:
        return Why(None, None, _nowhere(account, active, user), (), _nexts(active, words, -1))
    position = Position.objects.filter(account=account).first()
    ids = _evidence(account, active, visit)
    touches = _shown(ids, user)
    hidden = len(ids) - len(touches)
    if visit.left_at is not None:
        return Why(None, visit.left_at, (_left(active, visit),), touches, _nexts(active, words, -1), hidden)
    sentences = (*_entered(account, active, visit, len(ids), words), *_ahead(active, visit, position))
    sentences += _after_purchase(active, visit, words)
    return Why(visit.stage, visit.entered_at, sentences, touches, _nexts(active, words, visit.stage.order), hidden)


def _nowhere(account: Any, active: ActiveMap, user: Any) -> tuple[str, ...]:
    """Say why an account has no position; an opportunity that stands on its page does not explain itself."""
    start = _("Nothing that the map watches has happened yet.")
    placing = {code for stage in active.journey.stages for behaviour in stage.entry for code in behaviour.activities}
    opened = not_hidden(live_touches().filter(account=account, activity__code=OPENED_ACTIVITY), user)
    if OPENED_ACTIVITY in placing or not opened.exists():
        return (start,)
    return start, _(
        "Its opportunity alone places it nowhere: that we opened one says nothing of what the buyer did. Record a "
        "call, a meeting or a message with the buyer, or import them as touches."
    )


def _entered(account: Any, active: ActiveMap, visit: Visit, number: int, words: Words) -> list[str]:
    if visit.evidence_touch_id is None:
        return [_fallen(account, active, visit)]
    behaviour = _behaviour(active, visit)
    if behaviour is None:
        return []
    said = _("The behaviour that leads here: %(what)s.") % {"what": words.behaviour(behaviour)}
    if behaviour.at_least == 1:
        return [said]
    span = _(" within %(span)s") % {"span": span_in_words(behaviour.within)} if behaviour.within else ""
    counted = {"n": number, "needed": behaviour.at_least, "span": span}
    return [said, _("%(n)s of %(needed)s%(span)s.") % counted]


def _fallen(account: Any, active: ActiveMap, visit: Visit) -> str:
    before = Visit.objects.filter(account=account, number=visit.number - 1).select_related("stage").first()
    if before is None:
        return ""
    expiry = active.journey.stages[before.stage.order].expiry
    return _("Nothing happened at %(stage)s for %(span)s, so it fell back to %(here)s.") % {
        "stage": before.stage.label,
        "span": span_in_words(expiry) if expiry else "–",
        "here": visit.stage.label,
    }


def _ahead(active: ActiveMap, visit: Visit, position: Position | None) -> list[str]:
    if position is None or position.expires_at is None or visit.stage.order == 0:
        return []
    back = active.stages[visit.stage.order - 1]
    return [
        _("If nothing happens until %(when)s, it falls back to %(stage)s.")
        % {"when": in_digits(position.expires_at), "stage": back.label}
    ]


def _after_purchase(active: ActiveMap, visit: Visit, words: Words) -> tuple[str, ...]:
    if visit.stage.phase == Stage.Phase.BEFORE or not active.journey.asks_for_more:
        return ()
    opening = [words.behaviour(behaviour) for stage in active.journey.stages for behaviour in stage.again]
    said = _("Calls, meetings and messages belong to this purchase. What opens the next cycle: %(what)s.")
    return (said % {"what": "; ".join(opening)},)


def _left(active: ActiveMap, visit: Visit) -> str:
    said = {"cycle": visit.cycle, "stage": visit.stage.label, "when": in_digits(visit.left_at)}
    if visit.left_by == Visit.LeftBy.CLOSED and active.journey.returns:
        closed = _("Cycle %(cycle)s was closed at %(stage)s on %(when)s.") % said
        back = _("What the buyer does of their own accord, or a new opportunity, opens the next; our calls do not.")
        return f"{closed} {back}"
    if visit.left_by == Visit.LeftBy.CLOSED:
        return _("Cycle %(cycle)s was closed at %(stage)s on %(when)s. New interest opens the next cycle.") % said
    return _("It left %(stage)s on %(when)s by an exit behaviour and has not come back since.") % said


def _nexts(active: ActiveMap, words: Words, order: int) -> tuple[Next, ...]:
    ahead = active.stages[order + 1 : order + 1 + NEXT_STAGES]
    rules = active.journey.stages
    return tuple(
        Next(stage, tuple(words.behaviour(behaviour) for behaviour in rules[stage.order].entry)) for stage in ahead
    )


def _behaviour(active: ActiveMap, visit: Visit) -> Behaviour | None:
    known = active.journey.stages[visit.stage.order].leads_here
    return known[visit.behaviour] if 0 <= visit.behaviour < len(known) else None


def _evidence(account: Any, active: ActiveMap, visit: Visit) -> list[int]:
    """Find the touches that together placed the account here: the N last matching ones up to the evidence."""
    behaviour = _behaviour(active, visit)
    if visit.evidence_touch_id is None or behaviour is None:
        return []
    ids = [visit.evidence_touch_id]
    if behaviour.at_least > 1:
        ids = _counted(read_log("account", [account.pk], columns_of_map(active.journey)), behaviour, ids[0])
    return ids


def _shown(ids: Sequence[int], user: Any) -> tuple[Touch, ...]:
    """Read what is evidence, without the private touches of others."""
    rows = not_hidden(Touch.objects.filter(pk__in=ids), user).select_related("activity", "user", "contact")
    return tuple(rows.order_by("-at", "-id")) if ids else ()


def _counted(log: EventLog, behaviour: Behaviour, evidence: int) -> list[int]:
    matching = log.touch_id[matching_rows(log, behaviour)]
    place = np.flatnonzero(matching == evidence)
    if not len(place):
        return [evidence]
    end = int(place[0]) + 1
    counted: list[int] = matching[max(0, end - behaviour.at_least) : end].tolist()
    return counted
