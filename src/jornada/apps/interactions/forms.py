"""Forms of touches and tasks."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions import plans, queries, threads
from jornada.apps.interactions.models import Activity, Channel, Outcome, PlannedTouch, Thread
from jornada.apps.interactions.new_touch import AHEAD
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.planning import snoozed, why_far, why_past
from jornada.apps.market.models import Contact
from jornada.apps.market.pickers import PersonSelect
from jornada.apps.market.queries import visible_contacts
from jornada.apps.org import access
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.namesakes import offer_people
from jornada.apps.org.tags.actions import names_in
from jornada.apps.org.tags.queries import names_of_tags
from jornada.ui.cells import in_digits
from jornada.ui.numbers import duration

MOST_CONTACTS = 200
MOST_TAGS = 200
REMINDERS = [
    ("", _("None")),
    ("0", _("When it is due")),
    ("15", _("15 minutes before")),
    ("60", _("1 hour before")),
    ("1440", _("1 day before")),
]


# What the time written clashes with is asked anew whenever it changes.
CLASHES = (
    '<span hx-get="{}" hx-trigger="load, change from:closest form delay:150ms" hx-include="closest form" '
    'hx-params="activity,due_at,minutes,owner" hx-target="this" aria-live="polite"></span>'
)
DURATIONS = (15, 30, 45, 60, 90, 120, 180, 240, 480)


def duration_choices(now: int | None = None) -> list[tuple[str, str]]:
    """Return the usual durations in words, and the one that a task has."""
    some = sorted({*DURATIONS, *([now] if now else [])})
    return [("", str(_("Not said"))), *((str(minutes), duration(timedelta(minutes=minutes))) for minutes in some)]


class DurationField(forms.TypedChoiceField):
    """How long something takes, in minutes; among the usual ones stands the one that it has."""

    def __init__(self, **options: Any) -> None:
        options = {"label": _("Duration"), "required": False, "coerce": int, "empty_value": None, **options}
        super().__init__(choices=duration_choices, **options)

    def offer(self, now: int | None) -> None:
        self.choices = partial(duration_choices, now)


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ActivityField(forms.ModelChoiceField):
    """The activities that people record by hand, under their channels."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Activity.objects.none(), to_field_name="code", **options)

    def load(self) -> None:
        self._offer(queries.manual_activities(), attrgetter("label"))

    def load_plannable(self, *, todo_only: bool = False) -> None:
        """Offer what can be planned, named as something to do; without a buyer that is a to-do."""
        rows = list(queries.plannable_activities())
        rows = [row for row in rows if row.code == plans.TODO or not todo_only]
        self._offer(rows, plans.planned_label)
        self.initial = next((row.code for row in rows if todo_only or row.channel == Channel.PHONE), None)

    def _offer(self, activities: Iterable[Activity], name: Callable[[Activity], str]) -> None:
        rows = sorted(activities, key=_group)
        self.queryset = Activity.objects.filter(is_active=True, is_manual=True)
        self.choices = [
            (label, [(row.code, name(row)) for row in group]) for (_order, label), group in groupby(rows, key=_group)
        ]


def _group(row: Activity) -> tuple[int, str]:
    """Return where an activity stands among those to choose from: under its channel; what is ours comes last."""
    if row.code == plans.TODO:
        return len(Channel.values), _("Within the company")
    return Channel.values.index(row.channel), Channel(row.channel).label


