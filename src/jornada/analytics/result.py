"""What every answer of a measure can do: be a table, a picture, a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["en", "pt"]
ChartKind = Literal["line", "step", "bar", "heat", "points"]


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One line, or one set of bars, of a chart.

    Attributes
    ----------
    name : str
    x : sequence of str or float
        Places on the horizontal axis.
    y : sequence of float
        Heights, as long as `x`; NaN where unknown.
    low, high : sequence of float
        Ends of the 95 % interval, as long as `x`; empty: none is drawn.
    is_faint : bool
        Drawn pale: what must not be read as a finding (a naive curve, groups under 30).
    """

    name: str
    x: Sequence[Any]
    y: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    is_faint: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """A picture of a result that names no drawing library; pages, notebooks and reports each draw it.

    Attributes
    ----------
    kind : {"line", "step", "bar", "heat", "points"}
        "heat" takes one series per row, its name the row's.
    title, x_label, y_label : str
        In the language asked for; the title names the unit counted.
    series : sequence of Series
    is_share : bool
        Heights are shares 0 to 1, written as percent.
    marks : mapping of str to float
        Named places on the horizontal axis, such as a fatigue point.
    note : str
        A warning that stands in the picture itself ("not an effect").
    """

    kind: ChartKind
    title: str
    x_label: str
    y_label: str
    series: Sequence[Series]
    is_share: bool = False
    marks: Mapping[str, float] | None = None
    note: str = ""


class Result:
    """Base of the answers of measures: frozen dataclasses that can be a table, a picture, a sentence.

    A subclass gives `columns` and `explain`, and `charts` where one would rather look than read; tables
    for other libraries and drawings follow from these.
    """

    __slots__ = ()

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give the answer as a table: name of each column to its values, all of one length."""
        raise NotImplementedError(f"{type(self).__name__} has no table yet.")

    def explain(self, language: Language = "en") -> str:
        """Say the answer in one paragraph, with its uncertainty, and say so when nothing can be told."""
        raise NotImplementedError(f"{type(self).__name__} has no words yet.")

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Describe the pictures of the answer; none where a table says it better."""
        return ()
