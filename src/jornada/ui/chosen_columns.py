"""Which columns of a list are on show: those that its address names, that a person chose at last, or the usual ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from jornada.ui.columns import Column


@dataclass(frozen=True, slots=True)
class KeptColumns:
    """The columns that a person chose for a list at last, and the address that keeps others; blank: none are kept."""

    columns: str = ""
    url: str = ""


_keepers: list[Callable[[HttpRequest, str], KeptColumns | None]] = []


def keep_columns_with(keeper: Callable[[HttpRequest, str], KeptColumns | None]) -> None:
    """Let an app say which columns a list is opened with where its address names none."""
    _keepers.append(keeper)


def kept_columns(request: HttpRequest, record: str) -> KeptColumns:
    """Return what is kept for this list and person; blank where nobody keeps anything."""
    return next((kept for keeper in _keepers if (kept := keeper(request, record))), KeptColumns())


def choose(known: Sequence[Column], chosen: str) -> tuple[Column, ...]:
    """Return the columns that an address names, in its order; without names, all but the extra ones.

    The column that leads to the record always stands first.
    """
    by_code = {column.code: column for column in known}
    named = [by_code[code] for code in dict.fromkeys(chosen.split(",")) if code in by_code]
    if not named:
        return tuple(column for column in known if not column.is_extra)
    primary = [column for column in known if column.is_primary]
    return (*primary, *(column for column in named if not column.is_primary))
