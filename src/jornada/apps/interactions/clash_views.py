"""What a task that is being written clashes with: asked by its form whenever its time changes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jornada.apps.interactions.clashes import NAMED, clashing
from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.interactions.plans import LONGEST
from jornada.apps.org.namesakes import offer_people
from jornada.ui.addresses import is_id


class TimeForm(forms.Form):
    """The part of a task that a clash depends on."""

    activity = forms.ModelChoiceField(Activity.objects.filter(is_active=True), to_field_name="code")
    due_at = forms.DateTimeField()
    minutes = forms.IntegerField(required=False, min_value=1, max_value=LONGEST)
    owner = forms.ModelChoiceField(queryset=None)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        offer_people(self.fields["owner"])


def task_clash(request: HttpRequest) -> HttpResponse:
    """Name the tasks of the same person at the same time; nothing while the form is not filled in."""
    form, task = TimeForm(request.GET), request.GET.get("task", "")
    found: list[PlannedTouch] = []
    if form.is_valid():
        found = clashing(request.user, PlannedTouch(pk=int(task) if is_id(task) else None, **form.cleaned_data))
    context = {"found": found[:NAMED], "more": max(len(found) - NAMED, 0)}
    return render(request, "interactions/clash.html", context)
