"""What each table of the copy holds, and the query that reads a run of its buckets.

Texts out of a fixed list are read as codes. -1 stands for a missing id, `NO_TIME` for a missing
instant or day, NaN for a missing amount.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.log import EventLog
from jornada.analytics.visits import LEFT_BY, OUTCOMES
from jornada.apps.insight.copy import field_tables
from jornada.apps.insight.copy.layout import ACCOUNTS, ITEMS, LEADS, OPPORTUNITIES, TOUCHES, VISITS, ids_of
from jornada.apps.insight.copy.source import Arrays, Dialect
from jornada.apps.interactions.models import Actor, Channel, Direction, Outcome
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact
from jornada.apps.sales.models import Opportunity

NO_TIME = -(2**31)
SIZE_BANDS = tuple(Account.SizeBand.values)
LEAD_TYPES = tuple(Lead.Type.values)
LEAD_STATUSES = tuple(Lead.Status.values)
DEAL_OUTCOMES = tuple(Opportunity.Outcome.values)
OPEN, WON, LOST = (DEAL_OUTCOMES.index(code) for code in ("open", "won", "lost"))

Query = Callable[[Dialect, int, int], str]
Columns = dict[str, "NDArray[np.generic] | Coded"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the copy: its query, the column it is cut by, and the kinds of its columns."""

    query: Query
    key: str
    kinds: dict[str, type]


def _accounts(sql: Dialect, first: int, beyond: int) -> str:
    return f"""
        SELECT id, COALESCE(industry_id, -1) AS industry, {sql.code("size_band", SIZE_BANDS)} AS size_band,
               state, country, COALESCE(owner_id, -1) AS owner, {sql.micros("created_at")} AS created_at
        FROM market_account WHERE id >= {first} AND id < {beyond} ORDER BY id"""


def _visits(sql: Dialect, first: int, beyond: int) -> str:
    return f"""
        SELECT v.account_id AS account, v.cycle, v.number, v.stage_id AS stage,
               {sql.micros("v.entered_at")} AS entered_at, COALESCE({sql.micros("v.left_at")}, -1) AS left_at,
               {sql.code("v.left_by", LEFT_BY)} AS left_by, COALESCE(v.evidence_touch_id, -1) AS evidence,
               v.behaviour, {sql.code("p.outcome", OUTCOMES)} AS outcome
        FROM journeys_visit v LEFT JOIN journeys_position p ON p.account_id = v.account_id
        WHERE v.account_id >= {first} AND v.account_id < {beyond} ORDER BY v.account_id, v.number"""


def _leads(sql: Dialect, first: int, beyond: int) -> str:
    rungs = ", ".join(
        f"COALESCE(MIN(CASE WHEN r.type = '{rung}' THEN {sql.micros('r.at')} END), {NO_TIME}) AS {rung}_at"
        for rung in LEAD_TYPES[1:]
    )
    return f"""
        SELECT l.id, COALESCE(l.account_id, -1) AS account, COALESCE(l.owner_id, -1) AS owner,
               COALESCE(l.source_id, -1) AS source, {sql.code("l.status", LEAD_STATUSES)} AS status,
               {sql.code("l.type", LEAD_TYPES)} AS type, {sql.micros("l.created_at")} AS created_at, {rungs}
        FROM leads_lead l LEFT JOIN leads_leadrung r ON r.lead_id = l.id
        WHERE l.id >= {first} AND l.id < {beyond} GROUP BY l.id ORDER BY l.id"""


def _opportunities(sql: Dialect, first: int, beyond: int) -> str:
    return f"""
        SELECT id, COALESCE(account_id, -1) AS account, COALESCE(owner_id, -1) AS owner,
               COALESCE(product_id, -1) AS product, COALESCE(lead_id, -1) AS lead,
               COALESCE(competitor_id, -1) AS competitor,
               {sql.code("outcome", DEAL_OUTCOMES)} AS outcome, {sql.real("amount")} AS amount, currency,
               COALESCE({sql.days("engaged_on")}, {NO_TIME}) AS engaged_on,
               COALESCE({sql.days("closed_on")}, {NO_TIME}) AS closed_on, {sql.micros("created_at")} AS created_at
        FROM sales_opportunity WHERE id >= {first} AND id < {beyond} ORDER BY id"""


def _items(sql: Dialect, first: int, beyond: int) -> str:
    quantity, price, share, off = (
        sql.real(column) for column in ("quantity", "unit_price", "discount", "discount_amount")
    )
    return f"""
        SELECT id, opportunity_id AS opportunity, COALESCE(product_id, -1) AS product,
               {quantity} * {price} * (100 - {share}) / 100 - {off} AS worth
        FROM sales_opportunityline WHERE id >= {first} AND id < {beyond} ORDER BY id"""


