"""Why two records are probably the same, said line by line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.rules.duplicates import SURE

FIELDS = {
    "name": gettext_lazy("Name"),
    "company_name": gettext_lazy("Name"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "tax_id": gettext_lazy("Tax id"),
    "domain": gettext_lazy("Domain"),
    "company": gettext_lazy("Account"),
    "city": gettext_lazy("City"),
    "birth_date": gettext_lazy("Date of birth"),
    "address": gettext_lazy("Address"),
    "postcode": gettext_lazy("Postcode"),
}
LEVELS = {
    "same": gettext_lazy("the same"),
    "near": gettext_lazy("nearly the same"),
    "part": gettext_lazy("partly the same"),
    "other": gettext_lazy("different"),
}
LITTLE = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its label, how it agrees, how much that speaks for (or against) a duplicate."""

    field: str
    level: str
    bits: float
    tone: str

    @property
    def said(self) -> str:
        """Say the weight as a person reads it."""
        times = 2 ** min(abs(self.bits), 30)
        shown = f"{times:.0f}" if times < 1000 else "1000+"
        if abs(self.bits) < LITTLE:
            return _("says little")
        return (
            _("for: %(times)s times") % {"times": shown}
            if self.bits > 0
            else _("against: %(times)s times") % {"times": shown}
        )


def lines(reasons: Iterable[tuple[str, str, float]]) -> list[Line]:
    """Write the reasons of a judgement, the strongest first."""
    return [
        Line(str(FIELDS.get(field, field)), str(LEVELS.get(level, level)), bits, _tone(bits))
        for field, level, bits in reasons
    ]


def confidence(probability: float) -> tuple[str, str]:
    """Say how sure it is, and the tone of its badge."""
    if probability >= SURE:
        return _("Almost certain"), "good"
    return (_("Probable"), "info") if probability >= 0.8 else (_("Possible"), "warn")


def _tone(bits: float) -> str:
    if abs(bits) < LITTLE:
        return "muted"
    return "good" if bits > 0 else "bad"
