"""Scoring models in versions, the scores of leads and accounts, and how they changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Segment
from jornada.rules.scoring import Model
from jornada.rules.scoring_json import model_from_json


class ScoringModel(models.Model):
    """A named way of scoring leads: all of them, or those of a segment."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    code = models.SlugField(max_length=60, unique=True, help_text="how conditions and the API name it")
    note = models.CharField(_("in one sentence"), max_length=300, blank=True)
    segment = models.ForeignKey(
        Segment,
        verbose_name=_("only leads of the segment"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=10, help_text=_("Where several models score a lead, lists show the one that comes first.")
    )
    in_force = models.PositiveIntegerField(_("version in force"), null=True, editable=False)
    scored_at = models.DateTimeField(null=True, help_text="when everybody was last scored")
    seen_change = models.BigIntegerField(default=0, help_text="up to which change of records scores are up to date")
    revision = models.BigIntegerField(default=0, help_text="grows whenever a score changes")
    fault = models.CharField(max_length=500, blank=True, help_text="why leads could not be scored")
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("scoring model")
        verbose_name_plural = _("scoring models")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/scoring/{self.pk}/"


class ScoringVersion(models.Model):
    """One state of a model. Only the draft is ever changed."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        LIVE = "live", _("In force")
        RETIRED = "retired", _("Replaced")

    model = models.ForeignKey(ScoringModel, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DRAFT)
    definition = models.JSONField(help_text="as `rules.scoring_json` writes it")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    retired_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["model", "number"], name="scoring_version_once"),
            models.UniqueConstraint(fields=["model"], name="scoring_one_draft", condition=Q(status="draft")),
            models.UniqueConstraint(fields=["model"], name="scoring_one_live", condition=Q(status="live")),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.number}"

    @property
    def rules(self) -> Model:
        """Read the definition."""
        return model_from_json(self.definition)


class LeadScore(models.Model):
    """What a lead scores under a model. Derived: thrown away and worked out anew at any time."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="scores")
    model = models.ForeignKey(ScoringModel, on_delete=models.CASCADE, related_name="scores", db_index=False)
    points = models.FloatField()
    fit = models.FloatField()
    engagement = models.FloatField()
    grade = models.CharField(max_length=2)
    noted = models.FloatField(help_text="points of the latest row of the history")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "lead"], name="lead_scored_once")]
        indexes = [models.Index(fields=["model", "grade"], name="lead_score_by_grade")]


class ScoreChange(models.Model):
    """A score from a moment on: kept when the grade changes, or the points by a twentieth of the cap."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="score_changes", db_index=False)
    model = models.ForeignKey(ScoringModel, on_delete=models.CASCADE, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    points = models.FloatField()
    fit = models.FloatField()
    engagement = models.FloatField()
    grade = models.CharField(max_length=2)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["lead", "model", "at"], name="score_change_of_lead")]


class AccountScore(models.Model):
    """What the people of an account score together, 0 to 100. Derived from the scores of its leads."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="score")
    points = models.FloatField()
    people = models.PositiveIntegerField()
    grade = models.CharField(max_length=2, help_text="of the best lead")

    class Meta:
        indexes = [models.Index(fields=["points", "account"], name="account_score_best")]


class ScoreMark(models.Model):
    """A lead whose score may have changed. Rows come in with the change and go with the new score."""

    lead_id = models.BigIntegerField()


class ScoringTrial(models.Model):
    """What came of trying a version on the past, beside the one that was in force."""

    model = models.ForeignKey(ScoringModel, on_delete=models.CASCADE, related_name="trials")
    version = models.PositiveIntegerField()
    edited_at = models.DateTimeField(help_text="the state of the draft that was tried")
    against = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField()
    result = models.JSONField()

    class Meta:
        ordering = ["-made_at", "-id"]


class Predictor(models.Model):
    """What was learnt from past leads at a moment: how far it can be trusted, or why nothing could be learnt."""

    made_at = models.DateTimeField()
    horizon = models.PositiveSmallIntegerField(help_text="days within which a lead converts")
    result = models.JSONField()

    class Meta:
        ordering = ["-made_at", "-id"]


class LeadChance(models.Model):
    """How likely an open lead converts, and the strongest reasons. Thrown away with each learning."""

    lead = models.OneToOneField(Lead, primary_key=True, on_delete=models.CASCADE, related_name="chance")
    chance = models.FloatField()
    grade = models.CharField(max_length=1, help_text="A to D, by expected value against an average lead")
    reasons = models.JSONField(help_text="(column, value, log-odds), the strongest first")
    made_at = models.DateTimeField()
