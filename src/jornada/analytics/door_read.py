"""How text becomes instants, numbers and yes/no, as expressions that DuckDB runs over whole columns."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass

from jornada.analytics import door_problems as problems

KINDS = ("text", "coded", "integer", "number", "decimal", "date", "instant", "boolean", "epoch")
_ORDERS = ("dmy", "mdy", "ymd", "named")

_DAY = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
_CLOCK = r"([T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)"
_ZONE = r" ?(Z|UTC|GMT|[+-]\d{2}(:?\d{2})?)"
_SLASHED = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(,? *T?)"
_MONEY = r"(R\$|US\$|\$|€|£|BRL|USD|EUR|\s|\x{00A0})"
_COMMA = r"[-+]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?|[-+]?,\d+"
_POINT = r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?([eE][-+]?\d{1,3})?|[-+]?\.\d+"
# With the other mark, beyond doubt: what stands behind it is no group of thousands.
_OTHER_MARK = {
    ",": r"[-+]?(\d+\.(\d{1,2}|\d{4,})|\d{4,}\.\d{3})",
    ".": r"[-+]?(\d{1,3}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,}))",
}
# With the other mark, too: no group of thousands stands behind a zero.
_BELOW_ONE = {",": r"[-+]?0+\.\d+", ".": r"[-+]?0+,\d+"}
# What accounts write for nothing: `-`, `R$ -`.
NOTHING = rf"{_MONEY}*[-\x{{2013}}\x{{2014}}]{_MONEY}*"
_TRUE = "('sim','s','yes','y','true','t','verdadeiro','v','1','x')"
_FALSE = "('não','nao','n','no','false','f','falso','0')"

# How the names of months begin in English, Portuguese and Spanish, in the order of the year.
MONTHS = (
    "jan|ene", "feb|fev", "mar", "apr|abr", "may|mai", "jun", "jul", "aug|ago", "sep|set", "oct|out", "nov",
    "dec|dez|dic",
)  # fmt: skip
_SPREADSHEET = "TIMESTAMP '1899-12-30' + to_milliseconds(CAST(round({number} * 864e5) AS BIGINT))"
_HOURS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", " %I:%M%p", " %I:%M:%S%p")
_DAYS = {
    "dmy": ("%d/%m/%y", "%d/%m/%Y"),
    "mdy": ("%m/%d/%y", "%m/%d/%Y"),
    "named": ("%d %b %y", "%d %b %Y", "%b %d %Y"),
}


@dataclass(frozen=True)
class Reading:
    """As what a column is to be read.

    Attributes
    ----------
    kind : str
        `text`, `coded` (text as codes, only in `Table.read`), `integer` (int64), `number` (float), `decimal`
        (Decimal, six places), `date` and `instant` (both int64 microseconds UTC; a date is midnight in `zone`),
        `epoch` (an instant written as a number: a count since 1970, the days of a spreadsheet, 20250131 or
        20250131143000), `boolean`.
    date_order : str
        `dmy`, `mdy`, `ymd` or `named`. Dates that begin with a year of four digits are read in any order.
    zone : str
        Time zone of instants that name none.
    decimal : str
        `,` or `.`.

    Raises
    ------
    FileProblem
        `wrong_option` if one of them is not known.
    """

    kind: str = "text"
    date_order: str = "dmy"
    zone: str = "UTC"
    decimal: str = "."

    def __post_init__(self) -> None:
        _check("kind", self.kind, KINDS)
        _check("date_order", self.date_order, _ORDERS)
        _check("decimal", self.decimal, (",", "."))
        try:
            zoneinfo.ZoneInfo(self.zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
            expected = "a time zone such as America/Sao_Paulo or UTC"
            raise problems.WrongOption(option="zone", came=repr(self.zone), expected=expected) from error

    @property
    def can_fail(self) -> bool:
        """Say whether a filled cell can be wrong."""
        return self.kind not in {"text", "coded"}

    @property
    def expected(self) -> str:
        """Code of what a cell must be, for `CellError`."""
        if self.kind in {"date", "instant"}:
            return "date_iso" if self.date_order in {"ymd", "named"} else f"date_{self.date_order}"
        if self.kind in {"number", "decimal"}:
            return "number_comma" if self.decimal == "," else "number_point"
        return self.kind


def _check(option: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise problems.WrongOption(option=option, came=repr(value), expected="one of " + ", ".join(known))


def prepared(text: str, reading: Reading) -> str:
    """Write the expression that tidies a cell up before it is read.

    Parameters
    ----------
    text : str
        Internal name of a text column, never a name from a file.
    reading : Reading
        As what it will be read.
    """
    bare = f"trim({text}, ' \t\u00a0')"
    if reading.kind in {"number", "decimal"}:
        return f"regexp_replace({bare}, '{_MONEY}', '', 'g')"
    if reading.kind in {"date", "instant"}:
        return f"replace({_as_iso(bare, reading.date_order)}, ',', '.')"
    return f"lower({bare})" if reading.kind == "boolean" else bare


def expression(text: str, tidy: str, reading: Reading, zone: str) -> str:
    """Write the expression that reads a cell.

    Parameters
    ----------
    text, tidy : str
        Internal names of the column as it is and as `prepared`, never names from a file.
    reading : Reading
        As what to read it.
    zone : str
        Name of the query parameter that holds the time zone; not used in UTC.

    Returns
    -------
    str
        SQL; NULL where the cell is blank or cannot be read.
    """
    writers = {
        "text": lambda: text,
        "coded": lambda: f"CASE WHEN {text} <> '' THEN hash({text}) END",
        "integer": lambda: _integer(tidy),
        "number": lambda: _number(tidy, reading.decimal, "DOUBLE"),
        "decimal": lambda: _number(tidy, reading.decimal, "DECIMAL(24,6)"),
        "boolean": lambda: f"CASE WHEN {tidy} IN {_TRUE} THEN true WHEN {tidy} IN {_FALSE} THEN false END",
        "epoch": lambda: _epoch(tidy, reading, zone),
    }
    return writers.get(reading.kind, lambda: _instant(text, tidy, reading, zone))()


def native_instant(column: str, native: str, reading: Reading, zone: str) -> str:
    """Write the expression that reads a column that is stored as a date or an instant already."""
    if "TIME ZONE" in native or "TZ" in native:
        return f"epoch_us(TRY_CAST({column} AS TIMESTAMPTZ))"
    return _in_zone(f"TRY_CAST({column} AS TIMESTAMP)", reading, zone)


def _in_zone(local: str, reading: Reading, zone: str) -> str:
    return f"epoch_us({local})" if reading.zone == "UTC" else f"epoch_us(timezone(${zone}, {local}))"


def _integer(text: str) -> str:
    return f"CASE WHEN regexp_full_match({text}, '[-+]?\\d{{1,18}}') THEN TRY_CAST({text} AS BIGINT) END"


def _epoch(text: str, reading: Reading, zone: str) -> str:
    """Instants written as numbers, told apart by their size.

    Seconds, milliseconds or microseconds since 1970 (years 1973 to 2286); days since the end of 1899, as spreadsheets
    count them (1982 to 2064, to the millisecond); digits of a day, or of a day and a time.
    """
    number = f"TRY_CAST(replace({text}, ',', '.') AS DOUBLE)"
    spreadsheet = _SPREADSHEET.format(number=number)
    whole = rf"regexp_replace({text}, '[.,]0*$', '')"
    digits = f"try_strptime({whole}, ['%Y%m%d', '%Y%m%d%H%M%S'])"
    return (
        f"CASE WHEN {number} BETWEEN 3e4 AND 6e4 THEN {_in_zone(f'({spreadsheet})', reading, zone)} "
        f"WHEN {number} BETWEEN 19e6 AND 22e6 OR {number} BETWEEN 19e12 AND 22e12 "
        f"THEN {_in_zone(digits, reading, zone)} "
        f"WHEN {number} BETWEEN 1e8 AND 1e10 THEN CAST(round({number} * 1e6) AS BIGINT) "
        f"WHEN {number} BETWEEN 1e11 AND 1e13 THEN CAST(round({number} * 1e3) AS BIGINT) "
        f"WHEN {number} BETWEEN 1e14 AND 1e16 THEN CAST(round({number}) AS BIGINT) END"
    )


def _number(tidy: str, decimal: str, target: str) -> str:
    """Read a number; round brackets around it are a minus."""
    shape, thousands = (_COMMA, ".") if decimal == "," else (_POINT, ",")
    other, below_one = _OTHER_MARK[decimal], _BELOW_ONE[decimal]
    value, swapped = (_value(tidy, *marks, target) for marks in ((thousands, decimal), (decimal, thousands)))
    return (
        f"CASE WHEN regexp_full_match({tidy}, '{below_one}|[(]({below_one})[)]') THEN {swapped} "
        f"WHEN regexp_full_match({tidy}, '{shape}|[(]({shape})[)]') THEN {value} "
        f"WHEN regexp_full_match({tidy}, '{other}|[(]({other})[)]') THEN {swapped} END"
    )


def _value(tidy: str, thousands: str, decimal: str, target: str) -> str:
    plain = f"replace(replace(translate({tidy}, '()', ''), '{thousands}', ''), '{decimal}', '.')"
    sign = f"CASE WHEN {tidy} LIKE '(%' THEN -1 ELSE 1 END"
    return f"CAST({sign} * TRY_CAST({plain} AS {target}) AS {target})"


def _instant(text: str, tidy: str, reading: Reading, zone: str) -> str:
    naive = _in_zone(f"TRY_CAST({tidy} AS TIMESTAMP)", reading, zone)
    close = f"regexp_replace({tidy}, ' ([+-])', '\\1')"
    zoned = f"epoch_us(TRY_CAST({close} AS TIMESTAMPTZ))"
    fast = (
        f"CASE WHEN regexp_full_match({tidy}, '{_DAY}{_CLOCK}?') THEN {naive} "
        f"WHEN regexp_full_match({tidy}, '{_DAY}{_CLOCK}{_ZONE}') THEN {zoned} END"
    )
    days = _spreadsheet_days(tidy, reading, zone)
    if reading.date_order not in _DAYS:
        return f"coalesce({fast}, {days})"
    return f"coalesce({fast}, {_by_format(text, reading, zone)}, {days})"


def _spreadsheet_days(text: str, reading: Reading, zone: str) -> str:
    """Read the days that a spreadsheet counts, where some cells of a column were not shown as dates."""
    number = f"TRY_CAST(replace({text}, ',', '.') AS DOUBLE)"
    day = _in_zone(f"({_SPREADSHEET.format(number=number)})", reading, zone)
    return rf"CASE WHEN regexp_full_match({text}, '[3-5]\d{{4}}([.,]\d+)?') THEN {day} END"


def _as_iso(text: str, order: str) -> str:
    """Turn 31/12/2025 14:30 around; what begins with a year stays as it is."""
    if order not in {"dmy", "mdy"}:
        return text
    target = r"\3-\2-\1 " if order == "dmy" else r"\3-\1-\2 "
    return f"trim(regexp_replace({text}, '{_SLASHED}', '{target}'))"


def _by_format(text: str, reading: Reading, zone: str) -> str:
    """The rarer spellings, tried only where the fast way found nothing."""
    bare, marks = (_with_english_months(text), "   ") if reading.date_order == "named" else (text, "///")
    even = f"trim(regexp_replace(translate(replace({bare}, ',', ' '), '-./', '{marks}'), ' +', ' ', 'g'))"
    formats = ", ".join(f"'{day}{hour}'" for hour in _HOURS for day in _DAYS[reading.date_order])
    found = _in_zone(f"try_strptime({even}, [{formats}])", reading, zone)
    # Words such as `epoch` and `infinity` are dates to DuckDB.
    return f"CASE WHEN regexp_matches({text}, '\\d') THEN {found} END"


def _with_english_months(text: str) -> str:
    """Write `1º de fev. de 2022 às 10:15` as `1 feb 2022 10:15`."""
    bare = f"regexp_replace(lower({text}), 'º| de | às ', ' ', 'g')"
    for names in MONTHS:
        bare = f"regexp_replace({bare}, '\\b({names})[a-zç]*', '{names[:3]}')"
    return bare


def decisive_dates(column: str) -> str:
    """Write the query that counts dates with more than 12 in the first and in the second place alone.

    With more in both it is a date in neither order.
    """
    parts = [
        f"TRY_CAST(regexp_extract({column}, '^\\s*(\\d{{1,2}})[-/.](\\d{{1,2}})[-/.]\\d', {n}) AS INTEGER)"
        for n in (1, 2)
    ]
    one, two = (f"count(*) FILTER ({first} > 12 AND {other} <= 12)" for first, other in (parts, parts[::-1]))
    return f"SELECT {one}, {two} FROM source"


def without_cents(column: str) -> str:
    """Write the query that counts numbers such as `123.456` and gives the first."""
    text = f"trim({column})"
    bare = f"regexp_replace({text}, '{_MONEY}', '', 'g')"
    odd = r"[-+]?[1-9]\d{0,2}\.\d{3}"
    return f"SELECT count(*), min({text}) FROM source WHERE {text} LIKE '%.___' AND regexp_full_match({bare}, '{odd}')"


def with_cents(column: str) -> str:
    """Write the query that counts the filled cells, and those that have a decimal comma."""
    return f"SELECT count(*), count(*) FILTER ({column} LIKE '%,%') FROM source WHERE trim({column}) <> ''"


def decisive_numbers(column: str) -> str:
    """Write the query that counts numbers that only a decimal comma, only a decimal point explains."""
    bare = f"regexp_replace(trim({column}), '{_MONEY}', '', 'g')"
    comma, point = (
        f"(regexp_full_match({bare}, '{shape}') AND NOT regexp_full_match({bare}, '{_BELOW_ONE[mark]}'))"
        for mark, shape in ((",", _COMMA), (".", _POINT))
    )
    return f"SELECT count(*) FILTER ({comma} AND NOT {point}), count(*) FILTER ({point} AND NOT {comma}) FROM source"
