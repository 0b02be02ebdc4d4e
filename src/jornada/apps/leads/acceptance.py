"""What an acceptance of a lead wrote, as long as nothing hangs on it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jornada.apps.interactions.actions import void_touch
from jornada.apps.interactions.models import Touch
from jornada.apps.leads import queries
from jornada.apps.leads.actions import offered_again
from jornada.apps.leads.intent.standings import KEY
from jornada.apps.leads.models import Lead
from jornada.apps.org import edits
from jornada.apps.org.edits import refuse_unless
from jornada.apps.org.models import User
from jornada.rules.second_thoughts import Since, hangs_on_acceptance


def written_by(lead: Lead) -> list[Touch]:
    """Return the touch of the acceptance and of what qualified the lead by itself since; none once more hangs on it."""
    live = Touch.objects.filter(thread=lead.thread_id, voids=None, voided_by=None).select_related("activity")
    accepted = live.filter(activity__code=queries.ACCEPTED).order_by("-at", "-id").first()
    if lead.status != Lead.Status.OPEN or accepted is None:
        return []
    since = list(live.filter(pk__gt=accepted.pk).order_by("pk"))
    if any(hangs_on_acceptance(_since(touch)) for touch in since):
        return []
    found = [accepted, *(touch for touch in since if touch.activity.code == queries.QUALIFIED)]
    last = queries.last_handoff(lead)
    return found if last is not None and last.pk in {touch.pk for touch in found} else []


def undo(user: Any, lead: Lead, owner: User | None, reason: str) -> Lead:
    """Undo that a lead was accepted: what says so is voided, and the lead is whose it was before."""
    with transaction.atomic():
        row = edits.locked(lead)
        found = written_by(row)
        refuse_unless(bool(found) and row.owner_id == user.pk, _("Nothing was undone: the lead went on since."))
        for touch in reversed(found):
            void_touch(user, touch, reason)
        offered_again(row)
        if row.owner_id != (owner.pk if owner else None):
            edits.write(user, row, {"owner": owner})
    return row


def _since(touch: Touch) -> Since:
    is_automatic = (touch.key or "").startswith(KEY)
    return Since(touch.activity.code, touch.direction, touch.by, is_automatic)
