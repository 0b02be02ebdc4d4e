"""Cells of a file as values of fields: what the door read, tidied up from what people and programs leave there."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from jornada.apps.market.phones import stored_phone
from jornada.edge.files.currencies import currency
from jornada.edge.files.kinds import Field, plain
from jornada.edge.files.matching.words import FREE_MAIL, NETWORKS
from jornada.edge.files.meant import AS_TEXT, NO_CHOICE, meant, said_at_all, unquoted
from jornada.edge.files.tax_ids import CNPJ, CPF, is_right, with_zeros

AS_READ = {"number", "integer", "yes_no"}
# In what values stand for: any other, and none.
ANY = "*"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR, LAST_YEAR = 1900, 2199
DAY = 86_400_000_000
EARLIEST = (datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
LATEST = (datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
# More digits than any number that is kept: Python refuses to read thousands of them.
MOST_DIGITS = 20
# An id or a telephone that a spreadsheet rounded: nobody can tell any more what it was.
_ROUNDED = re.compile(r"[-+]?\d([.,]\d*)?E\+\d{1,3}", re.IGNORECASE)
_IDS = {"external_id", "parent_id", "account_id", "contact_id", "opportunity", "lead", "code", "key"}
# Where a record is bound to several of these, the first is its own.
FIRST_ONLY = frozenset({"account", "account_id", "contact", "contact_id"})
# What stands before a telephone.
_CALLED = re.compile(
    r"(?:p|tel|telefone|phone|fone|cel|celular|mobile|whatsapp|whats|wpp|zap)\s*[.:]+\s*", re.IGNORECASE
)
_APART = re.compile(r"\s*[,;/|]\s*|\s+(?:e|ou|and|or)\s+")
_LISTED = re.compile(r"[,;]\s+|;")
LISTS = frozenset({"stage", "loss_reason", "competitor", "pipeline", "industry", "source", "program", "country"})
# What people write where a company has no CNPJ.
_NO_TAX_ID = NO_CHOICE | {"", "nao tem", "nao possui", "sem cnpj", "sem cpf", "isento", "exempt", "x", "xx", "xxx"}
LONGEST_TAX_ID = 20
# What a spreadsheet leaves of an id that it took for a large number.
_ZEROS_BEHIND = re.compile(r"[1-9]0{8,}$")
# Ids of Europe begin with their country.
_OF_EUROPE = re.compile(r"[A-Z]{2}(?=.*\d.*\d)[0-9A-Z]{6,12}")
_NOBODY = {
    "unassigned", "not assigned", "no owner", "nobody", "no one", "none", "nao atribuido", "sem proprietario",
    "sem responsavel", "sem dono", "nenhum", "ninguem", "sin asignar", "sin propietario",
}  # fmt: skip
_GONE = {
    "deactivated user",
    "removed user",
    "deleted user",
    "usuario desativado",
    "usuario removido",
    "usuario excluido",
}
# Cells without any of these need no second look.
ODD_MARKS = ("E+", "e+", "'", "[", "(", "<", ";", '="')
_EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>().]{2,}")
_NAME_AND_MAIL = re.compile(r"(\S.*?)\s*[(<]([^()<>\s]+@[^()<>\s]+)[)>]")
# With the country, the area code and the number.
FEWEST_AT_HOME = 12
FEWEST_DIGITS, MOST_OF_A_PHONE = 8, 32
_PLAIN_PHONE = re.compile(r"(?=.*\d)\+?[\d()-]+(?: [\d()-]+)*")
_FRACTION = re.compile(r"[.,]0{1,2}$")
_RANGE = re.compile(r"\d+")
_PERSONAL = re.compile(r"^(https?://)?(www\.)?", re.IGNORECASE)


_LANGUAGE_CODE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z]{2,4})?")
_LANGUAGES = {
    "portugues": "pt", "portuguese": "pt", "ingles": "en", "english": "en", "espanhol": "es", "spanish": "es",
    "espanol": "es", "castellano": "es", "frances": "fr", "french": "fr", "alemao": "de", "german": "de",
    "italiano": "it", "italian": "it",
}  # fmt: skip


class WrongCell:
    """Stands for a cell that cannot be read as its field."""

    __slots__ = ("code", "keep")

    def __init__(self, code: str, keep: Any = None) -> None:
        self.code, self.keep = code, keep


def converter(one: Field, zone: str, mapped: dict[str, str]) -> Callable[[Any], Any]:
    """Return what turns a cell, as the door read it, into a value of the field; `mapped` says what values stand for."""
    simple: dict[str, Callable[[Any], Any]] = {
        "email": _email,
        "domain": _domain,
        "tax_id": _tax_id,
        "phone": _phone,
        "employees": _employees,
        "year": _year,
        "money": _money if one.is_signed else _no_less_than_nothing,
        "currency": _currency,
        "language": _language,
        "long": lambda text: unquoted((text or "").strip()) or None,
        "instant": _instant,
        "date": _day_in(zone),
    }
    if one.type in AS_READ:
        return lambda value: value
    if one.type == "choice":
        return _choice(one, mapped)
    if one.type in simple:
        return simple[one.type]
    return _named(one, mapped)


def _named(one: Field, mapped: dict[str, str]) -> Callable[[Any], Any]:
    longest, is_id, tidied = one.longest or 200, one.code in _IDS, tidying(one)

    def convert(text: str | None) -> Any:
        if not text:
            return mapped.get(ANY)
        value = " ".join(text.split())
        if is_id and _ROUNDED.fullmatch(value.strip('="')):
            return WrongCell("rounded")
        value = tidied(value)
        if mapped:
            value = mapped.get(value, mapped.get(ANY, value))
        if len(value) > longest:
            return WrongCell("too_long", value[:longest])
        return value or None

    return convert


def tidying(one: Field) -> Callable[[str], str]:
    """Return what leaves only the name in a cell of a field that holds names."""
    if one.refers == "user":
        return _person_of_us
    if one.refers in LISTS:
        return _choice_meant
    tidied = _first if one.code in FIRST_ONLY else meant
    return (lambda value: said_at_all(tidied(value))) if one.refers else tidied


def _choice_meant(value: str) -> str:
    """Leave out the words with which systems and people say that nothing was chosen."""
    chosen = said_at_all(meant(value))
    return "" if plain(chosen) in NO_CHOICE else chosen


def _first(value: str) -> str:
    return meant(first_named(value))


def first_named(value: str) -> str:
    """Take the first of several records that a cell names."""
    return value.split(";", 1)[0].strip()


def address(text: str) -> str:
    """Return an e-mail or a phone as it is kept, nothing where it is neither."""
    made = _email(text) if "@" in text else _phone(text)
    is_one = isinstance(made, str) and ("@" in made or sum(map(str.isdigit, made)) >= FEWEST_DIGITS)
    return made if is_one else ""


def is_phone(text: str) -> bool:
    """Say whether a text has the digits of a whole phone number."""
    fewest = FEWEST_AT_HOME if text.startswith("+55") else FEWEST_DIGITS
    return sum(map(str.isdigit, text)) >= fewest


def has_several(cell: str) -> bool:
    """Say that a cell may hold several e-mails or phones: what is one of them is known by the quicker look."""
    return "," in cell or ";" in cell or "/" in cell or "|" in cell or (" " in cell and bool(_APART.search(cell)))


def several(text: str) -> list[str]:
    """Take a cell with several e-mails or phones apart."""
    return [part for part in _APART.split(text.strip()) if part]


def first_of_list(text: str) -> str:
    """Take the first of several values that stand in one cell, apart by commas."""
    return _LISTED.split(text, 1)[0]


def name_and_email(text: str) -> tuple[str, str]:
    """Take apart what names a person together with an address: `Ana Souza (ana@aco.com.br)`."""
    pair = _NAME_AND_MAIL.fullmatch(text)
    return (pair[1], pair[2].lower()) if pair else (text, "")


def _person_of_us(value: str) -> str:
    """Take the name, or the address of one whose name went with the account."""
    pair = _NAME_AND_MAIL.fullmatch(value)
    name = pair[1] if pair else value
    if plain(name) in _GONE:
        return pair[2] if pair else ""
    return "" if plain(name) in _NOBODY else meant(name)


def _phone(text: str | None) -> Any:
    """Take the first of several; what follows a number, such as an extension, stays with it."""
    if text and len(text) <= MOST_OF_A_PHONE and _PLAIN_PHONE.fullmatch(text):
        return _as_phone(text)
    # Meta puts a mark before all of them.
    came = said_at_all(meant(" ".join((text or "").split()))).removeprefix("p:")
    value = _CALLED.sub("", came).removeprefix("'")
    if _ROUNDED.fullmatch(value):
        return WrongCell("rounded")
    parts = _APART.split(value)
    if len(parts) > 1 and all(sum(map(str.isdigit, part)) >= FEWEST_DIGITS for part in parts):
        value = parts[0]
    if value and sum(map(str.isdigit, value)) < FEWEST_DIGITS:
        return _as_phone(came[:MOST_OF_A_PHONE])
    kept = _text(value, MOST_OF_A_PHONE)
    return _as_phone(kept) if isinstance(kept, str) else kept


def _as_phone(text: str) -> Any:
    """Write a phone as it is kept; what has too few digits stays as it came."""
    return stored_phone(text) if is_phone(text) else WrongCell("no_phone", text)


def _text(text: str | None, longest: int) -> Any:
    value = " ".join(text.split()) if text else ""
    if len(value) > longest:
        return WrongCell("too_long", value[:longest])
    return value or None


def _choice(one: Field, mapped: dict[str, str]) -> Callable[[Any], Any]:
    words = {plain(word): code for code, more in one.choices.items() for word in (code, *more)}

    def convert(text: str | None) -> Any:
        value = " ".join(text.split()) if text else ""
        if not value:
            return None
        found = words.get(plain(mapped.get(value, value)))
        return found if found else WrongCell("not_a_choice")

    return convert


def _email(text: str | None) -> Any:
    value = AS_TEXT.sub(r"\1", (text or "").strip()).removeprefix("mailto:").lower().rstrip(".,;")
    if not value:
        return None
    if len(value) <= 254 and _EMAIL.fullmatch(value):
        return value
    if not _EMAIL.fullmatch(value):
        pair = _NAME_AND_MAIL.match(value)
        value = pair[2] if pair else value.strip("<>")
    first = value if _EMAIL.fullmatch(value) else re.split(r"[,;\s]+", value)[0]
    return first if _EMAIL.fullmatch(first) and len(first) <= 254 else WrongCell("not_an_email")


def _domain(text: str | None) -> Any:
    """Take the domain of an address; a page on somebody else's network, or a mail provider, is no domain of its own."""
    bare = _PERSONAL.sub("", (text or "").strip().lower())
    host, _slash, page = bare.split("?")[0].partition("/")
    value = host.rpartition("@")[2].partition(":")[0].strip(".")
    if not value:
        return None
    is_one = "." in value and " " not in value and len(value) <= 200
    is_own = value not in FREE_MAIL and not (page.strip("/") and _is_of_many(value))
    return value if is_one and is_own else WrongCell("not_a_domain" if not is_one else "not_its_own")


