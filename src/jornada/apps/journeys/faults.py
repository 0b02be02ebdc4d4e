"""What can be wrong with a map, in words."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jornada.rules.stages import MapFault

SENTENCES = {
    "no_stages": _("the map has no stages; add at least one"),
    "stage_twice": _("two stages have this code; rename one"),
    "no_entry": _("no behaviour leads here, so nobody ever enters; add one"),
    "expiry_not_positive": _("the idle time is not positive; give a number of days or none"),
    "no_activities": _("a behaviour names no activity, so it can never match; name one"),
    "unknown_activity": _("there is no activity “%(activity)s”, so it can never match; choose one of the catalogue"),
    "count_below_one": _("a behaviour asks for %(count)s touches; ask for at least one"),
    "window_not_positive": _("the window is not positive, so it can never match; give a number of days or none"),
    "only_closing": _("its activities close the cycle, so they are never evidence; choose others"),
    "always_further": _("its activities always speak for a later stage, so it can never match; choose others"),
    "again_after_purchase": _("only stages before the purchase begin a new one; remove what is named under “again”"),
    "unknown_filter_value": _("“%(value)s” is no value of the filter “%(filter)s”, so it can never match"),
}


def describe_fault(fault: MapFault) -> str:
    """Say in words what is wrong, where, and what to do."""
    what = SENTENCES.get(fault.code)
    said = str(what) % fault.detail if what else fault.code
    return gettext("%(stage)s: %(what)s.") % {"stage": fault.where, "what": said}
