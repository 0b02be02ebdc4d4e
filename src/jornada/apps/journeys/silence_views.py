"""Settings: the rules that make tasks of silence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.interactions.models import Channel
from jornada.apps.interactions.plans import planned_label
from jornada.apps.interactions.queries import plannable_activities
from jornada.apps.journeys import silence_actions
from jornada.apps.journeys.models import SilenceRule
from jornada.apps.journeys.silence_actions import create_rule, delete_rule, update_rule
from jornada.apps.journeys.silence_of import silent_rows, subject_of, subjects, tasks_at_once
from jornada.apps.org.namesakes import offer_people
from jornada.apps.org.record_forms import RecordForm
from jornada.apps.org.record_pages import delete_page, form_page
from jornada.apps.org.views import admin_only

FIELDS = ("name", "stage", "days", "activity", "owner", "is_active")


class SilenceRuleForm(RecordForm):
    stage = forms.ChoiceField(label=gettext_lazy("stage of the journey or of a pipeline"), required=False)
    days = forms.IntegerField(label=gettext_lazy("days without a touch"), min_value=1, max_value=3650, initial=14)

    class Meta:
        model = SilenceRule
        fields = FIELDS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        groups = [group for subject in subjects() for group in subject.stages()]
        self.fields["stage"].choices = [("", _("Any account, wherever it stands")), *groups]
        offered = list(plannable_activities())
        self.fields["activity"].choices = [(row.pk, planned_label(row)) for row in offered]
        # Who has been silent is called, as with a new task.
        self.fields["activity"].initial = next((row.pk for row in offered if row.channel == Channel.PHONE), None)
        offer_people(self.fields["owner"])
        self.fields["owner"].empty_label = _("The owner of the account or opportunity")

    def doubts(self) -> list[str]:
        """Say how many tasks the rule makes at once, before it makes them."""
        rule = silence_actions.with_values(self.before, {name: self.cleaned_data[name] for name in FIELDS})
        said = tasks_at_once(rule, timezone.now())
        return [said] if said else []


@admin_only
def rule_list(request: HttpRequest) -> HttpResponse:
    now, labels = timezone.now(), dict(_named_stages())
    rows = SilenceRule.objects.select_related("activity", "owner")
    shown = [_shown(row, labels, now) for row in rows]
    return render(request, "journeys/silence_list.html", {"title": _("Reminder rules"), "rows": shown})


def _named_stages() -> Iterator[tuple[str, str]]:
    """Name the stages by their codes: those of a pipeline with its name."""
    for subject in subjects():
        for group, stages in subject.stages():
            yield from ((code, f"{group} · {label}" if subject.code else label) for code, label in stages)


def _shown(rule: SilenceRule, labels: dict[str, str], now: datetime) -> dict[str, Any]:
    (subject, stage), number = subject_of(rule), silent_rows(rule, now).count()
    gone = _("a stage that is not there any more") if subject.code else stage
    return {
        "rule": rule,
        "stage": labels.get(rule.stage, gone),
        "does": planned_label(rule.activity),
        "whose": rule.owner or subject.whose,
        "number": number,
        "said": subject.now(number),
    }


@admin_only
def rule_new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        SilenceRuleForm(request.POST or None, user=request.user),
        lambda form: create_rule(request.user, **form.values()) and reverse("silence_rules"),
        title=_("New reminder rule"),
        back=reverse("silence_rules"),
    )


@admin_only
def rule_edit(request: HttpRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(SilenceRule, pk=pk)
    return form_page(
        request,
        SilenceRuleForm(request.POST or None, instance=rule, user=request.user),
        lambda form: update_rule(request.user, rule, form.seen, **form.values()) and reverse("silence_rules"),
        title=rule.name,
        back=reverse("silence_rules"),
    )


@admin_only
def rule_delete(request: HttpRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(SilenceRule, pk=pk)
    to, warning = reverse("silence_rules"), _("The tasks it made stay.")
    return delete_page(request, rule, partial(delete_rule, request.user, rule), back=to, to=to, warning=warning)
