"""What is saved in spite of the warning stands among the duplicates at once, with its reason."""

import json

import pytest
from django.urls import reverse

from jornada.apps.market.actions import create_account, create_contact, update_account
from jornada.apps.market.duplicates import actions, finding
from jornada.apps.market.duplicates.check import alike, compared
from jornada.apps.market.duplicates.kinds import KINDS
from jornada.apps.market.duplicates.noting import note_pairs
from jornada.apps.market.models import Account, Contact, DuplicatePair
from jornada.apps.market.queries import heads_of
from jornada.apps.org import jobs

pytestmark = pytest.mark.django_db
HEAD, BRANCH, OTHER = "11222333000181", "11222333000262", "45723174000110"


@pytest.fixture
def acme(owner):
    return create_account(owner, name="Acme", tax_id=HEAD, owner=owner)


def save(client, url, is_sure=True, **values):
    return client.post(url, {"kind": "b2b", "points": "[]", **values} | ({"is_sure": "1"} if is_sure else {}))


def told(pair):
    return {field: level for field, level, _bits in pair.reasons}


@pytest.mark.parametrize("name", ["Acme", "Outra Coisa Ltda"])
def test_a_cnpj_saved_twice_is_a_pair_with_its_reason(client, owner, acme, name):
    client.force_login(owner)
    assert save(client, reverse("account_new"), is_sure=False, name=name, tax_id=HEAD).status_code == 422
    assert save(client, reverse("account_new"), name=name, tax_id=HEAD, owner=owner.pk).status_code == 302
    pair = DuplicatePair.objects.get()
    assert told(pair)["tax_id"] == "same"
    page = client.get(reverse("duplicate_list"), {"record": "account"}).content.decode()
    assert name in page
    assert "Tax id" in page or "CNPJ" in page


@pytest.mark.parametrize(
    ("name", "others", "is_told"),
    [
        ("Zyntrex Sistemas", ["Alfa Sistemas", "Beta Sistemas", "Gama Sistemas"], True),
        ("Padaria Central", ["Padaria Norte", "Padaria Sul", "Mercado Central", "Bazar Central"], False),
    ],
)
def test_a_rare_name_is_told_in_another_city_too_and_a_common_one_is_not(client, owner, name, others, is_told):
    for each in [f"{name} Ltda", *others]:
        create_account(owner, name=each, owner=owner, city="Santos", phone="+551133334444")
    client.force_login(owner)
    values = {"name": name, "city": "Campinas", "phone": "19 3232-1111", "owner": owner.pk}
    assert (save(client, reverse("account_new"), is_sure=False, **values).status_code == 422) is is_told
    if is_told:
        save(client, reverse("account_new"), **values)
    saved = Account.objects.get(name=name, city="Campinas")
    assert any(saved.pk in (pair.left_id, pair.right_id) for pair in DuplicatePair.objects.all()) is is_told


def test_one_root_is_a_pair_unless_the_head_office_is_chosen(client, owner, acme):
    client.force_login(owner)
    save(client, reverse("account_new"), name="Acme Filial", tax_id=BRANCH, owner=owner.pk)
    pair = DuplicatePair.objects.get()
    assert (pair.is_branch, told(pair)["tax_id"]) == (True, "part")
    jobs.run_here(finding.KIND, owner, "", {"record": "account"})
    assert DuplicatePair.objects.get().is_branch
    actions.make_branch(owner, acme, Account.objects.get(tax_id=BRANCH))
    assert DuplicatePair.objects.get().dismissed_at is not None


def test_a_search_forgets_a_root_that_was_corrected(client, owner, acme):
    client.force_login(owner)
    save(client, reverse("account_new"), name="Filial", tax_id=BRANCH, owner=owner.pk)
    Account.objects.filter(tax_id=BRANCH).update(tax_id=OTHER)
    jobs.run_here(finding.KIND, owner, "", {"record": "account"})
    assert not DuplicatePair.objects.exists()


def test_an_edit_that_gives_a_cnpj_a_second_time_is_noted_and_what_was_set_aside_stays(client, owner, acme):
    client.force_login(owner)
    two = create_account(owner, name="Bela", owner=owner)
    url = reverse("account_edit", args=[two.pk])
    save(client, url, name="Bela", tax_id=HEAD, owner=owner.pk)
    actions.dismiss(owner, KINDS["account"], acme.pk, two.pk)
    save(client, url, name="Bela SA", tax_id=HEAD, owner=owner.pk)
    assert DuplicatePair.objects.get().dismissed_at is not None


