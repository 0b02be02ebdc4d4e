"""Winning and losing from the board: what a card is dropped on, the dialog, and the way back to the board."""

from urllib.parse import quote

import pytest

from jornada.apps.sales import actions
from jornada.apps.sales.models import LossReason

pytestmark = pytest.mark.django_db
BOARD = "/opportunities/board/?owner=me"
NEXT = f"?next={quote(BOARD, safe='')}"


def ending(opportunity, end):
    return f"/opportunities/{opportunity.pk}/{end}/{NEXT}"


@pytest.mark.parametrize(("who", "shown"), [("owner", True), ("colleague", False), ("outsider", False)])
def test_the_ends_are_there_for_those_who_move_cards(client, request, opportunity, who, shown):
    client.force_login(request.getfixturevalue(who))
    page = client.get("/opportunities/board/").text
    assert [mark in page for mark in ('data-board-end="win"', 'id="closing"', '<option value="lose">')] == [shown] * 3


@pytest.mark.parametrize("end", ["win", "lose"])
def test_a_drop_asks_for_the_dialog_alone(client, owner, opportunity, end):
    client.force_login(owner)
    box = client.get(ending(opportunity, end), headers={"HX-Request": "true"}).text
    assert ("<html" in box, f'action="/opportunities/{opportunity.pk}/{end}/?next=' in box) == (False, True)
    assert "data-dialog-title" in box
    assert "<html" in client.get(ending(opportunity, end)).text


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404)])
def test_the_dialog_is_for_those_who_may_change(client, request, opportunity, who, status):
    client.force_login(request.getfixturevalue(who))
    asked = client.get(ending(opportunity, "win"), headers={"HX-Request": "true"})
    assert asked.status_code == status


def test_it_leads_back_to_the_board_and_so_does_undoing_it(client, owner, opportunity):
    client.force_login(owner)
    reason = LossReason.objects.filter(is_active=True).first()
    sent = {"reason": reason.pk, "closed_on": actions.today().isoformat()}
    assert client.post(ending(opportunity, "lose"), {}).status_code == 422
    done = client.post(ending(opportunity, "lose"), sent)
    opportunity.refresh_from_db()
    assert (done.headers["Location"], opportunity.outcome) == (BOARD, "lost")
    assert f"/opportunities/{opportunity.pk}/reopen/{NEXT}" in client.get(BOARD).text
    back = client.post(ending(opportunity, "reopen"))
    opportunity.refresh_from_db()
    assert (back.headers["Location"], opportunity.outcome) == (BOARD, "open")
    assert client.post(ending(opportunity, "close-again")).headers["Location"] == BOARD


def test_an_address_elsewhere_is_not_come_back_to(client, owner, opportunity):
    client.force_login(owner)
    sent = {"amount": "10", "closed_on": actions.today().isoformat()}
    done = client.post(f"/opportunities/{opportunity.pk}/win/?next=https://evil.example/", sent)
    assert done.headers["Location"] == opportunity.get_absolute_url()


def test_the_choice_on_a_card_leads_to_the_form_without_a_script(client, owner, opportunity):
    client.force_login(owner)
    sent = {"stage": "win", "next": BOARD}
    asked = client.post(f"/opportunities/{opportunity.pk}/move/", sent)
    assert asked.headers["Location"] == ending(opportunity, "win")
