"""Fields that conditions may ask about, registered by the apps that own the records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from jornada.rules.condition_fields import Choice, Field, FieldType
from jornada.ui.registry import Registry

Choices = Callable[[], Sequence[tuple[Any, Any]]]


@dataclass(frozen=True, slots=True)
class ConditionField:
    """A field of a kind of record, and where its values are.

    `column` is a column of the record's table, or a function from the database's vendor to an SQL expression over it.
    `is_instant` marks a date that is kept as an instant: conditions see its day in the company's time zone.
    `is_kept` says whether the value of one record is kept from a person, `kept_ids` of which records it is.
    """

    code: str
    label: str | Promise
    type: FieldType
    column: str | Callable[[str], str]
    choices: Choices | None = None
    order: int = 100
    is_instant: bool = False
    is_kept: Callable[[Any, Any], bool] | None = None
    kept_ids: Callable[[Any], Sequence[int]] | None = None


# Through whom a record is known further: a contact is at home in an account, a lead is somebody's.
LINKS = {"contact": ("account",), "lead": ("account", "contact"), "opportunity": ("account", "contact")}
RECORDS = ("account", "contact", "lead", "opportunity")

_registry: Registry[ConditionField] = Registry()
_providers: list[Callable[[str], Sequence[ConditionField]]] = []


def register(record: str, field: ConditionField) -> None:
    """Let conditions on a kind of record ask about a field."""
    _registry.add(record, field)


def provide(provider: Callable[[str], Sequence[ConditionField]]) -> None:
    """Add fields that are not known before they are asked for, such as custom ones."""
    _providers.append(provider)


def unregister(record: str, code: str) -> None:
    _registry.remove(record, code)


def own_fields(record: str) -> tuple[ConditionField, ...]:
    """Return the fields that are columns of the record itself."""
    provided = [field for provider in _providers for field in provider(record)]
    return (*_registry.on(record), *provided)


def kept_fields(record: str, row: Any, user: Any, asked: Iterable[str]) -> frozenset[str]:
    """Name those of these fields whose value in one record is kept from a person."""
    names = set(asked)
    return frozenset(
        field.code
        for field in own_fields(record)
        if field.code in names and field.is_kept is not None and field.is_kept(user, row)
    )


def kept_ids(record: str, user: Any, asked: Iterable[str]) -> dict[str, Sequence[int]]:
    """Name, of each of these fields, the records whose value is kept from a person."""
    names = set(asked)
    found = {
        field.code: field.kept_ids(user)
        for field in own_fields(record)
        if field.code in names and field.kept_ids is not None
    }
    return {code: ids for code, ids in found.items() if len(ids)}


def fields_of(record: str) -> dict[str, Field]:
    """Return what conditions on a kind of record may ask about, in both languages; `account.city` is a contact's."""
    found = {field.code: _described(field.code, field) for field in own_fields(record)}
    for link in LINKS.get(record, ()):
        for field in own_fields(link):
            code = f"{link}.{field.code}"
            found[code] = _described(code, field, link)
    return found


def _described(code: str, field: ConditionField, link: str = "") -> Field:
    english, portuguese = in_both(field.label)
    choices = tuple(Choice(str(value), *in_both(label)) for value, label in (field.choices() if field.choices else ()))
    if link:
        behind = in_both(_BEHIND[link])
        english, portuguese = behind[0] % {"field": english}, behind[1] % {"field": portuguese}
    return Field(code, field.type, english, portuguese, choices)


_BEHIND = {"account": gettext_lazy("%(field)s of the account"), "contact": gettext_lazy("%(field)s of the contact")}


def in_both(label: Any) -> tuple[str, str]:
    """Write a label in English and in Portuguese; a pair is taken as it is."""
    if isinstance(label, tuple):
        return label
    if not isinstance(label, Promise):
        return str(label), str(label)
    with translation.override("en"):
        english = str(label)
    with translation.override("pt-br"):
        return english, str(label)
