"""The editor of conditions: what its template shows, row by row, and the answer beside it while somebody edits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jornada.rules.catalogue import ACTORS, CHANNEL_LABELS, DIRECTIONS, OUTCOMES
from jornada.rules.condition_check import check
from jornada.rules.condition_fields import TESTS_OF, Choice, Field, Vocabulary
from jornada.rules.condition_json import ConditionFormatError, to_json
from jornada.rules.conditions import BARE_TESTS, Condition
from jornada.rules.scoring import CELLS
from jornada.ui.conditions import faults, labels
from jornada.ui.conditions.address import to_address
from jornada.ui.conditions.draft import (
    MODES,
    Draft,
    changed,
    complete_rows,
    from_condition,
    from_form,
    to_condition,
)
from jornada.ui.conditions.engine import engine
from jornada.ui.conditions.words import language, reading, vocabulary

Options = list[tuple[str, str, bool]]


@dataclass(frozen=True)
class Row:
    """A row or group as the template draws it."""

    draft: Draft
    field: Field | None
    options: dict[str, Options]
    parts: tuple[Row, ...] = ()

    @property
    def name(self) -> str:
        return self.draft.name

    @property
    def kind(self) -> str:
        return self.draft.kind

    @property
    def id(self) -> str:
        return f"cond-{self.draft.name.replace('.', '-')}"

    @property
    def test(self) -> str:
        return next((code for code, _label, is_on in self.options.get("test", []) if is_on), "")

    @property
    def is_bare(self) -> bool:
        return self.test in BARE_TESTS

    @property
    def input(self) -> str:
        """Say which input the value has: several, one (of a list), number, date or text."""
        kind = self.field.type if self.field else "text"
        if self.test == "within_days":
            return "number"
        if kind in ("choice", "several"):
            return "several" if self.test == "in" else "one"
        return {"flag": "one", "money": "number"}.get(kind, kind)

    @property
    def has_more(self) -> bool:
        """Say whether the finer filters of a behaviour are in use, so that they stand open."""
        return any(self.draft.values.get(name) for name in ("directions", "by", "outcomes", "roles", "machines"))

    @property
    def values(self) -> dict[str, str]:
        return {
            name: self.draft.one(name) for name in ("value", "value2", "times", "days", "since", "until", "at_least")
        }

    def chosen(self, name: str) -> list[str]:
        return [label for _code, label, is_on in self.options.get(name, []) if is_on]


class ConditionEditor:
    """A condition on a form: made from a stored one or from what the form sent."""

    def __init__(
        self,
        record: str,
        user: Any,
        *,
        condition: Condition | None = None,
        data: QueryDict | None = None,
        name: str = "condition",
        zone: tzinfo | None = None,
        when_empty: str = "",
    ) -> None:
        """Without a row everybody is meant, or with `when_empty` "nobody"."""
        self.record, self.user, self.name = record, user, name
        self.when_empty = when_empty
        self.zone = zone or timezone.get_current_timezone()
        self.words = vocabulary(record, user)
        if data is not None:
            self.draft = from_form(data, name)
            if data.get(f"{name}.act"):
                self.draft = changed(self.draft, data[f"{name}.act"])
        else:
            self.draft = from_condition(condition, name, self.zone) if condition else Draft(name, "all")

    @property
    def root(self) -> Row:
        return _row(self.draft, self.words)

    def condition(self) -> Condition:
        """Return the whole condition, or raise `ConditionFormatError`."""
        return to_condition(self.draft, self.words.fields, self.zone)

    def problems(self) -> list[str]:
        """Say in words what keeps the condition from being saved."""
        try:
            condition = self.condition()
        except ConditionFormatError as error:
            return [faults.of_format(error)]
        return [faults.of_check(fault) for fault in check(condition, self.words) if not fault.is_odd]

    def answer(self) -> Answer:
        """Count the rows that are complete so far."""
        kept, left_out = complete_rows(self.draft, self.words.fields, self.zone)
        condition = to_condition(kept, self.words.fields, self.zone)
        found = check(condition, self.words)
        wrong = [faults.of_check(fault) for fault in found if not fault.is_odd]
        odd = [faults.of_check(fault) for fault in found if fault.is_odd]
        number, total = engine().count(self.user, self.record, condition)
        if self.when_empty == "nobody" and not kept.parts:
            return Answer(0, total, _("Nobody: nothing is ruled out."), left_out, (), (), "")
        read = capfirst(reading(condition, self.words))
        return Answer(number, total, read, left_out, tuple(wrong), tuple(odd), list_address(self.record, condition))


@dataclass(frozen=True)
class Answer:
    """What stands beside the editor: how many, how it reads, what is wrong or odd, the list behind."""

    number: int
    total: int
    reading: str
    left_out: int
    wrong: tuple[str, ...]
    odd: tuple[str, ...]
    url: str

    @property
    def share(self) -> float | None:
        return self.number / self.total if self.total else None


def list_address(record: str, condition: Condition) -> str:
    """Return the address of the list of the records that match."""
    try:
        return f"{reverse(f'{record}_list')}?{urlencode({'where': to_address(to_json(condition))})}"
    except NoReverseMatch:
        return ""


def _row(draft: Draft, words: Vocabulary) -> Row:
    if draft.is_group:
        kinds = [(code, labels.group(code), code == draft.kind) for code in ("all", "any", "none")]
        return Row(draft, None, {"kind": kinds}, tuple(_row(part, words) for part in draft.parts))
    make = {"field": _field_options, "did": _did_options, "stage": _stage_options, "score": _score_options}
    known = words.fields.get(draft.one("field")) or (_first(words) if draft.kind == "field" else None)
    if draft.kind == "list":
        return Row(
            draft, None, {"list": _options([(str(pk), name) for pk, name in words.lists.items()], draft, "list")}
        )
    return Row(draft, known, make[draft.kind](draft, words, known))


def _first(words: Vocabulary) -> Field | None:
    """Return the field that a new line asks for: the first, but for a list of choices in which there is none yet."""
    fields = words.fields.values()
    has_some = (field for field in fields if field.choices or field.type not in ("choice", "several"))
    return next(has_some, None) or next(iter(fields), None)


def _field_options(draft: Draft, words: Vocabulary, known: Field | None) -> dict[str, Options]:
    code = draft.one("field")
    fields = [(field.code, capfirst(field.label(language()))) for field in words.fields.values()]
    if code and code not in words.fields:
        fields.append((code, _("%(code)s (no longer there)") % {"code": code}))
    tests = TESTS_OF[known.type] if known else TESTS_OF["text"]
    chosen = draft.one("test") if draft.one("test") in tests else tests[0]
    kind = known.type if known else "text"
    found = {
        "field": [(value, label, value == (code or (known.code if known else ""))) for value, label in fields],
        "test": [(test, labels.test(test, kind), test == chosen) for test in tests],
    }
    choices = known.choices if known else ()
    if known and known.type == "flag":
        choices = (Choice("true", "yes", "sim"), Choice("false", "no", "não"))
    named = [(choice.code, choice.pt if language() == "pt" else choice.en) for choice in choices]
    return {**found, "value": _options(named, draft, "value")}


def _did_options(draft: Draft, words: Vocabulary, known: Field | None) -> dict[str, Options]:
    mode = draft.one("mode") or "at_least"
    return {
        "mode": [(code, labels.mode(code), code == mode) for code in MODES],
        "did": _options([(code, _of_pair(pair)) for code, pair in words.activities.items()], draft, "did"),
        "channels": _options([(code, _of_pair(pair)) for code, pair in CHANNEL_LABELS.items()], draft, "channels"),
        "directions": _options([(code, labels.direction(code)) for code in DIRECTIONS], draft, "directions"),
        "by": _options([(code, labels.actor(code)) for code in ACTORS], draft, "by"),
        "outcomes": _options([(code, labels.outcome(code)) for code in OUTCOMES], draft, "outcomes"),
        "machines": [("1", _("Count machines too"), bool(draft.one("machines")))],
    }


def _stage_options(draft: Draft, words: Vocabulary, known: Field | None) -> dict[str, Options]:
    return {"stage": _options([(code, _of_pair(pair)) for code, pair in words.stages.items()], draft, "stage")}


def _score_options(draft: Draft, words: Vocabulary, known: Field | None) -> dict[str, Options]:
    models = [(code, _of_pair(pair)) for code, pair in words.scores.items()]
    grades = [(grade, grade) for grade in CELLS]
    return {"score": _options(models, draft, "score"), "grades": _options(grades, draft, "grades")}


def _options(choices: list[tuple[str, str]], draft: Draft, name: str) -> Options:
    """Mark what is chosen; a chosen value that does not exist any more stays to be seen."""
    chosen = [value for value in draft.values.get(name, []) if value]
    gone = [(value, value, True) for value in chosen if value not in dict(choices)]
    return [*((code, label, code in chosen) for code, label in choices), *gone]


def _of_pair(pair: tuple[str, str]) -> str:
    return pair[1] if language() == "pt" else pair[0]
