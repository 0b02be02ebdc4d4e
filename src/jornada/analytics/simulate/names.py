"""Names, domains, tax ids and phones of accounts and contacts.

Text is put together with list comprehensions: for Python strings they are faster than NumPy.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jornada.analytics.coded import Coded
from jornada.analytics.simulate.clock import Span, to_instants
from jornada.analytics.simulate.population import Accounts, Contacts
from jornada.analytics.simulate.words import (
    CITIES,
    CORES_HE,
    CORES_SHE,
    FIRST_NAMES,
    INDUSTRIES,
    LEGAL_FORMS,
    QUALITIES_HE,
    QUALITIES_SHE,
    REGIONS,
    ROLES,
    SIZE_BANDS,
    SIZE_RANGES,
    SURNAMES,
)

Columns: TypeAlias = "dict[str, NDArray[np.generic] | Coded]"
Ints = NDArray[np.int64]

_COUNTRY = "Brasil"
_WORD_CORES = [
    f"{thing} {quality}"
    for things, qualities in ((CORES_HE, QUALITIES_HE), (CORES_SHE, QUALITIES_SHE))
    for thing in things
    for quality in qualities
]
_PAIR_CORES = [f"{a} & {b}" for a in SURNAMES for b in SURNAMES if a < b]
_STATES = tuple(sorted({state for _, state, _, _ in CITIES}))


def plain(text: str) -> str:
    """Write a text in lower case ASCII letters and digits only.

    Examples
    --------
    >>> plain("João & Irmãos")
    'joaoirmaos'
    """
    letters = unicodedata.normalize("NFD", text.lower()).encode("ascii", "ignore").decode()
    return "".join(letter for letter in letters if letter.isalnum())


def tax_ids(size: int) -> NDArray[np.object_]:
    """Make CNPJ numbers with correct check digits, each once.

    Parameters
    ----------
    size : int

    Returns
    -------
    ndarray of str
        Written as ``99.123.456/0001-09``; the roots lie in a range that is hardly used.

    Examples
    --------
    >>> tax_ids(1).tolist()
    ['99.104.729/0001-75']
    """
    rows = np.arange(size)
    root, branch = 99_000_000 + (rows * 271_829 + 104_729) % 1_000_000, 1 + rows // 1_000_000
    digits = (root[:, None] // 10 ** np.arange(7, -1, -1)) % 10
    digits = np.hstack([digits, (branch[:, None] // 10 ** np.arange(3, -1, -1)) % 10])
    for weights in ((5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)):
        rest = (digits @ np.array(weights)) % 11
        digits = np.hstack([digits, np.where(rest < 2, 0, 11 - rest)[:, None]])
    texts = ("".join(map(str, row)) for row in digits.tolist())
    return _objects([f"{t[:2]}.{t[2:5]}.{t[5:8]}/{t[8:12]}-{t[12:]}" for t in texts])


def account_columns(rng: np.random.Generator, accounts: Accounts, owner: Ints, language: str) -> Columns:
    """Write the accounts: names, places, size and owner."""
    size = len(accounts)
    names, domains = _company_names(rng, accounts)
    low, high = np.array(SIZE_RANGES, dtype=float)[accounts.walkers.size_band].T
    employees = np.floor(np.exp(rng.uniform(np.log(low), np.log(high + 1)))).astype(np.int64)
    label = 2 if language.startswith("pt") else 1
    area = np.array([row[2] for row in CITIES])[accounts.city]
    industry = accounts.walkers.industry.astype(np.int32)
    states = np.array([_STATES.index(row[1]) for row in CITIES], dtype=np.int32)
    return {
        "name": names,
        "domain": domains,
        "tax_id": tax_ids(size),
        "phone": _phones(rng, area, is_mobile=np.zeros(size, dtype=bool)),
        "industry": Coded(industry, tuple(str(row[label]) for row in INDUSTRIES)),
        "segment": Coded(industry, tuple(row[0] for row in INDUSTRIES)),
        "size_band": Coded(accounts.walkers.size_band.astype(np.int32), SIZE_BANDS),
        "employees": employees,
        "revenue": np.round(employees * 260_000 * np.exp(rng.normal(0, 0.5, size)), -3),
        "founded": rng.integers(1948, 2022, size),
        "city": Coded(accounts.city.astype(np.int32), tuple(row[0] for row in CITIES)),
        "state": Coded(states[accounts.city], _STATES),
        "region": Coded(accounts.region.astype(np.int32), REGIONS),
        "country": Coded(np.zeros(size, dtype=np.int32), (_COUNTRY,)),
        "owner": owner,
        "created_at": to_instants(accounts.created),
    }


def contact_columns(
    rng: np.random.Generator, contacts: Contacts, accounts: Accounts, written: Columns, language: str
) -> Columns:
    """Write the contacts; `written` are the columns of the accounts, whose domain and owner they share."""
    size = len(contacts)
    first, last = rng.integers(0, len(FIRST_NAMES), size), rng.integers(0, len(SURNAMES), size)
    repeat = _occurrence((contacts.account * len(FIRST_NAMES) + first) * len(SURNAMES) + last)
    logins = [[plain(word) for word in words] for words in (FIRST_NAMES, SURNAMES)]
    places = zip(
        first.tolist(),
        last.tolist(),
        repeat.tolist(),
        rows_of(written, "domain")[contacts.account].tolist(),
        strict=True,
    )
    emails = [f"{logins[0][a]}.{logins[1][b]}{n or ''}@{domain}" for a, b, n, domain in places]
    names = [f"{FIRST_NAMES[a]} {SURNAMES[b]}" for a, b in zip(first.tolist(), last.tolist(), strict=True)]
    area = np.array([row[2] for row in CITIES])[accounts.city[contacts.account]]
    return {
        "account": contacts.account,
        "name": _objects(names),
        "email": _objects(emails),
        "phone": _phones(rng, area, is_mobile=rng.random(size) < 0.8),
        "title": _titles(rng, contacts, language),
        "buying_role": Coded(contacts.role.astype(np.int32), tuple(row[0] for row in ROLES)),
        "owner": rows_of(written, "owner")[contacts.account],
        "created_at": to_instants(contacts.created),
    }


def rows_of(columns: Columns, name: str) -> NDArray[Any]:
    """Give a column that is a plain array."""
    column = columns[name]
    assert not isinstance(column, Coded)
    return column


def clip_to_span(columns: Columns, span: Span) -> None:
    """Keep creation instants inside the history, against rounding."""
    created = rows_of(columns, "created_at")
    np.clip(created, *to_instants(np.array([span.start, span.end])), out=created)


def _company_names(rng: np.random.Generator, accounts: Accounts) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    cores = [*_WORD_CORES, *_PAIR_CORES]
    by_words = rng.random(len(accounts)) < 0.55
    core = np.where(by_words, rng.integers(0, len(_WORD_CORES), len(accounts)), 0)
    core = np.where(by_words, core, len(_WORD_CORES) + rng.integers(0, len(_PAIR_CORES), len(accounts)))
    kinds = [kind for row in INDUSTRIES for kind in row[4]]
    sizes = np.array([len(row[4]) for row in INDUSTRIES])
    starts, industry = np.cumsum(sizes) - sizes, accounts.walkers.industry
    kind = starts[industry] + np.floor(rng.random(len(accounts)) * sizes[industry]).astype(np.int64)
    form = rng.integers(0, 3, len(accounts))
    repeat = _occurrence(kind * len(cores) + core)
    rows = list(zip(kind.tolist(), core.tolist(), repeat.tolist(), strict=True))
    slugs = [plain(core) for core in cores]
    tails = zip(accounts.city.tolist(), accounts.walkers.size_band.tolist(), form.tolist(), strict=True)
    names = [
        f"{kinds[k][0].format(cores[c])}{f' de {CITIES[city][0]}' if n else ''} {LEGAL_FORMS[band][f]}"
        for (k, c, n), (city, band, f) in zip(rows, tails, strict=True)
    ]
    domains = [f"{kinds[k][1]}-{slugs[c]}{n + 1 if n else ''}.example" for k, c, n in rows]
    return _objects(names), _objects(domains)


def _titles(rng: np.random.Generator, contacts: Contacts, language: str) -> Coded:
    side = 1 if language.startswith("pt") else 0
    values = tuple(title[side] for _, _, titles in ROLES for title in titles)
    sizes = np.array([len(titles) for _, _, titles in ROLES])
    starts = np.cumsum(sizes) - sizes
    codes = starts[contacts.role] + np.floor(rng.random(len(contacts)) * sizes[contacts.role]).astype(np.int64)
    return Coded(codes.astype(np.int32), values)


def _phones(rng: np.random.Generator, area: Ints, is_mobile: NDArray[np.bool_]) -> NDArray[np.object_]:
    head = np.where(is_mobile, rng.integers(96_000, 99_999, len(area)), rng.integers(3_000, 3_999, len(area)))
    tail = rng.integers(0, 10_000, len(area))
    rows = zip(area.tolist(), head.tolist(), tail.tolist(), strict=True)
    return _objects([f"+55 {a} {h}-{t:04d}" for a, h, t in rows])


def _occurrence(codes: Ints) -> Ints:
    """Say for each row how many rows before it hold the same code."""
    order = np.argsort(codes, kind="stable")
    begins = np.flatnonzero(np.diff(codes[order], prepend=-1))
    rank = np.arange(len(codes)) - np.repeat(begins, np.diff(begins, append=len(codes)))
    result = np.empty(len(codes), dtype=np.int64)
    result[order] = rank
    return result


def _objects(texts: Sequence[str]) -> NDArray[np.object_]:
    array = np.empty(len(texts), dtype=object)
    array[:] = texts
    return array
