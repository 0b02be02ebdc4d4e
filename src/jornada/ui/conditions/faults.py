"""What is wrong with a condition, said to whoever edits it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jornada.rules.condition_check import ConditionFault
from jornada.rules.condition_json import ConditionFormatError


def of_format(error: ConditionFormatError) -> str:
    """Say what cannot be read yet, most often a value that was not filled in."""
    if error.came in (None, "", []) or error.where.endswith(("value", "stage", "list", "score")):
        return _("A line is not complete yet (%(place)s): fill it in or remove it.") % {"place": error.where or "·"}
    return _("A line cannot be read (%(place)s): %(came)s does not fit there.") % {
        "place": error.where or "·",
        "came": str(error.came)[:60],
    }


def of_check(fault: ConditionFault) -> str:
    came = fault.detail.get("came", "")
    sentences = {
        "unknown_field": _("There is no field “%(came)s” any more: choose another one."),
        "test_does_not_fit": _("The test “%(came)s” does not fit this field."),
        "wrong_type": _("%(came)s does not fit this field."),
        "wrong_order": _("Write the lower value first."),
        "unknown_choice": _("“%(came)s” is not among the choices any more."),
        "unknown_activity": _("There is no activity “%(came)s” any more."),
        "unknown_stage": _("There is no stage “%(came)s” on the map any more."),
        "unknown_score": _("There is no scoring model “%(came)s” any more."),
        "unknown_list": _("There is no segment %(came)s that you may see."),
        "wrong_window": _("The end must come after the start."),
        "never": _("This can never hold: two lines exclude each other."),
        "always": _("This always holds, whatever is known."),
    }
    return sentences[fault.code] % {"came": came}