def _is_of_many(host: str) -> bool:
    return any(host == one or host.endswith(f".{one}") for one in NETWORKS)


def _tax_id(text: str | None) -> Any:
    """Keep the letters and digits; what is neither a CNPJ nor a CPF stays as it came, and is judged by its country."""
    came = AS_TEXT.sub(r"\1", " ".join((text or "").split()))
    if _ROUNDED.fullmatch(came):
        return WrongCell("rounded")
    value = with_zeros(re.sub(r"[^0-9A-Za-z]", "", came).upper())
    if not any(map(str.isdigit, value)):
        return None if plain(came) in _NO_TAX_ID else WrongCell("no_tax_id")
    if len(value) > LONGEST_TAX_ID:
        return WrongCell("too_long", value[:LONGEST_TAX_ID])
    return _judged(value, came[:LONGEST_TAX_ID])


def _judged(value: str, came: str) -> Any:
    """Judge what has the length of one of ours by its check digits; one that lost its first zero has thirteen."""
    if len(value) == CNPJ or (len(value) in (CPF, CNPJ - 1) and value.isdecimal()):
        if is_right(value):
            return value
        return WrongCell("rounded") if _ZEROS_BEHIND.search(value) else WrongCell("wrong_tax_id", value)
    return value if _OF_EUROPE.fullmatch(value) else WrongCell("odd_tax_id", came)