def test_what_a_colleague_does_not_see_is_noted_for_those_who_see_both(client, colleague, admin, acme):
    client.force_login(colleague)
    save(client, reverse("account_new"), name="Acme", tax_id=HEAD, owner=colleague.pk)
    assert DuplicatePair.objects.count() == 1
    assert "Acme" not in client.get(reverse("duplicate_list"), {"record": "account"}).content.decode()
    client.force_login(admin)
    assert "Acme" in client.get(reverse("duplicate_list"), {"record": "account"}).content.decode()


def test_three_of_one_cnpj_are_one_group(client, owner, acme):
    client.force_login(owner)
    for name in ("Acme Dois", "Acme Três"):
        save(client, reverse("account_new"), name=name, tax_id=HEAD, owner=owner.pk)
    assert set(DuplicatePair.objects.values_list("group", flat=True)) == {acme.pk}
    assert DuplicatePair.objects.count() == 3


def test_people_saved_twice_are_noted_and_strangers_are_not(client, owner):
    create_contact(owner, name="Ana Paula Souza", email="ana@acme.com.br", owner=owner)
    client.force_login(owner)
    save(client, reverse("contact_new"), name="Ana Paula Sousa", email="ana@acme.com.br", owner=owner.pk)
    save(client, reverse("contact_new"), name="Rui Lima", email="rui@bela.com.br", owner=owner.pk)
    assert Contact.objects.count() == 3
    assert told(DuplicatePair.objects.get())["email"] == "same"


def test_what_is_made_in_a_picker_is_noted_too(client, owner, acme):
    client.force_login(owner)
    client.post(reverse("account_quick"), {"called": "Acme", "sure": "1"})
    assert Account.objects.count() == 2
    assert told(DuplicatePair.objects.get()) == {"company_name": "same"}


def test_the_pairs_are_those_of_the_api_as_well(client, owner, acme):
    client.force_login(owner)
    body = json.dumps({"name": "Acme", "tax_id": HEAD})
    answer = client.post("/api/v1/accounts/?force=true", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert told(DuplicatePair.objects.get())["tax_id"] == "same"


def test_a_pair_has_one_figure_in_the_list_and_at_entry(client, owner):
    """The search learns from the base and knows how rare values are; a form must not tell another figure."""
    people = [create_contact(owner, name=f"Ana Souza {n}", email=f"a{n}@x.com.br", owner=owner) for n in range(30)]
    values = {"name": "Ana Paula Souza", "email": "ana@acme.com.br", "owner": owner}
    one, two = (create_contact(owner, **values) for _n in range(2))
    weighed = alike(owner, "contact", compared("contact", values), but=two.pk)[0].judgement.probability
    jobs.run_here(finding.KIND, owner, "", {"record": "contact"})
    pair = DuplicatePair.objects.get(left_id=one.pk, right_id=two.pk)
    assert pair.probability != weighed
    assert alike(owner, "contact", compared("contact", values), but=two.pk)[0].judgement.probability == pair.probability
    note_pairs("contact", two)
    assert DuplicatePair.objects.get(pk=pair.pk).probability == pair.probability
    other = compared("contact", values | {"email": people[0].email})
    found = {near.record: near.judgement.probability for near in alike(owner, "contact", other, but=two.pk)}
    assert found.get(one) != pair.probability


@pytest.fixture
def shops(owner, acme):
    """Make a regional branch of Acme, and two shops of that one."""
    south = create_account(owner, name="Acme Sul", tax_id=BRANCH, parent=acme, owner=owner)
    numbers = ("11222333000343", "11222333000424")
    return [create_account(owner, name=f"Acme {tax_id[-3]}", tax_id=tax_id, parent=south) for tax_id in numbers]


def test_branches_bound_to_one_head_office_at_any_distance_are_no_pairs(owner, acme, shops):
    for shop in shops:
        note_pairs("account", shop)
    assert not DuplicatePair.objects.exists()
    jobs.run_here(finding.KIND, owner, "", {"record": "account"})
    assert not DuplicatePair.objects.exists()


def test_a_shop_that_is_bound_to_nobody_is_a_pair_with_each_of_them(owner, shops):
    Account.objects.filter(pk=shops[0].pk).update(parent=None)
    note_pairs("account", Account.objects.get(pk=shops[0].pk))
    assert DuplicatePair.objects.filter(is_branch=True).count() == 3


def test_a_pair_goes_when_its_branch_is_bound_by_an_edit(admin, shops):
    Account.objects.filter(pk=shops[0].pk).update(parent=None)
    shop = Account.objects.get(pk=shops[0].pk)
    note_pairs("account", shop)
    update_account(admin, shop, parent=Account.objects.get(pk=shops[1].pk))
    assert not DuplicatePair.objects.exists()


def test_the_head_of_companies_in_a_ring_is_found(owner, acme, shops):
    Account.objects.filter(pk=acme.pk).update(parent=shops[0])
    assert set(heads_of([acme.pk, *(shop.pk for shop in shops)]).values()) == {acme.pk}
