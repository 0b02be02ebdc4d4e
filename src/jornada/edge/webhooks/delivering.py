"""Messages on their way out: claimed, signed, sent at once to several places, and tried again when they fail.

The network is asked in threads that know no database; what is read and written stands in the caller's thread. An
endpoint is claimed for as long as its round can last, so that its messages go in order and a large backlog of one does
not keep the others waiting. A worker that is killed in between leaves the messages to be tried again: each comes at
least once, always under the same `webhook-id`.
"""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, transaction
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from jornada.apps.org import access
from jornada.apps.org.aged import SLACK
from jornada.apps.org.notices import tell
from jornada.apps.org.queries import users
from jornada.edge import safe_http
from jornada.edge.webhooks.models import Attempt, Delivery, Endpoint, Event
from jornada.edge.webhooks.signing import headers_of
from jornada.rules.retries import WAITS, is_hopeless, next_try

logger = logging.getLogger(__name__)
Send = Callable[[str, bytes, Mapping[str, str]], safe_http.Answer]
AT_ONCE, FOR_EACH = 8, 20
# Every message of a round may take as long as an answer is waited for; names are looked up besides.
LEASE = timedelta(seconds=FOR_EACH * safe_http.WHOLE_SECONDS) + timedelta(minutes=5)
KEPT = timedelta(days=30)
HEADERS = {"Content-Type": "application/json", "User-Agent": "Jornada-Webhooks/1"}
GONE = 410
STOPPED = gettext_noop("The webhook to %(place)s failed for three days and was switched off.")
WENT = gettext_noop("The webhook to %(place)s answered that it is gone and was switched off.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try."""

    code: int | None
    said: str
    milliseconds: int = 0

    @property
    def is_good(self) -> bool:
        return self.code is not None and 200 <= self.code < 300


def deliver_due(send: Send = safe_http.post, now: datetime | None = None) -> int:
    """Send what is due, several endpoints at once and each in order; return how many were tried."""
    now = now or timezone.now()
    lots = _claim(now)
    if not lots:
        return 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = list(pool.map(lambda lot: _send_lot(lot, send, now), lots))
    for lot, outcomes in zip(lots, done, strict=True):
        try:
            _note(lot, outcomes, now)
            _free(lot[0].endpoint_id)
        except DatabaseError:
            logger.exception("What came of the messages to webhook %s is not noted: they go again", lot[0].endpoint_id)
    return sum(map(len, lots))


def send_now(delivery: Delivery, send: Send | None = None, now: datetime | None = None) -> Outcome:
    """Send one message in this process: the test of an endpoint."""
    now = now or timezone.now()
    outcomes = _send_lot([delivery], send or safe_http.post, now)
    _note([delivery], outcomes, now, is_test=True)
    return outcomes[0]


def replay(deliveries: Sequence[Delivery], now: datetime | None = None) -> int:
    """Put messages back in the queue, each under the id that it had."""
    now, ids = now or timezone.now(), [delivery.pk for delivery in deliveries]
    return Delivery.objects.filter(pk__in=ids).update(status=Delivery.Status.WAITING, tries=0, next_at=now)


def set_right(now: datetime | None = None) -> int:
    """Have messages sent that wait longer than any do: the clock was put back since they were put off."""
    now = now or timezone.now()
    waits = (timedelta(0), *WAITS)
    too_long = reduce(or_, (Q(tries=tries, next_at__gt=now + wait * 1.1 + SLACK) for tries, wait in enumerate(waits)))
    return _sendable().filter(too_long).update(next_at=now)


def forget_old(now: datetime | None = None) -> None:
    """Remove what happened a month ago and is under way nowhere; what waits for an endpoint that is off is not."""
    under_way = _sendable().filter(event=OuterRef("pk"), next_at__isnull=False)
    old = Event.objects.filter(~Exists(under_way), at__lt=(now or timezone.now()) - KEPT)
    old.filter(pk__in=list(old.values_list("pk", flat=True)[:5000])).delete()


def body_of(event: Event) -> bytes:
    """Write the message as it goes out."""
    told = {"type": event.type, "timestamp": event.at, "data": event.data}
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")).encode()


def _claim(now: datetime) -> list[list[Delivery]]:
    """Claim the endpoints that have waited longest, and take the next messages of each."""
    # A claim that ends later than any made now is one from before the clock was put back.
    is_free = Q(claimed_until=None) | Q(claimed_until__lt=now) | Q(claimed_until__gt=now + LEASE)
    due = _sendable().filter(next_at__lte=now)
    waiting = due.filter(endpoint__in=Endpoint.objects.filter(is_free)).values("endpoint")
    lots = []
    for pk in waiting.annotate(first=Min("next_at")).order_by("first").values_list("endpoint", flat=True)[:AT_ONCE]:
        if not Endpoint.objects.filter(is_free, pk=pk).update(claimed_until=now + LEASE):
            continue
        rows = due.filter(endpoint=pk).select_related("event", "endpoint").order_by("next_at", "id")
        if lot := list(rows[:FOR_EACH]):
            lots.append(lot)
        else:
            _free(pk)
    return lots


def _free(endpoint: int) -> None:
    Endpoint.objects.filter(pk=endpoint).update(claimed_until=None)


def _sendable() -> QuerySet[Delivery]:
    return Delivery.objects.filter(endpoint__is_active=True, endpoint__deleted_at=None)


def _send_lot(lot: Sequence[Delivery], send: Send, now: datetime) -> list[Outcome]:
    """Send the messages of one endpoint; after a failure the others wait for their next turn.

    Each is signed with its own instant: receivers refuse what is minutes old, and answers may take that long.
    """
    outcomes: list[Outcome] = []
    began = time.monotonic()
    for delivery in lot:
        outcomes.append(_sent(delivery, send, now + timedelta(seconds=time.monotonic() - began)))
        if not outcomes[-1].is_good:
            break
    return outcomes


def _sent(delivery: Delivery, send: Send, now: datetime) -> Outcome:
    endpoint, event = delivery.endpoint, delivery.event
    try:
        body = body_of(event)
        answer = send(endpoint.url, body, {**HEADERS, **headers_of(event.key, now, body, _keys(endpoint, now))})
    except (safe_http.NotAllowedError, OSError) as error:
        return Outcome(None, str(error) or type(error).__name__)
    except Exception as error:
        # Whatever is wrong with one endpoint must not keep the others from being told.
        logger.exception("A message to webhook %s could not be sent", endpoint.pk)
        return Outcome(None, f"{type(error).__name__}: {error}")
    return Outcome(answer.status, answer.body[:500].decode(errors="replace"), answer.milliseconds)


def _keys(endpoint: Endpoint, now: datetime) -> list[str]:
    is_old_good = endpoint.old_secret and endpoint.old_until and endpoint.old_until > now
    return [endpoint.secret, *([endpoint.old_secret] if is_old_good else [])]


def _note(lot: Sequence[Delivery], outcomes: Sequence[Outcome], now: datetime, is_test: bool = False) -> None:
    with transaction.atomic():
        for delivery, outcome in zip(lot, outcomes, strict=False):
            text = outcome.said.replace("\0", "")[:500]
            Attempt.objects.create(
                delivery=delivery, at=now, code=outcome.code, said=text, milliseconds=outcome.milliseconds
            )
            _move(delivery, outcome, now, is_test)
        untried = [delivery.pk for delivery in lot[len(outcomes) :]]
        Delivery.objects.filter(pk__in=untried).update(next_at=now + timedelta(seconds=5))
        if outcomes and not is_test:
            _judge(lot[0].endpoint, outcomes[-1], now)


def _move(delivery: Delivery, outcome: Outcome, now: datetime, is_test: bool) -> None:
    tries = delivery.tries + 1
    if outcome.is_good:
        status, again = Delivery.Status.DELIVERED, None
    else:
        again = None if is_test else next_try(tries, now, random.random())  # noqa: S311
        status = Delivery.Status.WAITING if again else Delivery.Status.FAILED
    Delivery.objects.filter(pk=delivery.pk).update(status=status, tries=F("tries") + 1, next_at=again)


def _judge(endpoint: Endpoint, outcome: Outcome, now: datetime) -> None:
    """Remember since when an endpoint fails; one that does for days, or says that it is gone, is switched off."""
    rows = Endpoint.objects.filter(pk=endpoint.pk)
    if outcome.is_good:
        rows.exclude(failing_since=None).update(failing_since=None)
        return
    rows.filter(failing_since=None).update(failing_since=now)
    since = rows.values_list("failing_since", flat=True).first()
    is_gone = outcome.code == GONE
    is_over = is_gone or is_hopeless(since, now)
    if is_over and rows.filter(is_active=True).update(is_active=False, stopped_at=now):
        admins = [user.pk for user in users().filter(is_active=True) if access.is_admin(user)]
        url = reverse("webhook", args=[endpoint.pk])
        tell(admins, "webhook", WENT if is_gone else STOPPED, url=url, now=now, place=endpoint.url)
