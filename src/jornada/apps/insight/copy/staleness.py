"""What of the copy no longer agrees with the database: asked by two cheap queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone

from jornada.apps.insight.copy.field_tables import RECORD_OF, signature
from jornada.apps.insight.copy.layout import (
    ACCOUNTS,
    BUCKET_SIZE,
    FIELD_TABLES,
    ITEMS,
    LEADS,
    OPPORTUNITIES,
    PAGE_TABLES,
    TABLES_OF_MODEL,
    TOUCHES,
    VISITS,
)
from jornada.apps.insight.copy.store import Manifest
from jornada.apps.insight.models import CopyMark
from jornada.apps.org.models import Change

# Tables that are refreshed together: what pages need must not wait for the log.
GROUPS = {"pages": PAGE_TABLES, "conditions": FIELD_TABLES, "touches": (TOUCHES,)}

_HIGHEST = {
    "account": "SELECT MAX(id) FROM market_account",
    "position": "SELECT MAX(account_id) FROM journeys_position",
    "contact": "SELECT MAX(id) FROM market_contact",
    "lead": "SELECT MAX(id) FROM leads_lead",
    "opportunity": "SELECT MAX(id) FROM sales_opportunity",
    "item": "SELECT MAX(id) FROM sales_opportunityline",
    "change": "SELECT MAX(id) FROM org_change",
    "user": "SELECT MAX(id) FROM org_user",
    "team": "SELECT MAX(id) FROM org_team",
    "product": "SELECT MAX(id) FROM market_product",
    "competitor": "SELECT MAX(id) FROM market_competitor",
    "industry": "SELECT MAX(id) FROM market_industry",
}
_NEW_ROWS = {ACCOUNTS: "account", VISITS: "position", TOUCHES: "position", LEADS: "lead", OPPORTUNITIES: "opportunity"}
_NEW_ROWS[ITEMS] = "item"
_NEW_ROWS |= {table: RECORD_OF[table] for table in FIELD_TABLES}
# PostgreSQL may show a change after one with a higher number: look back this far.
_LOOK_BACK = timedelta(minutes=1)

Buckets = dict[str, set[int]]


@dataclass(frozen=True, slots=True)
class Probe:
    """How far the database has come: which database, which map, the highest ids, the marks."""

    identity: str
    highest: dict[str, int]
    marks: dict[int, dict[str, Any]]

    def last_id(self, table: str) -> int:
        """Say the highest id that a table is cut by."""
        return self.highest["account" if table in (VISITS, TOUCHES) else _NEW_ROWS[table]]

    def last_bucket(self, table: str) -> int:
        """Say the last bucket that may hold rows."""
        return self.last_id(table) // BUCKET_SIZE[table]


def probe() -> Probe:
    """Ask the database how far it has come."""
    names = list(_HIGHEST)
    numbers = ", ".join(f"({_HIGHEST[name]})" for name in names)
    active = "(SELECT MAX(id) FROM journeys_map WHERE status = 'active')"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (SELECT MIN(applied) FROM django_migrations), {active}, {numbers}")
        first, active_map, *highest = cursor.fetchone()
    marks = dict(CopyMark.objects.values_list("pk", "buckets"))
    identity = f"{connection.settings_dict['NAME']} {first} map {active_map}"
    return Probe(identity, {name: number or 0 for name, number in zip(names, highest, strict=True)}, marks)


def stale_buckets(manifest: Manifest | None, now: Probe, group: str) -> Buckets:
    """Say which buckets of a group must be read again."""
    tables = GROUPS[group]
    if manifest is None or manifest.identity != now.identity or not _is_known(manifest, group):
        return {table: _all(table, now) for table in tables}
    before = manifest.read[group]
    stale: Buckets = {table: _of_new_rows(table, before["highest"], now) for table in tables}
    for number in now.marks.keys() - set(before["marks"]):
        _add(stale, now.marks[number], now)
    if now.highest["change"] != before["highest"]["change"]:
        _add(stale, _of_changes(before["highest"]["change"], tables), now)
    return {table: buckets for table, buckets in stale.items() if buckets}


def has_news(manifest: Manifest | None, now: Probe, group: str) -> bool:
    """Say whether anything happened since the group was read, be it in a small table."""
    if manifest is None or manifest.identity != now.identity or not _is_known(manifest, group):
        return True
    before = manifest.read[group]
    return before["highest"] != now.highest or bool(now.marks.keys() - set(before["marks"]))


def _is_known(manifest: Manifest, group: str) -> bool:
    """Say whether the group was read, with the fields that are registered now."""
    return group in manifest.read and manifest.read[group].get("fields", "") == fields_read(group)


def fields_read(group: str) -> str:
    """Name the fields that a group reads beyond the fixed ones."""
    return signature() if group == "conditions" else ""


def _all(table: str, now: Probe) -> set[int]:
    return set(range(now.last_bucket(table) + 1))


def _of_new_rows(table: str, before: dict[str, int], now: Probe) -> set[int]:
    """Rows came (or the newest went): the buckets between the old highest id and the new one."""
    name = _NEW_ROWS[table]
    low, high = sorted((before[name], now.highest[name]))
    size = BUCKET_SIZE[table]
    return set() if low == high else set(range(low // size, high // size + 1))


def _of_changes(after: int, tables: Iterable[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    recent = Change.objects.filter(pk__gt=after - 1000, at__gt=timezone.now() - _LOOK_BACK)
    for model, of_model in TABLES_OF_MODEL.items():
        for table in set(of_model) & set(tables):
            bucket = F("object_id") / BUCKET_SIZE[table]
            for rows in (Change.objects.filter(pk__gt=after), recent):
                numbers = rows.filter(model=model).annotate(bucket=bucket).values_list("bucket", flat=True)
                found.setdefault(table, []).extend(int(number) for number in numbers.distinct())
    return found


def _add(stale: Buckets, told: dict[str, Any], now: Probe) -> None:
    for table in stale.keys() & told.keys():
        stale[table] |= _all(table, now) if told[table] is None else set(told[table])
