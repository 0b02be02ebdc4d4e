"""How an own figure stands against its past, other segments, and published figures of the same definition."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from jornada.analytics.benchmark_table import Benchmark
from jornada.analytics.errors import MeasureError
from jornada.analytics.grouped import Ints
from jornada.analytics.pooling import beta_binomial_pool
from jornada.analytics.rates import wilson
from jornada.analytics.result import Chart, Language, Result, Series
from jornada.analytics.words import number, percent
from jornada.analytics.words.benchmark import BENCHMARK

Verdict = Literal["below", "above", "unclear", "not judged"]
SURE = 0.95


@dataclass(frozen=True, slots=True)
class Against:
    """One thing that the own rate is held against.

    Attributes
    ----------
    kind : {"past", "segment", "published"}
    name : str
    value : float
        Its share, 0 to 1; for the own past the share expected.
    p_below : float
        Probability that the own true rate lies below it; for the own past, of a period as low as this one.
    verdict : {"below", "above", "unclear", "not judged"}
    source, grade : str
        Of published figures.
    year : int
        0 for own figures.
    definition : str
    """

    kind: str
    name: str
    value: float
    p_below: float
    verdict: Verdict
    source: str = ""
    grade: str = ""
    year: int = 0
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Standing(Result):
    """An own rate and what it was held against.

    Attributes
    ----------
    hits, of : int
    rate, low, high : float
        Own share with its 95 % Wilson interval; NaN without cases.
    against : tuple of Against
    """

    hits: int
    of: int
    rate: float
    low: float
    high: float
    against: tuple[Against, ...]

    def columns(self) -> dict[str, Sequence[Any]]:
        """Give one row per thing compared."""
        names = ("kind", "name", "value", "p_below", "verdict", "source", "grade", "year", "definition")
        table: dict[str, Sequence[Any]] = {name: [getattr(each, name) for each in self.against] for name in names}
        return {"own": [self.rate] * len(self.against), **table}

    def explain(self, language: Language = "en") -> str:
        """Say where the own rate stands, and what is shown without a verdict."""
        words = BENCHMARK[language]
        if not self.of:
            return words["nothing"]
        own = {
            name: percent(part, language)
            for name, part in (("rate", self.rate), ("low", self.low), ("high", self.high))
        }
        said = [words["own"].format(hits=number(self.hits, language), of=number(self.of, language), **own)]
        said += [
            words[each.verdict].format(
                name=words[each.kind].format(name=each.name, source=each.source, year=each.year, grade=each.grade),
                value=percent(each.value, language), p=percent(each.p_below, language, 0),
            )
            for each in self.against
        ]  # fmt: skip
        return " ".join(said)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        """Draw the own rate beside the others; what is not judged is faint."""
        words = BENCHMARK[language]
        judged = [each for each in self.against if each.verdict != "not judged"]
        shown = [each for each in self.against if each.verdict == "not judged"]
        series = [Series(words["mine"], [words["mine"]], [self.rate], [self.low], [self.high])]
        for name, each, is_faint in ((words["others"], judged, False), (words["shown"], shown, True)):
            if each:
                series.append(Series(name, [one.name for one in each], [one.value for one in each], is_faint=is_faint))
        return (Chart("bar", words["title"], "", words["share"], tuple(series), is_share=True),)


def compare_rate(
    hits: int,
    of: int,
    *,
    past: tuple[Any, Any] | None = None,
    segments: Mapping[str, tuple[int, int]] | None = None,
    published: Sequence[Benchmark] = (),
    same_definition: Collection[str] = (),
) -> Standing:
    """Hold an own rate against its past, other segments and published figures.

    Published and segments: the probability that the own true rate lies below theirs, the own rate being
    Beta(hits + 1/2, misses + 1/2) given what was counted, a segment's likewise. The own past: past periods
    give the distribution of the true rate from period to period (`pooling.beta_binomial_pool`), and the
    Beta-binomial distribution of this period's hits tells how unusual it is; so usual swings are no
    news. A verdict needs 95 % either way. Published figures are judged only where `same_definition`
    names them: a figure of another definition, or of another kind of company, says nothing about one's own.
    Published figures of the same name differ five-fold.

    Parameters
    ----------
    hits, of : int
        Own numerator and denominator.
    past : (hits, of) of two arrays, optional
        Of earlier periods, in any order.
    segments : mapping of str to (hits, of), optional
    published : sequence of Benchmark
        Rows of kind "rate", such as some of `benchmark_table.published`.
    same_definition : collection of str
        Codes of those whose definition is the own one.

    Returns
    -------
    Standing

    Raises
    ------
    MeasureError
        If counts are no share, or a published row is no rate.

    Examples
    --------
    >>> from jornada.analytics.benchmark_table import published
    >>> rows = [row for row in published() if row.code == "answered_within_hour"]
    >>> found = compare_rate(20, 100, published=rows, same_definition=["answered_within_hour"])
    >>> found.against[0].verdict, round(found.against[0].p_below, 4)
    ('below', 0.9999)
    """
    if not 0 <= hits <= of:
        raise MeasureError(f"Hits lie between 0 and the cases; got {hits} of {of}.")
    wrong = [row.code for row in published if row.kind != "rate"]
    if wrong:
        raise MeasureError(f"Only published rates can be compared with a rate; {', '.join(wrong)} is none.")
    low, high = wilson([hits], [of])
    against = [] if past is None or not of else _against_past(hits, of, *past)
    against += [_against_segment(hits, of, name, *counts) for name, counts in (segments or {}).items()]
    against += [_against_published(hits, of, row, row.code in same_definition) for row in published]
    rate = hits / of if of else float("nan")
    return Standing(hits, of, rate, float(low[0]), float(high[0]), tuple(against))


def _against_past(hits: int, of: int, past_hits: Any, past_of: Any) -> list[Against]:
    from scipy.special import betaln, gammaln

    known = beta_binomial_pool(past_hits, past_of)
    if np.count_nonzero(known.of) < 2:
        return []
    k: Ints = np.arange(of + 1)
    chance = np.exp(
        gammaln(of + 1) - gammaln(k + 1) - gammaln(of - k + 1)
        + betaln(known.alpha + k, known.beta + of - k) - betaln(known.alpha, known.beta)
    )  # fmt: skip
    # The middle of the probability of this very count, so that few cases do not look unusual.
    p_lower = float(chance[:hits].sum() + chance[hits] / 2)
    verdict: Verdict = "below" if p_lower <= 1 - SURE else "above" if p_lower >= SURE else "unclear"
    return [Against("past", "", known.alpha / known.weight, p_lower, verdict)]


def _against_segment(hits: int, of: int, name: str, other_hits: int, other_of: int) -> Against:
    """Compare two Beta distributions on a fine grid."""
    from scipy.special import betainc, betaincinv

    if not of or not other_of:
        return Against("segment", name, other_hits / other_of if other_of else float("nan"), float("nan"), "not judged")
    level = (np.arange(2000) + 0.5) / 2000
    theirs = betaincinv(other_hits + 0.5, other_of - other_hits + 0.5, level)
    p = float(np.mean(betainc(hits + 0.5, of - hits + 0.5, theirs)))
    return Against("segment", name, other_hits / other_of, p, _verdict(p))


def _against_published(hits: int, of: int, row: Benchmark, is_same: bool) -> Against:
    from scipy.special import betainc

    p = float(betainc(hits + 0.5, of - hits + 0.5, row.value)) if of else float("nan")
    verdict: Verdict = _verdict(p) if is_same and of else "not judged"
    return Against("published", row.name_en, row.value, p, verdict, row.source, row.grade, row.year, row.definition)


def _verdict(p_below: float) -> Verdict:
    return "below" if p_below >= SURE else "above" if p_below <= 1 - SURE else "unclear"
