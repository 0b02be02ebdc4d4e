"""Tasks as a list like any other: columns, filters by any field, views, edits in place, selection, files.

It holds the open ones unless another state is asked for.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from jornada.apps.interactions import planning, queries
from jornada.apps.interactions.due import due
from jornada.apps.interactions.forms import REMINDERS, DurationField, MomentInput
from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.interactions.places import Place, may_change, place_of_row, visible_planned
from jornada.apps.interactions.plans import planned_label
from jornada.apps.interactions.touch_list import contact_link
from jornada.apps.interactions.views import may_record
from jornada.apps.market.lists import account_link, of_account, of_contact
from jornada.apps.market.queries import visible_accounts, visible_contacts
from jornada.apps.org import access
from jornada.apps.org.alphabet import ACCOUNTS_NAME, OWNERS_NAME
from jornada.apps.org.day import LED
from jornada.apps.org.list_filters import led_choice, of_led
from jornada.apps.org.lists.kinds import Kind
from jornada.apps.org.lists.kinds import register as register_kind
from jornada.apps.org.namesakes import offer_people, people_to_choose, people_who_left
from jornada.apps.org.record_forms import RecordForm
from jornada.apps.org.tags.views import tags_panel
from jornada.rules.access import Action
from jornada.ui import panels
from jornada.ui.cells import EMPTY
from jornada.ui.columns import Column
from jornada.ui.filters import Choice, Filter
from jornada.ui.listing import build, respond

RECORD = planning.RECORD
RELATED = ("activity", "owner", "account__owner", "contact__owner", "thread")
# When a task was closed is a column of its own; the rest is how reminders and repeats are kept.
NOT_SHOWN = frozenset(
    {
        *("done_at", "cancelled_at", "touch", "thread", "remind_at", "cause", "follows", "repeat_unit", "repeat_until"),
        *("rhythm_from", "occurs_at"),
    }
)


class PlannedField(forms.ModelChoiceField):
    """What can be planned, named as something to do."""

    def label_from_instance(self, row: Activity) -> str:
        return planned_label(row)


class TaskEdit(RecordForm):
    """The fields of a task that are edited in place."""

    activity = PlannedField(label=gettext_lazy("Activity"), queryset=Activity.objects.none())
    owner = forms.ModelChoiceField(label=gettext_lazy("Owner"), queryset=None)
    remind_before = forms.TypedChoiceField(
        label=gettext_lazy("Reminder"), required=False, choices=REMINDERS, coerce=int, empty_value=None
    )

    minutes = DurationField()

    class Meta:
        model = PlannedTouch
        fields = ("note", "due_at", "minutes", "owner", "activity", "remind_before")
        widgets = {"due_at": MomentInput}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["activity"].queryset = Activity.objects.filter(is_active=True, is_manual=True)
        offer_people(self.fields["owner"], first=self.instance.owner if self.instance.owner_id else None)
        self.fields["minutes"].offer(self.instance.minutes)


def task_all(request: HttpRequest) -> Any:
    """Show the tasks that the person sees; a file holds those that the person may export."""
    is_file = bool(request.GET.get("export"))
    if is_file:
        access.require(request.user, "account", "export")
    rows = visible(request.user, "export" if is_file else "view").select_related(*RELATED)
    listing = build(request, RECORD, rows, **task_options(request))
    context = {
        "title": _("Tasks"),
        "empty_template": "interactions/task_empty.html",
        "may_plan": may_record(request.user),
    }
    return respond(request, listing, "interactions/task_all.html", context)


def task_options(request: HttpRequest) -> dict[str, Any]:
    return {
        "columns": columns(),
        "filters": filters(),
        "search": search,
        "row_url": _address,
        "default_sort": "-due_at" if request.GET.get("state") in CLOSED else "due_at",
        "can_export": may(request.user, "export"),
    }


def visible(user: Any, action: Action = "view") -> QuerySet[PlannedTouch]:
    """Return the tasks that the user sees, closed ones too, or may take along in a file."""
    rows = visible_planned(user)
    if action != "export" or access.how_far(user, "account", "export") == "all":
        return rows
    mine = rows.filter(account__in=visible_accounts(user, "export"))
    return mine | rows.filter(account=None, contact__in=visible_contacts(user, "export"))


def may(user: Any, action: Action, row: PlannedTouch | None = None) -> bool:
    """Say what a person may do: their own tasks are theirs, others follow the record that they belong to."""
    if action == "export" or row is None:
        return access.may(user, "account", "export" if action == "export" else "change")
    is_near = row.owner_id == user.pk or may_change(user, Place(row.account, row.contact))
    return is_near or may_change(user, place_of_row(row))


def update(user: Any, row: PlannedTouch, _seen_at: Any = None, **values: Any) -> PlannedTouch:
    values.pop("remind_at", None)
    planning.change_task(user, row, **values)
    return PlannedTouch.objects.select_related(*RELATED).get(pk=row.pk)


def columns() -> list[Column]:
    lazy = gettext_lazy
    return [
        Column("note", gettext_lazy("Task"), 0, cell=lambda row: row.title, is_primary=True),
        Column("due_at", lazy("Due"), 10, cell=lambda row: row.due_at, sort="due_at", kind="moment"),
        Column("minutes", lazy("Duration"), 12, cell=_length, kind="duration", is_extra=True),
        Column("when", lazy("When"), 15, cell=_when, kind="badge", is_hidden_on_phone=True),
        Column("activity", lazy("Activity"), 20, cell=lambda row: row.kind, draw=_beside_the_note),
        Column("account", lazy("Account"), 30, cell=account_link, kind="link", sort_few=ACCOUNTS_NAME),
        Column("contact", lazy("Contact"), 40, cell=contact_link, kind="link", is_hidden_on_phone=True),
        Column("owner", lazy("Owner"), 50, cell=_owner, kind="person", sort_few=OWNERS_NAME),
        Column("remind_before", lazy("Reminder"), 90, cell=_reminder, is_extra=True),
        Column(
            "closed",
            pgettext_lazy("task", "Closed"),
            95,
            cell=lambda row: row.done_at or row.cancelled_at,
            kind="moment",
            is_extra=True,
        ),
    ]


def filters() -> list[Filter]:
    lazy = gettext_lazy
    return [
        Filter(
            "state",
            pgettext_lazy("task", "State"),
            in_state,
            choices=lambda _r: list(STATES.items()),
            order=5,
            usual="open",
        ),
        _owner_filter(),
        Filter("when", lazy("When"), _due, choices=lambda _r: list(WHEN.items()), order=20),
        Filter("activity", lazy("Activity"), lambda rows, v: rows.filter(activity=v), choices=_activities, order=30),
        Filter("account", lazy("Account"), of_account, "hidden"),
        Filter("contact", lazy("Contact"), of_contact, "hidden"),
    ]


def _owner_filter(reader: Any = None) -> Filter:
    def apply(rows: QuerySet, value: str) -> QuerySet:
        return of_led(rows, reader) if value == LED else rows.filter(owner=value)

    seen_by = None if reader else _owner_filter
    return Filter("owner", gettext_lazy("Owner"), apply, choices=_owners_asked, order=10, seen_by=seen_by)


def _owners_asked(request: HttpRequest) -> list[Choice]:
    return [*led_choice(request), *_owners(request), *((str(pk), name) for pk, name in people_who_left())]


def search(rows: QuerySet, text: str) -> QuerySet:
    return rows.filter(note__icontains=text.replace("\0", ""))


def register() -> None:
    panels.register(RECORD, "tags", 1, tags_panel(RECORD), place="top")
    register_kind(
        Kind(
            RECORD,
            gettext_lazy("Tasks"),
            PlannedTouch,
            visible,
            "task_all",
            task_options,
            TaskEdit,
            update,
            planning.cancel_task,
            related=RELATED,
            choices={"activity": _activities, "owner": _owners, "created_by": _owners},
            hidden=NOT_SHOWN,
            may=may,
            without=frozenset({"delete", "segment", "task"}),
            passed_on="",
        )
    )


STATES = {
    "open": gettext_lazy("Open tasks"),
    "done": gettext_lazy("Done tasks"),
    "cancelled": gettext_lazy("Cancelled tasks"),
    "all": gettext_lazy("Open and closed tasks"),
}
CLOSED = ("done", "cancelled")
WHEN = {
    "late": gettext_lazy("Overdue"),
    "today": gettext_lazy("Today"),
    "due": gettext_lazy("Overdue and due today"),
    "meetings": gettext_lazy("Meetings today"),
    "later": gettext_lazy("Later"),
}
TONES = {"late": "bad", "today": "accent", "later": "neutral"}


def in_state(rows: QuerySet, state: str) -> QuerySet:
    """Keep the tasks that are open, done or cancelled, or all of them."""
    if state == "open":
        return rows.filter(done_at=None, cancelled_at=None)
    return rows.exclude(**{f"{state}_at": None}) if state in CLOSED else rows


def _beside_the_note(kind: str, row: PlannedTouch) -> Any:
    """Draw the activity where a note stands in the first column; without one it stands there itself."""
    return kind if row.note else EMPTY


def _owner(row: PlannedTouch) -> str:
    return row.owner.name if row.owner else ""


def _length(row: PlannedTouch) -> timedelta | None:
    return timedelta(minutes=row.minutes) if row.minutes else None


def _when(row: PlannedTouch) -> tuple[str, str]:
    if row.done_at or row.cancelled_at:
        return (pgettext("task", "Done"), "good") if row.done_at else (pgettext("task", "Cancelled"), "neutral")
    now = timezone.localtime()
    is_later = timezone.localtime(row.due_at).date() > now.date()
    code = "late" if row.due_at < now else "later" if is_later else "today"
    return str(pgettext("task", "Overdue") if code == "late" else WHEN[code]), TONES[code]


def _due(rows: QuerySet, code: str) -> QuerySet:
    return due(rows, code, timezone.now())


def _reminder(row: PlannedTouch) -> str:
    named = {code: label for code, label in REMINDERS if code}
    return str(named.get(str(row.remind_before), "" if row.remind_before is None else row.remind_before))


def _address(row: PlannedTouch) -> str:
    return place_of_row(row).url if row.has_place else reverse("task_change", args=[row.pk])


def _owners(request: HttpRequest) -> list[Choice]:
    named = [(str(pk), name) for pk, name in people_to_choose()]
    return sorted(named, key=lambda pair: pair[0] != str(request.user.pk))


def _activities(_request: HttpRequest) -> list[Choice]:
    rows = queries.plannable_activities()
    return sorted(((str(row.pk), planned_label(row)) for row in rows), key=lambda pair: pair[1])
