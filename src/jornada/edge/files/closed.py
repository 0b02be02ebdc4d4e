"""Columns that fill what the person's role does not change: not offered, and left out of trial and import.

Of a hidden field the trial would else tell, by what stays as it is and what is found, what records hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from jornada.apps.org.access import locked_fields
from jornada.edge.files.kinds.custom import PREFIX
from jornada.edge.files.matching.columns import is_own
from jornada.edge.files.plan import Step

# What a kind of file calls otherwise than its record, or fills in a record beside it.
_BESIDE: dict[str, dict[str, tuple[str, str]]] = {
    "accounts": {"parent_id": ("account", "parent")},
    "contacts": {"account_domain": ("account", "domain")},
    "leads": {
        **{name: ("contact", name) for name in ("email", "phone", "title")},
        **{"tax_id": ("account", "tax_id"), "account_domain": ("account", "domain")},
    },
    "opportunities": {"email": ("contact", "email"), "lost_reason": ("opportunity", "loss_reason")},
    "touches": {"email": ("contact", "email"), "value": ("opportunity", "amount")},
}


def closed_codes(user: Any, kind: str, record: str) -> frozenset[str]:
    """Return the fields of a kind of file that the person's role hides or only shows; none for the command line."""
    own = {name.replace("custom.", PREFIX) for name in locked_fields(user, record)}
    beside = _BESIDE.get(kind, {})
    there = {code for code, (of, name) in beside.items() if name in locked_fields(user, of)}
    moved = {code for code, (of, _name) in beside.items() if of != record}
    return frozenset((own - moved) | there)


def opened(step: Step, user: Any) -> Step:
    """Return what the person may import of a file."""
    closed = closed_columns(step, user)
    if not closed:
        return step
    kept = {header: code for header, code in step.columns.items() if header not in closed}
    return replace(step, columns=kept, key=step.key if step.key in kept.values() else "")


def closed_columns(step: Step, user: Any) -> list[str]:
    """Name the columns of a file that fill what is closed to the person; a row's own id is no field."""
    codes = closed_codes(user, step.kind, step.of.record)
    return [header for header, code in step.columns.items() if code in codes and not is_own(header)]


def say_closed(columns: Sequence[str]) -> str:
    """Say why columns are not imported."""
    names = ", ".join(f"“{name}”" for name in columns)
    return _("Your role does not change what these columns fill; they are not imported: %(names)s.") % {"names": names}
