"""The link of a proposal goes to its buyer by WhatsApp or e-mail, in the proposal's language."""

import re
from decimal import Decimal
from html import unescape
from urllib.parse import unquote

import pytest

from jornada.apps.org.company import change_company
from jornada.apps.org.models import RoleRule
from jornada.apps.sales import line_actions
from jornada.apps.sales.models import Proposal
from jornada.apps.sales.proposals import actions, queries
from jornada.apps.sales.proposals.pdf import as_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(owner, opportunity, contact):
    contact.name, contact.phone, contact.email = "Bia Reis", "+5511987654321;ext=12", "bia@acme.com.br"
    contact.save()
    line_actions.add_line(owner, opportunity, description="Seat", unit_price=Decimal(10))
    return actions.draft_proposal(owner, opportunity, receiver=contact, language="pt-br")


def page_of(client, user, proposal):
    client.force_login(user)
    return unquote(unescape(client.get(proposal.get_absolute_url()).text))


def test_what_was_sent_is_handed_over_in_its_language(client, owner, draft):
    page = page_of(client, owner, actions.send_proposal(owner, draft))
    assert "https://wa.me/5511987654321?text=Olá, Bia! Segue a nossa proposta: http" in page
    assert "mailto:bia@acme.com.br?subject=Proposta: " in page
    assert page.count("http://testserver/p/") >= 4


def test_without_a_receiver_it_is_said_in_the_chat_whom_it_goes_to(client, owner, draft):
    Proposal.objects.update(receiver=None, language="en")
    page = page_of(client, owner, actions.send_proposal(owner, Proposal.objects.get()))
    assert "https://wa.me/?text=Hello! Here is our proposal: http" in page
    assert "mailto:?subject=Proposal: " in page


def test_a_draft_says_what_comes_next(client, owner, draft):
    page = page_of(client, owner, draft)
    assert ("wa.me" in page, "the buyer does not see it yet" in page) == (False, True)


def test_who_only_reads_and_what_was_answered_hand_nothing_over(client, owner, colleague, draft):
    sent = actions.send_proposal(owner, draft)
    assert "wa.me" not in page_of(client, colleague, sent)
    actions.answer_proposal(owner, sent, "accepted", name="Bia")
    assert "wa.me" not in page_of(client, owner, sent)


def test_a_phone_that_the_role_hides_is_not_in_the_address(client, owner, draft):
    RoleRule.objects.update_or_create(code="sales", defaults={"rule": {"fields": {"contact.phone": "hidden"}}})
    page = page_of(client, owner, actions.send_proposal(owner, draft))
    assert ("5511987654321" in page, "https://wa.me/?text=" in page) == (False, True)


def test_the_buyer_is_not_told_our_word_for_what_waits(client, owner, draft):
    sent = actions.send_proposal(owner, draft)
    url = f"/p/{queries.token_of(sent)}/"
    reader = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0"}
    assert "Enviada" not in client.get(url, headers=reader).text
    assert "Vista" not in client.get(url, headers=reader).text
    actions.answer_proposal(None, sent, "accepted", name="Bia")
    assert "Aceita" in client.get(url, headers=reader).text


def test_a_receiver_out_of_reach_keeps_phone_and_address_to_those_who_reach_them(
    client, owner, manager, outsider, draft, contact
):
    contact.owner, contact.account = outsider, None
    contact.save()
    page = page_of(client, owner, actions.send_proposal(owner, draft))
    assert ("5511987654321" in page, "bia@acme.com.br" in page, "https://wa.me/?text=" in page) == (False, False, True)
    assert "https://wa.me/5511987654321?text=" in page_of(client, manager, draft)


def test_a_draft_whose_receiver_is_out_of_reach_is_changed_all_the_same(client, owner, outsider, draft, contact):
    contact.owner, contact.account = outsider, None
    contact.save()
    client.force_login(owner)
    form = client.get(f"{draft.get_absolute_url()}edit/").context["form"]
    given = {name: form[name].value() or "" for name in form.fields if name != "discount"}
    sent = {**given, "sender": owner.pk, "terms": "30 days"}
    answer = client.post(f"{draft.get_absolute_url()}edit/", sent)
    assert (answer.status_code, Proposal.objects.get().terms) == (302, "30 days")
    assert Proposal.objects.get().receiver == contact


@pytest.mark.parametrize(("who", "said"), [("admin", "/settings/company/"), ("owner", "An administrator names it")])
def test_before_sending_it_is_said_that_the_company_has_no_name(client, request, draft, who, said):
    page = page_of(client, request.getfixturevalue(who), draft)
    assert ("Our company has no name yet" in page, said in page) == (True, True)


def test_the_product_stands_nowhere_as_the_sender(client, owner, draft):
    page = page_of(client, owner, actions.send_proposal(owner, draft))
    assert "Olá, Bia! Segue a nossa proposta: http" in page
    assert "<p>Jornada" not in client.get(f"/p/{queries.token_of(draft)}/").text
    assert b"Jornada" not in re.findall(rb"/Author \((.*?)\)", as_pdf(draft))[0]


def test_a_company_with_a_name_is_not_warned_about(client, owner, admin, draft):
    change_company(admin, name="Forno & Cia")
    page = page_of(client, owner, actions.send_proposal(owner, draft))
    assert ("has no name yet" in page, "Segue a nossa proposta (Forno & Cia): http" in page) == (False, True)
