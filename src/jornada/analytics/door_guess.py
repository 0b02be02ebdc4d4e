"""What kind of values a column of text holds: judged by a sample, with confidence and examples."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from jornada.analytics.door_read import MONTHS, Reading

TEXT, INTEGER, NUMBER, DATE, INSTANT, BOOLEAN = "text", "integer", "number", "date", "instant", "boolean"
ENOUGH = 0.85

TRUE_WORDS = frozenset({"sim", "s", "yes", "y", "true", "t", "verdadeiro", "v", "1", "x"})
FALSE_WORDS = frozenset({"não", "nao", "n", "no", "false", "f", "falso", "0"})
_BOOLEAN_WORDS = (TRUE_WORDS | FALSE_WORDS) - {"x"}

_MONTH = rf"(?:{'|'.join(MONTHS)})[a-zç]*\.?"
_TIME = r"\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?"
_ZONE = r"(Z|UTC|GMT|[+-]\d{2}(:?\d{2})?)"
_ISO = re.compile(rf"\d{{4}}[-/]\d{{1,2}}[-/]\d{{1,2}}(?P<time>[T ]+{_TIME}( ?(?P<zone>{_ZONE}))?)?")
_SLASHED = re.compile(
    rf"(?P<one>\d{{1,2}})(?P<mark>[-/.])(?P<two>\d{{1,2}})(?P=mark)(\d{{4}}|\d{{2}})"
    rf"(?P<time>,?[T ]+{_TIME}( ?[AaPp]\.?[Mm]\.?)?( ?(?P<zone>{_ZONE}))?)?"
)
_NAMED = re.compile(
    rf"(\d{{1,2}}º?([-/ ]| de ){_MONTH}([-/, ]+| de )\d{{4}}|\d{{1,2}}[-/]{_MONTH}[-/]\d{{2}}"
    rf"|{_MONTH} \d{{1,2}},? \d{{4}})"
    rf"(?P<time>,?( às)? {_TIME}( ?[ap]m)?)?(?P<zone>)",
    re.IGNORECASE,
)
_INTEGER = re.compile(r"[-+]?(0|[1-9]\d{0,17})")
_WHOLE = re.compile(r"[-+]?\d+([.,]0*)?")
_DIGITS_OF_A_DAY = r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
_COUNTED = re.compile(
    rf"1\d{{9}}(\d{{3}}|\d{{6}})?([.,]\d+)?|[3-5]\d{{4}}([.,]\d+)?|{_DIGITS_OF_A_DAY}(([01]\d|2[0-3])([0-5]\d){{2}})?([.,]0*)?"
)
_MONEY = re.compile(r"(R\$|US\$|\$|€|£|BRL|USD|EUR|\s| )")
_COMMA = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?|[-+]?,\d+")
_POINT = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?([eE][-+]?\d+)?|[-+]?\.\d+")
# No group of thousands stands behind a zero.
_BELOW_ONE = {",": re.compile(r"[-+]?0+\.\d+"), ".": re.compile(r"[-+]?0+,\d+")}
_EITHER = re.compile(r"[-+]?\d{1,3}[.,]\d{3}")


@dataclass(frozen=True)
class Column:
    """One column of a table and what it seems to hold.

    Attributes
    ----------
    name : str
        Its name in the table, unique.
    header : str
        What the header says; empty when there is none.
    kind : str
        `text`, `integer`, `number`, `date`, `instant` or `boolean`.
    confidence : float
        Share of the filled cells looked at that are of that kind, 0 to 1.
    examples : tuple of str
        The most frequent values, at most five.
    looked_at : int
        Cells looked at.
    blanks : int
        How many of them were blank.
    distinct : int
        Different values among them.
    date_order : str
        `dmy`, `mdy`, `ymd` or `named` (month names); empty when it holds no dates.
    has_time, has_zone : bool
        Whether dates carry a time of day, and a zone.
    decimal : str
        `,` or `.`; empty when it holds no numbers with fractions or thousands.
    ambiguous : bool
        True when every value seen can be read in two ways (day or month first, thousands or fraction).
    is_typed : bool
        Whether the file keeps its numbers or dates as such, so that none of them stands there in a notation.
    """

    name: str
    header: str
    kind: str = TEXT
    confidence: float = 1.0
    examples: tuple[str, ...] = ()
    looked_at: int = 0
    blanks: int = 0
    distinct: int = 0
    date_order: str = ""
    has_time: bool = False
    has_zone: bool = False
    decimal: str = ""
    ambiguous: bool = False
    is_typed: bool = False

    def reading(self, *, zone: str = "UTC") -> Reading:
        """Say how to read the column as what it seems to hold.

        Parameters
        ----------
        zone : str
            Time zone of dates that name none.
        """
        return self.reading_as(self.kind, zone=zone)

    @property
    def is_counted_time(self) -> bool:
        """Say whether its numbers can be instants: counts since 1970, days of a spreadsheet, or 20250131."""
        return self.kind in {INTEGER, NUMBER} and bool(self.examples) and all(map(_COUNTED.fullmatch, self.examples))

    @property
    def is_whole(self) -> bool:
        """Say whether all numbers seen are whole, also where they are written as 1001.0."""
        return self.kind == INTEGER or (self.kind == NUMBER and all(map(_WHOLE.fullmatch, self.examples)))

    def reading_as(self, kind: str, *, zone: str = "UTC") -> Reading:
        """Say how to read the column as a given kind, with its own date order and decimal mark."""
        return Reading(kind, date_order=self.date_order or "dmy", zone=zone, decimal=self.decimal or ".")


def guess_column(name: str, header: str, values: Sequence[str | None], *, day_first: bool, comma: bool) -> Column:
    """Judge a column by some of its values.

    Parameters
    ----------
    name, header : str
        Its name in the table and in the file.
    values : sequence of str or None
        Cells; None or blank where there is nothing.
    day_first : bool
        Order of dates that leave it open.
    comma : bool
        Whether `1.234` is a thousand, where the column leaves it open.

    Returns
    -------
    Column

    Examples
    --------
    >>> column = guess_column("valor", "valor", ["R$ 1.234,56", "7,00", None], day_first=True, comma=True)
    >>> column.kind, column.decimal, column.blanks
    ('number', ',', 1)
    """
    counts = Counter(value.strip() for value in values if value and value.strip())
    filled = sum(counts.values())
    found = Column(
        name,
        header,
        examples=tuple(value[:80] for value, _ in counts.most_common(5)),
        looked_at=len(values),
        blanks=len(values) - filled,
        distinct=len(counts),
    )
    if not filled:
        return found
    guesses = [judge(found, counts, day_first, comma) for judge in (_boolean, _integer, _date, _number)]
    good = [guess for guess in guesses if guess and guess.confidence >= ENOUGH]
    return max(good, key=lambda guess: guess.confidence, default=found)


def looks_like_data(cell: str, below: Sequence[str]) -> bool:
    """Say whether the first cell of a column is a value like those below it rather than their name."""
    cell = cell.strip()
    values = [value for value in below if value and value.strip()]
    if not cell or not values:
        return False
    kind = guess_column("", "", [cell], day_first=True, comma=True).kind
    if kind == TEXT or (kind == BOOLEAN and not _INTEGER.fullmatch(cell)):
        return False
    rest = guess_column("", "", values, day_first=True, comma=True).kind
    return rest == kind or {rest, kind} <= {INTEGER, NUMBER, BOOLEAN} or {rest, kind} <= {DATE, INSTANT}


def _share(counts: Counter[str], fits: Iterable[str]) -> float:
    return sum(counts[value] for value in fits) / counts.total()


def _boolean(column: Column, counts: Counter[str], day_first: bool, comma: bool) -> Column | None:
    words = {value: value.lower() for value in counts}
    share = _share(counts, (value for value, word in words.items() if word in _BOOLEAN_WORDS))
    kinds = {word in TRUE_WORDS for word in words.values() if word in _BOOLEAN_WORDS}
    if len(kinds) < 2 and not set(words.values()) <= {"sim", "não", "yes", "true", "false"}:
        return None
    return replace(column, kind=BOOLEAN, confidence=share)


def _integer(column: Column, counts: Counter[str], day_first: bool, comma: bool) -> Column | None:
    if any(map(_leading_zero, counts)):
        return None
    share = _share(counts, filter(_INTEGER.fullmatch, counts))
    return replace(column, kind=INTEGER, confidence=share)


def _date(column: Column, counts: Counter[str], day_first: bool, comma: bool) -> Column | None:
    shapes = {"ymd": _ISO, "slashed": _SLASHED, "named": _NAMED}
    found = {key: {v: m for v in counts if (m := shape.fullmatch(v))} for key, shape in shapes.items()}
    key = max(found, key=lambda k: _share(counts, found[k]))
    matches = found[key]
    if not matches:
        return None
    has_time = any(match["time"] for match in matches.values())
    has_zone = any(match["zone"] for match in matches.values())
    guess = replace(
        column,
        kind=INSTANT if has_time else DATE,
        confidence=_share(counts, matches),
        date_order=key,
        has_time=has_time,
        has_zone=has_zone,
    )
    if key != "slashed":
        return guess
    ones, twos = [_share(counts, (v for v, m in matches.items() if int(m[part]) > 12)) for part in ("one", "two")]
    return settle_order(guess, ones, twos, day_first=day_first)


def settle_order(column: Column, day_first_cells: float, month_first_cells: float, *, day_first: bool) -> Column:
    """Decide between day/month and month/day by the cells that can be read in one way only.

    Parameters
    ----------
    column : Column
        A column of slashed dates.
    day_first_cells, month_first_cells : float
        How many cells (or which share) have more than 12 in the first, in the second place.
    day_first : bool
        What to take when they do not decide.
    """
    if day_first_cells == month_first_cells:
        return replace(column, date_order="dmy" if day_first else "mdy", ambiguous=True)
    return replace(column, date_order="dmy" if day_first_cells > month_first_cells else "mdy", ambiguous=False)


def _number(column: Column, counts: Counter[str], day_first: bool, comma: bool) -> Column | None:
    bare = {value: _MONEY.sub("", value.removeprefix("(").removesuffix(")")) for value in counts}
    fits = {
        ",": [value for value, text in bare.items() if _COMMA.fullmatch(text)],
        ".": [value for value, text in bare.items() if _POINT.fullmatch(text)],
    }
    likely = {
        mark: _share(counts, (value for value in values if not _BELOW_ONE[mark].fullmatch(bare[value])))
        for mark, values in fits.items()
    }
    marked = [text for text in bare.values() if "," in text or "." in text]
    is_open = bool(marked) and likely[","] == likely["."]
    by_default = "," if comma else "."
    decimal = by_default if likely[","] == likely["."] else max(likely, key=lambda mark: likely[mark])
    if any(_leading_zero(text) for text in bare.values()):
        return None
    share = _share(counts, fits[decimal])
    return replace(column, kind=NUMBER, confidence=share, decimal=decimal, ambiguous=is_open)


def _leading_zero(text: str) -> bool:
    """Codes such as 00123 are names, not numbers."""
    return bool(re.fullmatch(r"0\d+", text))
