"""Which tables an archive of everything holds. Each table of ours is named here or left out here, with the reason."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db.models import BinaryField, Field, Model, QuerySet

from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.privacy import not_hidden

OURS = frozenset({"org", "market", "interactions", "journeys", "leads", "handoff", "sales", "insight", "files",
                  "calendars", "webhooks", "api"})  # fmt: skip
SECRET = frozenset({"org.ApiToken", "org.EntryLink", "org.BrowserSession", "org.SignIn", "calendars.CalendarFeed",
                    "calendars.CalendarSource", "webhooks.Endpoint", "api.KeptAnswer"})  # fmt: skip
# What keeps the house running, or is derived from the rest and made again.
MACHINERY = frozenset({"org.Job", "org.WorkerBeat", "org.Slot", "org.KnownWord", "org.WordsRead", "org.TableChange",
                       "org.DailyMail", "org.TourMark", "org.Notice", "org.ChosenColumns", "market.ChatText",
                       "interactions.Dirty", "insight.CopyMark", "files.ImportPlan", "files.ImportMapping",
                       "calendars.SourcedTask", "webhooks.Event", "webhooks.Delivery", "webhooks.Attempt",
                       "org.Logo"})  # fmt: skip
# Keys that open something without a sign-in.
SECRET_FIELDS = frozenset({"org.User.password", "sales.Proposal.key"})
AT_ONCE = 2000


def tables() -> list[type[Model]]:
    """Return the tables of an archive, by name, with those that link their rows to many others."""
    own = [model for model in apps.get_models() if model._meta.app_label in OURS and _is_told(model)]
    links = [field.remote_field.through for model in own for field in model._meta.many_to_many]
    made = [model for model in links if model._meta.auto_created]
    return sorted({*own, *made}, key=lambda model: model._meta.label_lower)


def head(model: type[Model]) -> list[str]:
    return [field.attname for field in _fields(model)]


def count(model: type[Model], user: Any) -> int:
    return _rows(model, user).count()


def batches(model: type[Model], user: Any) -> Iterator[list[Sequence[Any]]]:
    """Read a table in pieces, in the order of its keys: no piece is held open while others write."""
    names, last = head(model), None
    while True:
        rows = _rows(model, user).order_by("pk")
        found = list((rows if last is None else rows.filter(pk__gt=last)).values_list("pk", *names)[:AT_ONCE])
        if not found:
            return
        last = found[-1][0]
        yield [[_plain(value) for value in row[1:]] for row in found]


def _rows(model: type[Model], user: Any) -> QuerySet:
    rows = model._base_manager.all()
    return not_hidden(rows, user) if model is Touch else rows


def _fields(model: type[Model]) -> list[Field]:
    label = model._meta.label
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, BinaryField)]
    return [field for field in fields if f"{label}.{field.name}" not in SECRET_FIELDS]


def _is_told(model: type[Model]) -> bool:
    return model._meta.label not in SECRET | MACHINERY


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
