import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from jornada.apps.interactions.queries import live_touches
from jornada.apps.org.change_words import in_words
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.models import Notice, Workspace
from jornada.apps.sales import actions as sales
from jornada.apps.sales import line_actions
from jornada.apps.sales.closing_forms import WonForm
from jornada.apps.sales.models import Opportunity, Proposal
from jornada.apps.sales.proposals import actions, queries
from jornada.apps.sales.proposals.forms import ProposalForm
from jornada.apps.sales.proposals.pdf import WIDTHS, _facts, _lines, _story, _sum_row, as_pdf, file_name
from jornada.ui.numbers import money

pytestmark = pytest.mark.django_db
READER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}


@pytest.fixture
def proposal(owner, opportunity):
    values = {"quantity": Decimal(2), "unit_price": Decimal("100.00"), "discount": Decimal(10)}
    line_actions.add_line(owner, opportunity, description="Implantação ção", **values)
    return actions.draft_proposal(owner, opportunity, discount=Decimal(5), language="en")


@pytest.fixture
def sent(owner, proposal):
    return actions.send_proposal(owner, proposal)


def viewed(proposal):
    rows = live_touches().filter(thread=proposal.opportunity.thread, activity__code="proposal.viewed")
    return list(rows.order_by("id").values_list("human", flat=True))


def test_a_version_copies_the_lines_and_stays_as_it_was_sent(owner, opportunity, sent):
    assert (sent.version, sent.subtotal, sent.total) == (1, Decimal("180.00"), Decimal("171.00"))
    line_actions.add_line(owner, opportunity, description="More", unit_price=Decimal(50))
    with pytest.raises(WrongMomentError):
        actions.update_proposal(owner, sent, terms="Other")
    second = actions.draft_proposal(owner, opportunity)
    assert (second.version, second.total, Proposal.objects.get(pk=sent.pk).total) == (
        2,
        Decimal("218.50"),
        Decimal("171.00"),
    )


def test_no_proposal_without_a_line(owner, opportunity):
    with pytest.raises(WrongMomentError):
        actions.draft_proposal(owner, opportunity)


def test_sending_is_a_touch_with_the_total(owner, sent):
    touch = live_touches().get(thread=sent.opportunity.thread, activity__code="proposal.sent")
    assert (touch.value, touch.user, sent.status) == (171.0, owner, "sent")


def test_opening_the_link_is_a_touch_and_the_owner_is_told(client, owner, sent):
    url = f"/p/{queries.token_of(sent)}/"
    page = client.get(url, headers=READER)
    client.get(url, headers=READER)
    sent.refresh_from_db()
    assert (page.status_code, viewed(sent), sent.status) == (200, [True], "seen")
    assert Notice.objects.filter(user=owner, kind="proposal").count() == 1
    assert "171.00" in page.text


@pytest.mark.parametrize("agent", ["WhatsApp/2.23", "Mozilla/5.0 (compatible; bingbot/2.0)", ""])
def test_a_machine_that_opens_the_link_is_marked(client, sent, agent):
    client.get(f"/p/{queries.token_of(sent)}/", headers={"User-Agent": agent})
    sent.refresh_from_db()
    assert (viewed(sent), sent.status) == ([False], "sent")


def test_one_of_us_who_opens_the_link_leaves_no_touch(client, owner, sent):
    client.force_login(owner)
    assert client.get(f"/p/{queries.token_of(sent)}/", headers=READER).status_code == 200
    assert viewed(sent) == []


def test_a_link_that_is_forged_withdrawn_ended_or_of_a_draft_opens_nothing(client, owner, proposal, monkeypatch):
    draft = queries.token_of(proposal)
    sent = actions.send_proposal(owner, proposal)
    token = queries.token_of(sent)
    assert client.get(f"/p/{token[:-2]}xx/").status_code == 404
    assert client.get(f"/p/{draft}/", headers=READER).status_code == 200
    late = dt.datetime.combine(sent.valid_until, dt.time(), dt.UTC) + queries.GRACE + dt.timedelta(days=1)
    with monkeypatch.context() as clock:
        clock.setattr(queries.timezone, "now", lambda: late)
        assert queries.shared_proposal(token) is None
    actions.withdraw_link(owner, sent)
    assert client.get(f"/p/{token}/").status_code == 404


def test_a_draft_has_no_open_link(client, proposal):
    assert client.get(f"/p/{queries.token_of(proposal)}/").status_code == 404


def test_the_buyer_accepts_by_the_link_with_name_and_time(client, sent):
    url = f"/p/{queries.token_of(sent)}/answer/"
    assert client.post(url, {"answer": "accepted", "name": ""}).status_code == 422
    client.post(url, {"answer": "accepted", "name": "Bia Reis", "note": "Fine"})
    sent.refresh_from_db()
    assert (sent.status, sent.answered_by, sent.answer_note) == ("accepted", "Bia Reis", "Fine")
    assert sent.answered_at is not None
    assert client.post(url, {"answer": "refused", "name": "Bia"}).status_code == 422
    touch = live_touches().get(activity__code="proposal.accepted")
    assert (touch.note, touch.value, touch.source) == ("v1 · Bia Reis · Fine", float(sent.total), "link")
    assert (touch.by, touch.thread, touch.user) == ("buyer", sent.opportunity.thread, None)


