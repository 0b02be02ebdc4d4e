"""A field that is hidden from a role is hidden everywhere: pages, lists, files, API, history; and nothing loses it."""

import json
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from jornada.apps.interactions.actions import record_touch
from jornada.apps.leads.actions import park_lead
from jornada.apps.leads.disposition.actions import come_back
from jornada.apps.leads.disposition.models import DispositionReason
from jornada.apps.leads.models import Lead
from jornada.apps.market import actions, queries
from jornada.apps.market.duplicates.actions import merge
from jornada.apps.market.models import Account, Contact, Product
from jornada.apps.org import edits, role_pages, tokens
from jornada.apps.org.masks import MaskedSaveError
from jornada.apps.org.models import CustomField, Notice
from jornada.apps.sales.actions import lose_opportunity
from jornada.rules.access import RECORDS
from tests.apps.org.test_roles import PHONE, STAMPS, TAX_ID, fresh, lay_down

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    ("record", "kind"),
    [("account", "accounts"), ("contact", "contacts"), ("lead", "leads"), ("opportunity", "opportunities")],
)
def test_the_api_answers_whatever_is_hidden(client, owner, account, contact, lead, opportunity, record, kind):
    _token, text = tokens.create(owner, "program")
    headers = {"Authorization": f"Bearer {text}"}
    lay_down(fields={f"{record}.{name}": "hidden" for name, _label in role_pages.hideable(record)})
    one = {"account": account, "contact": contact, "lead": lead, "opportunity": opportunity}[record]
    for path in (f"/api/v1/{kind}/", f"/api/v1/{kind}/{one.pk}"):
        assert client.get(path, headers=headers).status_code == 200, path


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


def test_an_amount_that_is_hidden_is_not_said_to_lack(client, owner, opportunity):
    opportunity.amount = 987654
    opportunity.save(update_fields=["amount"])
    client.force_login(owner)
    lay_down(fields={"opportunity.amount": "hidden"})
    page = client.get(f"/opportunities/{opportunity.pk}/").content.decode()
    assert "an amount" not in page
    assert 'id="worth"' not in page
    board = client.get("/opportunities/board/").content.decode()
    assert '<span class="num"></span>' in board
    assert "weighted</span>" not in board


def test_a_masked_row_is_never_saved_whole(owner, account, secrets):
    row = queries.visible_accounts(fresh(owner)).get(pk=account.pk)
    with pytest.raises(MaskedSaveError):
        row.save()
    assert edits.locked(row).tax_id == TAX_ID


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


def test_the_note_of_a_decision_does_not_tell_the_reason_that_is_hidden(client, owner, account, opportunity):
    lose_opportunity(owner, opportunity, reason="Other", note="Undercut by Rival")
    client.force_login(owner)
    pages = (
        f"/opportunities/{opportunity.pk}/", f"/accounts/{account.pk}/", "/interactions/?view=all&columns=note",
        "/search/?q=Undercut", f"/api/v1/touches/?account_id={account.pk}",
    )  # fmt: skip
    assert all("Undercut by" in client.get(path).content.decode() for path in pages[:2])
    lay_down(fields={"opportunity.lost_reason": "hidden", "opportunity.loss_reason": "hidden"})
    for path in pages:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "Undercut by" not in answer.content.decode(), path


def test_the_product_of_an_interaction_is_hidden_with_that_of_opportunities(client, admin, owner, account):
    product = Product.objects.create(name="Quiet Machine")
    record_touch(owner, "call.connected", account=account, product=product)
    for person in (admin, owner):
        client.force_login(person)
        assert "Quiet Machine" in client.get("/interactions/?columns=activity,product").content.decode()
    lay_down(reaches={"account.view": "all"}, fields={"opportunity.product": "hidden"})
    client.force_login(fresh(owner))
    assert "Quiet Machine" not in client.get("/interactions/?columns=activity,product").content.decode()


def test_a_note_that_is_kept_from_somebody_is_not_found_by_its_words(client, owner, opportunity):
    lose_opportunity(owner, opportunity, reason="Other", note="Undercut by Rival")
    client.force_login(owner)
    addresses = ("/interactions/?q=undercut", "/interactions/?f=note:has:Undercut")
    assert all(b"<tr data-id=" in client.get(path).content for path in addresses)
    lay_down(fields={"opportunity.lost_reason": "hidden", "opportunity.loss_reason": "hidden"})
    assert not any(b"<tr data-id=" in client.get(path).content for path in addresses)


def test_nobody_is_told_of_the_contract_that_is_hidden_when_a_lead_is_back(client, owner, lead):
    lay_down(fields={"lead.competitor": "hidden", "lead.contract_ends_on": "hidden"})
    park_lead(owner, lead, DispositionReason.objects.first())
    come_back(None, Lead.objects.select_related("owner").get(pk=lead.pk), "the contract with Rival ends on 31/03/2027")
    client.force_login(owner)
    assert "Rival" not in str(Notice.objects.get(user=owner, kind="returned").values)
    for path in ("/", "/notices/", Lead.objects.latest("pk").get_absolute_url()):
        assert "with Rival" not in client.get(path).content.decode(), path
