"""Forms of working calendars, own days and absences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from jornada.apps.org.calendars import states_of
from jornada.apps.org.models import Absence, Calendar, CalendarDay
from jornada.apps.org.namesakes import offer_people
from jornada.apps.org.queries import people
from jornada.apps.org.record_forms import RecordForm
from jornada.apps.org.zones import zone_choices
from jornada.rules.calendars import OFFICE_HOURS
from jornada.rules.hours_text import HoursTextError, read_hours, write_hours

OFFICE_WEEK = [[list(interval) for interval in day] for day in OFFICE_HOURS.week]
COUNTRIES = (("", _("None")), ("BR", _("Brazil")), ("PT", "Portugal"), ("US", _("United States")))


class HoursField(forms.CharField):
    """Opening hours of one day, typed as 9:00-12:00, 13:00-18:00; blank is closed."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"placeholder": "9:00-12:00, 13:00-18:00", "inputmode": "text"})
        super().__init__(**{"required": False, "widget": widget, "max_length": 120, **options})

    def clean(self, value: str) -> list[list[int]]:
        try:
            return [list(interval) for interval in read_hours(super().clean(value))]
        except HoursTextError as error:
            said = _("Write hours such as 9:00-12:00, 13:00-18:00, in order; “%(text)s” is none.")
            raise ValidationError(said, params={"text": error.text}) from error

    def prepare_value(self, value: Any) -> Any:
        return write_hours(value) if isinstance(value, list) else value


class CalendarForm(RecordForm):
    time_zone = forms.ChoiceField(label=_("time zone"))
    country = forms.ChoiceField(label=_("country of the holidays"), choices=COUNTRIES, required=False)
    state = forms.ChoiceField(label=_("state of the holidays"), required=False)

    class Meta:
        model = Calendar
        fields = ("name", "time_zone", "country", "state", "has_optional", "has_bridges", "is_default")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["time_zone"].choices = zone_choices()
        country = self.data.get("country", "") if self.is_bound else self.instance.country
        self.fields["state"].choices = [("", ""), *((code, code) for code in states_of(country))]
        self.fields["has_bridges"].help_text = _(
            "The Monday before a Tuesday holiday, the Friday after a Thursday one."
        )
        for place, hours in enumerate(self.instance.hours or OFFICE_WEEK):
            self.fields[_name_of(place)] = HoursField(label=WEEKDAYS[place], initial=hours)

    @property
    def day_fields(self) -> list[forms.BoundField]:
        return [self[_name_of(place)] for place in range(7)]

    @property
    def head_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in (*self._meta.fields, "seen_at")]

    def values(self) -> dict[str, Any]:
        return {**super().values(), "hours": [self.cleaned_data[_name_of(place)] for place in range(7)]}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        hours = [cleaned.get(_name_of(place)) for place in range(7)]
        if not self.errors and not any(hours):
            raise ValidationError(_("The calendar is never open: give at least one day hours, or no clock would run."))
        return cleaned


class CalendarDayForm(forms.ModelForm):
    hours = HoursField(label=_("Hours"), help_text=_("Blank: closed all day."))

    class Meta:
        model = CalendarDay
        fields = ("day", "name", "hours")
        widgets = {"day": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}


class AbsenceForm(forms.ModelForm):
    class Meta:
        model = Absence
        fields = ("user", "starts_on", "ends_on", "reason")
        widgets = {
            "starts_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, whose: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_people(self.fields["user"], people().filter(pk__in=whose))
        if len(self.fields["user"].queryset) == 1:
            self.fields["user"].initial = self.fields["user"].queryset[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day away comes before the first; turn them round."))
        return cleaned


def _name_of(place: int) -> str:
    return f"hours_{place}"
