"""The definition of a custom field."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class CustomField(models.Model):
    """A field that the company added to a kind of record; retired ones keep their values."""

    class Record(models.TextChoices):
        ACCOUNT = "account", _("Accounts")
        CONTACT = "contact", _("Contacts")
        LEAD = "lead", _("Leads")
        OPPORTUNITY = "opportunity", _("Opportunities")

    class Type(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        MONEY = "money", _("Money")
        DATE = "date", _("Date")
        CHOICE = "choice", _("Choice")
        SEVERAL = "several", _("Several choices")
        LINK = "link", _("Link")
        FLAG = "flag", _("Yes or no")

    record = models.CharField(_("kind of record"), max_length=12, choices=Record.choices)
    code = models.CharField(_("code"), max_length=40)
    type = models.CharField(_("type"), max_length=8, choices=Type.choices, default=Type.TEXT)
    label_en = models.CharField(_("name in English"), max_length=60)
    label_pt = models.CharField(_("name in Portuguese"), max_length=60)
    order = models.PositiveIntegerField(_("order"), default=0)
    is_retired = models.BooleanField(_("retired"), default=False)
    is_required = models.BooleanField(
        _("required"),
        default=False,
        help_text=_("Forms, edits in place and the API ask for it; imports only report it."),
    )
    choices = models.JSONField(_("choices"), default=list, blank=True, help_text="code, en, pt, retired")
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("custom field")
        verbose_name_plural = _("custom fields")
        ordering = ["record", "order", "id"]
        constraints = [models.UniqueConstraint(fields=["record", "code"], name="custom_field_code_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.label_pt if _is_portuguese() else self.label_en

    @property
    def name(self) -> str:
        """Return what forms, lists, filters, conditions and imports call the field."""
        return f"custom_{self.code}"

    @property
    def has_choices(self) -> bool:
        return self.type in (self.Type.CHOICE, self.Type.SEVERAL)

    def choice_labels(self, *, with_retired: bool = True) -> dict[str, str]:
        """Return the choices by code, in the reader's language."""
        spoken = "pt" if _is_portuguese() else "en"
        return {one["code"]: one[spoken] for one in self.choices if with_retired or not one.get("retired")}

    def choice_pairs(self) -> list[tuple[str, Any]]:
        """Return the choices in use with both labels, as conditions know them."""
        return [(one["code"], (one["en"], one["pt"])) for one in self.choices if not one.get("retired")]


def _is_portuguese() -> bool:
    return (get_language() or "").startswith("pt")
