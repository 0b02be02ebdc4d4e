"""What was promised of each offer: the terms of the version under which it was handed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from jornada.apps.handoff.clauses import Clause
from jornada.apps.handoff.models import AgreementVersion
from jornada.apps.handoff.terms import terms_of
from jornada.rules.agreement import Agreement

Terms = Mapping[int | None, Agreement]


def terms_by_version() -> dict[int | None, Agreement]:
    """Read the terms of every version under which leads can have been handed over."""
    rows = AgreementVersion.objects.exclude(status__in=["draft", "proposed"])
    return {version.pk: terms_of(version) for version in rows}


def promising(clause: Clause, terms: Terms) -> Q:
    """Select the offers of versions that make this promise."""
    return Q(version__in=[pk for pk, each in terms.items() if clause.target(each) is not None])


def target_of(clause: Clause, counts: Iterable[tuple[int | None, int]], terms: Terms) -> float | None:
    """Weigh what each version promises by its offers: (version, offers); None where none of them promises."""
    known = [(clause.target(terms[pk]), of) for pk, of in counts if pk in terms]
    promised = [(target, of) for target, of in known if target is not None]
    whole = sum(of for _target, of in promised)
    if whole:
        return sum(target * of for target, of in promised) / whole
    return promised[0][0] if promised else None


def mqls_wanted(first: datetime, last: datetime) -> int | None:
    """Say how many MQLs the agreements in force at the end of a month promise together; None where none does."""
    at = last - timedelta(microseconds=1)
    rows = AgreementVersion.objects.filter(in_force_at__lte=at).filter(Q(retired_at=None) | Q(retired_at__gt=at))
    wanted = [terms_of(version).marketing.mqls_a_month for version in rows]
    known = [number for number in wanted if number is not None]
    return sum(known) if known else None


def answer_times(versions: Iterable[int | None], terms: Terms) -> list[Any]:
    """List the different times to answer that these versions grant, the shortest first."""
    return sorted({terms[pk].sales.answer for pk in versions if pk in terms})
