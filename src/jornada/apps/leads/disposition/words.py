"""When what ended comes back, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from jornada.ui import numbers


def said_schedule(days: Sequence[int]) -> str:
    """Say after how long something comes back: the first cycle, then those after it."""
    if not days:
        return ""
    first, rest = numbers.days(days[0]), ", ".join(map(str, days[1:]))
    if not rest:
        return _("back after %(first)s") % {"first": first}
    return _("back after %(first)s, then %(rest)s more") % {"first": first, "rest": rest}
