"""How many contacts it takes: yield of the n-th contact, and success by number of contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.engine import run
from jornada.analytics.errors import BadColumnError, WrongLengthError
from jornada.analytics.grouped import Floats, Ints, divided
from jornada.analytics.rates import Rates
from jornada.analytics.result import Chart, Language, Result

MOST = 100_000


@dataclass(frozen=True, eq=False, slots=True)
class Contacted:
    """One row per client: how many contacts, and whether it ended in success."""

    contacts: Ints
    success: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.contacts)

    def buckets(self, n: int) -> list[Contacted]:
        """Cut into at most `n` parts; views on the same memory."""
        cuts = np.unique(np.linspace(0, len(self), max(1, n) + 1).astype(np.int64)).tolist()
        parts = [slice(first, last) for first, last in pairwise(cuts)]
        return [Contacted(self.contacts[part], self.success[part]) for part in parts] or [self]


@dataclass(frozen=True, eq=False, slots=True)
class ContactTable(Result):
    """Clients by number of contacts, from 1 up to the most; those never contacted stand apart.

    Attributes
    ----------
    contacts : ndarray of int64
        1, 2, 3 and so on.
    clients, successes : ndarray of int64
        With exactly so many contacts.
    reached : ndarray of int64
        Clients with at least so many.
    rate : Rates
        Naive: successes of the clients with exactly so many contacts. Not an effect: `words.counting` says why.
    hazard : Rates
        Yield of the n-th contact: successes at exactly n of those reached.
    cumulative : ndarray of float64
        Share of all contacted successes had by n contacts, 0 to 1; NaN without a success.
    never : Rates
        One entry: successes of the clients without any contact.
    """

    contacts: Ints
    clients: Ints
    successes: Ints
    reached: Ints
    rate: Rates
    hazard: Rates
    cumulative: Floats
    never: Rates

    def __len__(self) -> int:
        return len(self.contacts)

    @property
    def contacts_per_success(self) -> float:
        """Contacts made with all clients for each success; NaN without a success."""
        return float(divided((self.contacts * self.clients).sum(), self.successes.sum()))

    def columns(self) -> dict[str, Any]:
        """Give one row per number of contacts; shares from 0 to 1, NaN where unknown."""
        counted = ("contacts", "clients", "successes", "reached")
        shares: dict[str, Any] = {}
        for name, rates in (("rate", self.rate), ("hazard", self.hazard)):
            shares |= {name: rates.rate, f"{name}_low": rates.low, f"{name}_high": rates.high}
        return {name: getattr(self, name) for name in counted} | shares | {"cumulative": self.cumulative}

    def explain(self, language: Language = "en") -> str:
        from jornada.analytics.words.counting import say_contacts

        return say_contacts(self, language)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        from jornada.analytics.words.counting import chart_contacts

        return chart_contacts(self, language)

    def to_rows(self) -> list[dict[str, Any]]:
        """Write the table out, one row per number of contacts; shares from 0 to 1, None where unknown."""
        columns = {name: np.asarray(column).tolist() for name, column in self.columns().items()}
        lists = {name: [None if np.isnan(each) else each for each in column] for name, column in columns.items()}
        return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


@dataclass(frozen=True, slots=True)
class Contacts:
    """The measure behind `contacts`; a part counts clients and successes by number of contacts."""

    def kernel(self, rows: Contacted) -> tuple[Ints, Ints]:
        most = int(rows.contacts.max(initial=0)) + 1
        return np.bincount(rows.contacts, minlength=most), np.bincount(rows.contacts[rows.success], minlength=most)

    def merge(self, parts: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
        total = np.zeros((2, max(len(clients) for clients, _ in parts)), dtype=np.int64)
        for clients, successes in parts:
            total[:, : len(clients)] += (clients, successes)
        return total[0], total[1]

    def finish(self, part: tuple[Ints, Ints]) -> ContactTable:
        clients, successes = (column[1:] for column in part)
        reached = np.cumsum(clients[::-1])[::-1]
        return ContactTable(
            contacts=np.arange(1, len(clients) + 1),
            clients=clients,
            successes=successes,
            reached=reached,
            rate=Rates.count(successes, clients),
            hazard=Rates.count(successes, reached),
            cumulative=divided(np.cumsum(successes), successes.sum()),
            never=Rates.count(part[1][0], part[0][0]),
        )


def contacts(count: Any, success: Any) -> ContactTable:
    """Say what the n-th contact yields, and how success goes with the number of contacts.

    The hazard of the n-th contact is the number of successes at exactly n contacts over the clients
    with at least n: a discrete-time hazard (Singer & Willett 2003, "Applied longitudinal data
    analysis", chapter 10), counting contacts as time. Intervals after Wilson 1927.

    Parameters
    ----------
    count : array of int, shape (clients,)
        Contacts of each client, the successful one included; 0 to 100,000.
    success : array of bool, shape (clients,)
        Whether the last contact was a success.

    Returns
    -------
    ContactTable

    Raises
    ------
    WrongLengthError
        If the columns differ in length.
    BadColumnError
        If a count is missing, broken or out of range, or an outcome is neither yes nor no.

    Examples
    --------
    >>> table = contacts([1, 1, 2, 3], [True, False, True, False])
    >>> table.reached.tolist(), table.rate.rate.tolist(), table.hazard.rate.tolist()
    ([4, 2, 1], [0.5, 1.0, 0.0], [0.25, 0.5, 0.0])
    """
    numbers, flags = np.asarray(count), np.asarray(success)
    if numbers.ndim != 1 or numbers.shape != flags.shape:
        raise WrongLengthError(f"There are {numbers.size} counts and {flags.size} outcomes; each client needs both.")
    if not len(numbers):
        return run(Contacts(), Contacted(np.empty(0, np.int64), np.empty(0, np.bool_)))
    if flags.dtype != np.bool_:
        raise BadColumnError(f"Outcomes are True or False; got {flags.dtype}. Say which value is the success.")
    return run(Contacts(), Contacted(_whole(numbers), flags))


def _whole(numbers: NDArray[Any]) -> Ints:
    if numbers.dtype.kind not in "iuf":
        raise BadColumnError(f"Counts of contacts are whole numbers; got {numbers.dtype}.")
    wrong = np.flatnonzero(~((numbers >= 0) & (numbers <= MOST) & (numbers == np.floor(numbers))))
    if wrong.size:
        came = f"{numbers[wrong[0]]} for client {wrong[0] + 1}"
        raise BadColumnError(f"Counts of contacts are whole, 0 to {MOST:,}; found {came}. Correct or leave it out.")
    return numbers.astype(np.int64)
