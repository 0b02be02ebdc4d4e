"""One change taken back from the history, and who sees a record and why."""

import json
import uuid

import pytest
from django.core.exceptions import PermissionDenied

from jornada.apps.market import actions
from jornada.apps.market.models import Account, Contact
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.history import as_batch
from jornada.apps.org.history_undo import undo, undoable_among
from jornada.apps.org.models import Change, RoleRule, User
from jornada.apps.org.tags.actions import change_tags, named
from jornada.apps.org.tags.queries import tags_of

pytestmark = pytest.mark.django_db


def change_of(row, field):
    return Change.objects.filter(model=row._meta.label_lower, object_id=row.pk, field=field).latest("pk")


def test_a_change_is_taken_back_and_that_is_a_change_too(client, owner, contact):
    contact = actions.update_contact(owner, contact, title="Diretora")
    client.force_login(owner)
    change = change_of(contact, "title")
    assert f"/changes/{change.pk}/undo/" in client.get(f"/contacts/{contact.pk}/").content.decode()
    client.post(f"/changes/{change.pk}/undo/")
    contact.refresh_from_db()
    assert contact.title == ""
    assert change_of(contact, "title").old == "Diretora"


def test_a_change_is_taken_back_in_the_history_of_all(client, admin, contact):
    first, last = (change_of(actions.update_contact(admin, contact, title=title), "title") for title in ("CFO", "CEO"))
    client.force_login(admin)
    page = client.get("/settings/history/?kind=updated").content.decode()
    address = f"/changes/{last.pk}/undo/?next=%2Fsettings%2Fhistory%2F%3Fkind%3Dupdated"
    assert f'formaction="{address}"' in page
    assert f"/changes/{first.pk}/undo/" not in page
    assert client.post(address).url == "/settings/history/?kind=updated"
    assert Contact.objects.get(pk=contact.pk).title == "CFO"
    assert client.post(f"/changes/{first.pk}/undo/?next=//elsewhere.com/").url == contact.get_absolute_url()


def test_among_many_changes_only_those_of_ones_own_are_taken_back(owner, outsider, account, contact):
    changes = [
        change_of(actions.update_account(owner, account, domain="acme.com"), "domain"),
        change_of(actions.update_contact(owner, contact, title="CFO"), "title"),
    ]
    assert undoable_among(owner, changes) == {one.pk for one in changes}
    assert undoable_among(outsider, changes) == set()
    RoleRule.objects.create(code=owner.role, rule={"fields": {"contact.title": "read"}})
    assert undoable_among(User.objects.get(pk=owner.pk), changes) == {changes[0].pk}


def test_an_owner_comes_back(owner, colleague, account):
    account = actions.update_account(owner, account, owner=colleague)
    assert undo(colleague, change_of(account, "owner")).owner == owner


CANNOT_HOLD = "owned this before, and their role may not own such records any more. Choose another owner."


@pytest.fixture
def given_away(owner, colleague, account):
    """Give an account away whose owner is a reader since."""
    account = actions.update_account(owner, account, owner=colleague)
    User.objects.filter(pk=owner.pk).update(role="viewer")
    return change_of(account, "owner")


def test_an_owner_whose_role_may_not_hold_the_record_any_more_is_told(client, admin, colleague, given_away):
    client.force_login(admin)
    answer = client.post(f"/changes/{given_away.pk}/undo/", follow=True)
    assert (answer.status_code, f"Olga {CANNOT_HOLD}" in answer.content.decode()) == (200, True)
    assert Account.objects.get().owner == colleague


def test_it_is_told_in_the_language_of_the_person(client, admin, given_away):
    User.objects.filter(pk=admin.pk).update(language="pt-br")
    client.force_login(admin)
    page = client.post(f"/changes/{given_away.pk}/undo/", follow=True).content.decode()
    assert "Olga era responsável por este registro, e o papel atual não permite" in page


def test_a_role_that_may_not_assign_is_told_on_the_page(client, owner, colleague, account):
    change = change_of(actions.update_account(owner, account, owner=colleague), "owner")
    RoleRule.objects.create(code="sales", rule={"reaches": {"account.assign": "none"}})
    client.force_login(colleague)
    answer = client.post(f"/changes/{change.pk}/undo/", follow=True)
    assert (answer.status_code, "may not hand this record to somebody else" in answer.content.decode()) == (200, True)
    assert Account.objects.get().owner == colleague


