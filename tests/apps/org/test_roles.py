"""Roles as the company changes them: reach for each action, fields hidden everywhere, and who may change that."""

import datetime as dt
import json
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from jornada.apps.leads import actions as lead_actions
from jornada.apps.leads.models import Lead
from jornada.apps.market import actions, queries
from jornada.apps.market.duplicates.actions import merge
from jornada.apps.market.models import Account, Contact
from jornada.apps.org import edits, role_pages, roles, tokens
from jornada.apps.org.access import hidden_fields, may, require_values, rule_of, scope
from jornada.apps.org.field_names import UNNAMED
from jornada.apps.org.lists.kinds import kind_of
from jornada.apps.org.masks import MaskedSaveError
from jornada.apps.org.models import CustomField, RoleRule, User
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


@pytest.fixture
def secrets(account, contact):
    Account.objects.filter(pk=account.pk).update(tax_id=TAX_ID, phone=PHONE)
    Contact.objects.filter(pk=contact.pk).update(phone=PHONE)
    CustomField.objects.create(
        record="contact", code="nick", label_en="Nick", label_pt="Apelido", type="text", **STAMPS
    )
    Contact.objects.filter(pk=contact.pk).update(custom={"nick": "Bibi-secret"})
    lay_down(
        fields={
            "account.tax_id": "hidden",
            "account.phone": "hidden",
            "contact.phone": "hidden",
            "contact.custom.nick": "hidden",
        }
    )


