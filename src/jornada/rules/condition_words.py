"""A condition read out in plain English or Portuguese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jornada.rules.catalogue import CHANNEL_LABELS
from jornada.rules.condition_facts import Answer, Known, LeafAnswer, several
from jornada.rules.condition_fields import SEVERAL_MARK, Field, Language, Vocabulary
from jornada.rules.conditions import All, Any, Attribute, Condition, Did, InList, Leaf, Not, Score, StageIs, leaves

_TESTS: dict[str, tuple[str, str]] = {
    "is": ("{field} is {value}", "{field} é {value}"),
    "is_not": ("{field} is not {value}", "{field} não é {value}"),
    "in": ("{field} is {value}", "{field} é {value}"),
    "contains": ("{field} contains {value}", "{field} contém {value}"),
    "starts_with": ("{field} starts with {value}", "{field} começa com {value}"),
    "at_least": ("{field}: at least {value}", "{field}: no mínimo {value}"),
    "at_most": ("{field}: at most {value}", "{field}: no máximo {value}"),
    "between": ("{field}: between {value}", "{field}: entre {value}"),
    "before": ("{field}: before {value}", "{field}: antes de {value}"),
    "after": ("{field}: after {value}", "{field}: depois de {value}"),
    "within_days": ("{field}: in the last {value} days", "{field}: nos últimos {value} dias"),
    "is_set": ("{field} is known", "tem {field}"),
    "is_empty": ("{field} is not known", "não tem {field}"),
}
_FILTER_LABELS: dict[str, tuple[str, str]] = {
    "in": ("from the buyer", "vindo do comprador"),
    "out": ("to the buyer", "dirigido ao comprador"),
    "buyer": ("by the buyer", "feito pelo comprador"),
    "marketing": ("by Marketing", "feito pelo Marketing"),
    "sales": ("by Sales", "feito por Vendas"),
    "service": ("by Service", "feito pelo Atendimento"),
    "system": ("by a system", "feito por um sistema"),
    "none": ("without an outcome", "sem resultado"),
    "attempt": ("that was an attempt", "que foi tentativa"),
    "connection": ("that was a connection", "que foi conexão"),
    "meaningful": ("that was meaningful", "que foi significativo"),
    "decision_maker": ("with a decision maker", "com quem decide"),
    "champion": ("with a champion", "com um defensor"),
    "influencer": ("with an influencer", "com um influenciador"),
    "user": ("with a user", "com um usuário"),
    "purchasing": ("with purchasing", "com Compras"),
    "legal": ("with legal", "com o Jurídico"),
}
_ANSWERS: dict[Answer, tuple[str, str]] = {
    "true": ("yes", "sim"),
    "false": ("no", "não"),
    "unknown": ("not known", "não se sabe"),
}


def describe(condition: Condition, words: Vocabulary, language: Language) -> str:
    """Read a condition out, in one sentence without a full stop.

    Parameters
    ----------
    condition : Condition
    words : Vocabulary
        Labels; what it does not know is read out by its code.
    language : {"en", "pt"}

    Returns
    -------
    str

    Examples
    --------
    >>> from jornada.rules.conditions import did_not
    >>> from jornada.rules.condition_fields import Choice
    >>> sector = Field("industry", "choice", "industry", "setor", (Choice("7", "Technology", "Tecnologia"),))
    >>> words = Vocabulary({"industry": sector}, {"email.clicked": ("E-mail clicked", "E-mail clicado")})
    >>> asks = All((Attribute("industry", "is", "7"), Did(("email.clicked",), 2, days=30)))
    >>> describe(asks, words, "pt")
    'setor é Tecnologia e pelo menos 2 vezes “E-mail clicado” em 30 dias'
    """
    if not any(True for _leaf in leaves(condition)):
        return _pick(language, "everybody", "todos") if not isinstance(condition, Any) else _nobody(language)
    return _Reader(words, language).read(condition)


def describe_answer(answer: LeafAnswer, words: Vocabulary, language: Language) -> str:
    """Read out how one leaf came out, with what was found.

    Examples
    --------
    >>> leaf = Attribute("city", "is", "Recife")
    >>> describe_answer(LeafAnswer("", leaf, "false", "Natal", True), Vocabulary(), "en")
    'city is Recife: no (Natal)'
    """
    reader = _Reader(words, language)
    text = f"{reader.read(answer.leaf)}: {_pick(language, *_ANSWERS[answer.answer])}"
    found = reader.found(answer.leaf, answer.found)
    return f"{text} ({found})" if found else text


def describe_leaf(answer: LeafAnswer, words: Vocabulary, language: Language) -> str:
    """Read out one leaf with what was found, for where the answer stands beside it.

    Examples
    --------
    >>> describe_leaf(LeafAnswer("", Attribute("city", "is", "Recife"), "false", "Natal", True), Vocabulary(), "en")
    'city is Recife (Natal)'
    """
    reader = _Reader(words, language)
    found = reader.found(answer.leaf, answer.found)
    return f"{reader.read(answer.leaf)} ({found})" if found else reader.read(answer.leaf)


@dataclass(frozen=True, slots=True)
class _Reader:
    words: Vocabulary
    language: Language

    def read(self, node: Condition, is_inner: bool = False) -> str:  # noqa: PLR0911 (one line for each kind)
        match node:
            case All(parts) | Any(parts):
                return self._group(node, parts, is_inner)
            case Not(part):
                text = self.read(part, is_inner=True)
                return f"{_pick(self.language, 'not', 'não')} {text if text.startswith('(') else f'({text})'}"
            case Attribute():
                return self._attribute(node)
            case Did():
                return self._did(node)
            case StageIs(codes):
                names = [_pick(self.language, *self.words.stages.get(code, (code, code))) for code in codes]
                return f"{_pick(self.language, 'stage is', 'estágio é')} {self._either(names)}"
            case Score():
                return self._score(node)
            case InList(pk):
                name = self.words.lists.get(pk, f"#{pk}")
                return f"{_pick(self.language, 'is in the segment', 'está no segmento')} “{name}”"

    def found(self, leaf: Leaf, value: Known | None) -> str:
        if value is None or value == "" or isinstance(leaf, InList):
            return ""
        if isinstance(leaf, Did):
            return f"{self._number(float(value))} ×" if isinstance(value, int | float) else ""
        if isinstance(leaf, StageIs):
            return _pick(self.language, *self.words.stages.get(str(value), (str(value), str(value))))
        return self._value(self.words.fields.get(leaf.field) if isinstance(leaf, Attribute) else None, value)

    def _group(self, node: All | Any, parts: Sequence[Condition], is_inner: bool) -> str:
        if not parts:
            return _pick(self.language, "everybody", "todos") if isinstance(node, All) else _nobody(self.language)
        joint = _pick(self.language, "and", "e") if isinstance(node, All) else _pick(self.language, "or", "ou")
        text = f" {joint} ".join(self.read(part, is_inner=len(parts) > 1) for part in parts)
        return f"({text})" if is_inner and len(parts) > 1 else text

    def _attribute(self, leaf: Attribute) -> str:
        known = self.words.fields.get(leaf.field)
        label = known.label(self.language) if known else leaf.field
        values = [self._value(known, value) for value in several(leaf.value)] if leaf.value is not None else []
        joined = (
            f" {_pick(self.language, 'and', 'e')} ".join(values) if leaf.test == "between" else self._either(values)
        )
        if leaf.test == "is" and isinstance(leaf.value, bool):
            return f"{label}: {joined}"
        return _pick(self.language, *_TESTS[leaf.test]).format(field=label, value=joined)

    def _did(self, did: Did) -> str:
        names = [f"“{_pick(self.language, *self.words.activities.get(code, (code, code)))}”" for code in did.activities]
        what = self._either(names) or _pick(self.language, "any interaction", "qualquer interação")
        if did.at_least == 0 and did.at_most == 0:
            counted = f"{_pick(self.language, 'without', 'sem')} {what}"
        else:
            counted = f"{self._often(did)} {what}"
        return " ".join([counted, *self._filters(did), *self._window(did)])

    def _often(self, did: Did) -> str:
        least, most = did.at_least, did.at_most
        if most is None:
            return _pick(self.language, f"at least {_times_en(least)}", f"pelo menos {_times_pt(least)}")
        if least == most:
            return _pick(self.language, f"exactly {_times_en(least)}", f"exatamente {_times_pt(least)}")
        if least == 0:
            return _pick(self.language, f"at most {_times_en(most)}", f"no máximo {_times_pt(most)}")
        return _pick(self.language, f"{least} to {_times_en(most)}", f"de {least} a {_times_pt(most)}")

    def _filters(self, did: Did) -> list[str]:
        channels = [_pick(self.language, *_channel(code)) for code in did.channels]
        through = [f"{_pick(self.language, 'by', 'por')} {self._either(channels)}"] if channels else []
        groups = (did.directions, did.by, did.outcomes, did.roles)
        named = [[_pick(self.language, *_FILTER_LABELS.get(code, (code, code))) for code in codes] for codes in groups]
        machines = [] if did.human_only else [_pick(self.language, "counting machines", "contando máquinas")]
        return [*through, *(self._either(texts) for texts in named if texts), *machines]

    def _window(self, did: Did) -> list[str]:
        found = []
        if did.days is not None:
            days = self._number(did.days)
            unit = _pick(self.language, "day", "dia") if did.days == 1 else _pick(self.language, "days", "dias")
            found.append(f"{_pick(self.language, 'in', 'em')} {days} {unit}")
        if did.since:
            found.append(f"{_pick(self.language, 'since', 'desde')} {self._instant(did.since)}")
        if did.until:
            found.append(f"{_pick(self.language, 'before', 'antes de')} {self._instant(did.until)}")
        return found

    def _score(self, leaf: Score) -> str:
        name = _pick(self.language, *self.words.scores.get(leaf.model, (leaf.model, leaf.model)))
        parts = []
        if leaf.at_least is not None:
            parts.append(_pick(self.language, "at least ", "no mínimo ") + self._number(leaf.at_least))
        if leaf.grades:
            parts.append(f"{_pick(self.language, 'grade', 'nota')} {self._either(leaf.grades)}")
        both = f" {_pick(self.language, 'and', 'e')} ".join(parts)
        return f"{_pick(self.language, 'score', 'pontuação')} “{name}” {both}"

    def _value(self, known: Field | None, value: object) -> str:  # noqa: PLR0911 (one line for each kind)
        if isinstance(value, bool):
            return _pick(self.language, "yes", "sim") if value else _pick(self.language, "no", "não")
        if isinstance(value, int | float):
            return self._number(float(value))
        if isinstance(value, date):
            return self._day(value)
        if known and known.type == "date":
            try:
                return self._day(date.fromisoformat(str(value)))
            except ValueError:
                return str(value)
        if known and known.type == "several" and str(value).startswith(SEVERAL_MARK):
            return ", ".join(self._value(known, code) for code in str(value).strip(SEVERAL_MARK).split(SEVERAL_MARK))
        for choice in known.choices if known else ():
            if choice.code == value:
                return choice.pt if self.language == "pt" else choice.en
        return str(value)

    def _number(self, number: float) -> str:
        # Four digits stay together: a year is a number too.
        plain = "," if abs(number) >= 10_000 else ""
        text = f"{number:{plain}.0f}" if number == int(number) else f"{number:{plain}.2f}".rstrip("0")
        return text.translate(str.maketrans(",.", ".,")) if self.language == "pt" else text

    def _day(self, day: date) -> str:
        return day.strftime("%d/%m/%Y") if self.language == "pt" else day.isoformat()

    def _instant(self, at: datetime) -> str:
        is_midnight = (at.hour, at.minute, at.second) == (0, 0, 0)
        return self._day(at.date()) if is_midnight else f"{self._day(at.date())} {at:%H:%M}"

    def _either(self, names: Sequence[str]) -> str:
        *first, last = names or [""]
        return f"{', '.join(first)} {_pick(self.language, 'or', 'ou')} {last}" if first else last


def _pick(language: Language, en: str, pt: str) -> str:
    return pt if language == "pt" else en


def _nobody(language: Language) -> str:
    return _pick(language, "nobody", "ninguém")


def _times_en(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _times_pt(count: int) -> str:
    return "uma vez" if count == 1 else f"{count} vezes"


def _channel(code: str) -> tuple[str, str]:
    for known, labels in CHANNEL_LABELS.items():
        if known == code:
            return labels
    return code, code
