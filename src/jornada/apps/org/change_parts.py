"""What differs inside a value of several parts, such as what a role may do or the choices of a custom field, in words.

The history keeps such a value whole, as it was before and after; a page says only the parts that differ.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jornada.apps.org import role_pages
from jornada.apps.org.models import User

# Words by what they are about; what has no name of its own is said alone.
Parts = dict[str, str]


def differing(model: str, field: str, value: str | None, other: str | None) -> str:
    """Say the parts of a value, as the history wrote it down, in which it is unlike the other one."""
    parts_of = _KNOWN.get((model, field), _of_any)
    mine, theirs = parts_of(_read(value)), parts_of(_read(other))
    usual = _usual if parts_of is _of_rule else lambda _key: ""
    said = {key: mine.get(key) or usual(key) for key in [*mine, *theirs] if mine.get(key) != theirs.get(key)}
    is_named = parts_of is not _of_choices
    return "; ".join(f"{key}: {words}" if is_named and key else words for key, words in said.items() if words)


def _read(text: str | None) -> Any:
    """Read what the history wrote: JSON, or Python's notation of the same."""
    for read in (json.loads, ast.literal_eval):
        try:
            return read(text or "null")
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
    return text


def _of_rule(rule: Any) -> Parts:
    """Name what a role reaches, and which fields it does not see or change."""
    if not isinstance(rule, dict):
        return {}
    reaches, fields = rule.get("reaches") or {}, rule.get("fields") or {}
    said = {_permission(key): str(role_pages.said_of(key, far)) for key, far in reaches.items()}
    said |= {_closed(key): str(role_pages.FIELD_LABELS.get(how, how)) for key, how in fields.items()}
    if rule.get("base"):
        said[_("Begins as")] = str(dict(User.Role.choices).get(rule["base"], rule["base"]))
    if rule.get("needs_second_factor"):
        said[_("Second factor")] = _("required")
    return said


def _usual(key: str) -> str:
    """Say what holds of a role where nothing is laid down."""
    if key in (_("Begins as"), _("Second factor")):
        return ""
    return _("as shipped") if "›" in key else str(role_pages.FIELD_LABELS[""])


def _permission(key: str) -> str:
    record, _dot, action = key.partition(".")
    kinds, actions = role_pages.RECORD_LABELS, role_pages.ACTION_LABELS
    return f"{kinds.get(record, record)} › {actions.get(action, action)}"  # type: ignore[call-overload]


def _closed(key: str) -> str:
    record, _dot, name = key.partition(".")
    labels = dict(role_pages.hideable(record)) if record in role_pages.RECORD_LABELS else {}  # type: ignore[arg-type]
    return f"{role_pages.RECORD_LABELS.get(record, record)}, {capfirst(labels.get(name, name))}"  # type: ignore[call-overload]


def _of_choices(choices: Any) -> Parts:
    """Name the choices of a custom field by their codes."""
    spoken = "pt" if (get_language() or "").startswith("pt") else "en"
    named = [one for one in choices if isinstance(one, dict)] if isinstance(choices, list) else []
    gone = _("out of use")
    return {
        str(one.get("code")): f"{one.get(spoken, '')} ({gone})" if one.get("retired") else str(one.get(spoken, ""))
        for one in named
    }


def _of_any(value: Any) -> Parts:
    """Lay a value out by its parts; numbers and words of one list stay together."""
    return dict(_walk(value, ""))


def _walk(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        yield path, ", ".join(_plain(one) for one in value)
    elif isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value, start=1)
        for key, part in pairs:
            yield from _walk(part, f"{path} › {key}" if path else str(key))
    elif value is not None:
        yield path, _plain(value)


def _plain(value: Any) -> str:
    return (_("yes") if value else _("no")) if isinstance(value, bool) else str(value)


_KNOWN: dict[tuple[str, str], Callable[[Any], Parts]] = {
    ("org.rolerule", "rule"): _of_rule,
    ("org.customfield", "choices"): _of_choices,
}
