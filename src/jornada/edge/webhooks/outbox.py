"""What happens here, written down for other systems in the transaction in which it happens.

The apps tell by signals; what nobody wants to know is not written. Imports from files tell nothing: they would be
millions of messages about what the other side often just exported.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils import timezone

from jornada.apps.leads.models import Lead
from jornada.apps.org import history
from jornada.apps.org.kept import Kept
from jornada.apps.org.prepared import rows_with
from jornada.edge.webhooks.models import Delivery, Endpoint, Event
from jornada.edge.webhooks.types import OF_TOUCHES, TYPES

RECORDS = {
    "market.account": "account",
    "market.contact": "contact",
    "leads.lead": "lead",
    "sales.opportunity": "opportunity",
    "sales.proposal": "proposal",
    "interactions.plannedtouch": "task",
}
TOUCH_FIELDS = ("account", "contact", "thread", "product", "user")
# Not the note: whether only the participants may read it is said after the touch is written, or days later.
TOUCH_VALUES = ("activity", "at", "channel", "direction", "by", "outcome", "human", "value", "key")
# The key of a proposal opens it without a sign-in.
UNTOLD = {"sales.proposal": ("key",)}
OF_PROPOSALS = ("subtotal", "total")
# To what a version comes from what, when it waits for an answer after it was answered or withdrawn.
WAITING, ANSWERED = ("sent", "seen"), ("accepted", "refused", "withdrawn")
SILENT = ("import",)
# A step that is written as a touch beside the handover may be private; that is said after it is written.
ASIDE = ("api",)
TOLD = Endpoint.objects.filter(is_active=True, deleted_at=None)
Said = tuple[str, dict[str, Any]]


def on_created(sender: type[Model], rows: Sequence[Model], user: Any, **_more: Any) -> None:
    record = RECORDS.get(sender._meta.label_lower)
    if record and wanted(f"{record}.created"):
        tell([(f"{record}.created", _about(record, row, user)) for row in rows])


def on_deleted(sender: type[Model], rows: Sequence[Model], user: Any, **_more: Any) -> None:
    record = RECORDS.get(sender._meta.label_lower)
    if record and wanted(f"{record}.deleted"):
        tell([(f"{record}.deleted", _about(record, row, user)) for row in rows])


def on_updated(sender: type[Model], changes: Sequence[Any], user: Any, **_more: Any) -> None:
    record = RECORDS.get(sender._meta.label_lower)
    if not record or not wanted(f"{record}."):
        return
    said: list[Said] = []
    for row, changed, before in changes:
        after = history.snapshot(row) | ({"lines": row.said_lines} if "lines" in changed else {})
        told = [name for name in changed if name not in untold(sender)]
        moved = {name: {"from": before.get(name), "to": after.get(name)} for name in told}
        if not moved:
            continue
        data = {**_about(record, row, user), "changed": moved}
        more = _of_status(before, row) if record == "proposal" else _more_than_updated(record, row, changed)
        said += [(kind, data) for kind in (f"{record}.updated", *more)]
    tell(said)


def on_touches(sender: Any, columns: dict[str, list[Any]], source: str, now: datetime, **_more: Any) -> None:
    if source in SILENT or not (wanted("touch.recorded") or any(wanted(kind) for kind in OF_TOUCHES.values())):
        return
    said: list[Said] = []
    codes = _codes(columns["activity"])
    leads = _leads(columns["thread"], codes)
    for place in range(len(columns["at"])):
        touch: dict[str, Any] = {f"{name}_id": columns[name][place] for name in TOUCH_FIELDS}
        touch |= {name: columns[name][place] for name in TOUCH_VALUES}
        touch |= {"activity": codes[place], "at": _instant(touch["at"])}
        said.append(("touch.recorded", {"record": touch, "user_id": touch["user_id"]}))
        step = OF_TOUCHES.get(codes[place])
        if step and wanted(step):
            lead = leads.get(touch["thread_id"])
            if lead is not None:
                more = {"note": "" if source in ASIDE else columns["note"][place], "by_user_id": touch["user_id"]}
                said.append((step, {**_about("lead", lead, None), "user_id": touch["user_id"], **more}))
    tell(said)


def on_types(sender: Any, moved: Sequence[tuple[int, str, str]], **_more: Any) -> None:
    if wanted("lead.type_changed"):
        tell([("lead.type_changed", {"lead_id": pk, "from": before, "to": now}) for pk, before, now in moved])


def tell(said: Iterable[Said], endpoints: Sequence[Endpoint] | None = None) -> list[Delivery]:
    """Write down what happened, for those who want to know, in the caller's transaction."""
    now, targets = timezone.now(), _active() if endpoints is None else endpoints
    events, deliveries = [], []
    for kind, data in said:
        takers = [one for one in targets if endpoints is not None or _wants(one, kind)]
        if takers:
            event = Event(key=f"msg_{uuid.uuid4().hex}", type=kind, at=now, data=json.loads(_json(data)))
            events.append(event)
            deliveries += [Delivery(event=event, endpoint=one, next_at=now, created_at=now) for one in takers]
    Event.objects.bulk_create(events, batch_size=500)
    Delivery.objects.bulk_create(deliveries, batch_size=500)
    return deliveries


