"""Prices, stages that fit, stages that disagree, machines that open links."""

from decimal import Decimal

import pytest

from jornada.rules.machine_agents import is_machine_agent
from jornada.rules.pricing import line_total, proposal_total
from jornada.rules.stage_mapping import StageFacts, matching_stage
from jornada.rules.stage_mismatch import stage_mismatch

JOURNEY = ["interest", "commitment", "consideration", "evaluation", "validation"]


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "total"),
    [("3", "99.90", "10", "269.73"), ("1", "0.01", "50", "0.01"), ("0.333", "10", "0", "3.33"), ("2", "5", "100", "0")],
)
def test_the_total_of_a_line(quantity, price, discount, total):
    assert line_total(Decimal(quantity), Decimal(price), Decimal(discount)) == Decimal(total)


@pytest.mark.parametrize("discount", ["-1", "100.01"])
def test_a_discount_is_a_percentage(discount):
    with pytest.raises(ValueError, match="from 0 to 100"):
        proposal_total([Decimal(1)], Decimal(discount))


@pytest.mark.parametrize(
    ("quantity", "price", "off", "total"),
    [("3", "99.90", "50", "249.70"), ("0.333", "10.01", "3.33", "0.00"), ("1", "0.01", "0.01", "0.00")],
)
def test_an_amount_is_taken_off_what_a_line_comes_to(quantity, price, off, total):
    assert line_total(Decimal(quantity), Decimal(price), off=Decimal(off)) == Decimal(total)


@pytest.mark.parametrize(("discount", "off"), [("0", "-0.01"), ("0", "1.01"), ("10", "0.10")])
def test_an_amount_is_within_the_price_and_stands_alone(discount, off):
    with pytest.raises(ValueError, match="discount"):
        proposal_total([Decimal(1)], Decimal(discount), Decimal(off))


@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [
        ("validation", "interest", ("we_are_ahead", 4)),
        ("validation", "evaluation", None),
        ("interest", "consideration", ("buyer_is_ahead", 2)),
        ("interest", "interest", None),
        ("", "interest", None),
        ("interest", "unknown", None),
    ],
)
def test_stages_disagree_from_two_steps_on(ours, theirs, found):
    mismatch = stage_mismatch(JOURNEY, ours, theirs)
    assert (mismatch and (mismatch.direction, mismatch.steps)) == found


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (StageFacts(1, "proposal", "", 0.9), 8),
        (StageFacts(1, "Other", "interest", 0.9), 7),
        (StageFacts(1, "Other", "", 0.8), 9),
    ],
)
def test_the_stage_that_fits_by_name_then_journey_then_probability(here, there):
    others = [
        StageFacts(7, "Talk", "interest", 0.1),
        StageFacts(8, "Proposal", "", 0.3),
        StageFacts(9, "Sign", "", 0.9),
    ]
    assert matching_stage(here, others) == there


@pytest.mark.parametrize(
    ("agent", "purpose", "is_machine"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1", "", False),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36", "prefetch", True),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36", "", False),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", "", True),
        ("curl/8.5.0", "", True),
        ("", "", True),
    ],
)
def test_who_reads_and_who_checks_links(agent, purpose, is_machine):
    assert is_machine_agent(agent, purpose) is is_machine
