"""Intent tests in versions, the answers given, and how each test stands on a thread."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.models import Thread, Touch
from jornada.apps.market.models import Contact


class IntentTest(models.Model):
    """A set of questions, such as BANT; what it asks, its versions say."""

    code = models.CharField(max_length=30, unique=True)
    label_en = models.CharField(_("name in English"), max_length=80)
    label_pt = models.CharField(_("name in Portuguese"), max_length=80)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)
    qualifies = models.BooleanField(_("passing it makes an accepted lead an SQL"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    order = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("intent test")
        verbose_name_plural = _("intent tests")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.label_pt if (get_language() or "").startswith("pt") else self.label_en

    def get_absolute_url(self) -> str:
        return f"/settings/intent-tests/{self.pk}/"


class IntentTestVersion(models.Model):
    """What a test asks. Answers stay with the version under which they were given."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_FORCE = "in_force", _("In force")
        RETIRED = "retired", _("Retired")

    test = models.ForeignKey(IntentTest, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.DRAFT)
    definition = models.JSONField()
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("version of an intent test")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["test", "number"], name="intent_version_once"),
            models.UniqueConstraint(
                fields=["test"], condition=Q(status="in_force"), name="intent_one_version_in_force"
            ),
            models.UniqueConstraint(fields=["test"], condition=Q(status="draft"), name="intent_one_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.test} {self.number}"


class IntentAnswer(models.Model):
    """An answer to one question; it stands as long as the touch in which it was given counts."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="intent_answers")
    test = models.ForeignKey(IntentTest, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(IntentTestVersion, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=30)
    value = models.JSONField()
    touch = models.ForeignKey(Touch, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="intent_answers")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["thread", "test", "at"], name="intent_answer_of_thread")]


class IntentStanding(models.Model):
    """How a test stands on a thread. Derived from the answers that count."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="intent_standings", db_index=False)
    test = models.ForeignKey(IntentTest, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=6)
    met = models.PositiveSmallIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(default=0)
    points = models.FloatField(default=0)
    answers = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "test"], name="intent_standing_once")]
