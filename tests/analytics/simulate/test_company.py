"""Rows of the demo company: who belongs to whom, and when."""

from __future__ import annotations

import json

import numpy as np
import pytest
from validate_docbr import CNPJ

from jornada.analytics.coded import Coded
from jornada.analytics.simulate import simulate, touches_only
from jornada.analytics.simulate.company import DemoCompany
from jornada.analytics.simulate.words import CITIES, REGION_OF_STATE, TEAMS
from jornada.rules.catalogue import CATALOGUE, CHANNELS

TABLES = (
    *("accounts", "contacts", "users", "teams", "products", "sources", "programs"),
    *("leads", "opportunities", "moves", "tasks", "touches", "walk"),
)


@pytest.fixture(scope="module", params=[0, 1, 10, 500])
def company(request) -> DemoCompany:
    return simulate(request.param, seed=7)


@pytest.fixture(scope="module")
def firm() -> DemoCompany:
    return simulate(500, seed=11)


def plain(column):
    return column.codes if isinstance(column, Coded) else column


def test_every_table_has_columns_of_one_length(company):
    for table in TABLES:
        assert len({len(column) for column in getattr(company, table).values()}) == 1, table


def test_touches_lie_inside_the_history_in_order(company):
    at, account = company.touches["at"], company.touches["account"]
    assert ((at >= company.start) & (at <= company.end)).all()
    assert (np.diff(account) >= 0).all()
    assert (np.diff(at)[np.diff(account) == 0] >= 0).all()


def test_contacts_of_touches_belong_to_the_account_and_exist_by_then(company):
    touches, contact = company.touches, company.touches["contact"]
    assert (company.contacts["account"][contact] == touches["account"]).all()
    assert (company.contacts["created_at"][contact] <= touches["at"]).all()


def test_threads_of_touches_belong_to_the_account_and_are_open(company):
    on_thread = company.touches["thread"] >= 0
    thread = company.touches["thread"][on_thread]
    assert (company.leads["account"][thread] == company.touches["account"][on_thread]).all()
    assert (company.leads["created_at"][thread] <= company.touches["at"][on_thread]).all()


def test_every_account_has_a_contact_from_its_first_day(company):
    first = np.unique(company.contacts["account"], return_index=True)[1]
    assert len(first) == len(company.accounts["name"])
    assert (company.contacts["created_at"][first] == company.accounts["created_at"]).all()


def test_leads_precede_their_opportunities(company):
    deals, lead = company.opportunities, company.opportunities["lead"]
    assert (company.leads["created_at"][lead] < deals["created_at"]).all()
    assert (company.leads["account"][lead] == deals["account"]).all()
    assert len(np.unique(lead)) == len(lead)


def test_opportunities_close_after_they_were_engaged(company):
    deals = company.opportunities
    closed = deals["outcome"].codes > 0
    assert (np.isnat(deals["closed_on"]) == ~closed).all()
    assert (deals["closed_on"][closed] >= deals["engaged_on"][closed]).all()
    assert ((deals["lost_reason"].codes >= 0) == (deals["outcome"].codes == 2)).all()


def test_each_outcome_is_a_touch_on_the_thread_of_its_opportunity(company):
    deals, touches = company.opportunities, company.touches
    for number, activity in ((1, "deal.won"), (2, "deal.lost")):
        told = touches["thread"][touches["activity"].codes == touches["activity"].code(activity)]
        assert sorted(told) == sorted(deals["thread"][deals["outcome"].codes == number])


def test_moves_start_at_opening_and_end_where_the_opportunity_stands(company):
    moves, deals = company.moves, company.opportunities
    first = np.unique(moves["opportunity"], return_index=True)[1]
    assert len(first) == len(deals["name"])
    assert (moves["from_stage"].codes[first] == -1).all()
    last = np.append(first[1:], len(moves["at"]))[: len(first)] - 1
    assert (moves["to_stage"].codes[last] == deals["stage"].codes).all()
    assert (moves["outcome"].codes[last] == deals["outcome"].codes).all()


def test_same_seed_gives_the_same_company():
    one, two = simulate(60, seed=5), simulate(60, seed=5)
    for table in TABLES:
        for name, column in getattr(one, table).items():
            np.testing.assert_array_equal(plain(column), plain(getattr(two, table)[name]), err_msg=f"{table}.{name}")


def test_another_seed_gives_another_company():
    assert simulate(60, seed=5).accounts["name"].tolist() != simulate(60, seed=6).accounts["name"].tolist()


def test_the_truth_can_be_written_as_json(company):
    assert json.loads(json.dumps(company.truth)) == company.truth


