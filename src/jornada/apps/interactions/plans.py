"""What a planned touch is called: the log says "E-mail sent", a task says "E-mail"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from jornada.rules.catalogue import CATALOGUE

if TYPE_CHECKING:
    from jornada.apps.interactions.models import Activity

# The longest that is planned, in minutes: a day.
LONGEST = 24 * 60
# How long something takes where nobody said so: a meeting or an event by its channel, anything else a moment.
MEETINGS = {"in_person": 60, "video": 60, "event": 120}
SHORT = 30
# Work of ours that is no touch: a forecast to prepare, a colleague to ask. It needs no buyer.
TODO = "todo.done"
PLANNED = {
    "email.sent": _("E-mail"),
    "call.connected": _("Call"),
    "whatsapp.sent": _("WhatsApp"),
    "social.messaged": _("Social message"),
    "chat.held": _("Chat"),
    "letter.sent": _("Letter"),
    "meeting.held": _("Meeting"),
    "video.held": _("Video meeting"),
    "demo.held": _("Demo"),
    "event.invited": _("Event invitation"),
    "proposal.sent": _("Proposal"),
    "reference.called": _("Reference call"),
    "pilot.started": _("Pilot"),
    "contract.reviewed": _("Contract review"),
    TODO: _("To-do"),
}
BY_CHANNEL = {"email": _("E-mail"), "phone": _("Call"), "whatsapp": _("WhatsApp"), "in_person": _("Meeting")}
OURS = frozenset(kind.code for kind in CATALOGUE)


def planned_label(activity: Activity) -> str:
    """Name an activity as something to do; the company's own ones are called what they are called."""
    if activity.code in OURS:
        return str(PLANNED.get(activity.code) or BY_CHANNEL.get(activity.channel) or activity.label)
    return activity.label


def usual_minutes(channel: str) -> int:
    return MEETINGS.get(channel, SHORT)