class PlaceForm(forms.Form):
    """What touches and tasks share: the activity and the person it is with."""

    activity = ActivityField(label=_("Activity"))
    contact = forms.ModelChoiceField(
        label=_("With whom"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=_("Nobody in particular"),
        widget=PersonSelect,
    )

    def __init__(self, data: Any = None, *, user: Any, place: Place, **options: Any) -> None:
        super().__init__(data, **options)
        self.user, self.place = user, place
        self.load_activities()
        if place.account is None:
            del self.fields["contact"]
            return
        self.fields["contact"].queryset = visible_contacts(user).filter(account=place.account).order_by(NAME)
        self.fields["contact"].initial = place.contact or _only(self.fields["contact"].queryset)
        self.fields["contact"].widget.of = place.account.pk
        if access.may(user, "contact", "create"):
            self.fields["contact"].widget.url = reverse("contact_quick")

    def load_activities(self) -> None:
        self.fields["activity"].load()

    @property
    def full_place(self) -> Place:
        """Return the place with the chosen contact."""
        if "contact" not in self.fields:
            return self.place
        return Place(self.place.account, self.cleaned_data["contact"], self.place.thread)


class TouchForm(PlaceForm):
    """A touch that has happened."""

    at = forms.DateTimeField(label=_("When"), widget=MomentInput)
    outcome = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=[("", _("As usual for the activity")), *Outcome.choices]
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    is_private = forms.BooleanField(label=_("Only I may see it"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.order_fields(["activity", "at", "contact", "outcome", "note", "is_private", "key"])
        self.fields["at"].initial = timezone.localtime
        self.fields["key"].initial = lambda: uuid.uuid4().hex
        for name in ("at", "key"):
            self.fields[name].widget.attrs["data-same-again"] = ""

    @property
    def touch_key(self) -> str:
        """Return what the same touch has each time that this form is sent; with other content it is another touch."""
        names = [name for name in self.fields if name != "is_private"]
        content = repr([(name, str(self.cleaned_data[name])) for name in names])
        return f"form:{hashlib.sha256(content.encode()).hexdigest()}"

    def clean_at(self) -> Any:
        at = self.cleaned_data["at"]
        if at > timezone.now() + AHEAD:
            raise forms.ValidationError(_("This lies in the future: plan a task instead."))
        if at.year < 1970:
            raise forms.ValidationError(_("This is before 1970: check the year."))
        return at


def refuse_far(due_at: datetime) -> None:
    said = why_far(due_at)
    if said:
        raise forms.ValidationError(said)


def refuse_past(due_at: datetime) -> None:
    said = why_past(due_at)
    if said:
        raise forms.ValidationError(said)


class WholeLine(forms.Select):
    """A choice with a line of its own, so that what follows it stands side by side."""

    is_wide = True


class TagsInput(forms.TextInput):
    """A line for names of tags; the first is proposed from those that are known."""

    template_name = "interactions/tags_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {"list": f"{name}-known", "autocomplete": "off"}
        context["widget"]["known"] = [tag for _pk, tag in names_of_tags()[:MOST_TAGS]]
        return context


class TaskForm(PlaceForm):
    """A touch that is planned."""

    due_at = forms.DateTimeField(label=_("Due"), widget=MomentInput, validators=[refuse_far])
    minutes = DurationField()
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=None)
    note = forms.CharField(label=_("What is to be done"), required=False, max_length=500)
    # Its values are threads: the log knows nothing else of opportunities.
    opportunity = forms.TypedChoiceField(
        label=_("Opportunity"), required=False, coerce=int, empty_value=None, widget=WholeLine
    )
    remind_before = forms.TypedChoiceField(
        label=_("Reminder"),
        required=False,
        choices=REMINDERS,
        coerce=int,
        empty_value=None,
        widget=WholeLine,
    )
    repeat_every = forms.IntegerField(label=_("Repeat every"), required=False, min_value=1, max_value=365)
    repeat_unit = forms.ChoiceField(label=_("Days, weeks or months"), required=False, choices=PlannedTouch.Unit.choices)
    repeat_until = forms.DateField(
        label=_("Repeat until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=400, widget=TagsInput, help_text=_("Several with commas between.")
    )

    is_new = True
    clash_address = reverse_lazy("task_clash")
    EXTRA = ("minutes", "remind_before", "repeat_every", "repeat_unit", "repeat_until")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.order_fields(["activity", "note", "due_at", "minutes", "owner", "contact", "opportunity", *self.EXTRA])
        self.fields["note"].required = self.place == Place()
        self.fields["repeat_every"].help_text = _("Blank: once. The next one is planned when this one is done.")
        self.fields["due_at"].initial = partial(snoozed, self.user, "tomorrow")
        self.fields["due_at"].help_text = format_html(CLASHES, self.clash_address)
        offer_people(self.fields["owner"], first=self.initial.get("owner") or self.user)
        self._offer_deals()
        if not self.is_new:
            del self.fields["tags"]

    def _offer_deals(self) -> None:
        """Ask which opportunity a new task is about, where there are any; on the page of one it is that one."""
        place = self.place
        asks = self.is_new and place.thread is None and place != Place()
        deals = threads.deals_at(self.user, place.account, place.contact) if asks else []
        if deals:
            self.fields["opportunity"].choices = [("", _("None in particular")), *deals]
        else:
            del self.fields["opportunity"]

    @property
    def full_place(self) -> Place:
        """Return the place with the chosen contact, on the thread of the chosen opportunity."""
        place, thread = super().full_place, self.cleaned_data.get("opportunity")
        return replace(place, thread=Thread.objects.get(pk=thread)) if thread else place

    def load_activities(self) -> None:
        self.fields["activity"].load_plannable(todo_only=self.place == Place())

    def clean_due_at(self) -> datetime:
        due_at = self.cleaned_data["due_at"]
        said = why_past(due_at) if self.is_new else ""
        if said:
            raise forms.ValidationError(self._with_way(said))
        return due_at

    def clean_tags(self) -> list[str]:
        try:
            return names_in(self.cleaned_data["tags"])
        except WrongMomentError as error:
            raise forms.ValidationError(str(error)) from error

    def _with_way(self, said: str) -> str:
        """Add the way to recording a touch, where there is somebody that it was with."""
        if self.place == Place():
            return said
        url = f"{reverse('touch_new')}?{self.place.query}"
        return format_html('<span>{} <a href="{}">{}</a></span>', said, url, _("Record touch"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        until, due_at = values.get("repeat_until"), values.get("due_at")
        if not values.get("repeat_every"):
            return values | {"repeat_unit": "", "repeat_until": None}
        values["repeat_unit"] = values.get("repeat_unit") or PlannedTouch.Unit.DAY
        if until and due_at and until < timezone.localdate(due_at):
            self.add_error("repeat_until", _("This is before the task is due."))
        return values


class TaskChangeForm(TaskForm):
    """A task as it stands, to be changed."""

    is_new = False

    def __init__(self, data: Any = None, *, task: PlannedTouch, place: Place, **options: Any) -> None:
        self.task, self.clash_address = task, f"{reverse('task_clash')}?task={task.pk}"
        known = {name: getattr(task, name) for name in ("note", "owner", *self.EXTRA)}
        known["contact"] = task.contact if task.has_place else place.contact
        known |= {"activity": task.activity.code, "due_at": timezone.localtime(task.due_at)}
        super().__init__(data, initial=known, place=place, **options)
        self.fields["minutes"].offer(task.minutes)
        if task.repeat_every:
            self.fields["repeat_every"].help_text = self._what_follows()

    def _what_follows(self) -> str:
        """Say what a changed time does to a task that repeats, and where the rhythm has one that was put off."""
        said = [
            str(
                _("Blank: once. A time changed here moves those that follow, too; putting it off moves this one alone.")
            )
        ]
        if self.task.occurs_at and self.task.occurs_at != self.task.due_at:
            said.append(str(_("By its rhythm it was due %(when)s.")) % {"when": in_digits(self.task.occurs_at)})
        return " ".join(said)

    def load_activities(self) -> None:
        """Offer what can be planned, and what is planned here if it is none of that."""
        super().load_activities()
        field, row = self.fields["activity"], self.task.activity
        if all(row.code != code for _label, group in field.choices for code, _name in group):
            field.queryset |= Activity.objects.filter(pk=row.pk)
            field.choices = [*field.choices, (row.get_channel_display(), [(row.code, plans.planned_label(row))])]

    @property
    def changes(self) -> dict[str, Any]:
        """Return what is different now; of the rest, what somebody else wrote meanwhile stays."""
        values = self.cleaned_data
        changed = {name for name in self.changed_data if name in values}
        if changed & {"repeat_every", "repeat_unit", "repeat_until"}:
            changed |= {"repeat_every", "repeat_unit", "repeat_until"}
        return {name: values[name] for name in changed}


class VoidForm(forms.Form):
    """Why a touch does not count."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


def _only(contacts: QuerySet[Contact]) -> Contact | None:
    """Return the contact of an account that has just one."""
    some = list(contacts[:2])
    return some[0] if len(some) == 1 else None
