"""What conditions may ask about leads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jornada.apps.leads.models import Lead
from jornada.apps.leads.queries import sources
from jornada.apps.market.condition_fields import created_field, owner_fields
from jornada.ui.conditions.fields import ConditionField


def fields_of_leads() -> list[ConditionField]:
    return [
        ConditionField("type", _("lead type"), "choice", "type", lambda: Lead.Type.choices, 10),
        ConditionField("status", _("status"), "choice", "status", lambda: Lead.Status.choices, 20),
        ConditionField("source", _("first source"), "choice", "source_id", _sources, 30),
        ConditionField("last_source", _("last source"), "choice", "last_source_id", _sources, 40),
        ConditionField("cycle", _("cycle"), "number", "cycle", order=50),
        *owner_fields(),
        created_field(),
    ]


def _sources() -> list[tuple[int, tuple[str, str]]]:
    return [(row.pk, (row.label_en, row.label_pt)) for row in sources()]
