"""Lines of My day: leads that came back and that nobody has touched since."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.telling import is_silent
from jornada.apps.leads.disposition.queries import BACK, fresh_returns
from jornada.apps.market.lists import short_name
from jornada.apps.org.day import owner_asked
from jornada.ui.day import Day, Line, Section, how_many_beyond

SHOWN = 20


def returned_leads(day: Day) -> Section:
    """Show the leads that are back, the one that has waited longest first."""
    rows = fresh_returns(day.user, day.people, timezone.now()).select_related("account", "owner")
    found = list(rows[: SHOWN + 1])
    beyond = how_many_beyond(found, SHOWN, rows)
    found = found[:SHOWN]
    notes = Touch.objects.filter(thread__in=[row.thread_id for row in found], activity__code=BACK, voids=None)
    why = {} if is_silent(day.user, BACK) else dict(notes.values_list("thread", "note"))
    lines = [
        Line(
            short_name(row.name, row),
            row.get_absolute_url(),
            " · ".join(filter(None, [why.get(row.thread_id, ""), "" if day.is_own else str(row.owner or "")])),
            row.created_at,
            place=str(row.account or ""),
            place_url=row.account.get_absolute_url() if row.account else "",
            record=row,
            about=(row.get_absolute_url(),),
        )
        for row in found
    ]
    address = f"{reverse('lead_list')}?just_back=1&owner={owner_asked(day)}"
    return Section(_("Leads that are back"), lines, "refresh", "accent", more_url=address, beyond=beyond)
