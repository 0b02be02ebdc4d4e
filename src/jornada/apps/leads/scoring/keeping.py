"""Keeping scores fresh: what changed is marked and scored within seconds; everybody once a day, since points decay."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from jornada.apps.leads.scoring.deriving import AT_ONCE, Found, find_all, find_some
from jornada.apps.leads.scoring.models import ScoreMark, ScoringModel, ScoringVersion
from jornada.apps.leads.scoring.storing import refresh_leads, store
from jornada.apps.org.bulk import trusted_references
from jornada.apps.org.models import Change
from jornada.apps.org.sets import among, one_parameter
from jornada.rules.condition_json import ConditionFormatError
from jornada.rules.scoring_json import ScoringFormatError

# Above this, scoring everybody costs less than finding out who changed.
FEW = 20_000
# A change of a record is looked at again for so long: the analytics copy may come to know of it a little later.
LOOK_BACK = timedelta(minutes=1)


def mark(account_ids: Collection[int], lead_ids: Collection[int]) -> None:
    """Note the leads whose touches changed, in the transaction that derived what follows from them."""
    if not live_versions().exists():
        return
    sql = f"""INSERT INTO leads_scoremark (lead_id) SELECT id FROM leads_lead WHERE {among("account_id")}
        OR contact_id IN (SELECT id FROM market_contact WHERE {among("account_id")}) OR {among("id")}"""
    accounts, leads = one_parameter(list(account_ids)), one_parameter(list(lead_ids))
    with connection.cursor() as cursor:
        cursor.execute(sql, [accounts, accounts, leads])


def score_waiting(now: datetime | None = None) -> int:
    """Score who waits for it, and everybody under models that have not been looked at today; return how many leads."""
    now, done = now or timezone.now(), 0
    versions = list(live_versions())
    for version in versions:
        if version.model.scored_at is None or timezone.localdate(version.model.scored_at) != timezone.localdate(now):
            done += score_everybody(version, now)
    marks = list(ScoreMark.objects.order_by("pk").values_list("pk", "lead_id")[:FEW])
    waiting = {lead_id for _pk, lead_id in marks} | _changed(versions, now)
    for start in range(0, len(waiting), AT_ONCE):
        score_some(versions, sorted(waiting)[start : start + AT_ONCE], now)
    _delete([pk for pk, _lead in marks])
    return done + len(waiting)


def score_everybody(version: ScoringVersion, now: datetime | None = None, found: Found | None = None) -> int:
    """Score every lead of a model anew, or take what was `found` since `now`; return how many.

    What cannot be asked is said on the model.
    """
    now, model = now or timezone.now(), version.model
    seen = Change.objects.filter(at__lt=now - LOOK_BACK).aggregate(latest=Max("pk"))["latest"] or 0
    try:
        found = found or find_all(version.rules, model.segment_id)
    except (ConditionFormatError, ScoringFormatError) as error:
        ScoringModel.objects.filter(pk=model.pk).update(fault=str(error)[:500], scored_at=now)
        return 0
    with trusted_references(), transaction.atomic():
        if not _still_live(version):
            return 0
        store(version, found, now, everybody=True)
        refresh_leads(None)
        ScoringModel.objects.filter(pk=model.pk).update(fault="", scored_at=now, seen_change=seen)
    return len(found.ids)


def score_some(versions: Sequence[ScoringVersion], lead_ids: Sequence[int], now: datetime | None = None) -> None:
    """Score some leads under every model in force."""
    now = now or timezone.now()
    for version in versions:
        found = find_some(version.rules, lead_ids, version.model.segment_id)
        with transaction.atomic():
            if _still_live(version):
                store(version, found, now, among=lead_ids)
    with transaction.atomic():
        refresh_leads(lead_ids)


def live_versions() -> Any:
    live = ScoringVersion.objects.filter(status=ScoringVersion.Status.LIVE)
    return live.select_related("model").order_by("model__order", "model_id")


def _still_live(version: ScoringVersion) -> bool:
    """Hold the model and say whether the version is still the one in force."""
    ScoringModel.objects.select_for_update().filter(pk=version.model_id).first()
    return ScoringVersion.objects.filter(pk=version.pk, status=ScoringVersion.Status.LIVE).exists()


def _changed(versions: Sequence[ScoringVersion], now: datetime) -> set[int]:
    """Return the leads of records that were changed since the models were looked at."""
    if not versions:
        return set()
    seen = min(version.model.seen_change for version in versions)
    rows = Change.objects.filter(pk__gt=seen, model__in=("leads.lead", "market.contact", "market.account"))
    changed = list(rows.order_by("pk").values_list("pk", "model", "object_id", "at")[:FEW])
    # A change of an instant to come is one from before the clock was put back: as old as the rest.
    settled = [pk for pk, _model, _object, at in changed if not now - LOOK_BACK <= at <= now + LOOK_BACK]
    if settled:
        models = [version.model_id for version in versions]
        ScoringModel.objects.filter(pk__in=models).update(seen_change=settled[-1])
    by_kind: dict[str, set[int]] = {}
    for _pk, model, pk, _at in changed:
        by_kind.setdefault(model, set()).add(pk)
    return set(_leads_of(by_kind))


def _leads_of(by_kind: dict[str, set[int]]) -> list[int]:
    columns = {"leads.lead": "id", "market.contact": "contact_id", "market.account": "account_id"}
    found: list[int] = []
    for model, ids in by_kind.items():
        tests = [columns[model]]
        sql = f"SELECT id FROM leads_lead WHERE {among(tests[0])}"
        parameters = [one_parameter(sorted(ids))]
        if model == "market.account":
            sql += f" OR contact_id IN (SELECT id FROM market_contact WHERE {among('account_id')})"
            parameters *= 2
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            found += [pk for (pk,) in cursor.fetchall()]
    return found


def _delete(marks: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM leads_scoremark WHERE {among('id')}", [one_parameter(list(marks))])
