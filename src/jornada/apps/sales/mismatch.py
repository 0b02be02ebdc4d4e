"""Whether our stage of an opportunity and the behaviour of its account tell the same story, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from jornada.apps.journeys.models import Map, Position, Stage
from jornada.apps.sales.models import Opportunity
from jornada.rules.stage_mismatch import Mismatch, stage_mismatch


@dataclass(frozen=True, slots=True)
class ShownMismatch:
    """A mismatch with the names of the stages, and since when the account stands where it does."""

    found: Mismatch
    pipeline_stage: str
    ours: str
    theirs: str
    since: datetime | None

    @property
    def reason(self) -> str:
        values = {"stage": self.pipeline_stage, "ours": self.ours, "theirs": self.theirs}
        if self.found.direction == "we_are_ahead":
            return _("We say “%(stage)s”, which goes with %(ours)s; what the account did shows %(theirs)s.") % values
        return _("What the account did shows %(theirs)s already; “%(stage)s” goes with %(ours)s.") % values

    @property
    def advice(self) -> str:
        if self.found.direction == "we_are_ahead":
            return _("Look for the evidence that is missing, or move it back.")
        return _("Perhaps it can be moved on.")


def mismatch_of(opportunity: Opportunity) -> ShownMismatch | None:
    """Compare an open opportunity with where its account stands (two queries)."""
    if opportunity.outcome != Opportunity.Outcome.OPEN or not opportunity.stage.journey_stage:
        return None
    position = Position.objects.filter(account=opportunity.account_id).select_related("stage").first()
    if position is None or position.stage is None or position.stage.phase != Stage.Phase.BEFORE:
        return None  # what stands after a purchase was bought before: it says nothing of this opportunity
    rows = list(Stage.objects.filter(map=position.stage.map_id, map__status=Map.Status.ACTIVE).order_by("order"))
    labels = {row.code: row.label for row in rows}
    found = stage_mismatch(list(labels), opportunity.stage.journey_stage, position.stage.code)
    if found is None:
        return None
    names = (labels[found.ours], labels[found.theirs])
    return ShownMismatch(found, opportunity.stage.label, *names, position.entered_at)