def test_tax_ids_are_valid_and_differ(firm):
    ids = firm.accounts["tax_id"].tolist()
    assert all(CNPJ().validate(text) for text in ids)
    assert len(set(ids)) == len(ids)


def test_domains_differ_and_can_reach_nobody(firm):
    domains = firm.accounts["domain"].tolist()
    assert len(set(domains)) == len(domains)
    assert all(domain.endswith(".example") and domain.isascii() for domain in domains)


def test_contacts_write_from_the_domain_of_their_account(firm):
    emails, accounts = firm.contacts["email"].tolist(), firm.contacts["account"].tolist()
    assert all(
        email.split("@")[1] == firm.accounts["domain"][account] for email, account in zip(emails, accounts, strict=True)
    )
    assert len(set(emails)) == len(emails)


def test_phones_carry_an_area_code_of_the_state(firm):
    areas = {state: {area for _, other, area, _ in CITIES if other == state} for _, state, _, _ in CITIES}
    for phone, state in zip(firm.accounts["phone"].tolist(), firm.accounts["state"].decode(), strict=True):
        assert int(phone.split()[1]) in areas[state]


def test_accounts_are_owned_by_a_seller_of_their_region(firm):
    owner = firm.accounts["owner"]
    assert set(np.array(firm.users["role"].decode())[owner]) == {"sales"}
    for team, state in zip(firm.users["team"][owner].tolist(), firm.accounts["state"].decode(), strict=True):
        assert REGION_OF_STATE[state] in TEAMS[team][2]


# What people note down of a buyer, or decide, in the app: the simulator plays buyers and sellers, not forms.
NOTED = {
    *("handoff.returned", "intent.answered", "lead.discarded", "lead.returned", "timeframe.stated"),
    *("proposal.accepted", "proposal.refused", "todo.done"),
}


def test_nearly_all_activities_and_all_channels_occur():
    touches = simulate(2000, seed=1).touches
    seen = {CATALOGUE[code].code for code in set(touches["activity"].codes)}
    assert {kind.code for kind in CATALOGUE} - seen <= NOTED
    assert set(touches["channel"].codes) == set(range(len(CHANNELS)))


def test_touches_are_many_and_skewed():
    touches = simulate(2000, seed=1).touches
    number = np.bincount(touches["account"], minlength=2000)
    assert 30 < number.mean() < 60
    assert np.median(number) < number.mean()


def test_most_touches_fall_into_working_hours(firm):
    people = firm.touches["human"]
    local = firm.touches["at"][people] // 1_000_000 - 3 * 3600
    hour, weekday = local // 3600 % 24, (local // 86_400 + 3) % 7
    assert ((hour >= 8) & (hour < 19) & (weekday < 5)).mean() > 0.85


def test_machines_open_click_and_visit(firm):
    touches = firm.touches
    machine = set(np.array(touches["activity"].decode(), dtype=object)[~touches["human"]])
    assert machine == {"email.opened", "email.clicked", "page.viewed"}


def test_tasks_are_due_around_the_end(firm):
    days = (firm.tasks["due_at"] - firm.end) / 86_400e6
    assert len(days) > 10
    assert (days > -8).all()
    assert (days < 16).all()


def test_each_role_has_its_front_person(firm):
    emails = firm.users["email"].tolist()
    for name in ("ana", "marina", "diego", "bruno", "helena", "vera"):
        assert emails.count(f"{name}@demo.jornada") == 1
    assert len(set(firm.users["username"].tolist())) == len(emails)


def test_words_come_in_the_language_asked_for():
    assert "Saúde" in simulate(1, seed=1).accounts["industry"].values
    assert "Health" in simulate(1, seed=1, language="en").accounts["industry"].values


def test_a_short_history_works():
    company = simulate(50, seed=2, months=1)
    assert (company.touches["at"] >= company.start).all()
    assert company.end - company.start <= 31 * 86_400e6


def test_impossible_sizes_are_refused():
    with pytest.raises(ValueError, match="accounts must be 0 or more"):
        simulate(-1, seed=1)
    with pytest.raises(ValueError, match="months must be 1 or more"):
        simulate(1, seed=1, months=0)


@pytest.mark.parametrize("n", [0, 1, 5000])
def test_touches_alone_are_as_many_as_asked_for(n):
    columns = touches_only(n, seed=3)
    assert {len(column) for column in columns.values()} == {n}


def test_touches_alone_come_in_pieces_that_do_not_mix(monkeypatch):
    monkeypatch.setattr("jornada.analytics.simulate.company._CHUNK", 40)
    columns = touches_only(6000, seed=3)
    assert (np.diff(columns["subject"]) >= 0).all()
    pairs = np.unique(np.stack([columns["contact"], columns["subject"]]), axis=1)
    assert len(np.unique(pairs[0])) == pairs.shape[1]
