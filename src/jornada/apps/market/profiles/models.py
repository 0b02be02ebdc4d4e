"""Ideal customer profiles, their criteria, and how each account fits them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jornada.apps.org.alphabet import NAME


class Profile(models.Model):
    """Whom we would like to sell to, as weighted criteria over accounts."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    note = models.CharField(_("in one sentence"), max_length=300, blank=True)
    least_a = models.FloatField(_("least share for A"), default=0.75)
    least_b = models.FloatField(_("least share for B"), default=0.5)
    least_c = models.FloatField(_("least share for C"), default=0.25)
    is_active = models.BooleanField(_("in use"), default=True)
    graded_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=500, blank=True, help_text="why accounts could not be graded")
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("ideal customer profile")
        verbose_name_plural = _("ideal customer profiles")
        ordering = [NAME]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/profiles/{self.pk}/"

    @property
    def thresholds(self) -> tuple[float, float, float]:
        return self.least_a, self.least_b, self.least_c


class ProfileCriterion(models.Model):
    """One weighted condition of a profile."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="criteria")
    name = models.CharField(_("name"), max_length=120)
    weight = models.FloatField(_("points"), default=10, help_text=_("Negative points speak against a company."))
    is_required = models.BooleanField(_("required: without it the grade is D"), default=False)
    condition = models.JSONField(_("condition"))
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("criterion")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class AccountFit(models.Model):
    """How an account fits a profile. Derived: thrown away and worked out anew at any time."""

    account = models.ForeignKey("market.Account", on_delete=models.CASCADE, related_name="fits")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="fits", db_index=False)
    grade = models.CharField(max_length=1)
    share = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "account"], name="fit_once")]
        indexes = [models.Index(fields=["profile", "grade"], name="fit_by_grade")]