def _touches(sql: Dialect, first: int, beyond: int) -> str:
    return f"""
        SELECT t.account_id AS subject, t.id AS touch_id, {sql.micros("t.at")} AS at, t.activity_id AS activity,
               {sql.code("t.channel", tuple(Channel.values))} AS channel,
               {sql.code("t.direction", tuple(Direction.values))} AS direction,
               {sql.code("t.by", tuple(Actor.values))} AS by, {sql.code("t.outcome", tuple(Outcome.values))} AS outcome,
               {sql.code("t.role", tuple(Contact.BuyingRole.values))} AS role, CAST(t.human AS INTEGER) AS human,
               COALESCE(t.program_id, -1) AS program, COALESCE(t.content_id, -1) AS content,
               COALESCE(t.product_id, -1) AS product, COALESCE(t.contact_id, -1) AS contact,
               COALESCE(t.user_id, -1) AS user, {sql.real("t.value")} AS value
        FROM interactions_touch t
        WHERE t.account_id >= {first} AND t.account_id < {beyond} AND t.voids_id IS NULL
          AND t.id NOT IN (SELECT voids_id FROM interactions_touch WHERE voids_id IS NOT NULL)
        ORDER BY t.account_id, t.at, t.id"""


_ID, _SMALL, _TINY, _LONG = np.int64, np.int16, np.int8, np.int64
TABLE: dict[str, Table] = {
    ACCOUNTS: Table(
        _accounts,
        "id",
        {
            "id": _ID,
            "industry": np.int32,
            "size_band": _TINY,
            "state": Coded,
            "country": Coded,
            "owner": np.int32,
            "created_at": _LONG,
        },
    ),
    VISITS: Table(
        _visits,
        "account",
        {
            "account": _ID,
            "cycle": np.int32,
            "number": np.int32,
            "stage": np.int32,
            "entered_at": _LONG,
            "left_at": _LONG,
            "left_by": _TINY,
            "evidence": _LONG,
            "behaviour": _SMALL,
            "outcome": _TINY,
        },
    ),
    LEADS: Table(
        _leads,
        "id",
        {
            "id": _ID,
            "account": _ID,
            "owner": np.int32,
            "source": np.int32,
            "status": _TINY,
            "type": _TINY,
            "created_at": _LONG,
            **{f"{rung}_at": _LONG for rung in LEAD_TYPES[1:]},
        },
    ),
    OPPORTUNITIES: Table(
        _opportunities,
        "id",
        {
            "id": _ID,
            "account": _ID,
            "owner": np.int32,
            "product": np.int32,
            "lead": _ID,
            "competitor": np.int32,
            "outcome": _TINY,
            "amount": np.float64,
            "currency": Coded,
            "engaged_on": np.int32,
            "closed_on": np.int32,
            "created_at": _LONG,
        },
    ),
    ITEMS: Table(_items, "id", {"id": _ID, "opportunity": _ID, "product": np.int32, "worth": np.float64}),
    TOUCHES: Table(_touches, "subject", {}),
}


def query(table: str, sql: Dialect, first: int, last: int) -> str:
    """Write the query for the buckets `first` to `last` of a table."""
    if table in field_tables.RECORD_OF:
        return field_tables.query(table, sql, first, last)
    return TABLE[table].query(sql, *ids_of(table, first, last))


def key_of(table: str) -> str:
    """Name the column that a table is cut by."""
    return "id" if table in field_tables.RECORD_OF else TABLE[table].key


def kinds_of(table: str) -> dict[str, type]:
    """Return the types of the columns that a table keeps."""
    return field_tables.kinds(table) if table in field_tables.RECORD_OF else TABLE[table].kinds


def typed(table: str, rows: Arrays) -> Columns:
    """Give the columns that were read the types that the copy keeps."""
    return {
        name: Coded.encode(rows[name]) if kind is Coded else np.ascontiguousarray(rows[name]).astype(kind)
        for name, kind in kinds_of(table).items()
    }


def touch_log(rows: Arrays, activities: dict[int, str]) -> EventLog:
    """Make the event log of the touches that were read."""
    codes = tuple(sorted(set(activities.values())))
    place = np.full(max(activities, default=0) + 1, -1, dtype=np.int32)
    for pk, code in activities.items():
        place[pk] = codes.index(code)
    fixed = {
        "channel": tuple(Channel.values),
        "direction": tuple(Direction.values),
        "by": tuple(Actor.values),
        "outcome": tuple(Outcome.values),
        "role": tuple(Contact.BuyingRole.values),
    }
    coded = {name: Coded(rows.pop(name).astype(np.int32), values) for name, values in fixed.items()}
    activity = Coded(place[rows.pop("activity").astype(np.int64)], codes)
    value = rows.pop("value").astype(np.float64)
    human = rows.pop("human").astype(np.bool_)
    numbers = {name: column.astype(np.int64) for name, column in rows.items()}
    return EventLog.from_columns(activity=activity, value=value, human=human, **coded, **numbers)