def test_what_somebody_changed_since_stays_and_is_said(owner, contact):
    contact = actions.update_contact(owner, contact, title="Diretora")
    first = change_of(contact, "title")
    actions.update_contact(owner, contact, title="Sócia")
    with pytest.raises(WrongMomentError, match="Sócia"):
        undo(owner, first)
    assert Contact.objects.get(pk=contact.pk).title == "Sócia"


def test_a_colleague_who_may_not_edit_takes_nothing_back(client, owner, colleague, outsider, contact):
    contact = actions.update_contact(owner, contact, title="Diretora")
    change = change_of(contact, "title")
    with pytest.raises(WrongMomentError):
        undo(colleague, change)
    client.force_login(outsider)
    assert client.post(f"/changes/{change.pk}/undo/").status_code == 404
    client.force_login(colleague)
    assert f"/changes/{change.pk}/undo/" not in client.get(f"/contacts/{contact.pk}/").content.decode()


def test_a_hidden_field_is_not_taken_back(client, owner, contact):
    contact = actions.update_contact(owner, contact, phone="+5511912345678")
    RoleRule.objects.create(code="sales", rule={"fields": {"contact.phone": "hidden"}})
    client.force_login(owner)
    assert client.post(f"/changes/{change_of(contact, 'phone').pk}/undo/").status_code == 404


def test_a_field_that_may_only_be_read_is_not_taken_back(owner, contact):
    contact = actions.update_contact(owner, contact, phone="+5511912345678")
    RoleRule.objects.create(code="sales", rule={"fields": {"contact.phone": "read"}})
    owner.__dict__.pop("_rule", None)
    with pytest.raises(PermissionDenied):
        undo(owner, change_of(contact, "phone"))


@pytest.mark.parametrize(
    ("who", "words"),
    [("owner", "The person owns it."), ("colleague", "is in the same team"), ("outsider", "is not in the person")],
)
def test_it_is_said_why_somebody_sees_a_record(client, request, admin, account, who, words):
    person = request.getfixturevalue(who)
    client.force_login(admin)
    page = client.get(f"/settings/who-sees/account/{account.pk}/?person={person.pk}").content.decode()
    assert words in page


def test_only_administrators_ask_who_sees_what(client, manager, account):
    client.force_login(manager)
    assert client.get(f"/settings/who-sees/account/{account.pk}/").status_code == 403


def test_the_history_is_narrowed_to_a_field(client, admin, owner, contact):
    actions.update_contact(owner, contact, title="Diretora", email="b@acme.com")
    client.force_login(admin)
    page = client.get("/settings/history/?model=market.contact&field=title").content.decode()
    assert "Diretora" in page
    assert "b@acme.com" not in page


def changed_together(user, account, **values):
    batch = uuid.uuid4()
    with as_batch(batch):
        account = actions.update_account(user, account, **values)
        change_tags(user, "account", [account], named(["Fair"]))
    first = Change.objects.filter(batch=batch).order_by("pk").first()
    return {"batch": str(batch), "first": first.pk}


def undone(client, sent):
    return json.loads(client.post("/lists/undo/", sent).headers["HX-Trigger"])


def test_all_of_an_edit_comes_back_once(client, owner, account):
    client.force_login(owner)
    sent = changed_together(owner, account, city="Natal")
    assert "undone" in undone(client, sent)
    account.refresh_from_db()
    assert (account.city, tags_of("account", [account.pk])) == ("", {})
    assert undone(client, sent)["toast"]["text"] == "Nothing was undone: somebody changed it since."


def test_an_edit_of_which_a_part_cannot_come_back_stays_whole(client, owner, account):
    client.force_login(owner)
    sent = changed_together(owner, account, city="Natal")
    change_tags(owner, "account", [account], named(["Other"]))
    assert undone(client, sent)["toast"]["tone"] == "bad"
    account.refresh_from_db()
    assert account.city == "Natal"


def test_what_was_replaced_and_is_gone_is_said(client, owner, account):
    mother = actions.create_account(owner, name="Mother", owner=owner)
    actions.update_account(owner, account, parent=mother)
    client.force_login(owner)
    sent = changed_together(owner, account, parent=None)
    Account.objects.filter(pk=mother.pk).delete()
    assert undone(client, sent)["toast"]["text"] == "What stood there before does not exist any more."
    assert tags_of("account", [account.pk])
