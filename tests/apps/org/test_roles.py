"""Roles as the company changes them: reach for each action, fields hidden everywhere, and who may change that."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from jornada.apps.leads import actions as lead_actions
from jornada.apps.leads.models import Lead
from jornada.apps.market import actions, queries
from jornada.apps.market.models import Account
from jornada.apps.org import role_pages, roles
from jornada.apps.org.access import hidden_fields, may, require_values, rule_of, scope
from jornada.apps.org.field_names import UNNAMED
from jornada.apps.org.lists.kinds import kind_of
from jornada.apps.org.models import RoleRule, User
from jornada.rules.access import ACTIONS, RECORDS, Rule, reach

pytestmark = pytest.mark.django_db
STAMPS = dict.fromkeys(("created_at", "updated_at"), dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC))
PHONE, TAX_ID = "+5511912345678", "11222333000181"


def lay_down(role="sales", reaches=None, fields=None):
    RoleRule.objects.update_or_create(code=role, defaults={"rule": {"reaches": reaches or {}, "fields": fields or {}}})


def fresh(user):
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("action", [one for one in ACTIONS if one not in ("create", "import")])
@pytest.mark.parametrize(
    ("far", "owner_may", "colleague_may", "outsider_may"),
    [
        ("none", False, False, False),
        ("own", True, False, False),
        ("team", True, True, False),
        ("all", True, True, True),
    ],
)
def test_each_action_reaches_as_far_as_laid_down(
    action, far, owner_may, colleague_may, outsider_may, account, owner, colleague, outsider
):
    lay_down(reaches={"account.view": "all", f"account.{action}": far})
    people = {owner: owner_may, colleague: colleague_may, outsider: outsider_may}
    for person, expected in people.items():
        user = fresh(person)
        assert may(user, "account", action, account) is expected, person
        assert scope(Account.objects.all(), user, "account", action).exists() is expected, person


@pytest.mark.parametrize("action", ["create", "import"])
def test_making_and_importing_are_allowed_or_not(action, owner):
    for far, expected in {"none": False, "all": True}.items():
        lay_down(reaches={f"account.{action}": far})
        assert may(fresh(owner), "account", action) is expected


def test_nobody_reaches_further_than_they_see():
    rule = Rule("sales", {"lead.view": "own", "lead.change": "all", "lead.export": "all"})
    assert {reach(rule, "lead", action) for action in ("change", "export")} == {"own"}
    blind = Rule("sales", {"lead.view": "none"})
    assert {reach(blind, "lead", action) for action in ACTIONS} == {"none"}


def test_an_administrator_keeps_everything_whatever_is_stored(admin):
    lay_down("admin", {"account.view": "none"}, {"account.phone": "hidden"})
    assert all(may(fresh(admin), record, action) for record in RECORDS for action in ACTIONS)


@pytest.mark.parametrize("field", ["opportunity.owner", "opportunity.stage", "opportunity.outcome"])
def test_what_rights_and_pages_rest_on_is_not_hidden_whatever_is_stored(client, owner, opportunity, field):
    lay_down(fields={field: "hidden"})
    client.force_login(fresh(owner))
    page = opportunity.get_absolute_url()
    for url in (
        page,
        f"{page}edit/",
        f"{page}win/",
        "/opportunities/board/",
        "/opportunities/calendar/",
        "/opportunities/",
    ):
        assert client.get(url).status_code == 200, url
    assert not hides(fresh(owner), field)


def hides(user, field):
    record, _dot, name = field.partition(".")
    return name in hidden_fields(user, record)


def test_an_owner_that_is_hidden_gives_no_right_over_what_another_team_owns(outsider, account):
    reaches = {"account.view": "all", "account.change": "team"}
    lay_down(reaches=reaches, fields={"account.owner": "hidden"})
    user = fresh(outsider)
    assert not may(user, "account", "change", queries.visible_accounts(user).get(pk=account.pk))


def test_the_page_of_a_role_says_which_fields_nobody_goes_without(client, admin):
    client.force_login(admin)
    page = client.get(reverse("role_edit", args=["sales"])).content.decode()
    assert 'name="field.opportunity.stage"' not in page
    assert "rights are decided by them" in page


def test_who_may_edit_but_not_assign_keeps_the_owner(account, owner, colleague):
    lay_down(reaches={"account.assign": "none"})
    user = fresh(owner)
    assert actions.update_account(user, account, city="Recife").city == "Recife"
    with pytest.raises(PermissionDenied):
        actions.update_account(user, account, owner=colleague)
    with pytest.raises(PermissionDenied):
        actions.create_account(user, name="New", owner=colleague)


def test_exporting_is_a_permission_of_its_own(client, account, owner):
    client.force_login(owner)
    assert client.get("/accounts/?export=csv").status_code == 403
    lay_down(reaches={"account.export": "own"})
    assert client.get("/accounts/?export=csv").status_code == 200


def test_importing_is_a_permission_of_its_own(client, owner):
    client.force_login(owner)
    assert client.get("/imports/").status_code == 403
    lay_down(reaches={"lead.import": "all"})
    assert client.get("/imports/").status_code == 200


def test_a_new_role_begins_as_a_shipped_one_and_is_given(client, admin, owner, account):
    client.force_login(admin)
    client.post("/settings/roles/new/", {"name": "Parceiro externo", "base": "viewer"})
    User.objects.filter(pk=owner.pk).update(role="parceiro-externo")
    assert may(fresh(owner), "account", "view", account)
    assert not may(fresh(owner), "account", "change", account)
    assert "Parceiro externo" in client.get(f"/settings/users/{owner.pk}/").content.decode()
    assert roles.name_of(fresh(owner)) == "Parceiro externo"


def test_a_role_that_people_have_is_not_deleted(client, admin, owner):
    role = roles.add_role(admin, "Parceiro", "viewer")
    User.objects.filter(pk=owner.pk).update(role=role.code)
    client.force_login(admin)
    client.post(f"/settings/roles/{role.code}/delete/")
    assert RoleRule.objects.filter(code=role.code).exists()
    User.objects.filter(pk=owner.pk).update(role="sales")
    client.post(f"/settings/roles/{role.code}/delete/")
    assert not RoleRule.objects.filter(code=role.code).exists()


def test_the_page_keeps_what_differs_and_makes_it_as_shipped_again(client, admin):
    client.force_login(admin)
    values = {"name": "Vendas", "reach.lead.view": "own", "reach.lead.change": "own", "field.account.phone": "read"}
    client.post("/settings/roles/sales/", values)
    kept = RoleRule.objects.get(code="sales").rule
    assert (kept["reaches"], kept["fields"]) == ({"lead.view": "own"}, {"account.phone": "read"})
    client.post("/settings/roles/sales/delete/")
    assert not RoleRule.objects.exists()


@pytest.mark.parametrize("path", ["/settings/roles/", "/settings/roles/new/", "/settings/roles/sales/"])
def test_only_administrators_see_and_change_roles(client, path, admin, manager):
    client.force_login(manager)
    assert client.get(path).status_code == 403
    assert client.post(path, {"name": "x", "base": "viewer"}).status_code == 403
    client.force_login(admin)
    assert client.get(path).status_code == 200


def test_the_rule_costs_no_query_of_its_own(client, owner, account, django_assert_max_num_queries):
    client.force_login(owner)
    client.get("/accounts/")
    with django_assert_max_num_queries(100) as plain:
        client.get("/accounts/")
    number = len(plain)
    lay_down(reaches={"account.export": "own"}, fields={"account.phone": "hidden"})
    client.get("/accounts/")
    with django_assert_max_num_queries(number):
        client.get("/accounts/")


def test_a_lead_is_made_only_by_whom_may(owner, account):
    lay_down(reaches={"lead.create": "none"})
    with pytest.raises(PermissionDenied):
        lead_actions.create_lead(fresh(owner), name="x", account=account)


@pytest.mark.parametrize("page", ["scoring_new", "intent_test_new", "profile_new", "persona_new"])
@pytest.mark.parametrize(("base", "status"), [("marketing", 200), ("sales", 403)])
def test_a_role_of_ones_own_writes_models_as_the_role_that_it_begins_from(client, admin, owner, page, base, status):
    User.objects.filter(pk=owner.pk).update(role=roles.add_role(admin, "Growth", base).code)
    client.force_login(fresh(owner))
    assert client.get(reverse(page)).status_code == status


def test_rule_and_team_are_read_once_for_a_person_that_a_request_brings(owner, colleague, django_assert_num_queries):
    lay_down(reaches={"account.view": "team"})
    person = SimpleLazyObject(lambda: User.objects.get(pk=owner.pk))
    str(scope(Account.objects.all(), person, "account").query)
    with django_assert_num_queries(0):
        str(scope(Lead.objects.all(), person, "lead").query)
        assert may(person, "account", "change") is True


def test_an_edit_that_hands_nothing_over_reads_no_owner(owner, account, django_assert_num_queries):
    row, person = Account.objects.get(pk=account.pk), fresh(owner)
    rule_of(person)
    with django_assert_num_queries(0):
        require_values(person, Account, row, {"name": "Other"})


def test_a_role_made_as_shipped_still_asks_for_its_second_factor(client, admin):
    rule = {"reaches": {"lead.view": "own"}, "needs_second_factor": True}
    RoleRule.objects.create(code="sales", name="Sellers", rule=rule)
    client.force_login(admin)
    client.post("/settings/roles/sales/delete/")
    assert RoleRule.objects.values_list("name", "rule").get() == ("", {"needs_second_factor": True})


@pytest.mark.parametrize("record", RECORDS)
def test_every_field_that_a_role_may_hide_has_a_name_of_its_own(db, record):
    """A field without one is called by its code, in English on every page."""
    model = kind_of(record).model
    for code, label in role_pages.hideable(record):
        field = model._meta.get_field(code)
        is_named = field._verbose_name is not None or field.related_model or code in UNNAMED
        assert is_named, f"{record}.{code} is called {label}"
