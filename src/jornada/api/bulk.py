"""Up to 10,000 records a call: made, changed, or one or the other by a key. Each row answers for itself.

The rows that are right are written together, in one transaction and with a fixed number of statements; those that are
not say why, as the call for one of them would.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from pydantic import WithJsonSchema, create_model

from jornada.api.listing import refuse_hidden
from jornada.api.lookups import Known
from jornada.api.resources import Resource, change_of, resource_named
from jornada.api.rows import Line, apply, read_form, read_lines
from jornada.api.schemas import Strict
from jornada.apps.market.actions import keep_industry
from jornada.apps.market.duplicates.check import compared
from jornada.apps.market.duplicates.many import known_already
from jornada.apps.market.queries import visible_accounts, visible_contacts, visible_products
from jornada.apps.org import access, many
from jornada.apps.org.custom.values import merged
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.kept import steady
from jornada.apps.org.queries import people
from jornada.apps.org.tags.actions import clean_name, set_tags_of_many

MOST = 10_000
BEYOND = 2**63
Mode = Literal["create", "update", "upsert"]
LINKED = {
    "account_id": visible_accounts,
    "parent_id": visible_accounts,
    "contact_id": visible_contacts,
    "owner_id": lambda _user: people(),
    "product_id": visible_products,
}


@dataclass(frozen=True)
class Bulk:
    """How many of a kind are written: `create(user, values of each)`, `update(user, row and values of each)`.

    `keys` may find a record. `refuse(row, values)` says what speaks against a write, as the action for one would;
    `check(user, new, old)` does so for all rows at once. `may(user)` is asked where no rule of roles knows the kind.
    """

    resource: Resource
    model: type[Model]
    keys: tuple[str, ...]
    create: Callable[[Any, Sequence[Mapping[str, Any]]], Sequence[Any]]
    update: Callable[[Any, Sequence[tuple[Any, Mapping[str, Any]]]], Sequence[Sequence[str]]]
    related: tuple[str, ...] = ("owner",)
    refuse: Callable[[Any, Mapping[str, Any]], str] = lambda _row, _values: ""
    may: Callable[[Any], bool] = lambda _user: True
    check: Callable[[Any, Sequence[Line], Sequence[Line]], None] = lambda _user, _new, _old: None


class Answer(Schema):
    """What became of one row."""

    row: int = Field(description="its place in the call, from 0")
    status: int = Field(description="201 made, 200 changed or as it was; else as of the call for one record")
    id: int | None = None
    problem: dict[str, Any] | None = Field(None, description="what is wrong with it (RFC 9457)")


class Answers(Schema):
    created: int
    updated: int
    unchanged: int
    refused: int
    rows: list[Answer]


def offer(router: Router, bulk: Bulk) -> None:
    """Add the operation to the router of the resource."""
    resource = bulk.resource
    form = _form_of(bulk)

    def view(request: HttpRequest, payload: Any) -> Any:
        return run(bulk, request.auth, payload.mode, payload.key, payload.rows, getattr(payload, "force", True))

    likeness = (
        " What is probably there already is refused with its candidate, unless `force`."
        if resource.has_likeness
        else ""
    )
    view.__name__ = f"write_many_{resource.many}"
    view.__doc__ = (
        f"Write up to 10,000 {resource.many} at once. `create` makes each, `update` changes those that `key` finds, "
        f"`upsert` does one or the other. Each row answers for itself; those that are right are written together."
        f"{likeness}"
    )
    view.__annotations__ = {"request": HttpRequest, "payload": form}
    router.post("/bulk", response=Answers, summary=f"Write many {resource.many}")(view)


def run(bulk: Bulk, user: Any, mode: Mode, key: str, items: Sequence[Any], force: bool) -> dict[str, Any]:
    """Read, check and write the rows of a call; answer what became of each."""
    access_needed = bulk.resource.record
    if not bulk.may(user):
        raise PermissionDenied
    if access_needed:
        access.require(user, access_needed, "create" if mode == "create" else "change")
    if mode != "create":
        refuse_hidden(user, access_needed, key)
    lines = read_lines(items)
    with transaction.atomic():
        if mode != "create":
            _find(bulk, user, lines, key, mode)
        new = [line for line in lines if line.found is None]
        old = [line for line in lines if line.found is not None]
        if access_needed and new:
            access.require(user, access_needed, "create")
        with steady():
            _read(bulk, user, new, old)
            _refuse_doubtful(bulk, [*new, *old], force)
        _refuse_known(bulk, user, new, force)
        _write(bulk, user, [line for line in new if line.is_sound], [line for line in old if line.is_sound])
    return _told(lines)


def _find(bulk: Bulk, user: Any, lines: Sequence[Line], key: str, mode: Mode) -> None:
    """Find the record that each row is about, and hold it; a row without one is new, or wrong in an update."""
    values = _key_values(bulk, lines, key)
    asked = {value for value in values if value is not None}
    lookup = "pk" if key == "id" else key
    rows = bulk.resource.visible(user).filter(**{f"{lookup}__in": asked}).values_list(lookup, "pk")
    found: dict[Any, list[int]] = {}
    for value, pk in rows:
        found.setdefault(value, []).append(pk)
    held = many.held(bulk.model, [pk for pks in found.values() for pk in pks], *bulk.related)
    counted = Counter(value for value in values if value is not None)
    for line, value in zip(lines, values, strict=True):
        if line.is_sound:
            _bind(line, value, counted, [held[pk] for pk in found.get(value, []) if pk in held], key, mode)


def _bind(line: Line, value: Any, counted: Counter, rows: Sequence[Any], key: str, mode: Mode) -> None:
    told = {"key": key, "value": value}
    if value is None:
        if mode == "update" or key == "id":
            fault = {"field": key, "message": _("Needed: it says which record is meant.")}
            line.refuse(422, _("The input does not fit"), errors=[fault])
    elif counted[value] > 1:
        line.refuse(409, _("Not at this moment"), _("Several rows of this call have %(value)s as %(key)s.") % told)
    elif len(rows) > 1:
        line.refuse(409, _("Not at this moment"), _("Several records have %(value)s as %(key)s.") % told)
    elif rows:
        line.found = rows[0]
    elif mode == "update" or key == "id":
        line.refuse(404, _("Not found"), _("There is no such record, or it is out of your reach."))


def _key_values(bulk: Bulk, lines: Sequence[Line], key: str) -> list[Any]:
    """Read the value of the key in each row, cleaned as it is kept; `id` is no field and is taken off the row."""
    values: list[Any] = []
    for line in lines:
        value = line.given.pop("id", None) if key == "id" else line.given.get(key)
        if key == "id" and value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            line.refuse(422, _("The input does not fit"), errors=[{"field": "id", "message": _("Expected a number.")}])
            value = None
        elif key == "id" and value is not None and not 0 < value < BEYOND:
            line.refuse(404, _("Not found"), _("There is no such record, or it is out of your reach."))
            value = None
        if isinstance(value, str) and bulk.resource.prepare and key != "external_id":
            line.values = {"kind": line.given.get("kind"), key: value}
            apply([line], lambda one: bulk.resource.prepare(one.values, None))  # type: ignore[misc]
            value = line.values.get(key) if line.is_sound else None
        values.append(value if value not in ("", []) and not isinstance(value, dict | list) else None)
    return values


def _read(bulk: Bulk, user: Any, new: Sequence[Line], old: Sequence[Line]) -> None:
    resource, known = bulk.resource, Known()
    read_form(new, resource.form, is_whole=True)
    read_form(old, change_of(resource.form), is_whole=False)  # type: ignore[arg-type]
    _refuse_out_of_reach(bulk, user, old)
    _take_tags([*new, *old])
    prepare = resource.prepare
    if prepare:
        apply([*new, *old], lambda line: prepare(line.values, line.found))
    for name, rows in LINKED.items():
        ids = {line.values.get(name) for line in (*new, *old) if line.is_sound}
        known.expect(rows(user), name, [pk for pk in ids if pk and 0 < pk < BEYOND])
    apply([*new, *old], lambda line: resource.values(user, line.values, line.found, known, is_prepared=True))
    for line in (*new, *old):
        said = bulk.refuse(line.found, line.values) if line.is_sound else ""
        if said:
            line.refuse(409, _("Not at this moment"), said)
    bulk.check(user, [line for line in new if line.is_sound], [line for line in old if line.is_sound])
    _refuse_closed(bulk, user, [*new, *old])
    _refuse_taken(bulk, [line for line in (*new, *old) if line.is_sound])


def _take_tags(lines: Sequence[Line]) -> None:
    """Take the tags off the values: they lie beside the records, and are set once these are written."""
    for line in lines:
        line.tags = line.values.pop("tags", None)
        try:
            line.tags = line.tags and [clean_name(name) for name in line.tags]
        except WrongMomentError as error:
            line.refuse(422, _("The input does not fit"), errors=[{"field": "tags", "message": str(error)}])


def _refuse_out_of_reach(bulk: Bulk, user: Any, old: Sequence[Line]) -> None:
    record = bulk.resource.record
    for line in old:
        if record and line.is_sound and not access.may(user, record, "change", line.found):
            line.refuse(403, _("Not allowed"), _("Your role does not reach this action."))


def _refuse_doubtful(bulk: Bulk, lines: Sequence[Line], force: bool) -> None:
    for line in lines:
        said = bulk.resource.doubted(line.found, line.values) if line.is_sound and not force else ""
        if said:
            line.refuse(409, _("Not at this moment"), said)


def _refuse_closed(bulk: Bulk, user: Any, lines: Sequence[Line]) -> None:
    """Refuse the rows with values for fields that the role may not change, each with its reason."""
    for line in lines:
        if line.is_sound:
            try:
                access.require_values(user, bulk.model, line.found, line.values)
            except PermissionDenied as error:
                line.refuse(403, _("Not allowed"), str(error))


def _refuse_taken(bulk: Bulk, lines: Sequence[Line]) -> None:
    """Refuse what another record, or another row, has as its own: external ids and names that are there once."""
    for field in (
        one for one in bulk.model._meta.concrete_fields if one.unique and one.name in {"external_id", "name"}
    ):
        wanted = [line for line in lines if line.values.get(field.name) is not None]
        values = {line.values[field.name] for line in wanted}
        rows = bulk.model._default_manager.filter(**{f"{field.name}__in": values})
        owners = dict(rows.values_list(field.name, "pk")) if values else {}
        for line in wanted:
            value, own = line.values[field.name], line.found.pk if line.found else 0
            if owners.setdefault(value, own or -line.place - 1) != (own or -line.place - 1):
                text = _("Another record has this value already: %(value)s.") % {"value": value}
                line.refuse(409, _("Not at this moment"), text)


def _refuse_known(bulk: Bulk, user: Any, new: Sequence[Line], force: bool) -> None:
    """Refuse new rows that are probably there already, or that another row of the call is about too."""
    sound = [line for line in new if line.is_sound]
    if force or not bulk.resource.has_likeness or not sound:
        return
    record = bulk.resource.record
    for place, what in known_already(user, record, [compared(record, line.values) for line in sound]).items():
        title, line = _("This may be here already"), sound[place]
        if isinstance(what, int):
            line.refuse(409, title, _("Row %(row)s of this call is probably the same.") % {"row": sound[what].place})
        else:
            near = {"id": what.record.pk, "name": str(what.record), "probability": round(what.judgement.probability, 4)}
            text = _("Look at the candidates; send it again with `force` when it is another one.")
            line.refuse(409, title, text, candidates=[near])


def _write(bulk: Bulk, user: Any, new: Sequence[Line], old: Sequence[Line]) -> None:
    for line in (*new, *old):
        keep_industry(line.values)
    if new:
        made = bulk.create(user, [_whole(line.values) for line in new])
        for line, row in zip(new, made, strict=True):
            line.saved, line.is_changed = row, True
    if old:
        changed = bulk.update(user, [(line.found, line.values) for line in old])
        for line, names in zip(old, changed, strict=True):
            line.saved, line.is_changed = line.found, bool(names)
    given = [(line.saved, line.tags) for line in (*new, *old) if line.tags or (line.tags is not None and line.found)]
    retagged = set(set_tags_of_many(user, bulk.resource.record, given)) if given else set()
    for line in old:
        line.is_changed = line.is_changed or line.saved.pk in retagged


def _whole(values: Mapping[str, Any]) -> dict[str, Any]:
    """Drop what was left out and has a default of its own; keep custom fields as they are kept."""
    kept = {name: value for name, value in values.items() if name != "stage" or value is not None}
    return {**kept, "custom": merged(None, values["custom"])} if "custom" in values else kept


def _told(lines: Sequence[Line]) -> dict[str, Any]:
    rows = [
        {"row": line.place, "status": line.problem["status"], "problem": line.problem}
        if line.problem
        else {"row": line.place, "status": 200 if line.found else 201, "id": line.saved.pk}
        for line in lines
    ]
    sound = [line for line in lines if line.is_sound]
    return {
        "created": sum(line.found is None for line in sound),
        "updated": sum(line.found is not None and line.is_changed for line in sound),
        "unchanged": sum(line.found is not None and not line.is_changed for line in sound),
        "refused": len(lines) - len(sound),
        "rows": rows,
    }


def _form_of(bulk: Bulk) -> type[Schema]:
    resource = bulk.resource
    schema = {
        "type": "array",
        "minItems": 1,
        "maxItems": MOST,
        "items": {"type": "object", "description": f"fields as in POST /{resource.many}/; with the key `id` also `id`"},
    }
    keys = ", ".join(f"`{key}`" for key in bulk.keys)
    fields: dict[str, Any] = {
        "mode": (Mode, Field("create", description="make each, change what is found, or one or the other")),
        "key": (Literal[bulk.keys], Field(bulk.keys[0], description=f"what finds a record: {keys}")),  # type: ignore[valid-type]
        "rows": (Annotated[list[Any], Field(min_length=1, max_length=MOST), WithJsonSchema(schema)], ...),
    }
    if resource.is_asked_twice:
        text = "make what is probably there already, too" if resource.has_likeness else "write what is odd, too"
        fields["force"] = (bool, Field(False, description=text))
    return create_model(f"{resource_named(resource)}Rows", __base__=Strict, **fields)
