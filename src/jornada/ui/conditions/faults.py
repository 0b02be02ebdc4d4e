"""What is wrong with a condition, said to whoever edits it."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from jornada.rules.condition_check import ConditionFault
from jornada.rules.condition_json import ConditionFormatError


def of_format(error: ConditionFormatError) -> str:
    """Say what cannot be read yet, most often a value that was not filled in."""
    if error.came in (None, "", []) or error.where.endswith(("value", "stage", "list", "score")):
        return _("Line %(place)s is not complete yet: fill it in or remove it.") % {"place": _line(error.where)}
    said = {"place": _line(error.where), "came": str(error.came)[:60]}
    return _("Line %(place)s cannot be read: %(came)s does not fit there.") % said


def _line(where: str) -> str:
    """Name the line as people count them: `all[1].any[0].value` is the first line of the second."""
    return ".".join(str(int(number) + 1) for number in re.findall(r"\[(\d{1,4})\]", where)) or "1"


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
