import pytest
from django.core.exceptions import ValidationError

from jornada.apps.market import actions
from jornada.apps.market.models import Account, Contact, Industry
from jornada.apps.market.pickers import RecordField
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.history import changes_of

pytestmark = pytest.mark.django_db


def test_an_account_is_made_on_a_page_with_clean_values(client, owner):
    client.force_login(owner)
    sent = {"name": "Beta", "kind": "b2b", "domain": "https://www.beta.com.br", "tax_id": "11.222.333/0001-81"}
    client.post("/accounts/new/", {**sent, "phone": "(11) 3000-1000", "industry": "Software", "owner": owner.pk})
    account = Account.objects.get()
    assert (account.domain, account.tax_id, account.phone) == ("beta.com.br", "11222333000181", "+551130001000")
    assert (account.industry.name, account.owner) == ("Software", owner)


def test_a_known_industry_is_found_in_any_case(client, owner):
    software = Industry.objects.create(name="Software")
    client.force_login(owner)
    client.post("/accounts/new/", {"name": "Beta", "kind": "b2b", "industry": "SOFTWARE"})
    assert Account.objects.get().industry == software


def test_a_wrong_cnpj_is_told_and_nothing_is_saved(client, owner):
    client.force_login(owner)
    response = client.post("/accounts/new/", {"name": "Beta", "kind": "b2b", "tax_id": "11.222.333/0001-82"})
    assert (response.status_code, Account.objects.count()) == (422, 0)


@pytest.mark.parametrize("same", [{"name": "Acme"}, {"name": "X", "domain": "acme.com"}])
def test_a_probable_duplicate_is_shown_before_saving(client, owner, account, same):
    Account.objects.update(domain="acme.com")
    client.force_login(owner)
    response = client.post("/accounts/new/", {"kind": "b2b", **same})
    assert account.get_absolute_url() in response.content.decode()
    assert Account.objects.count() == 1
    client.post("/accounts/new/", {"kind": "b2b", **same, "is_sure": "1"})
    assert Account.objects.count() == 2


def test_a_contact_with_a_known_address_is_shown_before_saving(client, owner, contact):
    client.force_login(owner)
    response = client.post("/contacts/new/", {"name": "Beatriz", "email": "BIA@acme.com"})
    assert (response.status_code, contact.get_absolute_url() in response.content.decode()) == (422, True)


def test_saving_unchanged_values_changes_nothing(client, owner, account):
    client.force_login(owner)
    sent = {"name": "Acme", "kind": "b2b", "owner": owner.pk, "seen_at": account.updated_at.isoformat()}
    assert client.post(f"/accounts/{account.pk}/edit/", sent).status_code == 302
    assert not changes_of(account).exists()


def test_a_stale_edit_shows_both_values_and_then_can_win(client, owner, admin, account):
    client.force_login(owner)
    sent = {"name": "Mine", "kind": "b2b", "owner": owner.pk, "seen_at": account.updated_at.isoformat()}
    actions.update_account(admin, account, name="Theirs")
    page = client.post(f"/accounts/{account.pk}/edit/", sent).content.decode()
    assert ("Theirs" in page, "Ada" in page) == (True, True)
    fresh = Account.objects.get().updated_at.isoformat()
    assert f'value="{fresh}"' in page.replace("&#x27;", "'")
    client.post(f"/accounts/{account.pk}/edit/", {**sent, "seen_at": fresh})
    assert Account.objects.get().name == "Mine"


def test_a_picker_suggests_only_what_one_may_see(client, owner, outsider, account):
    client.force_login(owner)
    assert f"Acme (#{account.pk})" in client.get("/accounts/pick/?field=account&account=acm").content.decode()
    client.force_login(outsider)
    assert "Acme" not in client.get("/accounts/pick/?field=account&account=acm").content.decode()


def test_a_name_that_nothing_bears_is_said_with_the_kind_of_thing(client, owner, account):
    client.force_login(owner)
    page = client.post("/contacts/new/", {"name": "Ana", "account": "Nobody Ltd"}).content.decode()
    assert "There is no account named “Nobody Ltd”." in page


@pytest.mark.parametrize(
    ("written", "found"), [("Beta", "Beta"), ("BETA", "BETA"), ("beta", None), ("gAMMA", "Gamma"), (" Gamma ", "Gamma")]
)
def test_the_very_name_goes_before_the_same_in_other_letters(owner, written, found):
    for name in ("Beta", "BETA", "Gamma"):
        actions.create_account(owner, name=name)
    field = RecordField(Account.objects.all(), "/accounts/pick/")
    if found:
        assert field.clean(written).name == found
    else:
        with pytest.raises(ValidationError, match="escolha na lista"):
            field.clean(written)


def test_a_form_takes_no_record_out_of_reach(client, outsider, account):
    client.force_login(outsider)
    response = client.post("/contacts/new/", {"name": "Spy", "account": f"Acme (#{account.pk})"})
    assert (response.status_code, Contact.objects.count()) == (422, 0)


def test_an_account_with_a_history_is_not_deleted(client, admin, lead):
    client.force_login(admin)
    assert client.post(f"/accounts/{lead.account_id}/delete/").status_code == 422
    with pytest.raises(WrongMomentError):
        actions.delete_account(admin, lead.account)
    assert Account.objects.exists()


def test_a_deleted_account_leaves_its_contacts(client, admin, contact):
    client.force_login(admin)
    client.post(f"/accounts/{contact.account_id}/delete/")
    contact.refresh_from_db()
    assert (contact.account, Account.objects.exists()) == (None, False)


def test_the_account_page_names_the_roles_nobody_plays(client, owner, contact):
    Contact.objects.update(buying_role="champion")
    client.force_login(owner)
    page = client.get(contact.account.get_absolute_url()).content.decode()
    assert "Decision maker, Influencer" in page


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"founded": "3025"}, "from 1000 to 2"),
        ({"founded": "999"}, "from 1000 to 2"),
        ({"employees": "2147483648"}, "from 0 to 2,147,483,647"),
        ({"employees": "99999999999999999999"}, "from 0 to 2,147,483,647"),
    ],
)
def test_numbers_no_company_has_are_refused_with_the_limits(client, owner, values, said):
    client.force_login(owner)
    response = client.post("/accounts/new/", {"name": "Beta", "kind": "b2b", **values})
    assert (response.status_code, said in response.content.decode(), Account.objects.count()) == (422, True, 0)
    assert "9223372036854775807" not in response.content.decode()


def test_the_largest_company_and_the_oldest_year_are_taken(client, owner):
    client.force_login(owner)
    client.post("/accounts/new/", {"name": "Beta", "kind": "b2b", "employees": "2147483647", "founded": "1000"})
    account = Account.objects.get()
    assert (account.employees, account.founded) == (2_147_483_647, 1000)
