"""Values of custom fields from files: one `custom` column of the record, blanks left as they are."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from jornada.apps.org.custom import values
from jornada.apps.org.custom.actions import add_choices, coded
from jornada.apps.org.custom.known import active
from jornada.apps.org.custom.models import CustomField
from jornada.apps.org.history import as_batch
from jornada.edge.files.kinds.custom import APART, PREFIX
from jornada.edge.files.load.work import Verdicts, Work
from jornada.edge.files.matching.values import same
from jornada.edge.files.reading import Chunk


def custom_columns(work: Work, record: str, chunk: Chunk, verdicts: Verdicts) -> dict[str, list[Any]]:
    """Return the `custom` column of a chunk, or nothing when no column fills a custom field."""
    # Asked for only where a column fills one: the database answers when all that was handed to it is written.
    has_some = any(name.startswith(PREFIX) for name in chunk.values)
    every = (*active(record), *work.planned.get(record, ())) if has_some else ()
    fields = [field for field in every if field.name in chunk.values]
    if not fields:
        return {}
    rows: list[dict[str, Any]] = [{} for _line in chunk.lines]
    for field in fields:
        for row, value in enumerate(_read(work, field, chunk.values[field.name], verdicts)):
            if value is not None:
                rows[row][field.code] = value
            elif field.is_required and not chunk.values[field.name][row]:
                verdicts.note(row, field.name, None, "required_blank")
    return {"custom": [row or None for row in rows]}


def _read(work: Work, field: CustomField, cells: list[Any], verdicts: Verdicts) -> list[Any]:
    if field.has_choices:
        return _choices(work, field, cells, verdicts)
    found = []
    for row, cell in enumerate(cells):
        try:
            found.append(values.read(field, cell, is_plain=True))
        except ValidationError:
            verdicts.note(row, field.name, cell, "not_a_link" if field.type == "link" else "not_a_custom_value")
            found.append(None)
    return found


def _choices(work: Work, field: CustomField, cells: list[Any], verdicts: Verdicts) -> list[Any]:
    """Turn names of choices into codes; one choice that is new joins the list, as in other pick lists."""
    codes = {same(name): one["code"] for one in field.choices for name in (one["code"], one["en"], one["pt"])}
    if field.type == "choice":
        _add_missing(work, field, [cell for cell in cells if cell and same(cell) not in codes], codes)
        return [codes[same(cell)] if cell else None for cell in cells]
    found = []
    for row, cell in enumerate(cells):
        parts = [part for part in APART.split(cell or "") if part]
        wrong = [part for part in parts if same(part) not in codes]
        held = {codes[same(part)] for part in parts if same(part) in codes}
        if wrong:
            verdicts.note(row, field.name, ", ".join(wrong), "not_all_choices" if held else "not_a_choice")
        found.append([one["code"] for one in field.choices if one["code"] in held] or None)
    return found


def _add_missing(work: Work, field: CustomField, names: list[str], codes: dict[str, str]) -> None:
    fresh: dict[str, str] = {}
    for name in names:
        fresh.setdefault(same(name), name)
    if not fresh:
        return
    for name in fresh.values():
        work.added[field.label][name] += 1
    if work.is_dry:
        imagined = coded([{"en": name, "pt": name} for name in fresh.values()], field.choices)
        made = {one["en"]: one["code"] for one in imagined}
    else:
        # So that an undoing finds what was added.
        with as_batch(work.batch):
            made = add_choices(field, list(fresh.values()))
    codes.update({key: made[name] for key, name in fresh.items()})
