"""The demo company, put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.simulate import road
from jornada.analytics.simulate.clock import span_until, to_instants
from jornada.analytics.simulate.deals import move_columns, opportunity_columns, reason_column
from jornada.analytics.simulate.leads import lead_columns, task_columns
from jornada.analytics.simulate.log import log_columns
from jornada.analytics.simulate.names import Columns, account_columns, clip_to_span, contact_columns, rows_of
from jornada.analytics.simulate.staff import (
    product_columns,
    program_columns,
    source_columns,
    team_columns,
    user_columns,
)
from jornada.analytics.simulate.story import Story, truth
from jornada.analytics.simulate.touches import draw_touches
from jornada.analytics.simulate.world import NO_STORY, World, draw_world, streams_of

DEFAULT_END = int(np.datetime64("2026-06-01T15:00:00", "us").astype(np.int64))
_CHUNK = 50_000
_TOUCHES_PER_ACCOUNT = 45


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """A simulated company as columns. Row numbers, from 0, are the ids that other tables name; -1 is none.

    Attributes
    ----------
    accounts, contacts, users, teams, products, sources, programs : dict of columns
    leads, opportunities, moves, tasks, touches : dict of columns
        A lead's row is also the row of its thread. Instants are microseconds UTC, days `datetime64[D]`.
    walk : dict of columns
        What truly happened: account, cycle, stage, entered_at, left_at (-1 open), left_by.
    truth : dict
        The chances, times and patches it was made from; plain values that JSON can hold.
    start, end : int
        The history in microseconds UTC.
    """

    accounts: Columns
    contacts: Columns
    users: Columns
    teams: Columns
    products: Columns
    sources: Columns
    programs: Columns
    leads: Columns
    opportunities: Columns
    moves: Columns
    tasks: Columns
    touches: Columns
    walk: Columns
    truth: dict[str, Any]
    start: int
    end: int


def simulate(
    accounts: int,
    seed: int,
    months: int = 24,
    end: int | None = None,
    language: str = "pt-br",
    story: Story = NO_STORY,
) -> DemoCompany:
    """Simulate a Brazilian company selling to others, with every touch of its buyers.

    Parameters
    ----------
    accounts : int
        How many companies it sells to, 0 or more.
    seed : int
        Same seed, size and end: the same company, to the last bit.
    months : int
        Length of the history.
    end : int, optional
        The `now` of the history in microseconds UTC; 1 June 2026 when left out.
    language : {"pt-br", "en"}
        Language of products, titles, industries, programs and lost reasons.
    story : Story
        What is broken between Marketing and Sales; nothing when left out.

    Returns
    -------
    DemoCompany

    Raises
    ------
    ValueError
        If `accounts` is negative or `months` below 1.

    Examples
    --------
    >>> company = simulate(10, seed=1)
    >>> len(company.accounts["name"])
    10
    """
    if accounts < 0:
        raise ValueError(f"accounts must be 0 or more, not {accounts}.")
    end = DEFAULT_END if end is None else end
    streams = streams_of(np.random.SeedSequence(seed))
    return _dress(streams, draw_world(streams, accounts, span_until(end, months), story), seed, language, story)


def touches_only(n: int, seed: int, months: int = 24, end: int | None = None) -> Columns:
    """Simulate touches without names, for measuring speed.

    Parameters
    ----------
    n : int
        How many touches.
    seed : int
    months : int
    end : int, optional

    Returns
    -------
    dict
        Columns of `EventLog.from_columns`, sorted by (subject, at): subject, at, activity, channel,
        direction, by, outcome, human, program, product, contact, user, value, role.

    Examples
    --------
    >>> len(touches_only(1000, seed=1)["at"])
    1000
    """
    span = span_until(DEFAULT_END if end is None else end, months)
    chunks: list[Columns] = []
    have = contacts = 0
    while have < n or not chunks:
        streams = streams_of(np.random.SeedSequence((seed, len(chunks))))
        world = draw_world(streams, min(_CHUNK, (n - have) // _TOUCHES_PER_ACCOUNT + 20), span)
        chunk = _touches(streams, world)
        _shift(chunk, _CHUNK * len(chunks), contacts)
        chunks.append(chunk)
        have, contacts = have + len(rows_of(chunk, "at")), contacts + len(world.contacts)
    joined = _join(chunks, n)
    joined.pop("thread")
    return {"subject": joined.pop("account"), **joined}


def _touches(streams: dict[str, np.random.Generator], world: World) -> Columns:
    return log_columns(streams["touches"], draw_touches(streams["touches"], world), world)


def _dress(
    streams: dict[str, np.random.Generator], world: World, seed: int, language: str, story: Story
) -> DemoCompany:
    names, funnel, staff = streams["names"], streams["funnel"], streams["staff"]
    accounts = account_columns(names, world.accounts, world.staff.seller, language)
    contacts = contact_columns(names, world.contacts, world.accounts, accounts, language)
    products = product_columns(language)
    account_names = rows_of(accounts, "name")
    leads = lead_columns(funnel, world, rows_of(contacts, "name"), account_names, (streams["story"], story))
    deals = opportunity_columns(funnel, world, rows_of(leads, "contact"), products, language)
    deals["lost_reason"] = reason_column(funnel, world, language)
    for columns in (accounts, contacts):
        clip_to_span(columns, world.span)
    start, end = to_instants(np.array([world.span.start, world.span.end])).tolist()
    made_from = {"seed": seed, "accounts": len(world.accounts), "start": start, "end": end}
    return DemoCompany(
        accounts=accounts,
        contacts=contacts,
        users=user_columns(staff, world.staff),
        teams=team_columns(world.staff, language),
        products=products,
        sources=source_columns(),
        programs=program_columns(staff, world.span, language),
        leads=leads,
        opportunities=deals,
        moves=move_columns(world),
        tasks=task_columns(funnel, world, leads),
        touches=_touches(streams, world),
        walk=_walk_columns(world),
        truth=made_from | road.describe(world.span.months) | {"story": truth(story)},
        start=start,
        end=end,
    )


def _walk_columns(world: World) -> Columns:
    true = world.walk
    is_open = true.left >= world.span.end
    return {
        "account": true.account,
        "cycle": true.cycle,
        "stage": Coded(true.stage.astype(np.int32), road.STAGES),
        "entered_at": to_instants(true.entered),
        "left_at": np.where(is_open, -1, to_instants(true.left)),
        "left_by": Coded(np.where(is_open, road.OPEN, true.leaving).astype(np.int32), road.EXITS),
        "mails": true.mails,
        "trial": true.trial,
    }


def _shift(chunk: Columns, accounts: int, contacts: int) -> None:
    """Give the accounts and contacts of a piece numbers of their own."""
    chunk["account"] = rows_of(chunk, "account") + accounts
    chunk["contact"] = rows_of(chunk, "contact") + contacts


def _join(chunks: list[Columns], rows: int) -> Columns:
    return {name: _join_column([chunk[name] for chunk in chunks], rows) for name in chunks[0]}


def _join_column(pieces: list[Any], rows: int) -> NDArray[Any] | Coded:
    if isinstance(pieces[0], Coded):
        return Coded(np.concatenate([piece.codes for piece in pieces])[:rows], pieces[0].values)
    return np.concatenate(pieces)[:rows]