def _employees(text: str | None) -> Any:
    """A number, or the lower end of a range such as 51-200; a range also says the size."""
    if (text or "").strip().startswith(("-", "−")):
        return WrongCell("not_a_number")
    whole = _FRACTION.sub("", (text or "").strip())
    if not whole:
        return None
    numbers = [int(part[:MOST_DIGITS]) for part in _RANGE.findall(whole.replace(".", "").replace(",", ""))]
    return numbers[0] if numbers and numbers[0] < 2**31 else WrongCell("not_a_number")


def _year(text: str | None) -> Any:
    value = (text or "").strip()
    if not value:
        return None
    found = re.search(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)", value)
    return int(found[0]) if found and int(found[0]) <= datetime.now(UTC).year else WrongCell("not_a_year")


def _money(value: Decimal | None) -> Any:
    if value is None:
        return None
    if not value.is_finite():
        return WrongCell("not_a_number")
    return value if abs(value) < Decimal("1e14") else WrongCell("too_large")


def _no_less_than_nothing(value: Decimal | None) -> Any:
    """Read an amount as the forms do, which take none below zero."""
    read = _money(value)
    return WrongCell("negative") if isinstance(read, Decimal) and read < 0 else read


def _currency(text: str | None) -> Any:
    value = (text or "").strip()
    return (currency(value) or WrongCell("not_a_currency")) if value else None


def _language(text: str | None) -> Any:
    """Take a code such as `pt-BR`, or what languages are called; the countries behind them matter to nobody here."""
    value = " ".join((text or "").split())
    if not value or _LANGUAGE_CODE.fullmatch(value):
        return value.lower().replace("_", "-") or None
    said = plain(value.split("(", 1)[0])
    return _LANGUAGES.get(said.split(" ", 1)[0]) or WrongCell("not_a_language")


def _instant(microseconds: int | None) -> Any:
    if microseconds is None:
        return None
    return _at(microseconds) if EARLIEST <= microseconds < LATEST else WrongCell("impossible_year")


def _at(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def _day_in(zone: str) -> Callable[[int | None], date | Any]:
    place = zoneinfo.ZoneInfo(zone)

    def convert(microseconds: int | None) -> Any:
        if microseconds is None:
            return None
        if not EARLIEST - DAY <= microseconds < LATEST + DAY:
            return WrongCell("impossible_year")
        day = _at(microseconds).astimezone(place).date()
        return day if FIRST_YEAR <= day.year <= LAST_YEAR else WrongCell("impossible_year")

    return convert
