"""What a field of a model is called on pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Fields that no form shows, so that their models gave them no name; the change history does.
UNNAMED = {
    "amount_from_lines": _("Amount is the sum of the lines"),
    "answered_at": _("Answered"),
    "cancelled_at": pgettext_lazy("task", "Cancelled"),
    "code": _("Code"),
    "done_at": pgettext_lazy("task", "Done"),
    "is_active": _("In use"),
    "is_retired": _("Retired"),
    "journey_stage": _("stage of the buyer's journey"),
    "label_en": _("Name in English"),
    "label_pt": _("Name in Portuguese"),
    "offered_at": _("Offered"),
    "order": _("Order"),
    "probability": _("Probability"),
    "remind_at": _("Reminder"),
    "rule": _("What the role may do"),
    "seen_at": _("Seen"),
    "sent_at": _("Sent"),
    "utm": "UTM",
}


def name_of(field: Any) -> str:
    """Return the name of a field; one that leads to a record and was given none bears the record's."""
    if field._verbose_name is None and field.related_model is not None:
        return str(field.related_model._meta.verbose_name)
    if field._verbose_name is None and field.name in UNNAMED:
        return str(UNNAMED[field.name])
    return str(field.verbose_name)