def test_a_refusal_that_one_of_us_heard_is_in_the_log_too(owner, sent):
    actions.answer_proposal(owner, sent, "refused", name="Bia Reis")
    touch = live_touches().get(activity__code="proposal.refused")
    assert (touch.note, touch.user, touch.direction) == ("v1 · Bia Reis", owner, "in")


def test_an_expired_proposal_takes_no_answer(client, sent):
    Proposal.objects.update(valid_until=sales.today() - dt.timedelta(days=1))
    sent.refresh_from_db()
    assert sent.state(sales.today()) == "expired"
    url = f"/p/{queries.token_of(sent)}/answer/"
    assert client.post(url, {"answer": "accepted", "name": "Bia"}).status_code == 422


@pytest.mark.parametrize(("language", "word"), [("pt-br", "Proposta"), ("en", "Proposal")])
def test_the_pdf_speaks_the_language_of_the_proposal(sent, language, word):
    sent.language = language
    made = as_pdf(sent)
    assert made.startswith(b"%PDF")
    assert word.encode("utf-16-be") in made or word.encode() in made
    assert b"/FontFile2" in made
    assert as_pdf(sent) == made


@pytest.mark.parametrize(("language", "day"), [("pt-br", "12 de novembro de 2026"), ("en", "Nov. 12, 2026")])
def test_the_days_of_a_proposal_read_one_way_only(sent, language, day):
    sent.valid_until = dt.date(2026, 11, 12)
    with override(language):
        cells = [cell.text for row in _facts(sent)._cellvalues for cell in row]
    assert day in cells


def test_angle_brackets_in_a_proposal_are_only_text(sent):
    sent.opportunity.name, sent.terms = "<b>A & B", "<para>\n\n& </para> <img src=x>"
    assert as_pdf(sent).startswith(b"%PDF")


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("colleague", 200), ("viewer", 200), ("outsider", 404)])
def test_who_reads_a_proposal(request, client, sent, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/proposals/{sent.pk}/").status_code == status
    assert client.get(f"/proposals/{sent.pk}/pdf/").status_code == status


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("viewer", 403), ("outsider", 404)])
def test_others_do_not_change_a_proposal(request, client, proposal, who, status):
    client.force_login(request.getfixturevalue(who))
    steps = ("edit", "lines", "send", "withdraw", "answer", "delete")
    assert {step: client.post(f"/proposals/{proposal.pk}/{step}/").status_code for step in steps} == dict.fromkeys(
        steps, status
    )


def test_a_draft_is_edited_and_sent_on_its_page(client, owner, proposal):
    client.force_login(owner)
    day = (sales.today() + dt.timedelta(days=9)).isoformat()
    form = {"language": "pt-br", "valid_until": day, "discount": "10", "terms": "30 dias", "receiver": "", "sender": ""}
    client.post(f"/proposals/{proposal.pk}/edit/", form)
    client.post(f"/proposals/{proposal.pk}/send/")
    proposal.refresh_from_db()
    assert (proposal.total, proposal.terms, proposal.status) == (Decimal("162.00"), "30 dias", "sent")
    assert "/p/" in client.get(f"/proposals/{proposal.pk}/").text


def test_a_version_that_another_replaced_does_not_wait_for_an_answer(owner, client, sent):
    newer = actions.send_proposal(owner, actions.draft_proposal(owner, sent.opportunity))
    address = reverse("shared_proposal", args=[queries.token_of(sent)])
    page = client.get(address).content.decode()
    assert ("Version 2 took the place of this one." in page, 'value="accepted"' in page) == (True, False)
    given = {"answer": "refused", "name": "Somebody"}
    assert client.post(reverse("shared_answer", args=[queries.token_of(sent)]), given).status_code == 422
    sent.refresh_from_db()
    assert sent.answered_at is None
    assert 'value="accepted"' in client.get(reverse("shared_proposal", args=[queries.token_of(newer)])).content.decode()


@pytest.mark.parametrize("first", ["accepted", "refused"])
def test_a_second_answer_is_told_which_one_came_before(client, sent, first):
    address = reverse("shared_answer", args=[queries.token_of(sent)])
    client.post(address, {"answer": first, "name": "Bia"})
    answer = client.post(address, {"answer": "refused", "name": "Bia"})
    assert answer.status_code == 422
    assert f"This proposal was {first} already; your answer now was not recorded." in answer.content.decode()
    sent.refresh_from_db()
    assert sent.status == first


