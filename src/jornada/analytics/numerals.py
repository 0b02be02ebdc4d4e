"""How numbers, shares, times and intervals are written in English and Portuguese."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

MINUTE, HOUR, DAY = 60, 3600, 86400
MICROS = 1_000_000
LANGUAGES = ("en", "pt")
_DAYS = {"en": ("day", "days"), "pt": ("dia", "dias")}


@dataclass(frozen=True)
class Numerals:
    """A language as far as figures go.

    Attributes
    ----------
    language : str
        `en` or `pt`.

    Examples
    --------
    >>> wrote = Numerals("pt")
    >>> wrote.number(1234.5, 1), wrote.time(3443836.5), wrote.share(0.5167)
    ('1.234,5', '39,9 dias', '51,7%')
    """

    language: str = "en"

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ValueError(f"Results speak en and pt; got {self.language!r}. Say one of the two.")

    def pick(self, english: str, portuguese: str, /, **values: object) -> str:
        """Choose the sentence of the language and put the values in as they are."""
        return (english if self.language == "en" else portuguese).format(**values)

    def number(self, value: float, places: int = 0) -> str:
        """Write a number with thousands and decimal marks."""
        text = f"{value:,.{places}f}"
        return text if self.language == "en" else text.translate(str.maketrans(",.", ".,"))

    def short(self, value: float) -> str:
        """Write a number in about three digits, as few places as it needs.

        Examples
        --------
        >>> wrote = Numerals("en")
        >>> [wrote.short(each) for each in (1234.56, 12.34, 2.0, 0.01234, 0.0, float("nan"))]
        ['1,235', '12.3', '2', '0.0123', '0', '–']
        """
        if not math.isfinite(value):
            return "–" if math.isnan(value) else ("∞" if value > 0 else "-∞")
        size = math.floor(math.log10(abs(value))) if value else 0
        places = min(6, max(0, 2 - size))
        text = self.number(value, places)
        return text.rstrip("0").rstrip(",.") if places else text

    def share(self, value: float) -> str:
        """Write a share from 0 to 1 in hundredths."""
        if math.isnan(value):
            return "–"
        places = 0 if value >= 0.995 or value == 0 else 1 if abs(value) >= 0.001 else 2
        return f"{self.number(value * 100, places)}%"

    def interval(self, low: float, high: float, *, is_share: bool = False) -> str:
        """Write the ends of a 95 % interval.

        Examples
        --------
        >>> Numerals("en").interval(0.1, 0.25, is_share=True), Numerals("pt").interval(1.5, 2)
        ('95% interval 10.0% to 25.0%', 'intervalo de 95%: 1,5 a 2')
        """
        write = self.share if is_share else self.short
        return self.pick(
            "95% interval {low} to {high}", "intervalo de 95%: {low} a {high}", low=write(low), high=write(high)
        )

    def listed(self, names: Iterable[str]) -> str:
        """Join names as a sentence does."""
        *front, last = [*names] or [""]
        joint = self.pick(" and ", " e ")
        return f"{', '.join(front)}{joint}{last}" if front else last

    def time(self, seconds: float) -> str:
        """Write a time in the unit that fits it."""
        if math.isnan(seconds):
            return "–"
        for size, unit in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (1, "s")):
            if seconds >= size:
                return self._with_unit(seconds / size, unit)
        return self._with_unit(seconds, "s")

    def short_time(self, seconds: float) -> str:
        """Write a time as briefly as can be, for pictures."""
        for size, unit in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (1, "s")):
            if seconds >= size:
                value = seconds / size
                return f"{self.number(value, 0 if value >= 10 else 1).removesuffix('.0').removesuffix(',0')} {unit}"
        return f"{self.number(seconds * 1000)} ms" if seconds >= 0.001 else "0 s"

    def date(self, iso: str) -> str:
        """Write an ISO instant as a date."""
        year, month, day = iso[:10].split("-")
        return f"{day}/{month}/{year}" if self.language == "pt" else f"{year}-{month}-{day}"

    def _with_unit(self, value: float, unit: str) -> str:
        text = self.number(value, 0 if value >= 100 else 1)
        text = text.removesuffix(".0").removesuffix(",0")
        if unit == "d":
            unit = _DAYS[self.language][text != "1"]
        return f"{text} {unit}"
