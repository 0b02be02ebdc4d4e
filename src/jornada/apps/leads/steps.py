"""The steps a lead can take from its page: which are open now, what they ask, what they do.

Handing over and answering (`offer`, `accept`, `refuse`) are registered by the app that keeps the agreement.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jornada.apps.leads import actions, queries
from jornada.apps.leads.disposition import actions as disposition
from jornada.apps.leads.disposition.forms import ReturnForm, SetAsideForm
from jornada.apps.leads.forms import NoteForm
from jornada.apps.leads.models import Lead
from jornada.apps.org.access import locked_fields, may_write

BESIDE = frozenset({"return_on", "competitor", "contract_ends_on"})


@dataclass(frozen=True, slots=True)
class Step:
    """A button of the lead page: its words, its icon, the form it opens (if any), the write it does.

    `is_asking` says whether the form is asked of this lead. `beside` names fields of the lead that the form asks for
    beside the step itself, left out for a role that may not change them; `may` says whether a person who may change
    the lead may take the step. `undo` names the step that takes it back, or answers the address that does.
    """

    code: str
    label: str | Promise
    icon: str
    said: str | Promise | Callable[[Lead], str]
    do: Callable[..., Lead]
    form: Callable[[Any, Lead], forms.Form | None] | None = None
    help: str | Promise = ""
    undo: str | Callable[[Lead], str] = ""
    beside: frozenset[str] = frozenset()
    may: Callable[[Any, Lead], bool] = lambda _user, _lead: True
    is_asking: Callable[[Lead], bool] = lambda _lead: True

    def told(self, lead: Lead) -> str:
        """Say that the step was taken; where it depends on what came of it, of the lead as it is afterwards."""
        return self.said(lead) if callable(self.said) else str(self.said)

    def has_form(self, lead: Lead) -> bool:
        """Say whether the step asks something of this lead, without the choices that its form would offer."""
        return self.form is not None and self.is_asking(lead)

    def asks(self, user: Any, lead: Lead, data: Any = None) -> forms.Form | None:
        """Return the form, without what the person's role may not change."""
        if self.form is None or not self.is_asking(lead):
            return None
        form = self.form(data, lead)
        for name in self.beside & locked_fields(user, "lead"):
            form.fields.pop(name, None)
        return form


def _reason(step: str) -> Callable[[Any, Lead], forms.Form]:
    return lambda data, _lead: SetAsideForm(data, kind=step)


STEPS: dict[str, Step] = {
    step.code: step
    for step in (
        Step(
            "qualify",
            _("Qualify"),
            "shield-check",
            _("The lead is qualified."),
            actions.qualify_lead,
            lambda data, _lead: NoteForm(data),
            _("Sales has checked it: worth an opportunity."),
        ),
        Step(
            "park",
            _("Park"),
            "clock",
            _("The lead is parked."),
            actions.park_lead,
            _reason("park"),
            _("Set aside for later. The lead comes back as the next cycle: on its day, or when the buyer acts again."),
            undo="wake",
            beside=BESIDE,
        ),
        Step(
            "discard",
            _("Discard"),
            "archive",
            _("The lead is discarded."),
            actions.discard_lead,
            _reason("discard"),
            _("Taken out, and back only as the reason says. Its history stays."),
            undo="wake",
            beside=BESIDE,
        ),
        Step(
            "back",
            _("Bring back now"),
            "player-play",
            _("The next cycle begins."),
            disposition.bring_back,
            undo="undo-return",
        ),
        Step(
            "when",
            _("Change the day"),
            "calendar-event",
            _("The day is changed."),
            disposition.change_return,
            lambda data, lead: ReturnForm(data, lead=lead),
            may=lambda user, _lead: may_write(user, "lead", "return_on"),
        ),
        Step("wake", _("Undo: open again"), "arrow-back-up", _("The lead is open again."), actions.wake_lead),
        Step(
            "undo-return",
            _("Undo the return"),
            "arrow-back-up",
            _("The new cycle is gone; the one before is set aside again."),
            disposition.undo_return,
            may=disposition.may_undo_return,
        ),
    )
}


def register(step: Step) -> None:
    """Add a step; which step is open when, `open_steps` says."""
    STEPS[step.code] = step


def open_steps(lead: Lead, handoff: str) -> list[Step]:
    """Return the steps that fit where the lead stands, the usual one first."""
    if lead.status in (Lead.Status.PARKED, Lead.Status.DISCARDED):
        return [] if hasattr(lead, "returned_as") else [STEPS[code] for code in ("back", "when", "wake")]
    if lead.status == Lead.Status.CONVERTED:
        return []
    forward = {
        "": ["offer"],
        queries.REFUSED: ["offer"],
        queries.RETURNED: ["offer"],
        queries.OFFERED: ["accept", "refuse"],
        queries.ACCEPTED: ["qualify"],
        queries.QUALIFIED: [],
    }[handoff]
    back = ["undo-return"] if disposition.came_back(lead) and not handoff else []
    return [STEPS[code] for code in (*forward, "park", "discard", *back) if code in STEPS]