def wanted(kind: str) -> bool:
    """Say whether anybody wants to know; a kind that ends in a point stands for all that begin so."""
    return any(_wants(one, kind) for one in _active())


def untold(model: type[Model]) -> Sequence[str]:
    """Return the fields of a record that are told to nobody."""
    return UNTOLD.get(model._meta.label_lower, ())


_active = Kept(lambda: rows_with(TOLD), Endpoint)


def _wants(endpoint: Endpoint, kind: str) -> bool:
    types = endpoint.types
    return not types or kind in types or (kind.endswith(".") and any(one.startswith(kind) for one in types))


def _more_than_updated(record: str, row: Any, changed: Sequence[str]) -> list[str]:
    if record != "opportunity":
        return []
    kinds = ["opportunity.stage_changed"] if "stage" in changed else []
    if "outcome" in changed:
        kinds.append("opportunity.reopened" if row.outcome == "open" else f"opportunity.{row.outcome}")
    return kinds


def _of_status(before: Mapping[str, str | None], row: Any) -> list[str]:
    """Say what became of a version when its status is another one."""
    if before.get("status") == row.status:
        return []
    is_back = row.status in WAITING and before.get("status") in ANSWERED
    kind = "proposal.reopened" if is_back else f"proposal.{row.status}"
    return [kind] if kind in TYPES else []


def _about(record: str, row: Any, user: Any) -> dict[str, Any]:
    fields = _fields(row) | (_of_proposal(row) if record == "proposal" else {})
    return {f"{record}_id": row.pk, "record": fields, "user_id": getattr(user, "pk", None)}


def _fields(row: Model) -> dict[str, Any]:
    left_out = untold(type(row))
    fields = (field for field in row._meta.concrete_fields if field.name not in left_out)
    return {field.attname: getattr(row, field.attname) for field in fields}


def _of_proposal(row: Any) -> dict[str, Any]:
    """Return what a version offers at which price: the reason why others want to know of it."""
    lines = [{**_fields(line), "total": line.total} for line in row.lines.all()]
    for line in lines:
        del line["proposal_id"]
    return {**{name: getattr(row, name) for name in OF_PROPOSALS}, "lines": lines}


def _codes(ids: Sequence[Any]) -> list[str]:
    from jornada.apps.interactions.models import Activity

    known = dict(Activity.objects.filter(pk__in={pk for pk in ids if isinstance(pk, int)}).values_list("pk", "code"))
    return [known.get(pk, str(pk)) for pk in ids]


def _leads(threads: Sequence[Any], codes: Sequence[str]) -> dict[int, Lead]:
    """Read the leads of the steps that somebody wants to know, by thread (one query, none without such steps)."""
    of_steps = {
        thread for thread, code in zip(threads, codes, strict=True) if code in OF_TOUCHES and wanted(OF_TOUCHES[code])
    }
    return {lead.thread_id: lead for lead in Lead.objects.filter(thread__in=of_steps - {None})}


def _instant(at: Any) -> Any:
    from jornada.apps.interactions.columns import as_datetime

    return at if isinstance(at, datetime) else as_datetime(at)


def _json(data: Any) -> str:
    return json.dumps(data, cls=DjangoJSONEncoder)
