"""Pipelines and opportunities."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.models import Thread
from jornada.apps.leads.disposition.words import said_schedule
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Competitor, Contact, Product
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.owners import OwnerKey
from jornada.rules.disposition import SCHEDULE


class Pipeline(models.Model):
    name = models.CharField(_("name"), max_length=120, unique=True)
    is_default = models.BooleanField(_("default"), default=False)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("pipeline")
        ordering = ["-is_default", NAME]

    def __str__(self) -> str:
        return self.name


class PipelineStage(models.Model):
    """A step of our own process, which names the journey stage of the buyer it corresponds to."""

    # What its long name is made of, for those who read many.
    named_with = ("pipeline",)

    pipeline = models.ForeignKey(Pipeline, on_delete=models.CASCADE, related_name="stages")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    label_en = models.CharField(max_length=120)
    label_pt = models.CharField(max_length=120)
    probability = models.FloatField(help_text="share of opportunities here that are won, 0 to 1")
    journey_stage = models.CharField(max_length=60, blank=True, help_text="code of the journey stage")
    purpose = models.CharField(_("purpose"), max_length=300, blank=True, db_default="")
    card_limit = models.PositiveSmallIntegerField(_("limit of cards"), null=True, blank=True)
    stalled_days = models.PositiveSmallIntegerField(_("stalled after days"), null=True, blank=True)
    exit_criteria = models.TextField(_("exit criteria"), blank=True, db_default="", help_text="evidence, one a line")
    is_retired = models.BooleanField(
        default=False, db_default=False, help_text="kept for the history; nothing moves here any more"
    )

    class Meta:
        verbose_name = _("pipeline stage")
        verbose_name_plural = _("pipeline stages")
        ordering = ["pipeline", "order"]
        constraints = [models.UniqueConstraint(fields=["pipeline", "code"], name="pipeline_stage_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.label_pt if (get_language() or "").startswith("pt") else self.label_en

    @property
    def long_name(self) -> str:
        """Return its name with that of its pipeline, where that is not the usual one."""
        return self.label if self.pipeline.is_default else f"{self.pipeline}: {self.label}"

    @property
    def evidence(self) -> list[str]:
        """Return what must have been seen before an opportunity leaves this stage."""
        return [line.strip() for line in self.exit_criteria.splitlines() if line.strip()]


class LossReason(models.Model):
    """A value of the pick list of reasons for a loss."""

    label_en = models.CharField(_("name in English"), max_length=120)
    label_pt = models.CharField(_("name in Portuguese"), max_length=120)
    schedule = models.JSONField(_("comes back after days"), null=True, blank=True)
    asks_competitor = models.BooleanField(_("asks for the competitor"), default=False, db_default=False)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("lost reason")
        verbose_name_plural = _("lost reasons")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.label_pt if (get_language() or "").startswith("pt") else self.label_en

    @property
    def days(self) -> tuple[int, ...]:
        """Return after how many days what was lost comes back, cycle by cycle; those of all when none were set."""
        stored: list[Any] = list(SCHEDULE) if self.schedule is None else self.schedule
        return tuple(day for day in stored if isinstance(day, int))

    @property
    def said_days(self) -> str:
        return said_schedule(self.days)


class Opportunity(models.Model):
    """A chance to sell, with one outcome."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("Open")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    name = models.CharField(_("name"), max_length=200)
    account = models.ForeignKey(
        Account,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="opportunities",
    )
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("contact"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="opportunities",
    )
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="opportunity")
    lead = models.OneToOneField(
        Lead,
        verbose_name=_("lead"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="opportunity",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="opportunities",
        db_index=False,
    )
    product = models.ForeignKey(
        Product,
        verbose_name=_("product"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="opportunities",
    )
    stage = models.ForeignKey(
        PipelineStage,
        verbose_name=_("pipeline stage"),
        on_delete=models.PROTECT,
        related_name="opportunities",
        db_index=False,
    )
    outcome = models.CharField(_("outcome"), max_length=4, choices=Outcome.choices, default=Outcome.OPEN)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2, null=True, blank=True)
    amount_from_lines = models.BooleanField(
        default=False, db_default=False, help_text="the amount follows the sum of the lines"
    )
    currency = models.CharField(_("currency"), max_length=3, default="BRL")
    engaged_on = models.DateField(_("engaged on"), null=True, blank=True)
    expected_on = models.DateField(_("expected close"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    loss_reason = models.ForeignKey(
        LossReason,
        verbose_name=_("lost reason"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="opportunities",
        db_index=False,
    )
    lost_reason = models.CharField(_("lost reason, in words"), max_length=200, blank=True)
    competitor = models.ForeignKey(
        Competitor,
        verbose_name=_("competitor"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="opportunities",
        db_index=False,
    )
    return_on = models.DateField(_("comes back on"), null=True, blank=True)
    returned_as = models.OneToOneField(
        Lead,
        verbose_name=_("came back as"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="lost_before",
    )
    external_id = models.CharField(_("external id"), max_length=100, null=True, blank=True, unique=True)
    custom = models.JSONField(_("custom fields"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="opportunity_newest"),
            models.Index(OwnerKey("owner"), F("created_at").desc(), name="opportunity_of_owners"),
            models.Index(fields=["outcome", "-created_at"], name="opportunity_by_outcome"),
            models.Index(fields=["stage", "-created_at"], name="opportunity_of_stage"),
            models.Index(
                fields=["outcome", "stage", "-created_at", "amount", "owner", "currency"], name="opportunity_on_board"
            ),
            models.Index(NAME, "id", name="opportunity_in_alphabet"),
            models.Index(fields=["amount", "id"], name="opportunity_by_amount"),
            models.Index(fields=["expected_on", "id"], name="opportunity_by_expected"),
            models.Index(fields=["closed_on", "id"], name="opportunity_by_closed"),
            models.Index(
                fields=["-created_at"],
                name="opportunity_incomplete",
                condition=models.Q(account=None) | models.Q(engaged_on=None),
            ),
            models.Index(
                fields=["competitor", "outcome"],
                name="opportunity_of_competitor",
                condition=models.Q(competitor__isnull=False),
            ),
            models.Index(
                fields=["return_on", "id"], name="opportunity_comes_back", condition=models.Q(return_on__isnull=False)
            ),
            models.Index(
                fields=["loss_reason", "-closed_on"],
                name="opportunity_of_reason",
                condition=models.Q(loss_reason__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/opportunities/{self.pk}/"

    @property
    def is_closed(self) -> bool:
        return self.outcome != self.Outcome.OPEN

    @property
    def loss_words(self) -> str:
        """Say why it was lost: the reason picked, and what was written when that says more."""
        if self.loss_reason_id is None:
            return self.lost_reason
        labels = (self.loss_reason.label_en, self.loss_reason.label_pt)
        more = self.lost_reason if self.lost_reason not in ("", *labels) else ""
        return f"{self.loss_reason.label}: {more}" if more else self.loss_reason.label


class StageMove(models.Model):
    """Who moved an opportunity, when, from where to where."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="moves")
    at = models.DateTimeField()
    # Without indexes of their own: only deleting a stage or a person asks for its moves, which is rare.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    from_stage = models.ForeignKey(PipelineStage, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_stage = models.ForeignKey(PipelineStage, on_delete=models.PROTECT, related_name="+", db_index=False)
    outcome = models.CharField(max_length=4, choices=Opportunity.Outcome.choices)

    class Meta:
        ordering = ["at", "id"]


from jornada.apps.sales.line_models import OpportunityContact, OpportunityLine  # noqa: E402
from jornada.apps.sales.proposals.models import Proposal, ProposalLine, ProposalTerms  # noqa: E402

__all__ = [
    "LossReason",
    "Opportunity",
    "OpportunityContact",
    "OpportunityLine",
    "Pipeline",
    "PipelineStage",
    "Proposal",
    "ProposalLine",
    "ProposalTerms",
    "StageMove",
]
