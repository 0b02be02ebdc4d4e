"""Contacts and their yield: by hand, on real calls, turned around, and with nothing to find."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.analytics.contacts import Contacted, Contacts, contacts
from jornada.analytics.contacts_file import UnclearOutcome, read_contacts
from jornada.analytics.door import FileProblem
from jornada.analytics.errors import BadColumnError, WrongLengthError
from jornada.analytics.rates import wilson
from tests.analytics.logs import same

REFERENCE = Path(__file__).parents[3] / "shared" / "data"
CLIENTS = st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=40)


def table_of(clients):
    return contacts([count for count, _ in clients], np.array([won for _, won in clients], dtype=np.bool_))


def test_a_table_worked_by_hand():
    table = table_of([(1, True), (1, False), (1, False), (2, True), (2, False), (4, True), (0, True), (0, False)])
    assert table.contacts.tolist() == [1, 2, 3, 4]
    assert table.reached.tolist() == [6, 3, 1, 1]
    assert table.rate.rate[[0, 1, 3]].tolist() == [1 / 3, 1 / 2, 1]
    assert np.isnan(table.rate.rate[2])
    assert table.hazard.rate.tolist() == [1 / 6, 1 / 3, 0, 1]
    assert table.cumulative.tolist() == [1 / 3, 2 / 3, 2 / 3, 1]
    assert (table.never.hits[0], table.never.of[0]) == (1, 2)
    assert table.contacts_per_success == 11 / 3


@given(CLIENTS)
def test_intervals_are_wilsons(clients):
    table = table_of(clients)
    for rates, of in ((table.rate, table.clients), (table.hazard, table.reached)):
        low, high = wilson(table.successes, of)
        assert same(rates.low, low)
        assert same(rates.high, high)


@given(CLIENTS, st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(clients, seed):
    assert same(table_of(clients), table_of(random.Random(seed).sample(clients, len(clients))))


@given(CLIENTS, st.integers(1, 5))
def test_pieces_put_together_equal_the_whole(clients, pieces):
    rows = Contacted(
        np.array([count for count, _ in clients], np.int64), np.array([won for _, won in clients], dtype=np.bool_)
    )
    measure = Contacts()
    cut = measure.finish(measure.merge([measure.kernel(piece) for piece in rows.buckets(pieces)]))
    assert same(cut, table_of(clients))


@given(CLIENTS)
def test_a_doubled_population_yields_the_same(clients):
    once, twice = table_of(clients), table_of(clients * 2)
    assert same(once.hazard.rate, twice.hazard.rate)
    assert (once.reached * 2).tolist() == twice.reached.tolist()


def test_a_yield_that_never_changes_is_found_although_the_naive_rate_falls_away():
    draw = np.random.default_rng(3)
    needed, patience = draw.geometric(0.1, 100_000), draw.integers(1, 9, 100_000)
    table = contacts(np.minimum(needed, patience), needed <= patience)
    assert ((table.hazard.low < 0.1) & (table.hazard.high > 0.1)).all()
    assert np.ptp(table.rate.rate[:7]) > 0.2


def test_no_clients_give_an_empty_table():
    table = contacts([], [])
    assert (len(table), table.to_rows()) == (0, [])
    assert np.isnan(table.contacts_per_success)


@pytest.mark.parametrize(
    ("count", "success", "error", "says"),
    [
        ([1, 2], [True], WrongLengthError, "2 counts and 1 outcomes"),
        ([-1], [True], BadColumnError, "-1 for client 1"),
        ([1, 1.5], [True, True], BadColumnError, "1.5 for client 2"),
        ([np.nan], [True], BadColumnError, "nan for client 1"),
        ([10**9], [True], BadColumnError, "0 to 100,000"),
        (["1"], [True], BadColumnError, "whole numbers"),
        ([1], ["yes"], BadColumnError, "True or False"),
    ],
)
def test_wrong_columns_are_named(count, success, error, says):
    with pytest.raises(error, match=says):
        contacts(count, success)


@pytest.fixture
def write(tmp_path):
    def write(text):
        (tmp_path / "clients.csv").write_text(text, encoding="utf-8")
        return tmp_path / "clients.csv"

    return write


def test_a_file_says_yes_in_many_words(write):
    found = read_contacts(write("n;fim\n1;Sim\n2;não\n3;SIM\n;não\n2;\n"), count="n", outcome="fim")
    assert found.success == ("SIM", "Sim")
    assert (found.rows, found.left_out) == (5, 2)
    assert found.table.successes.tolist() == [1, 0, 1]


def test_a_success_of_another_name_is_said(write):
    path = write("n,stage\n1,Ganho!\n2,Aberto\n")
    with pytest.raises(UnclearOutcome, match="Aberto, Ganho!"):
        read_contacts(path, count="n", outcome="stage")
    with pytest.raises(UnclearOutcome, match="--success"):
        read_contacts(path, count="n", outcome="stage", success=("Won",))
    assert read_contacts(path, count="n", outcome="stage", success=("ganho!",)).table.successes.sum() == 1


@pytest.mark.parametrize("cell", ["-2", "1.5", "x"])
def test_a_count_that_is_none_is_named(write, cell):
    with pytest.raises(FileProblem, match="n"):
        read_contacts(write(f"n,y\n1,yes\n2,no\n3,no\n{cell},yes\n"), count="n", outcome="y")


@pytest.mark.reference
@pytest.mark.skipif(not REFERENCE.is_dir(), reason=f"needs the reference data in {REFERENCE}")
def test_real_calls_give_their_known_figures():
    expected = json.loads((REFERENCE / "reference.json").read_text())["bank_full"]
    file = read_contacts(REFERENCE / "bank" / "bank-full.csv.gz", count="campaign", outcome="y")
    table = file.table
    assert (file.rows, int(table.successes.sum())) == (expected["rows"], expected["yes"])
    *single, many = expected["by_contacts"]
    for row, known in zip(table.to_rows(), single, strict=False):
        assert [row[name] for name in ("contacts", "clients", "successes", "reached")] == [
            known[name] for name in ("n", "leads", "yes", "reached")
        ]
        assert row["rate"] * 100 == pytest.approx(known["rate_pct"], abs=5e-5)
        assert row["hazard"] * 100 == pytest.approx(known["hazard_pct"], abs=5e-5)
        assert row["rate_low"] < row["rate"] < row["rate_high"]
    assert (table.clients[10:].sum(), table.successes[10:].sum()) == (many["leads"], many["yes"])
    so_far = [float(round(100 * share, 3)) for share in table.cumulative[:10]]
    assert so_far == pytest.approx(expected["cum_share_of_successes_pct"], abs=1e-3)
    assert table.contacts_per_success == pytest.approx(expected["contacts_per_success"], abs=1e-4)
