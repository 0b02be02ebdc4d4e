"""Who is there: accounts and contacts as plain numbers, before they get names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.simulate.clock import DAY, Span
from jornada.analytics.simulate.walk import Walk, Walkers
from jornada.analytics.simulate.words import CITIES, INDUSTRIES, REGION_OF_STATE, REGIONS, ROLES, SIZE_WEIGHTS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_CONTACTS = 9
_MEAN_MORE_CONTACTS = np.array([0.4, 0.9, 1.7, 2.8, 4.5])
_CITY_REGION = np.array([REGIONS.index(REGION_OF_STATE[state]) for _, state, _, _ in CITIES])


@dataclass(frozen=True, slots=True)
class Accounts:
    """Accounts as codes: what they walk by, the city, and when they came in (even seconds)."""

    walkers: Walkers
    city: Ints
    region: Ints
    created: Floats

    def __len__(self) -> int:
        return len(self.city)


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts sorted by (account, created); `role` indexes the buying roles of `words.ROLES`."""

    account: Ints
    created: Floats
    role: Ints

    def __len__(self) -> int:
        return len(self.account)

    def pick(self, rng: np.random.Generator, account: Ints, at: Floats) -> Ints:
        """Pick for each (account, instant) one of the contacts known by then, the first ones more often.

        Returns
        -------
        ndarray of int64
            Row numbers of contacts. Every account has a contact from its creation on.
        """
        scale = self.created.max(initial=0.0) + DAY
        if len(at):
            scale = max(scale, float(at.max()) + DAY)
        known = np.searchsorted(self.account * scale + self.created, account * scale + at, side="right")
        first = np.searchsorted(self.account, account, side="left")
        chosen: Ints = first + np.floor(rng.random(len(at)) ** 1.5 * (known - first)).astype(np.int64)
        return chosen


def draw_walkers(rng: np.random.Generator, size: int) -> Walkers:
    """Draw industry, size band and activity of each account.

    Activity is a gamma of shape 1.3 and mean 1, apart from anything that decides the walk.
    """
    weights = np.array([row[3] for row in INDUSTRIES])
    industry = rng.choice(len(weights), size, p=weights / weights.sum())
    size_band = rng.choice(len(SIZE_WEIGHTS), size, p=SIZE_WEIGHTS)
    return Walkers(industry, size_band, rng.gamma(1.3, 1 / 1.3, size))


def draw_accounts(rng: np.random.Generator, walkers: Walkers, walk: Walk, span: Span) -> Accounts:
    """Place the accounts on the map, and in time a little before their first visit."""
    weights = np.array([row[3] for row in CITIES], dtype=float)
    city = rng.choice(len(CITIES), len(walkers), p=weights / weights.sum())
    first = span.start + DAY + rng.random(len(walkers)) * (span.end - span.start - 2 * DAY)
    begins = np.flatnonzero(np.diff(walk.account, prepend=-1))
    first[walk.account[begins]] = walk.entered[begins]
    lead_in = rng.uniform(0.1, 0.9, len(walkers)) * np.minimum(6 * DAY, first - span.start)
    return Accounts(walkers, city, _CITY_REGION[city], first - lead_in)


def draw_contacts(rng: np.random.Generator, accounts: Accounts, span: Span) -> Contacts:
    """Draw one contact per account from its creation, and more in the months after."""
    more = np.minimum(rng.poisson(_MEAN_MORE_CONTACTS[accounts.walkers.size_band]), MOST_CONTACTS - 1)
    everyone = np.arange(len(accounts))
    account = np.concatenate([everyone, np.repeat(everyone, more)])
    later = np.repeat(accounts.created, more) + rng.random(int(more.sum())) * 150 * DAY
    created = np.concatenate([accounts.created, later])
    known = created < span.end - 60.0
    account, created = account[known], created[known]
    order = np.lexsort((created, account))
    weights = np.array([row[1] for row in ROLES])
    role = rng.choice(len(ROLES), len(account), p=weights / weights.sum())
    return Contacts(account[order], created[order], role)