PAGES = [
    "/accounts/{account}/",
    "/contacts/{contact}/",
    "/accounts/{account}/edit/",
    "/contacts/{contact}/edit/",
    "/accounts/?columns=tax_id,phone&sort=tax_id",
    "/contacts/?columns=phone,custom_nick",
    "/contacts/?f=phone:has:91234",
    "/leads/{lead}/",
    "/opportunities/{opportunity}/",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_hidden_field_is_on_no_page(client, path, secrets, owner, account, contact, lead, opportunity):
    client.force_login(owner)
    ids = {"account": account.pk, "contact": contact.pk, "lead": lead.pk, "opportunity": opportunity.pk}
    answer = client.get(path.format(**ids))
    page = answer.content.decode()
    bare = "".join(sign for sign in page if sign.isalnum())
    assert answer.status_code == 200
    assert "912345678" not in bare
    assert "222333000" not in bare
    assert "Bibi-secret" not in page


def test_a_hidden_type_is_not_explained_either(client, owner, lead):
    client.force_login(owner)
    seen = client.get(f"/leads/{lead.pk}/").content.decode()
    lay_down(fields={"lead.type": "hidden"})
    hidden = client.get(f"/leads/{lead.pk}/").content.decode()
    for told in ("A suspect: nothing on this lead", "What would make it", ">Suspect<"):
        assert told in seen
        assert told not in hidden


def test_the_facts_pass_over_what_is_hidden_and_let_nobody_edit_what_is_only_read(client, owner, account):
    lay_down(fields={"account.tax_id": "hidden", "account.city": "read"})
    client.force_login(owner)
    page = client.get(f"/accounts/{account.pk}/").content.decode()
    assert "<dt>CNPJ</dt><dd hidden>–</dd>" in page
    assert 'data-edit="state"' in page
    assert 'data-edit="city"' not in page


SHOWN_ON = {
    "account": ["/accounts/{account}/", "/accounts/{account}/edit/", "/accounts/"],
    "contact": ["/contacts/{contact}/", "/contacts/{contact}/edit/", "/accounts/{account}/"],
    "lead": ["/leads/{lead}/", "/leads/{lead}/edit/", "/accounts/{account}/", "/contacts/{contact}/", "/handoff/", "/"],
    "opportunity": ["/opportunities/{opportunity}/", "/opportunities/board/", "/leads/{lead}/", "/"],
}


@pytest.mark.one_database
@pytest.mark.parametrize("record", RECORDS)
def test_whatever_is_hidden_its_pages_are_there_and_show_no_blank_for_it(
    client, owner, account, contact, lead, opportunity, record
):
    client.force_login(owner)
    ids = {"account": account.pk, "contact": contact.pk, "lead": lead.pk, "opportunity": opportunity.pk}
    for name, label in role_pages.hideable(record):
        lay_down(fields={f"{record}.{name}": "hidden"})
        for path in SHOWN_ON[record]:
            answer = client.get(path.format(**ids))
            assert answer.status_code == 200, (name, path)
            facts = re.findall(r"<dt>([^<]*)</dt>\s*<dd(?! hidden)", answer.content.decode())
            # Two kinds of records may call a field alike: of others' fields the page of the record alone tells.
            assert path != SHOWN_ON[record][0] or label.lower() not in map(str.lower, facts), name


@pytest.mark.parametrize("text", ["11912345678", "11222333000181", "11.222.333/0001-81"])
def test_nobody_is_found_by_a_hidden_field(client, text, secrets, owner):
    client.force_login(owner)
    for path in ("/search/", "/accounts/", "/contacts/"):
        page = client.get(path, {"q": text}).content.decode()
        # As words: a token of the page may have the three letters anywhere.
        assert not re.search(r"\b(Acme|Bia)\b", page), path


def test_a_hidden_field_is_in_no_export(client, secrets, owner, contact):
    lay_down(reaches={"contact.export": "all"}, fields={"contact.phone": "hidden"})
    client.force_login(owner)
    answer = b"".join(client.get("/contacts/?export=csv&columns=name,phone,email").streaming_content).decode()
    assert "bia@acme.com" in answer
    assert "12345678" not in answer


def test_a_hidden_field_is_not_in_the_api(client, secrets, owner, account):
    _token, text = tokens.create(owner, "program")
    headers = {"Authorization": f"Bearer {text}"}
    answer = client.get(f"/api/v1/accounts/{account.pk}", headers=headers).json()
    assert (answer["tax_id"] or "", answer["phone"] or "") == ("", "")
    assert client.get("/api/v1/accounts/?sort=-tax_id", headers=headers).status_code in (403, 422)
    where = json.dumps({"field": "tax_id", "op": "is", "value": TAX_ID})
    assert client.get("/api/v1/accounts/", {"where": where}, headers=headers).status_code in (403, 422)


def test_a_hidden_field_is_not_changed_by_the_api_either(client, secrets, owner, account):
    _token, text = tokens.create(owner, "program")
    more = {"content_type": "application/json", "headers": {"Authorization": f"Bearer {text}"}}
    answer = client.patch(f"/api/v1/accounts/{account.pk}", {"city": "Natal"}, **more)
    assert answer.status_code == 200
    assert not answer.json()["tax_id"]
    refused = client.patch(f"/api/v1/accounts/{account.pk}", {"phone": "+5511987654321"}, **more)
    assert refused.status_code == 403
    row = Account.objects.get(pk=account.pk)
    assert (row.tax_id, row.phone, row.city) == (TAX_ID, PHONE, "Natal")


def test_saving_the_form_leaves_hidden_fields_as_they_are(client, secrets, owner, contact):
    client.force_login(owner)
    page = client.get(f"/contacts/{contact.pk}/edit/")
    values = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    answer = client.post(f"/contacts/{contact.pk}/edit/", {**values, "title": "Diretora", "phone": "+5511911111111"})
    assert answer.status_code == 302
    row = Contact.objects.get(pk=contact.pk)
    assert (row.title, row.phone, row.custom) == ("Diretora", PHONE, {"nick": "Bibi-secret"})


def test_a_closed_field_is_not_edited_in_place(client, owner, account):
    lay_down(fields={"account.tax_id": "read", "account.phone": "hidden"})
    client.force_login(owner)
    answers = [client.get(reverse("edit_field", args=["account", account.pk, name])) for name in ("tax_id", "phone")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert client.get(reverse("edit_field", args=["account", account.pk, "city"])).status_code == 200


def test_a_field_may_be_seen_and_not_edited(client, owner, account):
    Account.objects.filter(pk=account.pk).update(tax_id=TAX_ID)
    lay_down(fields={"account.tax_id": "read"})
    client.force_login(owner)
    assert "11.222.333/0001-81" in client.get(f"/accounts/{account.pk}/").content.decode()
    with pytest.raises(PermissionDenied):
        actions.update_account(fresh(owner), account, tax_id="")


def test_the_history_of_a_hidden_field_is_hidden(client, owner, contact):
    actions.update_contact(owner, contact, phone=PHONE, title="Diretora")
    lay_down(fields={"contact.phone": "hidden"})
    client.force_login(owner)
    page = client.get(f"/contacts/{contact.pk}/").content.decode()
    assert "Diretora" in page
    assert "12345678" not in page


def test_hidden_amounts_are_in_no_sum(client, owner, opportunity):
    opportunity.amount = 987654
    opportunity.save(update_fields=["amount"])
    lay_down(fields={"opportunity.amount": "hidden"})
    client.force_login(owner)
    for path in ("/opportunities/", "/opportunities/board/", f"/opportunities/{opportunity.pk}/", "/"):
        bare = client.get(path).content.decode().replace(".", "").replace(",", "")
        assert "987654" not in bare, path
    assert client.get("/kpis/").status_code == 403
    assert client.get(f"/api/v1/opportunities/{opportunity.pk}/lines").status_code == 403


def test_a_masked_row_is_never_saved_whole(owner, account, secrets):
    row = queries.visible_accounts(fresh(owner)).get(pk=account.pk)
    with pytest.raises(MaskedSaveError):
        row.save()
    assert edits.locked(row).tax_id == TAX_ID


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


def test_what_is_deleted_from_a_list_comes_back_whole(owner, secrets, account):
    lay_down(reaches={"account.delete": "own"}, fields={"account.phone": "hidden"})
    row = queries.visible_accounts(fresh(owner)).get(pk=account.pk)
    assert row.phone == ""
    assert edits.locked(row).phone == PHONE


def test_a_merge_loses_no_field_that_was_hidden(owner, secrets, account):
    other = Account.objects.create(name="Acme SA", owner=owner, **STAMPS)
    lay_down(reaches={"account.change": "own"}, fields={"account.phone": "hidden"})
    merge(fresh(owner), other, account, {"name": "Acme", "phone": ""})
    assert Account.objects.get(pk=other.pk).phone == PHONE


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
