"""What the contract costs with many offers in flight.

    python -m benchmarks.handoff [--offers 100000] [--home FOLDER]

Fills a scratch database (SQLite in a temporary folder, or the one that DATABASE_URL names, which must be empty) with
offers that wait, their clocks spread over the days to come, and prints

- the clock's tick of one minute: the offers that come due in it, as often as three steps over 24 working hours make it;
- server and processor time of accepting and refusing, through the page;
- leads routed a second: one at a time against the database, replayed over the past in memory, and handed over by
  themselves with all that is written;
- working time over 30 days, beside a count of its seconds.

Processor time says more than the clock on a busy machine. Targets: tick under a second, answers under 30 ms, a
thousand leads routed a second in a replay.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

ANSWERS, DECISIONS, PEOPLE = 40, 100, 30
STEPS_A_MINUTE = 3 / (24 * 60)


def main(argv: list[str] | None = None) -> int:
    options = _options(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jornada.project.settings")
    with tempfile.TemporaryDirectory(prefix="jornada-handoff-") as folder:
        os.environ["JORNADA_HOME"] = options.home or folder
        _set_up()
        from jornada.apps.handoff.models import Offer
        from jornada.apps.org.statistics import after_load, refresh

        if not Offer.objects.exists():
            print(f"filling: {options.offers:,} offers in flight", flush=True)
            print(f"filled in {_timed(lambda: _fill(options.offers))[0]:.0f} s", flush=True)
        after_load()
        _tick(options.offers)
        _answers(refresh)
        _routing(options.offers)
        _live()
        _working_time()
    return 0


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.handoff", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--offers", type=int, default=100_000)
    parser.add_argument("--home", help="keep the scratch company in this folder, and use it again")
    return parser.parse_args(argv)


def _set_up() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def _fill(number: int) -> None:
    from django.db import transaction

    with transaction.atomic():
        people = _people()
        version = _agreement(people)
        for start in range(0, number, 5000):
            _offers(range(start, min(start + 5000, number)), people, version, number)


def _people() -> list[Any]:
    from jornada.apps.org.models import Team, User

    team = Team.objects.create(name="South")
    rows = [
        User(username=f"seller{n}", email=f"seller{n}@x.com", name=f"Seller {n}", role="sales", team=team)
        for n in range(PEOPLE)
    ]
    User.objects.bulk_create(rows)
    User.objects.create(username="boss", email="boss@x.com", name="Boss", role="admin", language="en")
    return list(User.objects.filter(role="sales").order_by("pk"))


def _agreement(people: list[Any]) -> Any:
    from django.utils import timezone

    from jornada.apps.handoff.models import Agreement, RoutingMember, RoutingRule

    now = timezone.now()
    agreement = Agreement.objects.get()
    version = agreement.versions.get()
    version.status, version.in_force_at = "in_force", now - timedelta(days=400)
    version.save()
    for order in range(3):
        rule = RoutingRule.objects.create(
            agreement=agreement, name=f"Rule {order}", order=order, created_at=now, updated_at=now
        )
        RoutingMember.objects.bulk_create(RoutingMember(rule=rule, user=person) for person in people)
    return version


def _offers(numbers: range, people: list[Any], version: Any, total: int) -> None:
    from django.utils import timezone

    from jornada.apps.handoff.models import Assignment, Offer
    from jornada.apps.interactions.models import Thread
    from jornada.apps.leads.models import Lead

    now = timezone.now()
    stamps = {"created_at": now, "updated_at": now}
    threads = Thread.objects.bulk_create(Thread(opened_at=now) for _n in numbers)
    leads = Lead.objects.bulk_create(
        Lead(name=f"Lead {n}", thread=thread, owner=people[n % len(people)], **stamps)
        for n, thread in zip(numbers, threads, strict=True)
    )
    made = Offer.objects.bulk_create(
        Offer(
            lead=lead,
            version=version,
            to=people[n % len(people)],
            offered_at=now - timedelta(minutes=n % 60),
            due_at=now + timedelta(days=4),
            look_at=now + timedelta(minutes=5, seconds=60 * 24 * 60 * 3 * n / total),
            updated_at=now,
        )
        for n, lead in zip(numbers, leads, strict=True)
    )
    rule = version.agreement.routing.order_by("order")[0]
    Assignment.objects.bulk_create(
        Assignment(offer=each, at=each.offered_at, person=each.to, rule=rule, why="turn") for each in made
    )


def _tick(total: int) -> None:
    """Let as many offers come due as do in a minute, half of the time allowed gone: a reminder each."""
    from django.utils import timezone

    from jornada.apps.handoff.models import Offer
    from jornada.apps.handoff.tick import look_at_clocks

    now = timezone.now()
    Offer.objects.filter(look_at__lte=now).update(look_at=now + timedelta(days=1))
    idle, _ = _timed(lambda: look_at_clocks(now))
    _due(now, 1)
    look_at_clocks(now)  # the holidays are read once a process
    due = max(round(total * STEPS_A_MINUTE), 1)
    _due(now, due)
    seconds, spent = _timed(lambda: look_at_clocks(now))
    print(f"tick, nothing due: {idle * 1000:.1f} ms")
    print(f"tick, {due:,} of {total:,} due: {seconds * 1000:.0f} ms ({spent * 1000:.0f} ms of the processor)")


def _due(now: datetime, number: int) -> None:
    from jornada.apps.handoff.models import Assignment, Offer

    waiting = Offer.objects.filter(status="waiting", steps_done=[]).order_by("-pk")
    ids = list(waiting.values_list("pk", flat=True)[:number])
    Offer.objects.filter(pk__in=ids).update(look_at=now, offered_at=now - timedelta(days=2))
    Assignment.objects.filter(offer__in=ids).update(at=now - timedelta(days=2))


def _answers(refresh: Callable[[], Any]) -> None:
    from django.test import Client
    from django.test.utils import setup_test_environment

    from jornada.apps.handoff.models import RefusalReason
    from jornada.apps.org.models import User

    setup_test_environment()
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="boss"))
    reason = RefusalReason.objects.get(code="no_fit").pk
    open_ones = [_offered(number) for number in range(2 * ANSWERS + 2)]
    refresh()  # as the worker does: to SQLite, a log without statistics looks as if any index would do
    _answer(client, "accept", {"rating": "4"}, open_ones[: ANSWERS + 1])
    _answer(client, "refuse", {"rating": "1", "reason": reason, "note": "small"}, open_ones[ANSWERS + 1 :])


def _offered(number: int) -> Any:
    """Hand a new lead over as the program does, with its touch in the log."""
    from jornada.apps.handoff import offers
    from jornada.apps.handoff.models import Agreement
    from jornada.apps.leads.actions import create_lead
    from jornada.apps.org.models import User

    boss = User.objects.get(username="boss")
    version = Agreement.objects.get().versions.get()
    return offers.make_offer(boss, create_lead(boss, name=f"New {number}"), version=version)


def _answer(client: Any, what: str, data: dict[str, Any], rows: list[Any]) -> None:
    times = [_timed(lambda pk=row.pk: _posted(client, f"/handoff/{pk}/{what}/", data)) for row in rows][1:]
    middle, spent = (statistics.median(column) * 1000 for column in zip(*times, strict=True))
    print(f"{what}: {middle:.1f} ms ({spent:.1f} ms of the processor), median of {len(times)}")


def _posted(client: Any, where: str, data: dict[str, Any]) -> None:
    answer = client.post(where, data)
    if answer.status_code != 302:
        raise SystemExit(f"{where}: {answer.status_code}: {answer.context and answer.context['form'].errors.as_text()}")


def _routing(total: int) -> None:
    from django.utils import timezone

    from jornada.apps.handoff import routing
    from jornada.apps.handoff.models import Agreement
    from jornada.apps.handoff.trial.dry_run import drafts_of, dry_run
    from jornada.apps.leads.models import Lead
    from jornada.apps.org.models import User

    agreement, now = Agreement.objects.get(), timezone.now()
    leads = list(Lead.objects.select_related("account")[:DECISIONS])
    for name, each, some in (
        ("one at a time", lambda: [routing.decide(agreement, lead, now) for lead in leads], leads),
        ("in a batch", lambda: _batch(agreement, leads * 10, now), leads * 10),
    ):
        seconds, spent = _timed(each)
        print(f"routed {name}: {len(some) / seconds:,.0f} leads/s ({len(some) / spent:,.0f} a processor second)")
    boss, first = User.objects.get(username="boss"), now - timedelta(days=90)
    seconds, spent = _timed(lambda: dry_run(boss, agreement, drafts_of(agreement), first, now))
    print(f"replayed: {total / seconds:,.0f} leads/s ({total / spent:,.0f} a processor second)")


def _live(number: int = 2000) -> None:
    """Let new MQLs be handed over as the worker does it in its round: routed, written, noted in the log, told."""
    from django.utils import timezone

    from jornada.apps.handoff.automatic import offer_qualified
    from jornada.apps.handoff.models import Agreement
    from jornada.apps.leads.many import create_leads
    from jornada.apps.leads.models import Lead
    from jornada.apps.market.models import Account, Contact
    from jornada.apps.org.models import User

    now = timezone.now()
    stamps = {"created_at": now, "updated_at": now}
    account = Account.objects.create(name="Many", **stamps)
    people = Contact.objects.bulk_create(
        Contact(name=f"P {n}", email=f"p{n}@x.com", account=account, **stamps) for n in range(number)
    )
    lines = [{"name": f"MQL {n}", "contact": person} for n, person in enumerate(people)]
    made = create_leads(User.objects.get(username="boss"), lines)
    Lead.objects.filter(pk__in=[row.pk for row in made]).update(type="mql", type_since=now)
    Agreement.objects.update(is_automatic=True)
    done: list[int] = []
    seconds, spent = _timed(lambda: done.append(offer_qualified(now)))
    print(f"handed over by itself: {done[0] / seconds:,.0f} leads/s ({done[0] / spent:,.0f} a processor second)")


def _batch(agreement: Any, leads: list[Any], now: datetime) -> None:
    from jornada.apps.handoff.routing import Desk

    desk = Desk(agreement, leads, now)
    for lead in leads:
        desk.decide(lead)


def _working_time() -> None:
    """Count 30 days by their seconds, as open service desks do, and by the rule."""
    from jornada.rules.calendars import OFFICE_HOURS
    from jornada.rules.working_time import elapsed, is_open

    start = datetime.fromisoformat("2026-03-02T12:00:00+00:00")
    end = start + timedelta(days=30)
    elapsed(start, end, OFFICE_HOURS)
    ours = _timed(lambda: [elapsed(start, end, OFFICE_HOURS) for _n in range(10_000)])[1] / 10_000
    seconds = int((end - start).total_seconds())
    counted, theirs = 0, time.process_time()
    for number in range(seconds):
        counted += is_open(start + timedelta(seconds=number), OFFICE_HOURS)
    theirs = time.process_time() - theirs
    same = elapsed(start, end, OFFICE_HOURS) == timedelta(seconds=counted)
    print(
        f"30 days of working time: {ours * 1e6:.1f} µs; counted by seconds: {theirs:.1f} s, {theirs / ours:,.0f} times"
    )
    print(f"same answer: {same}")


def _timed(do: Callable[[], Any]) -> tuple[float, float]:
    """Return seconds by the clock and of the processor."""
    wall, spent = time.perf_counter(), time.process_time()
    do()
    return time.perf_counter() - wall, time.process_time() - spent


if __name__ == "__main__":
    raise SystemExit(main())
