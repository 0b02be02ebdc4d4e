"""Server time of the journey page and the KPI page over a large company.

    python -m benchmarks.pages --accounts 200000 --opportunities 1000000

Fills a scratch database with a simulated company (visits derived from its simulated touches, which
the pages themselves do not read) and asks for the pages as a signed-in person does:

- "computed": nothing is kept yet, anywhere; what the worker spends, or who asks something new;
- "after a change": the copy changed, the worker refreshed it and made ready what was asked lately, and this
  process asks for the first time since;
- "kept": asked a moment ago.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

PAGES = (
    ("journey page", "/journey/"),
    ("journey page, one industry, 12 months", "/journey/?industry=2&period=12m"),
    ("accounts behind a stage", "/journey/rows/now/consideration/"),
    ("KPI page", "/kpis/"),
    ("KPI page, one owner, by product", "/kpis/?owner=20&by=product"),
    ("opportunities behind a figure", "/kpis/rows/won/"),
)


_ACCOUNT_FIELDS = [
    *("id", "kind", "domain", "tax_id", "phone", "country", "city", "name", "industry", "size_band", "state"),
    *("owner", "created_at", "updated_at"),
]


def main(argv: list[str] | None = None) -> None:
    """Fill, ask, print."""
    asked = _arguments(argv)
    home = Path(asked.home or tempfile.mkdtemp(prefix="jornada-pages-"))
    os.environ["JORNADA_HOME"] = str(home)
    try:
        _start(asked)
        _report()
    finally:
        if not asked.home:
            shutil.rmtree(home, ignore_errors=True)


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=200_000)
    parser.add_argument("--opportunities", type=int, default=1_000_000)
    parser.add_argument("--home", help="keep the scratch company in this folder, and use it again")
    return parser.parse_args(argv)


def _start(asked: argparse.Namespace) -> None:
    from jornada.project.boot import migrate, start_django

    start_django()
    migrate()
    from jornada.apps.market.models import Account

    if not Account.objects.exists():
        started = time.perf_counter()
        counts = fill(asked.accounts, asked.opportunities)
        told = ", ".join(f"{number:,} {name}" for name, number in counts.items())
        print(f"filled in {time.perf_counter() - started:.0f} s: {told}")


def _report() -> None:
    from django.test import Client

    from jornada.apps.insight import copy, results
    from jornada.apps.org.models import User

    started = time.perf_counter()
    view = copy.current()
    print(f"copy made in {time.perf_counter() - started:.1f} s: {len(view.visits):,} visits")
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.filter(role="admin").first())
    print("milliseconds, median of 5: on the clock / of processor")
    print(f"{'':<42}{'computed':>14}{'after a change':>16}{'kept':>12}")
    for label, url in PAGES:
        _ask(client, url)
        computed = [_ask(client, url, _forget_all) for _ in range(5)]
        changed = [_ask(client, url, lambda: _change(results)) for _ in range(5)]
        kept = [_ask(client, url) for _ in range(5)]
        print(f"{label:<42}{_told(computed):>14}{_told(changed):>16}{_told(kept):>12}", flush=True)


def _forget_all() -> None:
    from jornada.apps.insight import results

    results.forget()
    shutil.rmtree(results.folder(), ignore_errors=True)


def _change(results: Any) -> None:
    """Change what both pages read, and do what the worker does next."""
    from jornada.apps.insight import copy, warm
    from jornada.apps.insight.copy import refreshing
    from jornada.apps.org.models import WorkerBeat

    copy.mark_stale([1, 5_000])
    copy.mark_rows("sales.opportunity", [1])
    WorkerBeat.objects.update_or_create(pk="benchmark", defaults={"seen_at": datetime.now(UTC)})
    refreshing._rest.until = 0.0
    copy.refresh()
    warm.keep_warm()
    results.forget()


def _told(taken: list[tuple[float, float]]) -> str:
    clock, processor = (median(column) for column in zip(*taken, strict=True))
    return f"{clock:.0f} / {processor:.0f}"


def _ask(client: Any, url: str, before: Any = None) -> tuple[float, float]:
    if before:
        before()
    clock, processor = time.perf_counter(), time.process_time()
    response = client.get(url)
    taken = (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000
    if response.status_code != 200:
        raise SystemExit(f"{url} answered {response.status_code}.")
    return taken


def fill(accounts: int, opportunities: int, seed: int = 7) -> dict[str, int]:
    """Write a simulated company into the database, with opportunities repeated up to a number."""
    from django.db import transaction

    from jornada.analytics.log import EventLog
    from jornada.analytics.simulate import simulate
    from jornada.analytics.visits import derive_visits
    from jornada.rules.default_map import DEFAULT_MAP

    now = time.time_ns() // 1000
    company = simulate(accounts, seed, end=now)
    touches = company.touches
    log = EventLog.from_columns(
        touches["account"] + 1, touches["at"], touches["activity"], channel=touches["channel"], human=touches["human"]
    )
    visits = derive_visits(log, DEFAULT_MAP, now)
    with transaction.atomic():
        _fill_people(company)
        _fill_accounts(company)
        _fill_visits(visits)
        _fill_leads(company)
        deals = _fill_deals(company, opportunities)
    return {"accounts": accounts, "touches": len(log), "visits": len(visits), "opportunities": deals}


def _fill_people(company: Any) -> None:
    from jornada.apps.market.models import Industry, Product
    from jornada.apps.org.models import Team, User

    rows = company.teams
    for place, name in enumerate(rows["name"]):
        Team.objects.create(id=place + 1, name=name, office=rows["office"][place])
    rows = company.users
    for place, name in enumerate(rows["name"]):
        team = int(rows["team"][place])
        User.objects.create(
            id=place + 1,
            name=name,
            username=rows["username"][place],
            email=rows["email"][place],
            role=rows["role"].decode()[place],
            team_id=team + 1 if team >= 0 else None,
        )
    for place, manager in enumerate(company.teams["manager"]):
        Team.objects.filter(pk=place + 1).update(manager=_ref(manager))
    for place, name in enumerate(company.products["name"]):
        Product.objects.create(id=place + 1, name=name)
    for place, name in enumerate(company.accounts["industry"].values):
        Industry.objects.create(id=place + 1, name=name)


def _fill_accounts(company: Any) -> None:
    from jornada.apps.market.models import Account
    from jornada.apps.org.bulk import bulk_insert

    rows = company.accounts
    blank = ("b2b", "", "", "", "", "")
    state, size, city = rows["state"].decode(), rows["size_band"].decode(), rows["city"].decode()
    bulk_insert(
        Account,
        _ACCOUNT_FIELDS,
        (
            (i + 1, *blank[:5], city[i], name, _ref(industry), size[i], state[i], _ref(owner), at, at)
            for i, (name, industry, owner, at) in enumerate(
                zip(
                    rows["name"],
                    rows["industry"].codes,
                    rows["owner"],
                    map(_instant, rows["created_at"].tolist()),
                    strict=True,
                )
            )
        ),
    )


def _fill_visits(visits: Any) -> None:
    from jornada.analytics.visits import LEFT_BY, OUTCOMES
    from jornada.apps.journeys.models import Position, Visit
    from jornada.apps.org.bulk import bulk_insert

    stages = _stage_ids(visits.stages)
    columns = zip(
        visits.subject_id.tolist(),
        visits.cycle.tolist(),
        visits.number.tolist(),
        visits.stage.tolist(),
        visits.entered_at.tolist(),
        visits.left_at.tolist(),
        visits.left_by.tolist(),
        visits.behaviour.tolist(),
        strict=True,
    )
    bulk_insert(
        Visit,
        ["account", "cycle", "number", "stage", "entered_at", "left_at", "left_by", "behaviour"],
        (
            (who, cycle, number, stages[stage], _instant(at), None if left < 0 else _instant(left), LEFT_BY[by], how)
            for who, cycle, number, stage, at, left, by, how in columns
        ),
    )
    standing = zip(visits.subject_ids.tolist(), visits.standing().tolist(), visits.outcome.tolist(), strict=True)
    bulk_insert(
        Position,
        ["account", "stage", "cycle", "outcome"],
        ((who, stages[stage] if stage >= 0 else None, 1, OUTCOMES[outcome]) for who, stage, outcome in standing),
    )


def _stage_ids(codes: tuple[str, ...]) -> list[int]:
    from django.utils import timezone

    from jornada.apps.journeys.models import Map, Stage
    from jornada.rules.default_map import DEFAULT_STAGES

    active = Map.objects.filter(status="active").order_by("-pk").first()
    if active is None:
        active = Map.objects.create(name="Default", status="active", definition={}, created_at=timezone.now())
    for order, stage in enumerate(DEFAULT_STAGES):
        told = {"order": order, "label_en": stage.en, "label_pt": stage.pt, "phase": stage.phase}
        Stage.objects.get_or_create(map=active, code=stage.code, defaults=told)
    ids = dict(active.stages.values_list("code", "pk"))
    return [ids[code] for code in codes]


def _fill_leads(company: Any) -> None:
    from jornada.apps.interactions.models import Thread
    from jornada.apps.leads.models import Lead, LeadRung
    from jornada.apps.org.bulk import bulk_insert

    rows = company.leads
    at = list(map(_instant, rows["created_at"].tolist()))
    bulk_insert(
        Thread,
        ["id", "account", "opened_at"],
        ((i + 1, _ref(account), at[i]) for i, account in enumerate(rows["account"])),
    )
    ladder = ("suspect", "prospect", "mql", "sal", "sql")
    rung = np.random.default_rng(1).choice(5, len(at), p=(0.2, 0.3, 0.25, 0.15, 0.1))
    status = rows["status"].decode()
    bulk_insert(
        Lead,
        ["id", "name", "account", "thread", "owner", "utm", "cycle", "status", "type", "created_at", "updated_at"],
        (
            (i + 1, "Lead", _ref(account), i + 1, _ref(owner), "{}", 1, status[i], ladder[rung[i]], at[i], at[i])
            for i, (account, owner) in enumerate(zip(rows["account"], rows["owner"], strict=True))
        ),
    )
    bulk_insert(
        LeadRung,
        ["lead", "type", "at", "behaviour"],
        ((i + 1, ladder[step], at[i], 0) for i in range(len(at)) for step in range(1, rung[i] + 1)),
    )


def _fill_deals(company: Any, wanted: int) -> int:
    from jornada.apps.interactions.models import Thread
    from jornada.apps.org.bulk import bulk_insert
    from jornada.apps.sales.models import Opportunity, PipelineStage

    rows = company.opportunities
    have = len(rows["name"])
    total = max(wanted, have)
    stage = PipelineStage.objects.order_by("order").first() or _own_pipeline_stage()
    first_thread = len(company.leads["name"]) + 1
    now = datetime.now(UTC)
    bulk_insert(Thread, ["id", "opened_at"], ((first_thread + i, now) for i in range(total)))
    outcome = rows["outcome"].decode()
    days = {name: [day.item() for day in rows[name]] for name in ("engaged_on", "closed_on")}
    fields = ["id", "name", "account", "thread", "owner", "product", "stage", "outcome", "amount", "currency"]
    bulk_insert(
        Opportunity,
        [*fields, "engaged_on", "closed_on", "lost_reason", "created_at", "updated_at"],
        (
            (
                i + 1,
                rows["name"][k],
                _ref(rows["account"][k]),
                first_thread + i,
                _ref(rows["owner"][k]),
                _ref(rows["product"][k]),
                stage.pk,
                outcome[k],
                float(rows["amount"][k]),
                "BRL",
                days["engaged_on"][k],
                days["closed_on"][k],
                "",
                now - timedelta(seconds=total - i),
                now,
            )
            for i, k in ((i, i % have) for i in range(total))
        ),
    )
    return total


def _own_pipeline_stage() -> Any:
    from jornada.apps.sales.models import Pipeline, PipelineStage

    pipeline = Pipeline.objects.create(name="Benchmark")
    return PipelineStage.objects.create(
        pipeline=pipeline, order=1, code="talk", label_en="Talk", label_pt="Conversa", probability=0.5
    )


def _ref(place: int) -> int | None:
    """Turn a place in a list, -1 for none, into an id."""
    return int(place) + 1 or None


def _instant(micros: int) -> datetime:
    return datetime.fromtimestamp(micros / 1e6, UTC)


if __name__ == "__main__":
    main(sys.argv[1:])
