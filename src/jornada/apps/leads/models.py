"""Lead sources, programs and leads: cycles of interest with a type derived from the log."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.models import Channel, Thread
from jornada.apps.market.models import Account, Competitor, Contact
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.owners import OwnerKey

FIRST_CYCLE = 1


class Source(models.Model):
    """Where leads come from."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    label_en = models.CharField(max_length=120)
    label_pt = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.label_pt if (get_language() or "").startswith("pt") else self.label_en


class Program(models.Model):
    """A campaign: what it was, when, through which channel, at what cost."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    source = models.ForeignKey(Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.SET_NULL)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="BRL")

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        ordering = [NAME]

    def __str__(self) -> str:
        return self.name


class Lead(models.Model):
    """One cycle of interest of one person or company, on one thread."""

    class Type(models.TextChoices):
        SUSPECT = "suspect", _("Suspect")
        PROSPECT = "prospect", _("Prospect")
        MQL = "mql", _("MQL")
        SAL = "sal", _("SAL")
        SQL = "sql", _("SQL")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        PARKED = "parked", _("Parked")
        DISCARDED = "discarded", _("Discarded")
        CONVERTED = "converted", _("Opportunity opened")

    # What a lead that became an opportunity says once that is decided.
    DECIDED: ClassVar[dict[str, str | Promise]] = {"won": _("Opportunity won"), "lost": _("Opportunity lost")}
    HEATS: ClassVar[dict[str, int]] = {"cold": 1, "warm": 2, "hot": 3}

    name = models.CharField(_("name"), max_length=200)
    account = models.ForeignKey(
        Account,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leads",
    )
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("contact"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leads",
    )
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="lead")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leads",
        db_index=False,
    )
    source = models.ForeignKey(
        Source,
        verbose_name=_("first source"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    last_source = models.ForeignKey(
        Source,
        verbose_name=_("last source"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    program = models.ForeignKey(
        Program,
        verbose_name=_("program"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leads",
        db_index=False,
    )
    utm = models.JSONField(default=dict, blank=True)
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=FIRST_CYCLE)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN)
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="", db_default="")
    disposition = models.ForeignKey(
        "leads.DispositionReason",
        verbose_name=_("reason set aside"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
        db_index=False,
    )
    set_aside_at = models.DateTimeField(_("set aside at"), null=True, blank=True)
    return_on = models.DateField(_("comes back on"), null=True, blank=True)
    competitor = models.ForeignKey(
        Competitor,
        verbose_name=_("bought from"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    contract_ends_on = models.DateField(_("their contract ends on"), null=True, blank=True)
    returned_from = models.OneToOneField(
        "self",
        verbose_name=_("cycle before"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="returned_as",
    )
    type = models.CharField(_("lead type"), max_length=8, choices=Type.choices, default=Type.SUSPECT)
    type_since = models.DateTimeField(null=True, blank=True)
    offered_at = models.DateTimeField(
        null=True, editable=False, help_text="since when it waits for an answer of Sales; derived"
    )
    heat = models.PositiveSmallIntegerField(
        _("temperature"), default=0, db_default=0, help_text="3 hot, 2 warm, 1 cold, 0 not known; derived"
    )
    heat_until = models.DateTimeField(null=True, blank=True, help_text="when the temperature changes by itself")
    score = models.FloatField(_("score"), null=True, editable=False, help_text="0 to 100, under the first model")
    grade = models.CharField(_("grade"), max_length=2, blank=True, default="", db_default="", editable=False)
    external_id = models.CharField(_("external id"), max_length=100, null=True, blank=True, unique=True)
    custom = models.JSONField(_("custom fields"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="lead_newest"),
            models.Index(OwnerKey("owner"), F("created_at").desc(), "name", name="lead_of_owners"),
            models.Index(fields=["type", "-created_at"], name="lead_by_type"),
            models.Index(fields=["status", "-created_at"], name="lead_by_status"),
            models.Index(fields=["source", "-created_at"], name="lead_by_source"),
            models.Index(NAME, "id", name="lead_in_alphabet"),
            models.Index(fields=["heat", "-created_at"], name="lead_by_heat"),
            models.Index(
                fields=["disposition", "-created_at"],
                name="lead_by_disposition",
                condition=models.Q(disposition__isnull=False),
            ),
            models.Index(
                fields=["status", "disposition", "return_on"],
                name="lead_set_aside",
                condition=models.Q(status__in=("parked", "discarded")),
            ),
            models.Index(
                fields=["return_on", "id"], name="lead_comes_back", condition=models.Q(return_on__isnull=False)
            ),
            models.Index(
                fields=["set_aside_at", "id"],
                name="lead_aside_since",
                condition=models.Q(set_aside_at__isnull=False),
            ),
            models.Index(
                fields=["contract_ends_on", "id"],
                name="lead_contract_ends",
                condition=models.Q(contract_ends_on__isnull=False),
            ),
            models.Index(fields=["heat", "id"], name="lead_sorted_by_heat"),
            models.Index(fields=["heat_until"], name="lead_heat_due", condition=models.Q(heat_until__isnull=False)),
            models.Index(fields=["score", "id"], name="lead_best"),
            models.Index(
                OwnerKey("owner"), "offered_at", name="lead_offered_to", condition=models.Q(offered_at__isnull=False)
            ),
            models.Index(fields=["offered_at"], name="lead_offered", condition=models.Q(offered_at__isnull=False)),
            models.Index(fields=["created_at"], name="lead_of_later_cycle", condition=models.Q(cycle__gt=FIRST_CYCLE)),
            models.Index(fields=["grade", "-created_at"], name="lead_by_grade", condition=~models.Q(grade="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/leads/{self.pk}/"

    @property
    def said_status(self) -> str | Promise:
        """Name the status; of a lead that became an opportunity, what became of that."""
        deal = getattr(self, "opportunity", None) if self.status == self.Status.CONVERTED else None
        return self.DECIDED.get(deal.outcome if deal else "", self.get_status_display())

    @property
    def temperature(self) -> str:
        """Return hot, warm or cold; blank when nothing is known."""
        return {3: "hot", 2: "warm", 1: "cold"}.get(self.heat, "")


class LeadRung(models.Model):
    """When a lead became what, and by which touch. Derived from the log."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="rungs")
    type = models.CharField(max_length=8, choices=Lead.Type.choices)
    at = models.DateTimeField()
    evidence_touch_id = models.BigIntegerField(null=True)
    behaviour = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["at", "id"]


from jornada.apps.leads.disposition.models import DispositionReason  # noqa: E402
from jornada.apps.leads.intent.models import (  # noqa: E402
    IntentAnswer,
    IntentStanding,
    IntentTest,
    IntentTestVersion,
)
from jornada.apps.leads.scoring.models import (  # noqa: E402
    AccountScore,
    LeadChance,
    LeadScore,
    Predictor,
    ScoreChange,
    ScoreMark,
    ScoringModel,
    ScoringTrial,
    ScoringVersion,
)
from jornada.apps.leads.temperature.models import (  # noqa: E402
    HeatLimits,
    TimeFrame,
)

__all__ = [
    "AccountScore",
    "DispositionReason",
    "HeatLimits",
    "IntentAnswer",
    "IntentStanding",
    "IntentTest",
    "IntentTestVersion",
    "Lead",
    "LeadChance",
    "LeadRung",
    "LeadScore",
    "Predictor",
    "Program",
    "ScoreChange",
    "ScoreMark",
    "ScoringModel",
    "ScoringTrial",
    "ScoringVersion",
    "Source",
    "TimeFrame",
]
