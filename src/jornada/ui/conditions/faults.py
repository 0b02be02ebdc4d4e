"""What is wrong with a condition, said to whoever edits it."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.rules.condition_check import ConditionFault
from jornada.rules.condition_json import ConditionFormatError
from jornada.ui.numbers import language

EXPECTED = {
    "JSON": gettext_lazy("JSON"),
    "an object": gettext_lazy("an object"),
    "a list": gettext_lazy("a list"),
    "a list of texts": gettext_lazy("a list of texts"),
    "a list of values": gettext_lazy("a list of values"),
    "a text": gettext_lazy("a text"),
    "a number": gettext_lazy("a number"),
    "a text, a number, true or false": gettext_lazy("a text, a number, true or false"),
    "a whole number, 0 or more": gettext_lazy("a whole number, 0 or more"),
    "a number of days, more than 0 and at most 36525": gettext_lazy("a number of days, more than 0 and at most 36525"),
    "two values, the lower one first": gettext_lazy("two values, the lower one first"),
    "at least one stage": gettext_lazy("at least one stage"),
    "the id of a list": gettext_lazy("the id of a list"),
    "true or false": gettext_lazy("true or false"),
    "a day such as 2026-01-31": gettext_lazy("a day such as 2026-01-31"),
    "at_least, grades, or both beside score": gettext_lazy("at_least, grades, or both beside score"),
    "an instant with its offset, such as 2026-01-31T00:00:00-03:00": gettext_lazy(
        "an instant with its offset, such as 2026-01-31T00:00:00-03:00"
    ),
}
BEGINNINGS = {
    "exactly one of ": gettext_lazy("exactly one of "),
    "one of ": gettext_lazy("one of "),
    "only ": gettext_lazy("only "),
    "no value beside ": gettext_lazy("no value beside "),
    "groups at most ": gettext_lazy("groups, one in the other, at most "),
    "at most ": gettext_lazy("at most "),
}


def of_format(error: ConditionFormatError) -> str:
    """Say what cannot be read yet, most often a value that was not filled in."""
    if error.came in (None, "", []) or error.where.endswith(("value", "stage", "list", "score")):
        return _("Line %(place)s is not complete yet: fill it in or remove it.") % {"place": _line(error.where)}
    said = {"place": _line(error.where), "came": str(error.came)[:60]}
    return _("Line %(place)s cannot be read: %(came)s does not fit there.") % said


def with_place(fault: ConditionFault) -> str:
    """Say to who wrote it as JSON what is wrong and where; of a choice also which there are, with their codes."""
    said = of_check(fault)
    if fault.code in ("test_does_not_fit", "wrong_type"):
        some = fault.detail["expected"]
        named = _expected(f"one of {some}" if fault.code == "test_does_not_fit" else some)
        told = {"place": fault.where or "condition", "expected": named, "came": fault.detail["came"][:60]}
        return _("%(place)s: expected %(expected)s, got %(came)s.") % told
    some = fault.detail.get("pt" if language().startswith("pt") else "en")
    if fault.code == "unknown_choice" and some and "code" not in fault.detail:
        said += " " + _("Expected one of %(choices)s.") % {"choices": some}
    return f"{fault.where}: {said}" if fault.where else said


def in_full(error: ConditionFormatError) -> str:
    """Say to who wrote it as JSON where it is wrong, what was expected and what came."""
    return _("%(place)s: expected %(expected)s, got %(came)s.") % {
        "place": error.where or "condition",
        "expected": _expected(error.expected),
        "came": repr(error.came)[:60],
    }


def _expected(text: str) -> str:
    """Say in the reader's language what `rules` expects; what stands behind a beginning is names and numbers."""
    if text in EXPECTED:
        return str(EXPECTED[text])
    beginning = next((one for one in BEGINNINGS if text.startswith(one)), None)
    return f"{BEGINNINGS[beginning]}{text.removeprefix(beginning)}" if beginning else text


def _line(where: str) -> str:
    """Name the line as people count them: `all[1].any[0].value` is the first line of the second."""
    return ".".join(str(int(number) + 1) for number in re.findall(r"\[(\d{1,4})\]", where)) or "1"


def of_check(fault: ConditionFault) -> str:
    told = fault.detail
    if "code" in told:
        return _("“%(came)s” is a name, and conditions hold codes: write “%(code)s”.") % told
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
    return sentences[fault.code] % {"came": told.get("came", "")}
