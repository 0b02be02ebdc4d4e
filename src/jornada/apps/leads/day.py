"""Lines of My day from leads: those that were offered to a person and wait for an answer."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jornada.apps.leads import queries
from jornada.apps.leads.models import Lead
from jornada.apps.leads.temperature.words import LABELS
from jornada.apps.market.lists import short_name
from jornada.apps.org import access
from jornada.ui.day import Day, Line, Section

SHOWN = 20


def waiting_leads(day: Day) -> Section:
    """Show the leads to accept or refuse, the one that has waited longest first."""
    rows = queries.waiting(day.user, day.people).select_related("account", "source", "owner")
    lines = [_line(row, day) for row in rows.order_by("offered_at", "id")[:SHOWN]]
    buttons = "leads/day_buttons.html" if access.may(day.user, "lead", "change") else ""
    return Section(_("Leads waiting for an answer"), lines, "target", "accent", buttons, reverse("lead_list"))


def _line(row: Lead, day: Day) -> Line:
    heat = str(LABELS[row.temperature]) if row.temperature else ""
    about = [heat, row.get_type_display(), str(row.source or ""), "" if day.is_own else str(row.owner or "")]
    return Line(
        short_name(row.name, row),
        row.get_absolute_url(),
        " · ".join(filter(None, about)),
        place=str(row.account or ""),
        place_url=row.account.get_absolute_url() if row.account else "",
        record=row,
    )
