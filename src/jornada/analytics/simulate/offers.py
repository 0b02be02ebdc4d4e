"""Offers from Marketing to Sales with known truth: what is weak in them was put there, switch by switch."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded

SOURCES = ("website", "content", "webinar", "linkedin", "trade_fair", "referral", "advertising", "chat")
REGIONS = ("Sul", "Sudeste", "Centro-Oeste", "Norte", "Nordeste", "São Paulo")
TEAMS = ("São Paulo", "Rio", "Recife", "Porto Alegre", "Campinas")
INDUSTRIES = ("software", "retail", "health", "education", "logistics", "agribusiness", "finance", "industry")
CRITERIA = ("three clicks", "white paper", "prices seen", "demo asked", "webinar attended", "form filled", "replied")
BAD_CRITERION, OVERLOADED, SLOW, GOOD = "white paper", "Recife", "Norte", "agribusiness"
REFUSED, LATE = 0.3, 0.15


@dataclass(frozen=True, slots=True)
class Planted:
    """What was put into the offers; nothing by default.

    Attributes
    ----------
    bad_criterion : bool
        Leads that the criterion "white paper" qualified are refused far more often.
    overloaded_team : bool
        The team of Recife gets more than it can do, and answers late.
    slow_region : bool
        Leads of the North are answered late, whoever has them.
    good_segment : bool
        Leads of agribusiness are hardly ever refused, though nobody looks for them.
    """

    bad_criterion: bool = False
    overloaded_team: bool = False
    slow_region: bool = False
    good_segment: bool = False


ALL = Planted(bad_criterion=True, overloaded_team=True, slow_region=True, good_segment=True)


@dataclass(frozen=True, eq=False)
class Offers:
    """Offers as columns, each of shape (offers,).

    Attributes
    ----------
    account : ndarray of int64
        Some accounts have several.
    source, region, team, industry : Coded
    criteria : dict of str to ndarray of bool
        Which criteria held.
    refused, late : ndarray of bool
    hours : ndarray of float64
        Working hours to the answer.
    """

    account: NDArray[np.int64]
    source: Coded
    region: Coded
    team: Coded
    industry: Coded
    refused: NDArray[np.bool_]
    late: NDArray[np.bool_]
    hours: NDArray[np.float64]
    criteria: dict[str, NDArray[np.bool_]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.account)

    def traits(self) -> dict[str, NDArray[np.bool_]]:
        """Write every value of every column, and every criterion, as a trait."""
        columns = {"source": self.source, "region": self.region, "team": self.team, "industry": self.industry}
        values = {
            f"{name}: {value}": column.codes == code
            for name, column in columns.items()
            for code, value in enumerate(column.values)
        }
        return {**{f"criterion: {name}": held for name, held in self.criteria.items()}, **values}


def simulate_offers(number: int = 2000, *, planted: Planted = ALL, seed: int = 0, allowed: float = 24.0) -> Offers:
    """Draw offers of a quarter or two.

    Accounts differ in how likely their leads are refused (standard deviation 0.4 on the log odds), so that several
    offers of one account are alike.

    Parameters
    ----------
    number : int, default 2000
    planted : Planted
    seed : int, default 0
    allowed : float, default 24
        Working hours within which an answer is in time.

    Returns
    -------
    Offers

    Examples
    --------
    >>> clean = simulate_offers(500, planted=Planted(), seed=1)
    >>> len(clean), len(clean.traits())
    (500, 34)
    """
    rng = np.random.default_rng(seed)
    account = rng.integers(0, max(number * 3 // 4, 1), number)
    source, industry = _drawn(rng, SOURCES, number), _drawn(rng, INDUSTRIES, number)
    region, team = _drawn(rng, REGIONS, number), _drawn(rng, TEAMS, number)
    criteria = {name: rng.random(number) < share for name, share in zip(CRITERIA, _SHARES, strict=True)}
    temper = rng.normal(0, 0.4, int(account.max(initial=0)) + 1)[account]
    refusing = _odds(REFUSED) + temper
    refusing += 1.3 * (planted.bad_criterion & criteria[BAD_CRITERION])
    refusing -= 1.5 * (planted.good_segment & _is(industry, GOOD))
    being_late = np.full(number, _odds(LATE))
    being_late += 1.2 * (planted.overloaded_team & _is(team, OVERLOADED))
    being_late += 1.2 * (planted.slow_region & _is(region, SLOW))
    refused, late = rng.random(number) < _share(refusing), rng.random(number) < _share(being_late)
    hours = np.where(late, allowed * (1 + rng.exponential(0.6, number)), allowed * rng.beta(1.2, 2.5, number))
    return Offers(account, source, region, team, industry, refused, late, hours, criteria)


_SHARES = (0.5, 0.25, 0.3, 0.2, 0.2, 0.4, 0.15)


def _drawn(rng: np.random.Generator, values: tuple[str, ...], number: int) -> Coded:
    chances = rng.dirichlet(np.full(len(values), 12.0))
    return Coded(rng.choice(len(values), number, p=chances).astype(np.int32), values)


def _is(column: Coded, value: str) -> NDArray[np.bool_]:
    return np.asarray(column.codes == column.values.index(value))


def _odds(share: float) -> float:
    return float(np.log(share / (1 - share)))


def _share(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-odds))
