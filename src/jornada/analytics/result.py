"""What every answer of a measure can do: be a table, a picture, a sentence."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from numpy.typing import NDArray

if TYPE_CHECKING:
    from jornada.analytics.picture import Picture
    from jornada.analytics.result_frame import Kind

Language = Literal["en", "pt"]
# A column of a table, or places and heights of a chart.
Column = Sequence[Any] | NDArray[Any]
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
    x: Column
    y: Column
    low: Column = ()
    high: Column = ()
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

    Examples
    --------
    >>> from jornada.analytics.log import EventLog
    >>> from jornada.analytics.funnel import funnel
    >>> log = EventLog.from_columns([1, 1, 2], [0, 7, 0], ["see", "buy", "see"])
    >>> found = funnel(log, ["see", "buy"])
    >>> found.columns()["reached"].tolist()
    [2, 1]
    >>> "svg" in found.plot("pt")._repr_html_()
    True
    """

    __slots__ = ()

    def columns(self) -> dict[str, Any]:
        """Give the answer as a table: name of each column to its values, all of one length."""
        raise NotImplementedError(f"{type(self).__name__} has no table yet.")

    def explain(self, language: Language = "en") -> str:
        """Say the answer in one paragraph, with its uncertainty, and say so when nothing can be told."""
        raise NotImplementedError(f"{type(self).__name__} has no words yet.")

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Describe the pictures of the answer; none where a table says it better."""
        return ()

    def to_frame(self, kind: Kind | None = None) -> Any:
        """Give the table to another library.

        Parameters
        ----------
        kind : {"pandas", "polars", "arrow"}, optional
            What to make; the first of these that is installed when left out.

        Raises
        ------
        MissingLibraryError
            If the library is not installed; says what to install.
        """
        from jornada.analytics.result_frame import to_frame

        return to_frame(self, kind)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Hand the table out through the Arrow PyCapsule interface; Polars, PyArrow and others read it."""
        from jornada.analytics.result_frame import arrow_stream

        return arrow_stream(self.columns())

    def plot(self, language: Language = "en") -> Picture:
        """Draw the charts; a notebook shows what comes back, `save` writes it."""
        from jornada.analytics.picture import Picture

        return Picture("", self.charts(language), {}, language)

    def page(self, language: Language = "en") -> Picture:
        """Give words, charts and the first rows of the table; a notebook shows it, `save` writes it."""
        from jornada.analytics.picture import Picture

        return Picture(self.explain(language), self.charts(language), self.columns(), language)

    def save(self, path: str | os.PathLike[str], language: Language = "en") -> None:
        """Write the answer as one page (.html, with words and table) or its charts as a picture (.svg)."""
        self.page(language).save(path)

    def _repr_html_(self) -> str:
        return self.page()._repr_html_()
