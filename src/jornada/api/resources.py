"""One declaration for each kind of record: what is listed, read, made, changed and deleted, and how it is narrowed.

`serve` turns a declaration into the operations of a router. What each kind can do stands in one place, and a new rule
of all lists (sparse fields, conditions, order) is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, get_type_hints

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import BaseModel, Field, create_model

from jornada.api import etags
from jornada.api.duplicates import DuplicateProblem, refuse_duplicates
from jornada.api.listing import Filter, ListQuery, listed, only_fields
from jornada.api.lookups import Known, found, references
from jornada.api.paging import Page
from jornada.api.schemas import Strict
from jornada.api.tagged import know_no_tags, load_tags
from jornada.apps.market.duplicates.noting import is_telling, note_pairs
from jornada.apps.org import access
from jornada.apps.org.custom.values import refuse_blanks
from jornada.apps.org.edits import refuse_unless
from jornada.apps.org.lists import trash
from jornada.apps.org.tags.actions import set_tags_of_many
from jornada.rules.access import RECORDS

Write = Callable[..., Any]
ASKED = Query(...)


@dataclass(frozen=True)
class Resource:
    """A kind of record as the API knows it.

    `record` names it to conditions and custom fields; `create`, `update` and `delete` are the actions of its app,
    called as `create(user, **values)`, `update(user, row, **values)`, `delete(user, row)`; None is not offered.
    `usual(user)` says what a list is narrowed to where the caller does not. `prepare(given, row)` may complete what
    was sent before it is read; the row is None when one is made. `is_tagged`: its tags are told and set with it.
    `doubt(row, values)` says what is odd and may be meant all the same: refused unless the caller forces it;
    `doubt_note` tells of it in the description.
    `said(shaped)` keeps of what is told what people said, where part of it is derived from the log.
    `is_told_as_made`: nothing is written to a new one after its own row, so that it need not be read again.
    """

    one: str
    many: str
    out: type[Schema]
    shape: Callable[[Any], dict[str, Any]]
    visible: Callable[[Any], QuerySet]
    single: Callable[[Any, int], QuerySet] | None = None
    related: tuple[str, ...] = ()
    record: str = ""
    sorts: Mapping[str, Any] = field(default_factory=dict)
    default_sort: str = "-id"
    filters: tuple[Filter, ...] = ()
    usual: Callable[[Any], dict[str, Any]] = field(default=lambda _user: {})
    form: type[Schema] | None = None
    create: Write | None = None
    update: Write | None = None
    delete: Write | None = None
    prepare: Callable[[dict[str, Any], Any], dict[str, Any]] | None = None
    has_likeness: bool = False
    doubt: Callable[[Any, Mapping[str, Any]], str] | None = None
    doubt_note: str = ""
    is_tagged: bool = False
    beside: Callable[[Sequence[Any]], None] | None = None
    said: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    is_told_as_made: bool = False
    list_note: str = ""
    delete_note: str = ""

    def rows(self, user: Any) -> QuerySet:
        return self.visible(user).select_related(*self.related)

    def row(self, user: Any, pk: int) -> Any:
        """Return one record that the user may see, or answer 404."""
        rows = self.single(user, pk) if self.single else self.visible(user)
        return found(rows.select_related(*self.related), pk)

    def values(
        self, user: Any, given: dict[str, Any], row: Any, known: Known | None = None, *, is_prepared: bool = False
    ) -> dict[str, Any]:
        """Turn what was sent into what the actions take: ids and codes into rows, custom fields into kept values."""
        given = self.prepare(given, row) if self.prepare and not is_prepared else given
        values = references(user, given, self.record, known)
        closed = access.locked_fields(user, self.record)
        refuse_blanks(self.record, values.get("custom"), is_new=row is None, closed=closed)
        return values

    @property
    def is_asked_twice(self) -> bool:
        """Say whether a write may be refused that the caller can force."""
        return self.has_likeness or self.doubt is not None

    def doubted(self, row: Any, values: Mapping[str, Any]) -> str:
        """Say what is odd about a write that nobody forced, and how to force it; nothing when nothing is."""
        said = self.doubt(row, values) if self.doubt else ""
        how = _("Send it again with `force` when it is meant so.")
        return f"{said} {how}" if said else ""

    def refuse_doubt(self, row: Any, values: Mapping[str, Any]) -> None:
        said = self.doubted(row, values)
        refuse_unless(not said, said)

    def tag(self, row: Any, shaped: dict[str, Any] | None = None) -> str:
        """Name the state of a record as its reader is told it."""
        shaped = self.shape(row) if shaped is None else shaped
        return etags.tag_of(row, shaped, self.said(shaped) if self.said else None)

    def load(self, rows: Sequence[Any]) -> None:
        """Read what is told of many records and lies beside them."""
        if self.is_tagged:
            load_tags(self.record, rows)
        if self.beside:
            self.beside(rows)

    def written(self, user: Any, write: Write, values: dict[str, Any]) -> Any:
        """Write a record by its action, and its tags when they are given, in one transaction."""
        tags = values.pop("tags", None)
        if tags is None:
            return write(**values)
        with transaction.atomic():
            row = write(**values)
            set_tags_of_many(user, self.record, [(row, tags)])
        return row

    def kept(self, user: Any, pk: int) -> Any:
        """Return one record among those that the user may see by right, as writes ask for it."""
        return found(self.rows(user), pk)


def serve(router: Router, resource: Resource) -> None:
    """Offer what the declaration says."""
    _list(router, resource)
    _read(router, resource)
    if resource.create:
        _create(router, resource)
    if resource.update:
        _change(router, resource)
    if resource.delete:
        _delete(router, resource)


def resource_named(resource: Resource) -> str:
    """Return the name that the schemas of a resource begin with."""
    return "".join(word.title() for word in resource.many.split("_"))


def part_of(out: type[Schema]) -> type[BaseModel]:
    """Return the shape of a record of which only some fields were asked for.

    Records come as dictionaries, which `Schema` would wrap one by one for what only rows of the database need.
    """
    hints = get_type_hints(out, include_extras=True)
    fields: dict[str, Any] = {
        name: (hints[name], Field(default_factory=lambda: None, description=one.description))
        for name, one in out.model_fields.items()
    }
    return create_model(f"{out.__name__.removesuffix('Out')}Part", __base__=BaseModel, **fields)


@cache
def change_of(form: type[Schema]) -> type[Schema]:
    """Return the form of a change: the same fields, none of them needed. Made once: calls with many records ask too."""
    hints = get_type_hints(form, include_extras=True)
    fields: dict[str, Any] = {
        name: (hints[name], one if not one.is_required() else Field(default_factory=lambda: None))
        for name, one in form.model_fields.items()
    }
    return create_model(f"{form.__name__.removesuffix('In')}Change", __base__=Strict, **fields)


def _list(router: Router, resource: Resource) -> None:
    part, asked_as = part_of(resource.out), _query_of(resource)

    def view(request: HttpRequest, asked: Any = ASKED) -> Any:
        return listed(resource, request, asked)

    more = resource.list_note or "Newest first unless `sort` says otherwise."
    _dress(view, f"list_{resource.many}", f"List {_words(resource.many)}. {more}", asked=asked_as)
    router.get("/", response=Page[part], exclude_unset=True, summary=f"List {_words(resource.many)}")(view)  # type: ignore[valid-type]


def _read(router: Router, resource: Resource) -> None:
    part = part_of(resource.out)

    def view(request: HttpRequest, pk: int, response: HttpResponse, fields: str = "") -> Any:
        row = resource.row(request.auth, pk)
        shaped = resource.shape(row)
        tag = resource.tag(row, shaped)
        return etags.not_modified(request, response, tag) or only_fields(resource.out, shaped, fields)

    text = (
        f"Read one {_words(resource.one)}. The answer has an ETag; with If-None-Match it is 304 when nothing changed."
    )
    _dress(view, f"read_{resource.one}", text, pk=int, response=HttpResponse, fields=str)
    router.get("/{int:pk}", response=part, exclude_unset=True, summary=f"Read {_a(resource.one)}")(view)


def _create(router: Router, resource: Resource) -> None:
    refusals: dict[int, Any] = {409: DuplicateProblem} if resource.has_likeness else {}

    def view(request: HttpRequest, payload: Any, response: HttpResponse, force: bool = False) -> Any:
        values = resource.values(request.auth, payload.dict(), None)
        if resource.has_likeness and not force:
            refuse_duplicates(request.auth, resource.record, values)
        if not force:
            resource.refuse_doubt(None, values)
        is_tagged = bool(values.get("tags"))
        made = resource.written(request.auth, partial(resource.create, request.auth), values)  # type: ignore[arg-type]
        if resource.has_likeness:
            note_pairs(resource.record, made)
        row = made if resource.is_told_as_made and _is_whole(made, resource.related) else _read_again(resource, made)
        if resource.is_tagged and not is_tagged:
            know_no_tags(row)
        return Status(201, _told(resource, request, response, row))

    def plain(request: HttpRequest, payload: Any, response: HttpResponse) -> Any:
        return view(request, payload, response)

    likeness = " When it is probably there already: 409 with the candidates, unless `force`."
    text = f"Make {_a(resource.one)}.{likeness if resource.has_likeness else ''}{resource.doubt_note}"
    offered = view if resource.is_asked_twice else plain
    more = {"force": bool} if resource.is_asked_twice else {}
    _dress(offered, f"create_{resource.one}", text, payload=resource.form, response=HttpResponse, **more)
    router.post("/", response={201: resource.out, **refusals}, summary=f"Make {_a(resource.one)}")(offered)


def _change(router: Router, resource: Resource) -> None:
    form = change_of(resource.form)  # type: ignore[arg-type]

    def view(request: HttpRequest, pk: int, payload: Any, response: HttpResponse, force: bool = False) -> Any:
        row = resource.kept(request.auth, pk)
        with etags.unchanged(request, row, resource.tag):
            values = resource.values(request.auth, payload.dict(exclude_unset=True), row)
            if not force:
                resource.refuse_doubt(row, values)
            changed = resource.written(request.auth, partial(resource.update, request.auth, row), values)  # type: ignore[arg-type]
        if resource.has_likeness and is_telling(resource.record, values):
            note_pairs(resource.record, changed)
        return _told(resource, request, response, _read_again(resource, changed))

    def plain(request: HttpRequest, pk: int, payload: Any, response: HttpResponse) -> Any:
        return view(request, pk, payload, response)

    text = (
        "Change the fields that are sent; the others stay. With If-Match (the ETag that you read) nothing is written, "
        f"with 412, when somebody changed the {_words(resource.one)} since.{resource.doubt_note}"
    )
    offered = view if resource.doubt else plain
    more = {"force": bool} if resource.doubt else {}
    _dress(offered, f"change_{resource.one}", text, pk=int, payload=form, response=HttpResponse, **more)
    router.patch("/{int:pk}", response=resource.out, summary=f"Change {_a(resource.one)}")(offered)


def _thrown_away(request: HttpRequest, resource: Resource, row: Any) -> None:
    """Delete a record so that it can be brought back, as its page does."""
    delete = partial(resource.delete, request.auth, row)  # type: ignore[arg-type]
    if resource.record in RECORDS:
        trash.throw_away(request.auth, row, delete, is_sure=True)
    else:
        delete()


def _delete(router: Router, resource: Resource) -> None:
    def view(request: HttpRequest, pk: int) -> Any:
        row = resource.kept(request.auth, pk)
        with etags.unchanged(request, row, resource.tag):
            _thrown_away(request, resource, row)
        return Status(204, None)

    _dress(view, f"delete_{resource.one}", resource.delete_note or f"Delete {_a(resource.one)}.", pk=int)
    router.delete("/{int:pk}", response={204: None}, summary=f"Delete {_a(resource.one)}")(view)


def _is_whole(row: Model, related: Sequence[str]) -> bool:
    """Say whether a row has the records at it that are told with it, so that none is read for it."""
    fields = [row._meta.get_field(name) for name in related]
    return all(field.is_cached(row) or getattr(row, field.attname) is None for field in fields)  # type: ignore[union-attr]


def _read_again(resource: Resource, written: Model) -> Any:
    """Return a record as it lies in the database, as a read would give it."""
    return found(type(written)._default_manager.select_related(*resource.related), written.pk)


def _told(resource: Resource, request: HttpRequest, response: HttpResponse, row: Model) -> dict[str, Any]:
    """Shape a record as its reader may see it: the ETag of this answer is that of the next one."""
    shown = access.shown(request.auth, row)
    shaped = resource.shape(shown)
    response["ETag"] = resource.tag(shown, shaped)
    return shaped


def _query_of(resource: Resource) -> type[Schema]:
    fields: dict[str, Any] = {
        one.name: (one.type | None, Field(None, description=one.text)) for one in resource.filters
    }
    order = ", ".join(sorted(resource.sorts))
    fields["sort"] = (str, Field(resource.default_sort, description=f"one of: {order}; `-` before it turns it round"))
    if resource.record:
        fields["where"] = (str, Field("", description="a condition as JSON, in the language of segments and lists"))
    return create_model(f"{resource_named(resource)}Query", __base__=ListQuery, **fields)


def _dress(view: Callable[..., Any], name: str, text: str, **hints: Any) -> None:
    """Give a view its name, its words and its types: ninja reads all three."""
    view.__name__, view.__doc__ = name, text
    view.__annotations__ = {"request": HttpRequest, **hints}


def _words(name: str) -> str:
    return name.replace("_", " ")


def _a(name: str) -> str:
    return f"{'an' if name[0] in 'aeio' else 'a'} {_words(name)}"
