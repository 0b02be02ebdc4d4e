"""The query that reads columns of the view `source`: tidied up, then read, then what was wrong."""

from __future__ import annotations

from dataclasses import dataclass

from jornada.analytics.door_read import NOTHING, Reading, expression, native_instant, prepared


@dataclass(frozen=True)
class Cell:
    """A column to be read.

    Attributes
    ----------
    place : int
        Its number in the view.
    text : str
        Expression for its text.
    native : str
        DuckDB's type of it.
    reading : Reading
        As what to read it.
    """

    place: int
    text: str
    native: str
    reading: Reading

    @property
    def is_native(self) -> bool:
        """Say whether the file itself stores instants here."""
        return self.reading.kind in {"date", "instant"} and self.native.startswith(("TIMESTAMP", "DATE"))

    def first(self) -> list[str]:
        """The text as it is and tidied up, under names of our own."""
        columns = [f"{self.text} AS t{self.place}"]
        if self.is_native:
            return [*columns, f"c{self.place} AS p{self.place}"]
        if self.reading.can_fail:
            return [*columns, f"{prepared(self.text, self.reading)} AS p{self.place}"]
        return columns

    def value(self) -> str:
        """The value; NULL where blank or wrong."""
        zone, tidy = f"z{self.place}", f"p{self.place}"
        if self.is_native:
            return native_instant(tidy, self.native, self.reading, zone)
        return expression(f"t{self.place}", tidy, self.reading, zone)

    def is_filled(self) -> str:
        """Say that the text is not blank, nor what accounts write for nothing."""
        filled = f"trim(t{self.place}) <> ''"
        if self.reading.kind not in {"number", "decimal"}:
            return filled
        return f"{filled} AND NOT regexp_full_match(t{self.place}, '{NOTHING}')"


def selection(cells: list[Cell]) -> tuple[str, dict[str, str]]:
    """Write the query for some columns.

    Each layer names what the next one uses more than once, as DuckDB would compute it again otherwise.

    Parameters
    ----------
    cells : list of Cell

    Returns
    -------
    str
        SQL that gives the values of all columns, then for each that can be wrong its text where it is.
    dict of str to str
        Parameters of the query: the time zones.
    """
    if not cells:
        return "SELECT 1 WHERE false", {}
    first = ", ".join(part for cell in cells for part in cell.first())
    values = [f"{cell.value()} AS x{cell.place}" for cell in cells]
    texts = [f"t{cell.place}" for cell in cells if cell.reading.can_fail]
    inner = f"SELECT {', '.join([*values, *texts])} FROM (SELECT {first} FROM source)"
    good = [f"x{cell.place}" for cell in cells]
    bad = [
        f"CASE WHEN x{cell.place} IS NULL AND {cell.is_filled()} THEN t{cell.place} END AS b{cell.place}"
        for cell in cells
        if cell.reading.can_fail
    ]
    zones = {f"z{cell.place}": cell.reading.zone for cell in cells if f"$z{cell.place}," in inner}
    return f"SELECT {', '.join([*good, *bad])} FROM ({inner})", zones
