"""The page on which the records of somebody who leaves are given to another person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jornada.apps.org import people as writes
from jornada.apps.org.access import is_admin
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.guards import only
from jornada.apps.org.holders import holders
from jornada.apps.org.leaving import what_waits
from jornada.apps.org.lists.hand_over import Share, hand_over, handed_over, shares
from jornada.apps.org.models import User
from jornada.apps.org.namesakes import offer_people
from jornada.ui.undo import say


class HandOverForm(forms.Form):
    """To whom, which kinds of records, and whether the person leaves now."""

    to = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Who gets them"))
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What is handed over"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose what is handed over.")},
    )
    leaves = forms.BooleanField(label=gettext_lazy("Make inactive: signs in and is offered no more"), required=False)

    def __init__(self, data: Any, person: User, found: list[Share]) -> None:
        super().__init__(data)
        offer_people(self.fields["to"], holders(*(one.kind.code for one in found)).exclude(pk=person.pk))
        self.fields["kinds"].choices = [(one.kind.code, f"{one.kind.label} ({one.number})") for one in found]
        self.fields["kinds"].initial = [one.kind.code for one in found]
        if not person.is_active:
            del self.fields["leaves"]


@only(is_admin)
def hand_over_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a person has, and give it to somebody else."""
    person = get_object_or_404(User, pk=pk)
    found = shares(request.user, person)
    form = HandOverForm(request.POST or None, person, found)
    if request.method == "POST" and form.is_valid():
        try:
            _do(request, person, form.cleaned_data)
            return redirect("hand_over", pk=pk)
        except WrongMomentError as error:
            form.add_error(None, str(error))
    jobs = list(handed_over(person))
    shown = {"person": person, "shares": found, "form": form, "jobs": jobs}
    shown["waits"] = what_waits(person)
    shown["is_under_way"] = any(job.finished_at is None for job in jobs)
    return render(request, "org/lists/hand_over.html", shown, status=422 if form.errors else 200)


def _do(request: HttpRequest, person: User, asked: dict[str, Any]) -> None:
    """Make the person inactive first: what is given away meanwhile does not come back to them."""
    told: list[str] = []
    with transaction.atomic():
        if asked.get("leaves"):
            writes.update_user(request.user, person, told=told, is_active=False)
        jobs = hand_over(request.user, person, asked["to"], asked["kinds"])
    said = ngettext("Handing over has begun: %(n)s job.", "Handing over has begun: %(n)s jobs.", len(jobs))
    messages.success(request, said % {"n": len(jobs)})
    for passed_on in told:
        say(request, passed_on, tone="info")


def tell_of_records(request: HttpRequest, person: User) -> bool:
    """Say that somebody who was made inactive still has records; answer whether that is so."""
    if not shares(request.user, person):
        return False
    messages.warning(request, _("%(name)s is inactive now and still has records: hand them over.") % {"name": person})
    return True