def test_a_deal_that_is_closed_waits_for_no_answer_by_the_link(owner, client, sent):
    Opportunity.objects.filter(pk=sent.opportunity_id).update(outcome="won")
    given = {"answer": "accepted", "name": "Somebody"}
    assert client.post(reverse("shared_answer", args=[queries.token_of(sent)]), given).status_code == 422


def test_a_deal_is_won_at_what_was_accepted(owner, sent):
    assert WonForm(opportunity=sent.opportunity, user=owner)["accepted"].initial == str(sent.pk)
    actions.answer_proposal(owner, sent, "accepted", name="Somebody")
    won = WonForm(opportunity=sent.opportunity, user=owner)
    assert won["amount"].initial == sent.total == Decimal("171.00")


def test_a_discount_is_no_money_in_the_history(proposal):
    field = Proposal._meta.get_field("discount")
    with override("pt-br"):
        written = [in_words(field, Decimal(text)) for text in ("7.50", "12.25", "0.00", "100")]
    assert written == ["7,5", "12,25", "0", "100"]


@pytest.mark.parametrize("language", ["pt-br", "en"])
@pytest.mark.parametrize("amount", ["120200.00", "99999999.99", "-99999999.99"])
def test_a_large_total_of_the_pdf_stands_on_one_line(language, amount):
    with override(language):
        row = _sum_row("Total", money(Decimal(amount), "BRL"), bold=True)
    row[-1].wrap(WIDTHS[-1] - 6, 1000)  # the cell keeps six points free at its left
    assert len(row[-1].blPara.lines) == 1


def test_quantities_and_discounts_are_written_with_all_their_places(proposal):
    proposal.lines.update(quantity=Decimal("2.25"), discount=Decimal("12.75"))
    proposal.discount = Decimal("1.25")
    with override("en"):
        cells = [part.text for row in _lines(proposal)._cellvalues for part in row if hasattr(part, "text")]
    assert {"2.25", "12.75%", "Discount 1.25%"} <= set(cells)


def test_a_deal_is_won_at_what_was_accepted_by_the_api_too(owner, sent):
    actions.answer_proposal(owner, sent, "accepted", name="Somebody")
    assert sales.win_opportunity(owner, sent.opportunity).amount == Decimal("171.00")


def test_an_amount_given_goes_before_what_was_accepted(owner, sent):
    actions.answer_proposal(owner, sent, "accepted", name="Somebody")
    assert sales.win_opportunity(owner, sent.opportunity, amount=Decimal(5)).amount == 5


@pytest.fixture
def own_company():
    Workspace.objects.update_or_create(pk=1, defaults={"name": "Forno & Cia", "tax_id": "11222333000181"})


def test_the_pdf_is_named_by_whom_it_is_for_and_what_it_is_about(client, owner, proposal):
    client.force_login(owner)
    assert file_name(proposal) == "Proposal - Acme - Acme, 100 seats - v1.pdf"
    Opportunity.objects.update(name="Implantação / 100%: Acme")
    proposal.opportunity.refresh_from_db()
    assert file_name(proposal) == "Proposal - Acme - Implantação 100% - v1.pdf"
    head = client.get(f"/proposals/{proposal.pk}/pdf/").headers["Content-Disposition"]
    assert head.startswith("attachment; filename*=utf-8''Proposal%20-%20Acme%20-%20Implanta%C3%A7%C3%A3o")


def test_the_pdf_names_both_companies_with_their_cnpj(own_company, client, account, sent):
    account.tax_id = "11222333000181"
    account.save()
    fresh = Proposal.objects.get(pk=sent.pk)
    texts = [part.text for part in _story(fresh, "Proposal") if hasattr(part, "text")]
    assert texts[:2] == ["Forno &amp; Cia", "CNPJ 11.222.333/0001-81"]
    cells = [cell.text for row in _facts(fresh)._cellvalues for cell in row]
    assert cells[2:4] == ["CNPJ", "11.222.333/0001-81"]
    assert "CNPJ 11.222.333/0001-81" in client.get(f"/p/{queries.token_of(sent)}/").text


def test_without_a_cnpj_nothing_is_said_of_it(proposal):
    texts = [part.text for part in _story(proposal, "Proposal") if hasattr(part, "text")]
    assert not any("CNPJ" in text for text in texts)


@pytest.mark.parametrize(("language", "written"), [("en", "Dec. 13, 2099"), ("pt-br", "13 de dezembro de 2099")])
def test_the_buyer_reads_days_with_the_month_in_words(client, sent, language, written):
    Proposal.objects.update(valid_until=dt.date(2099, 12, 13), language=language)
    sent.refresh_from_db()
    page = client.get(reverse("shared_proposal", args=[queries.token_of(sent)])).text
    assert written in page.lower() if language == "pt-br" else written in page
    assert "2099" not in page.replace(written, "")


def test_what_applies_has_one_name_on_the_form_and_on_the_page(client, owner, proposal):
    with override("pt-br"):
        assert ProposalForm(user=owner, instance=proposal)["terms"].label == "Condições"
