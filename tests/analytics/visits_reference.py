"""Visits derived one touch at a time: slow, plain, and written from the words of the rule alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from jornada.rules.stages import Behaviour, JourneyMap

MICRO = timedelta(microseconds=1)


@dataclass
class Touch:
    subject: int
    at: int
    touch_id: int
    activity: str
    channel: str = "web"
    role: str = "user"
    human: bool = True
    product: int = -1


@dataclass
class Visit:
    subject: int
    cycle: int
    stage: int
    entered_at: int
    evidence: int
    behaviour: int
    left_at: int = -1
    left_by: str = ""
    number: int = 0

    def row(self) -> tuple:
        return (
            self.subject, self.cycle, self.number, self.stage, self.entered_at, self.left_at, self.left_by,
            self.evidence, self.behaviour,
        )  # fmt: skip


@dataclass
class Walker:
    journey: JourneyMap
    subject: int
    visits: list[Visit] = field(default_factory=list)
    cycle: int = 0
    is_open: bool = False
    is_won: bool = False
    is_away: bool = False
    open_deals: int = 0
    outcome: str = ""
    here: Visit | None = None
    last_stage: int = 0
    clock: int = 0

    def fall_until(self, instant: int) -> None:
        """Fall back as often as the idle time before `instant` allows."""
        while self.here is not None and self.here.stage > 0:
            expiry = self.journey.stages[self.here.stage].expiry
            if expiry is None or self.clock + expiry // MICRO >= instant:
                return
            self.clock += expiry // MICRO
            self.enter(self.here.stage - 1, self.clock, -1, -1, "expiry")

    def enter(self, stage: int, at: int, evidence: int, behaviour: int, left_by: str) -> None:
        self.leave(at, left_by)
        self.here = Visit(self.subject, self.cycle, stage, at, evidence, behaviour, number=len(self.visits) + 1)
        self.visits.append(self.here)
        self.last_stage = stage

    def leave(self, at: int, left_by: str) -> None:
        if self.here is not None:
            self.here.left_at, self.here.left_by = at, left_by
        self.here = None

    def evidence(self, touch: Touch, stage: int, behaviour: int) -> None:
        starts_next = self.is_won and self.journey.stages[stage].phase == "before"
        if not self.is_open or starts_next:
            self.cycle, self.is_open, self.is_won, self.outcome = self.cycle + 1, True, False, ""
            self.enter(stage, touch.at, touch.touch_id, behaviour, "evidence")
        elif self.here is None:
            if not self.journey.ratchet or stage >= self.last_stage:
                self.enter(stage, touch.at, touch.touch_id, behaviour, "evidence")
        elif stage > self.here.stage or (stage < self.here.stage and not self.journey.ratchet):
            self.enter(stage, touch.at, touch.touch_id, behaviour, "evidence")
        self.clock = touch.at

    def close(self, at: int) -> None:
        self.leave(at, "closed")
        self.is_open = self.is_won = False


def derive(touches: list[Touch], journey: JourneyMap, now: int) -> tuple[list[tuple], dict[int, str]]:
    """Derive rows (subject, cycle, number, stage, in, out, why, touch, behaviour) and outcomes."""
    rows, outcomes = [], {}
    for subject in sorted({touch.subject for touch in touches}):
        mine = [touch for touch in touches if touch.subject == subject]
        mine.sort(key=lambda touch: (touch.at, touch.touch_id))
        walker = follow(mine, journey, now, subject)
        rows += [visit.row() for visit in walker.visits]
        outcomes[subject] = walker.outcome
    return rows, outcomes


def follow(mine: list[Touch], journey: JourneyMap, now: int, subject: int) -> Walker:
    walker = Walker(journey, subject)
    for place, touch in enumerate(mine):
        if touch.at > now:
            break
        past = mine[: place + 1]
        is_named = touch.activity in journey.closing
        if touch.activity in journey.returns and touch.human and not is_named:
            walker.is_away = False
        found = None if is_named else counts_for(past, journey, walker)
        note_deal(walker, touch, journey)
        closes = is_named and walker.open_deals == 0
        if found is not None:
            walker.is_away = False
            walker.fall_until(touch.at)
            walker.evidence(touch, *found)
        elif closes:
            walker.fall_until(touch.at)
            walker.close(touch.at)
            walker.is_away = bool(journey.returns)
        else:
            try_exit(walker, past, journey)
        if touch.activity == journey.won:
            walker.is_won = walker.is_open
            walker.outcome = "won"
        elif touch.activity == "deal.lost" and closes and walker.outcome != "won":
            walker.outcome = "lost"
    walker.fall_until(now + 1)
    return walker


def note_deal(walker: Walker, touch: Touch, journey: JourneyMap) -> None:
    if not journey.by_opportunity:
        return
    if touch.activity == "deal.opened":
        walker.open_deals += 1
    elif touch.activity in ("deal.lost", journey.won):
        walker.open_deals = max(0, walker.open_deals - 1)


def counts_for(past: list[Touch], journey: JourneyMap, walker: Walker) -> tuple[int, int] | None:
    """What the last touch is evidence for; of a customer, only what comes after a purchase or begins a new one."""
    found = speaks_for(past, journey)
    is_before = found is not None and journey.stages[found[0]].phase == "before"
    if is_before and walker.is_away:
        return None
    if not walker.is_won or not any(stage.again for stage in journey.stages):
        return found
    if found is not None and (not is_before or walker.open_deals):
        return found
    for number in reversed(range(len(journey.stages))):
        stage = journey.stages[number]
        if stage.phase == "before":
            for place, behaviour in enumerate(stage.again):
                if holds(past, behaviour):
                    return number, len(stage.entry) + place
    return None


def try_exit(walker: Walker, past: list[Touch], journey: JourneyMap) -> None:
    walker.fall_until(past[-1].at)
    if walker.here is not None and any(holds(past, each) for each in journey.stages[walker.here.stage].exit):
        walker.leave(past[-1].at, "exit")


def speaks_for(past: list[Touch], journey: JourneyMap) -> tuple[int, int] | None:
    """Say which stage the last touch is evidence for, and by which behaviour."""
    for number in reversed(range(len(journey.stages))):
        stage = journey.stages[number]
        holding = [place for place, behaviour in enumerate(stage.entry) if holds(past, behaviour)]
        if not holding:
            continue
        if stage.entry_all:
            latest = [last_held(past, behaviour) for behaviour in stage.entry]
            if None in latest:
                continue
            if stage.entry_within is not None and max(latest) - min(latest) > stage.entry_within // MICRO:
                continue
        return number, holding[0]
    return None


def last_held(past: list[Touch], behaviour: Behaviour) -> int | None:
    for end in range(len(past), 0, -1):
        if holds(past[:end], behaviour):
            return past[end - 1].at
    return None


def holds(past: list[Touch], behaviour: Behaviour) -> bool:
    """Whether the last touch completes the behaviour."""
    matching = [touch for touch in past if matches(touch, behaviour)]
    if not matching or matching[-1] is not past[-1] or len(matching) < behaviour.at_least:
        return False
    span = past[-1].at - matching[-behaviour.at_least].at
    return behaviour.within is None or span <= behaviour.within // MICRO


def matches(touch: Touch, behaviour: Behaviour) -> bool:
    return (
        touch.activity in behaviour.activities
        and (not behaviour.channels or touch.channel in behaviour.channels)
        and (not behaviour.roles or touch.role in behaviour.roles)
        and (touch.human or not behaviour.human_only)
        and (behaviour.product is None or touch.product == behaviour.product)
    )
