"""Forms of pipelines, stages and reasons for a loss."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jornada.apps.journeys.queries import stage_labels
from jornada.apps.leads.disposition.forms import ScheduleForm
from jornada.apps.org.record_forms import RecordForm
from jornada.apps.org.two_names import TwoNames
from jornada.apps.sales import queries
from jornada.apps.sales.models import LossReason, Opportunity, Pipeline, PipelineStage
from jornada.rules.stage_mapping import matching_stage

MOST_DAYS = 3650
MOST_CARDS = 10_000


class PipelineForm(RecordForm):
    is_default = forms.BooleanField(label=_("New opportunities and imports start here"), required=False)

    class Meta:
        model = Pipeline
        fields = ("name", "purpose", "is_default")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.is_default:
            self.fields["is_default"].disabled = True


class NewPipelineForm(PipelineForm):
    like = forms.ModelChoiceField(Pipeline.objects.none(), label=_("Stages as in"), empty_label=None)

    field_order = ("name", "like", "purpose", "is_default")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["like"].queryset = queries.pipelines()
        self.fields["like"].initial = queries.default_pipeline().pk

    def values(self) -> dict[str, Any]:
        return {**super().values(), "like": self.cleaned_data["like"]}


class StageForm(TwoNames, RecordForm):
    label_en = forms.CharField(label=_("name in English"), max_length=120)
    label_pt = forms.CharField(label=_("name in Portuguese"), max_length=120)
    percent = forms.DecimalField(
        label=_("probability in percent"), min_value=0, max_value=100, decimal_places=1, max_digits=4,
        help_text=_("How many of those that stand here are won in the end."),
    )  # fmt: skip
    journey_stage = forms.ChoiceField(
        label=_("stage of the buyer's journey"), required=False, help_text=_("Where a buyer usually is by then.")
    )
    card_limit = forms.IntegerField(
        label=_("limit of cards"), required=False, min_value=1, max_value=MOST_CARDS,
        help_text=_("More than that on the board is marked."),
    )  # fmt: skip
    stalled_days = forms.IntegerField(
        label=_("stalled after days"), required=False, min_value=1, max_value=MOST_DAYS,
        help_text=_("Cards that stay longer are tinted."),
    )  # fmt: skip

    class Meta:
        model = PipelineStage
        fields = (*("label_en", "label_pt", "journey_stage", "card_limit", "stalled_days", "purpose", "exit_criteria"),)
        widgets = {"exit_criteria": forms.Textarea({"rows": 3})}

    field_order = ("label_en", "label_pt", "percent", "journey_stage", "card_limit", "stalled_days", "purpose")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        is_pt = 1 if self.user.language.startswith("pt") else 0
        labels = stage_labels("opportunity", self.user)
        self.fields["journey_stage"].choices = [("", "—"), *((code, both[is_pt]) for code, both in labels.items())]
        if self.instance.journey_stage and self.instance.journey_stage not in labels:
            self.fields["journey_stage"].choices += [(self.instance.journey_stage, self.instance.journey_stage)]
        if self.instance.pk:
            self.fields["percent"].initial = Decimal(str(round(self.instance.probability * 100, 1))).normalize()
        self.fields["exit_criteria"].help_text = _("What must have been seen before it moves on, one a line.")
        self.fields["purpose"].help_text = _("What we do at this stage, and why.")

    def values(self) -> dict[str, Any]:
        return {**super().values(), "probability": float(self.cleaned_data["percent"]) / 100}


class RetireForm(forms.Form):
    """Where the open opportunities of a stage go when it is retired."""

    into = forms.ModelChoiceField(
        PipelineStage.objects.none(), label=_("Open opportunities move to"), required=False, empty_label=None
    )

    def __init__(self, data: Any = None, *, stage: PipelineStage) -> None:
        super().__init__(data)
        held = Opportunity.objects.filter(stage=stage, outcome=Opportunity.Outcome.OPEN)
        self.number = held.count()
        if not self.number:
            del self.fields["into"]
            return
        others = queries.stages(stage.pipeline).exclude(pk=stage.pk)
        self.fields["into"].queryset = others
        if rows := list(others):
            self.fields["into"].initial = matching_stage(queries.facts_of(stage), [queries.facts_of(r) for r in rows])


class LossReasonForm(TwoNames, ScheduleForm):
    class Meta:
        model = LossReason
        fields = ("label_en", "label_pt", "schedule", "asks_competitor", "is_active")


class OtherPipelineForm(forms.Form):
    """The stage of another pipeline that an opportunity moves to; the one that fits is proposed."""

    stage = forms.ModelChoiceField(PipelineStage.objects.none(), label=_("Stage there"), empty_label=None)

    def __init__(self, data: Any = None, *, opportunity: Opportunity, pipeline: Pipeline) -> None:
        super().__init__(data)
        rows = queries.stages(pipeline)
        self.fields["stage"].queryset = rows
        facts = [queries.facts_of(row) for row in rows]
        if facts:
            self.fields["stage"].initial = matching_stage(queries.facts_of(opportunity.stage), facts)
