"""Writes of endpoints; administrators only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.apps.org import access, history
from jornada.edge import safe_http
from jornada.edge.webhooks import delivering, outbox
from jornada.edge.webhooks.models import Delivery, Endpoint
from jornada.edge.webhooks.signing import new_secret
from jornada.edge.webhooks.types import TEST, TYPES

OVERLAP = timedelta(hours=24)
LONGEST = 500


def visible_endpoints(user: Any) -> QuerySet[Endpoint]:
    """Return the endpoints, to administrators only."""
    return Endpoint.objects.filter(deleted_at=None) if access.is_admin(user) else Endpoint.objects.none()


def create_endpoint(admin: Any, *, url: str, types: Sequence[str] = (), description: str = "") -> Endpoint:
    """Add an endpoint; its secret is to be shown this one time."""
    _require(admin)
    now = timezone.now()
    with transaction.atomic():
        made = Endpoint.objects.create(
            url=sound_url(url),
            types=sound_types(types),
            description=description,
            secret=new_secret(),
            created_by=admin,
            created_at=now,
            updated_at=now,
        )
        history.record_created(admin, made)
    return made


def update_endpoint(admin: Any, endpoint: Endpoint, **values: Any) -> Endpoint:
    """Change where to, what is told, and whether; switched on again it starts afresh."""
    _require(admin)
    if "url" in values:
        values["url"] = sound_url(values["url"])
    if "types" in values:
        values["types"] = sound_types(values["types"])
    if values.get("is_active") and not endpoint.is_active:
        values |= {"failing_since": None, "stopped_at": None}
    return _save(admin, endpoint, values)


def rotate_secret(admin: Any, endpoint: Endpoint) -> Endpoint:
    """Give an endpoint a new secret; for a day messages are signed with both."""
    _require(admin)
    until = timezone.now() + OVERLAP
    return _save(admin, endpoint, {"secret": new_secret(), "old_secret": endpoint.secret, "old_until": until})


def delete_endpoint(admin: Any, endpoint: Endpoint) -> Endpoint:
    """Take an endpoint away; it can be brought back."""
    _require(admin)
    return _save(admin, endpoint, {"deleted_at": timezone.now()})


def restore_endpoint(admin: Any, pk: int) -> Endpoint:
    """Undo taking an endpoint away."""
    _require(admin)
    return _save(admin, Endpoint.objects.get(pk=pk), {"deleted_at": None})


def send_test(admin: Any, endpoint: Endpoint) -> delivering.Outcome:
    """Send a message that nothing happened for, at once, and say what came back."""
    _require(admin)
    said = {"message": "This is a test.", "endpoint_id": endpoint.pk, "user_id": admin.pk}
    with transaction.atomic():
        delivery = outbox.tell([(TEST, said)], [endpoint])[0]
        Delivery.objects.filter(pk=delivery.pk).update(next_at=None)
    return delivering.send_now(delivery)


def replay_failed(admin: Any, endpoint: Endpoint, since: datetime) -> int:
    """Send again what was given up since an instant."""
    _require(admin)
    failed = endpoint.deliveries.filter(status=Delivery.Status.FAILED, created_at__gte=since)
    return delivering.replay(list(failed))


def replay_one(admin: Any, delivery: Delivery) -> int:
    _require(admin)
    return delivering.replay([delivery])


def sound_url(url: str) -> str:
    """Write an address as it is called, or refuse one that the server would not call."""
    try:
        parts = safe_http.check_url(url.strip())
        safe_http.allowed_address(parts.hostname or "", safe_http.port_of(parts))
    except safe_http.NotAllowedError as error:
        text = _("The server does not call this address: expected a public one such as https://example.com/hooks.")
        raise ValidationError({"url": [text]}) from error
    except OSError:
        pass  # not reachable now is no reason: the first message will show
    sound = parts.geturl()
    if len(sound) > LONGEST:
        raise ValidationError({"url": [_("An address has at most 500 signs, those of other scripts written out.")]})
    return sound


def sound_types(types: Sequence[str]) -> list[str]:
    unknown = [one for one in types if one not in TYPES]
    if unknown:
        text = _("%(value)r is not known; expected one of %(known)s.")
        raise ValidationError({"types": [text % {"value": unknown[0], "known": ", ".join(TYPES)}]})
    return [one for one in TYPES if one in types]


def _save(admin: Any, endpoint: Endpoint, values: dict[str, Any]) -> Endpoint:
    with transaction.atomic():
        row = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
        before = history.snapshot(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.updated_at = timezone.now()
        row.save(update_fields=[*values, "updated_at"])
        history.record_updated(admin, row, before)
    return row


def _require(user: Any) -> None:
    if not access.is_admin(user):
        raise PermissionDenied
