"""What a role hides of the buyer is not in the file of a proposal either; the buyer reads their own data."""

import json
from decimal import Decimal

import pytest

from jornada.apps.org.models import RoleRule
from jornada.apps.sales import line_actions
from jornada.apps.sales.models import Opportunity, Proposal
from jornada.apps.sales.proposals import actions, pdf, queries

pytestmark = pytest.mark.django_db
CNPJ = "11.222.333/0001-81"


@pytest.fixture
def sent(owner, account, opportunity):
    account.tax_id = "11222333000181"
    account.save()
    line_actions.add_line(owner, opportunity, description="Seat", unit_price=Decimal(10))
    return actions.send_proposal(owner, actions.draft_proposal(owner, opportunity))


@pytest.fixture
def facts(monkeypatch):
    """Answer with the facts of the file as text: its own letters are packed."""

    def texts(proposal):
        return json.dumps([cell.text for row in pdf._facts(proposal)._cellvalues for cell in row]).encode()

    monkeypatch.setattr(pdf, "as_pdf", texts)


def hide(field):
    RoleRule.objects.update_or_create(code="sales", defaults={"rule": {"fields": {field: "hidden"}}})


@pytest.mark.parametrize(("who", "is_shown"), [("owner", False), ("colleague", False), ("manager", True)])
def test_the_file_leaves_out_what_the_role_hides(client, request, facts, sent, who, is_shown):
    hide("account.tax_id")
    client.force_login(request.getfixturevalue(who))
    assert (CNPJ in client.get(f"/proposals/{sent.pk}/pdf/").text) is is_shown


def test_the_file_names_no_company_that_the_role_hides(client, owner, facts, sent):
    hide("opportunity.account")
    client.force_login(owner)
    assert "Acme" not in client.get(f"/proposals/{sent.pk}/pdf/").text.replace("Acme, 100 seats", "")
    assert "Acme</a>" not in client.get(sent.get_absolute_url()).text


def test_the_buyer_reads_their_own_number_and_one_of_us_what_the_role_shows(client, owner, facts, sent):
    hide("account.tax_id")
    url = f"/p/{queries.token_of(sent)}/pdf/"
    assert CNPJ in client.get(url, headers={"User-Agent": "Mozilla/5.0 Firefox/128.0"}).text
    client.force_login(owner)
    assert CNPJ not in client.get(url).text


def test_the_page_of_the_link_shows_one_of_us_what_the_role_shows(client, owner, manager, sent):
    hide("opportunity.account")
    Opportunity.objects.update(name="Seats")
    url = f"/p/{queries.token_of(sent)}/"
    assert "Acme" in client.get(url, headers={"User-Agent": "Mozilla/5.0 Firefox/128.0"}).text
    client.force_login(manager)
    assert "Acme" in client.get(url).text
    client.force_login(owner)
    assert "Acme" not in client.get(url).text
    answered = client.post(f"{url}answer/", {"answer": "accepted", "name": "Bia"})
    assert (answered.status_code, Proposal.objects.get().status) == (302, "accepted")


def test_what_was_hidden_is_not_lost_by_writing(client, owner, account, sent):
    hide("account.tax_id")
    client.force_login(owner)
    client.post(f"/proposals/{sent.pk}/recall/")
    account.refresh_from_db()
    assert (Proposal.objects.get().status, account.tax_id) == ("withdrawn", "11222333000181")
