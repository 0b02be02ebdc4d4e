"""Fields that a role hides or only shows are closed to its imports too: not offered, not written, and not found out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from jornada.apps.market.models import Account
from jornada.apps.org.custom.actions import add_field
from jornada.apps.org.models import RoleRule, User
from jornada.edge.files.models import ImportPlan

pytestmark = pytest.mark.django_db
TEXT = "empresa;telefone;CNPJ;Porte;setor\nAço Ltda;+55 11 91234-5678;11222333000181;Grande;retail\n"
CLOSED = {"account.phone": "hidden", "account.custom.porte": "hidden", "account.tax_id": "read"}


def person(role, name="Ana"):
    mail = f"{name}.{role}@example.com"
    return User.objects.create_user(username=mail, email=mail, name=name, role=role, language="en")


@pytest.fixture(autouse=True)
def closed():
    add_field(None, record="account", type="text", label_en="Porte", label_pt="Porte")
    RoleRule.objects.create(code="marketing", rule={"reaches": {}, "fields": CLOSED})


def uploaded(client, user):
    client.force_login(user)
    client.post("/imports/new/", {"files": [SimpleUploadedFile("c.csv", TEXT.encode())], "kind": "accounts"})
    return ImportPlan.objects.latest("created_at")


def mapping(client, plan):
    (file,) = client.get(f"/imports/{plan.pk}/mapping/").context["files"]
    return file


def test_a_closed_field_is_not_offered_and_its_column_is_told_of(client):
    file = mapping(client, uploaded(client, person("marketing")))
    assert not {"phone", "tax_id", "custom_porte"} & {one.code for one in file.fields}
    assert [one.chosen for one in file.columns] == ["name", "", "", "", "industry"]
    assert any("“telefone”, “CNPJ”, “Porte”" in said for said in file.notices)


def test_a_colleague_whose_role_sees_them_is_offered_all(client):
    file = mapping(client, uploaded(client, person("manager")))
    assert [one.chosen for one in file.columns] == ["name", "phone", "tax_id", "custom_porte", "industry"]


def test_an_outsider_does_not_reach_the_import(client):
    plan = uploaded(client, person("marketing"))
    client.force_login(person("viewer"))
    assert client.get(f"/imports/{plan.pk}/mapping/").status_code in (403, 404)


def test_what_is_asked_for_all_the_same_is_neither_written_nor_found_out(import_files, write, report_rows):
    known = {"name": "Aço Ltda", "phone": "+5511912345678", "custom": {"porte": "Grande"}}
    now = timezone.now()
    Account.objects.create(**known, created_at=now, updated_at=now)
    user = person("marketing")
    import_files(("accounts", write("a.csv", TEXT)), user=user, is_dry=True)
    right = report_rows()
    import_files(("accounts", write("b.csv", TEXT.replace("Grande", "Outro"))), user=user)
    assert [one["status"] for one in right] == [one["status"] for one in report_rows()]
    kept = Account.objects.get()
    assert (kept.phone, kept.tax_id, kept.custom) == (known["phone"], "", known["custom"])


def test_the_owner_of_the_right_writes_them(import_files, write):
    import_files(("accounts", write("a.csv", TEXT)), user=person("manager"))
    assert Account.objects.get().custom == {"porte": "Grande"}
