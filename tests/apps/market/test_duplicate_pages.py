"""The list of duplicates, the review and the check at entry, for owner, colleague and outsider."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from jornada.apps.market.actions import create_account, create_contact, update_contact
from jornada.apps.market.duplicates import actions, finding
from jornada.apps.market.duplicates.check import alike, compared
from jornada.apps.market.duplicates.kinds import KINDS
from jornada.apps.market.duplicates.review import rows, written_value
from jornada.apps.market.models import Account, Contact, DuplicatePair, Merge
from jornada.apps.market.points.arranging import Point
from jornada.apps.org import jobs
from tests.apps.org.test_roles import fresh, lay_down

pytestmark = pytest.mark.django_db


@pytest.fixture
def twins(owner):
    """Make one person twice, both of them the owner's."""
    values = {"name": "Ana Paula Souza", "email": "ana@acme.com.br"}
    one = create_contact(owner, **values, owner=owner)
    two = create_contact(owner, **{**values, "name": "Ana Paula Sousa"}, phone="+5511987654321", owner=owner)
    return one, two


def search(user, record="contact"):
    return jobs.run_here(finding.KIND, user, "", {"record": record})


def review_url(one, two, record="contact"):
    return reverse("duplicate_review", args=[record, one.pk, two.pk])


def test_the_search_finds_the_pair_and_says_why(owner, twins):
    job = search(owner)
    pair = DuplicatePair.objects.get()
    assert job.result["pairs"] == 1
    assert {field: level for field, level, _bits in pair.reasons} == {"name": "near", "email": "same"}


def test_a_dismissed_pair_stays_dismissed(owner, twins):
    search(owner)
    actions.dismiss(owner, KINDS["contact"], *(row.pk for row in twins))
    search(owner)
    assert DuplicatePair.objects.get().dismissed_at is not None


def test_a_search_under_way_is_not_started_twice(owner):
    assert finding.start(owner, "contact").pk == finding.start(owner, "contact").pk


@pytest.mark.parametrize(("who", "sees"), [("owner", True), ("colleague", False), ("outsider", False), ("admin", True)])
def test_a_pair_is_shown_to_those_who_may_change_both(client, request, owner, twins, who, sees):
    search(owner)
    client.force_login(request.getfixturevalue(who))
    page = client.get(reverse("duplicate_list"), {"record": "contact"})
    assert ("Ana Paula Sousa" in page.content.decode()) is sees
    assert client.get(review_url(*twins)).status_code == (200 if sees else 404)


def test_a_viewer_has_no_such_page(client, viewer):
    client.force_login(viewer)
    assert client.get(reverse("duplicate_list")).status_code == 403


@pytest.mark.parametrize("who", ["colleague", "outsider"])
def test_who_may_not_change_both_merges_nothing(client, request, twins, who):
    client.force_login(request.getfixturevalue(who))
    assert client.post(review_url(*twins)).status_code == 404
    assert client.post(reverse("duplicate_dismiss", args=["contact", *(row.pk for row in twins)])).status_code == 404
    assert Contact.objects.count() == 2


def test_the_values_chosen_stay(client, owner, twins):
    one, two = twins
    client.force_login(owner)
    client.post(review_url(one, two), {"field-name": "left", "field-phone": "right"})
    one.refresh_from_db()
    assert (one.name, one.phone) == ("Ana Paula Souza", "+5511987654321")


def test_what_is_not_chosen_stays_and_blanks_are_filled_in(client, owner, manager, twins):
    one, two = twins
    Contact.objects.filter(pk=two.pk).update(owner=manager, updated_at=timezone.now())
    client.force_login(manager)
    page = client.get(review_url(one, two) + "?keep=1")
    assert "“Ana Paula Souza” stays, with its values" in page.text
    sides = {row.name: row.side for row in page.context["rows"] if row.differs}
    assert sides == {"name": "left", "owner": "left", "phone": "right"}
    client.post(review_url(one, two) + "?keep=1")
    one.refresh_from_db()
    assert (one.name, one.owner, one.phone) == ("Ana Paula Souza", owner, two.phone)


def test_an_old_address_leads_to_the_survivor(client, owner, outsider, twins):
    one, two = twins
    actions.merge(owner, one, two, {})
    client.force_login(owner)
    assert client.get(two.get_absolute_url()).url == one.get_absolute_url()
    client.force_login(outsider)
    assert client.get(two.get_absolute_url()).status_code == 404


def test_a_merge_is_split_from_the_page_of_the_survivor(client, owner, outsider, twins):
    one, two = twins
    merge = actions.merge(owner, one, two, {})
    url = reverse("merge_split", args=[merge.pk])
    client.force_login(outsider)
    assert client.post(url).status_code == 404
    client.force_login(owner)
    assert url in client.get(one.get_absolute_url()).content.decode()
    assert client.post(url).url == two.get_absolute_url()


def test_a_merge_is_undone_beside_the_word_of_it(client, owner, twins):
    client.force_login(owner)
    page = client.post(review_url(*twins), follow=True).text
    undo = reverse("merge_split", args=[Merge.objects.get().pk])
    assert page.count(undo) == 2
    client.post(undo)
    assert Contact.objects.count() == 2


