"""What the columns of a prediction are called, and its reasons in a few words."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jornada.rules.catalogue import CHANNEL_LABELS
from jornada.rules.condition_fields import Field
from jornada.ui import numbers
from jornada.ui.conditions import labels
from jornada.ui.conditions.words import language, vocabulary


class ColumnWords:
    """Names of columns and their values, read once for a page."""

    def __init__(self, user: Any = None) -> None:
        self.words, self.place = vocabulary("lead", user), 1 if language() == "pt" else 0

    def column(self, code: str) -> str:
        """Name a column: a field, a count of touches of a kind, or a figure of the log."""
        if code in self.words.fields:
            return capfirst(self.words.fields[code].label(language()))
        kind, _colon, value = code.partition(":")
        if value:
            return _("%(what)s, in 90 days") % {"what": self._value(kind, value)}
        return _figures().get(code, code)

    def reason(self, code: str, value: str, log_odds: float) -> dict[str, Any]:
        """Say a reason: the column, its value, and by how much it raises or lowers the odds."""
        return {
            "label": self.column(code),
            "value": self._shown(code, value),
            "raises": log_odds > 0,
            "factor": numbers.number(2.718281828 ** abs(log_odds), 1),
        }

    def _value(self, kind: str, value: str) -> str:
        if kind == "activity":
            return self.words.activities.get(value, (value, value))[self.place]
        if kind == "channel" and value in CHANNEL_LABELS:
            return CHANNEL_LABELS[value][self.place]
        if kind == "outcome":
            return _("Touches with outcome “%(outcome)s”") % {"outcome": labels.outcome(value)}
        return labels.direction(value) if kind == "direction" else value

    def _shown(self, code: str, value: str) -> str:
        field: Field | None = self.words.fields.get(code)
        if field is not None:
            names = {choice.code: (choice.en, choice.pt)[self.place] for choice in field.choices}
            return names.get(value, value) or _("not known")
        try:
            return numbers.number(float(value), 0 if abs(float(value)) >= 10 else None)
        except ValueError:
            return value or _("not known")


def _figures() -> dict[str, str]:
    return {
        "touches": _("Touches"),
        "touches_30d": _("Touches in 30 days"),
        "touches_90d": _("Touches in 90 days"),
        "touches_before": _("Touches before the lead was made"),
        "recency_days": _("Days since the latest touch"),
        "age_days": _("Days since the lead was made"),
        "active_days": _("Days from the first touch to the latest"),
        "trend": _("Trend of the touches"),
        "people": _("People"),
        "(score)": _("The prediction itself"),
    }
