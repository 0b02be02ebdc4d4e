"""Everything else that conditions may name: activities, stages, scoring models, lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from django.utils.translation import get_language

from jornada.rules.condition_fields import Language, Vocabulary
from jornada.rules.condition_words import describe
from jornada.rules.conditions import Condition
from jornada.ui import hiding
from jornada.ui.conditions.fields import LINKS, fields_of

Kind = Literal["activities", "stages", "scores", "lists"]
# Answers labels by code, for a kind of record and whoever reads.
Provider = Callable[[str, Any], Mapping[Any, Any]]

_providers: dict[Kind, Provider] = {}


def register(kind: Kind, provider: Provider) -> None:
    """Say where the names of a kind come from; the later registration wins."""
    _providers[kind] = provider


def vocabulary(record: str, user: Any = None) -> Vocabulary:
    """Gather what conditions on a kind of record may name; lists are those that the user sees, all without a user."""
    named = {kind: provider(record, user) for kind, provider in _providers.items()}
    return Vocabulary(_seen_by(user, record), **named)


def unseen_fields(record: str, user: Any, asked: Iterable[str]) -> frozenset[str]:
    """Name those of these fields that the person's role hides."""
    return frozenset(asked) - _seen_by(user, record).keys()


def _seen_by(user: Any, record: str) -> dict[str, Any]:
    """Return the fields that the person sees, of the record and of those it leads to."""
    gone = set(hiding.hidden(user, record))
    for link in LINKS.get(record, ()):
        gone |= {f"{link}.{name}" for name in hiding.hidden(user, link)}
    return {code: field for code, field in fields_of(record).items() if code not in gone}


def language() -> Language:
    """Return the language of the page, as the rules know it."""
    return "pt" if (get_language() or "").startswith("pt") else "en"


def reading(condition: Condition, words: Vocabulary) -> str:
    """Read a condition out in the language of the page."""
    return describe(condition, words, language())