def test_a_branch_is_proposed_as_such_and_never_as_a_duplicate(client, owner):
    head = create_account(owner, name="Acme", tax_id="11222333000181", owner=owner)
    branch = create_account(owner, name="Acme Sul", tax_id="11222333000262", owner=owner)
    client.force_login(owner)
    found = alike(owner, "account", {"company_name": "Acme Norte", "tax_id": "11222333000343"})
    client.post(reverse("duplicate_branch", args=[head.pk, branch.pk]))
    branch.refresh_from_db()
    assert [one.judgement.is_branch for one in found] == [True, True]
    assert branch.parent == head


def test_a_phone_with_and_without_the_ninth_digit_is_one(owner, twins):
    _one, two = twins
    found = alike(owner, "contact", {"name": "Ana Sousa", "phone": "+551187654321"})
    assert [one.record for one in found] == [two]


def test_what_one_may_not_see_is_no_candidate(outsider, twins):
    assert alike(outsider, "contact", {"name": "Ana Paula Souza", "email": "ana@acme.com.br"}) == []


def test_the_list_asks_the_same_number_of_questions_for_more_groups(client, owner, django_assert_max_num_queries):
    for number in range(8):
        for _twice in range(2):
            create_contact(owner, name=f"Person {number} Name{number}", email=f"p{number}@x.com", owner=owner)
    search(owner)
    client.force_login(owner)
    with django_assert_max_num_queries(25):
        page = client.get(reverse("duplicate_list"), {"record": "contact"})
    assert len(page.context["groups"]) == 8


def test_the_page_of_a_record_says_that_it_may_be_here_twice(client, owner, twins):
    search(owner)
    client.force_login(owner)
    assert "Ana Paula Sousa" in client.get(twins[0].get_absolute_url()).content.decode()


def test_merging_twice_says_that_one_is_gone(client, owner, twins):
    one, two = twins
    client.force_login(owner)
    client.post(review_url(one, two))
    assert client.post(review_url(one, two)).status_code == 404
    assert (Merge.objects.count(), Account.objects.count()) == (1, 0)


def test_reasons_tell_nothing_of_hidden_fields(client, owner, twins):
    search(owner)
    client.force_login(owner)

    def fields():
        (group,) = client.get("/duplicates/?record=contact").context["groups"]
        review = client.get(review_url(*twins)).context
        return [
            " ".join(line.field for line in lines).lower() for lines in (group["pairs"][0]["lines"], review["lines"])
        ]

    assert all("mail" in found for found in fields())
    lay_down(fields={"contact.email": "hidden"})
    assert not any("mail" in found for found in fields())


def test_a_further_phone_that_is_hidden_makes_no_likeness(owner, contact):
    update_contact(owner, contact, points=[Point("phone", "+5511987654321")])
    asked = {"name": contact.name, "phone": "+5511987654321"}

    def told():
        return {reason.field for one in alike(fresh(owner), "contact", asked) for reason in one.judgement.reasons}

    assert "phone" in told()
    lay_down(fields={"contact.phone": "hidden"})
    assert "phone" not in told()


def test_a_language_is_written_by_its_name():
    assert written_value(Contact(language="pt-br"), "language") == "Português (Brasil)"
    assert written_value(Contact(language="fr"), "language") == "fr"


@pytest.mark.django_db
@pytest.mark.parametrize(("known", "typed"), [("Acme", "Acme Ltda"), ("Banco Azul", "Banco Azul S.A.")])
def test_a_legal_form_hides_no_duplicate_at_entry(owner, known, typed):
    Account.objects.create(name=known, owner=owner, created_at=timezone.now(), updated_at=timezone.now())
    found = alike(owner, "account", compared("account", {"name": typed}))
    assert [one.record.name for one in found] == [known]


@pytest.mark.parametrize(
    ("own", "others", "said"),
    [
        ({"email": "a@x.com"}, {"email": "b@x.com"}, ("Ana · a@x.com", "Ana · b@x.com")),
        ({"email": "a@x.com"}, {}, ("Ana · a@x.com", "Ana · number {two}")),
        ({}, {}, ("Ana · number {one}", "Ana · number {two}")),
        ({}, {"name": "Ana Reis"}, ("Ana", "Ana Reis")),
    ],
)
def test_the_review_says_which_of_two_of_one_name_stays(client, owner, own, others, said):
    one, two = (create_contact(owner, **{"name": "Ana", "owner": owner, **more}) for more in (own, others))
    client.force_login(owner)
    page = client.get(review_url(one, two) + "?keep=1").text
    stays, goes = (text.format(one=one.pk, two=two.pk) for text in said)
    assert f"“{stays}” stays" in page
    assert f"“{goes}”" in page


def test_a_pair_of_a_narrowed_list_leads_back_to_it(client, owner, twins):
    search(owner)
    client.force_login(owner)
    here = f"{reverse('duplicate_list')}?record=contact&least=probable"
    page = client.get(review_url(*twins), {"next": here})
    assert page.context["back"] == here
    set_aside = reverse("duplicate_dismiss", args=["contact", *(row.pk for row in twins)])
    assert client.post(f"{set_aside}?{urlencode({'next': here})}").url == here


def test_of_one_number_in_two_spellings_the_one_of_today_is_proposed(owner):
    one, two = (create_contact(owner, name="Ana", phone=phone) for phone in ("+551187654321", "+5511987654321"))
    sides = [
        {row.name: row.side for row in rows(KINDS["contact"], *pair)}["phone"] for pair in ((one, two), (two, one))
    ]
    assert sides == ["right", "left"]
