import pytest
from django.urls import reverse
from django.utils import timezone

from jornada.apps.market import actions
from jornada.apps.market.duplicates.actions import merge, split
from jornada.apps.market.duplicates.check import alike, compared
from jornada.apps.market.models import Contact, ContactPoint
from jornada.apps.market.points.arranging import Point, arranged
from jornada.apps.market.points.queries import owners_by_email, points_of
from jornada.apps.org.history import changes_of

pytestmark = pytest.mark.django_db
WORK, MOBILE = Point("email", "bia@work.com"), Point("phone", "+5511987654321", "mobile")


@pytest.fixture
def as_owner(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def reachable(owner, contact):
    actions.update_contact(owner, contact, points=[WORK, MOBILE])
    return contact


def form(**more):
    return {"name": "Bia Reis", "email": "bia@acme.com", "phone": "", "owner": "", "is_sure": "1", **more}


def rows(*points):
    given = [(kind, value, label) for kind, value, label in points]
    names = ("points-kind", "points-value", "points-label")
    return {name: [row[at] for row in given] for at, name in enumerate(names)}


def primary(**values):
    return {kind: Point(kind, value) for kind, value in values.items()}


@pytest.mark.parametrize(
    ("primaries", "points", "chosen", "beside"),
    [
        (primary(email="a"), [], primary(email="a"), []),
        (primary(email=""), [Point("email", "b")], primary(email="b"), []),
        (primary(email="a"), [Point("email", "b", is_primary=True)], primary(email="b"), [Point("email", "a")]),
        (primary(email="a"), [Point("email", "a"), Point("email", "b"), Point("email", "b", "home")],
         primary(email="a"), [Point("email", "b")]),
        (primary(email="a", phone=""), [Point("phone", "1"), Point("phone", "2")], primary(email="a", phone="1"),
         [Point("phone", "2")]),
        ({"email": Point("email", "a", "home")}, [Point("email", "b", "billing", is_primary=True)],
         {"email": Point("email", "b", "billing")}, [Point("email", "a", "home")]),
        ({"email": Point("email", "a", "")}, [Point("email", "b", "billing", is_primary=True)],
         {"email": Point("email", "b", "billing")}, [Point("email", "a", "billing")]),
    ],
)  # fmt: skip
def test_one_of_each_kind_is_primary_and_nothing_stands_twice(primaries, points, chosen, beside):
    assert arranged(primaries, points) == (chosen, beside)


def test_several_are_kept_as_they_are_meant(as_owner, contact):
    several = rows(("email", "BIA@Work.com", "work"), ("phone", "(11) 98765-4321", "mobile"), ("phone", "", "work"))
    answer = as_owner.post(reverse("contact_edit", args=[contact.pk]), form(phone="(11) 3333-4444", **several))
    assert answer.status_code == 302
    contact.refresh_from_db()
    assert points_of(contact) == [WORK, MOBILE]
    page = as_owner.get(contact.get_absolute_url()).content.decode()
    assert "bia@work.com" in page
    assert "(11) 98765-4321" in page


def test_another_is_made_primary(as_owner, contact):
    several = rows(("email", "bia@work.com", "work"))
    as_owner.post(reverse("contact_edit", args=[contact.pk]), form(**several, **{"points-primary": "0"}))
    contact.refresh_from_db()
    assert (contact.email, points_of(contact)) == ("bia@work.com", [Point("email", "bia@acme.com")])


@pytest.mark.parametrize(
    "wrong", [("email", "nobody", "work"), ("phone", "12", "work"), ("fax", "1", "work"), ("email", "a@b.co", "no")]
)
def test_a_wrong_row_is_named_and_nothing_is_written(as_owner, contact, wrong):
    answer = as_owner.post(reverse("contact_edit", args=[contact.pk]), form(**rows(wrong)))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert wrong[1] in page
    assert page.count('name="points-value"') == 2  # what was sent, and one blank row
    assert not ContactPoint.objects.exists()


def test_a_refused_form_has_no_more_blank_rows_than_before(as_owner, account):
    data = {"name": "", "kind": "b2b", "points-value": ["", ""], "points-label": ["work", "work"]}
    page = as_owner.post(reverse("account_edit", args=[account.pk]), data).content.decode()
    assert page.count('name="points-value"') == 1


def test_an_account_has_several_phones_and_no_emails(as_owner, account):
    data = {
        "name": "Acme",
        "kind": "b2b",
        "is_sure": "1",
        "points-value": ["(11) 3333-4444"],
        "points-label": ["billing"],
    }
    assert as_owner.post(reverse("account_edit", args=[account.pk]), data).status_code == 302
    account.refresh_from_db()
    assert account.phone == "+551133334444"


@pytest.mark.parametrize("text", ["bia@work.com", "bia@wo", "(11) 98765-4321", "11 8765-4321"])
def test_the_search_finds_any_of_them(as_owner, reachable, text):
    assert reachable.get_absolute_url() in as_owner.get("/search/", {"q": text}).content.decode()


def test_the_list_finds_a_further_email(as_owner, reachable):
    assert "Bia Reis" in as_owner.get(reverse("contact_list"), {"q": "bia@work.com"}).content.decode()


@pytest.mark.parametrize("values", [{"email": "bia@work.com"}, {"phone": "+551187654321"}])
def test_a_duplicate_is_found_by_any_of_them(owner, reachable, values):
    found = alike(owner, "contact", compared("contact", {"name": "Bia Reis", **values}))
    assert [one.record for one in found] == [reachable]


def test_files_find_the_person_by_a_further_email(reachable):
    assert owners_by_email() == {"bia@work.com": reachable.pk}


def test_a_merge_keeps_the_addresses_of_both_and_a_split_gives_them_back(owner, reachable):
    now = timezone.now()
    head = {"owner": owner, "created_at": now, "updated_at": now}
    other = Contact.objects.create(name="B. Reis", email="b@home.com", phone="+5511911112222", **head)
    done = merge(owner, reachable, other, {})
    assert {point.value for point in points_of(reachable)} == {
        "bia@work.com", "+5511987654321", "b@home.com", "+5511911112222",
    } - {reachable.phone}  # fmt: skip
    back = split(owner, done)
    assert points_of(Contact.objects.get(pk=reachable.pk)) == [WORK, MOBILE]
    assert points_of(back) == []


def test_the_history_says_what_was_added(owner, reachable):
    noted = {change.field: change.new for change in changes_of(reachable) if change.field.startswith("points")}
    assert noted == {"points.email": "bia@work.com", "points.phone": "+5511987654321"}


def test_what_did_not_change_is_not_written_again(owner, reachable):
    before = list(ContactPoint.objects.values_list("pk", flat=True))
    actions.update_contact(owner, reachable, points=[WORK, MOBILE], title="CFO")
    assert list(ContactPoint.objects.values_list("pk", flat=True)) == before


def test_they_go_with_the_contact(reachable):
    reachable.delete()
    assert not ContactPoint.objects.exists()
