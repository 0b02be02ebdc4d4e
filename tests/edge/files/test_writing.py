"""Create, update, both; blanks; references in any order; nothing twice."""

import pytest

from jornada.apps.interactions.models import Thread, Touch
from jornada.apps.interactions.queries import live_touches
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact, Product
from jornada.apps.org.models import Change, User
from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db

ACCOUNTS = (
    "id,company,sector,employees,city,parent company\n1,Acme,retail,51-200,Recife,Holding\n2,Holding,finance,,,\n"
)


def test_a_parent_that_comes_later_in_the_file_is_found(write, import_files):
    import_files(("accounts", write("a.csv", ACCOUNTS)))
    assert Account.objects.get(name="Acme").parent.name == "Holding"
    assert Account.objects.count() == 2


def test_blanks_do_not_erase_on_update(write, import_files):
    import_files(("accounts", write("a.csv", ACCOUNTS)))
    result = import_files(("accounts", write("b.csv", "id,company,sector,city\n1,Acme,,Olinda\n")))
    account = Account.objects.get(external_id="1")
    assert (account.industry.name, account.city, account.employees) == ("retail", "Olinda", 51)
    assert result["totals"] == {"created": 0, "updated": 1, "skipped": 0, "rejected": 0}
    assert Change.objects.filter(kind="updated", field="city", new="Olinda").count() == 1


def test_a_negative_number_of_employees_is_noted_and_left_out(write, import_files):
    result = import_files(("accounts", write("a.csv", "company,employees\nAcme,-5\nNova,12\n")))
    assert dict(Account.objects.values_list("name", "employees")) == {"Acme": None, "Nova": 12}
    assert "employees|not_a_number" in str(result["issues"])


def test_states_and_municipalities_of_brazil_are_written_as_the_forms_do(write, import_files):
    rows = "A,São Paulo,sao jose dos campos,\nB,sao paulo,,Brasil\nC,SP,Vila de Ninguém,\nD,PA,boston,USA\nE,,belem,\n"
    import_files(("accounts", write("a.csv", f"company,state,city,country\n{rows}")))
    assert list(Account.objects.order_by("name").values_list("state", "city")) == [
        ("SP", "São José dos Campos"), ("SP", ""), ("SP", "Vila de Ninguém"), ("PA", "boston"), ("", "belem"),
    ]  # fmt: skip
    again = import_files(("accounts", write("b.csv", "company,state\nA,são paulo\nC,\n")))
    assert again["totals"]["updated"] == 0


@pytest.mark.parametrize(
    ("mode", "created", "updated", "skipped"), [("create", 1, 0, 1), ("update", 0, 1, 1), ("upsert", 1, 1, 0)]
)
def test_the_mode_says_what_may_happen(write, import_files, mode, created, updated, skipped):
    import_files(("accounts", write("a.csv", "company,city\nAcme,Recife\n")))
    result = import_files(("accounts", write("b.csv", "company,city\nacme,Natal\nNova,Belém\n")), mode=mode)
    assert result["totals"] == {"created": created, "updated": updated, "skipped": skipped, "rejected": 0}


def test_a_known_account_gets_the_external_id_of_its_own_file(write, import_files):
    import_files(("opportunities", write("o.csv", "id,account,stage\nx,Acme,Won\n")))
    import_files(("accounts", write("a.csv", "account id,account\n77,Acme\n88,Acme\n")))
    assert list(Account.objects.order_by("external_id").values_list("name", "external_id")) == [
        ("Acme", "77"),
        ("Acme", "88"),
    ]


def test_a_dry_run_writes_nothing_and_says_the_same(write, import_files):
    files = [
        ("accounts", write("a.csv", ACCOUNTS)),
        ("opportunities", write("o.csv", "id,account,product\nx,Nova,P1\n")),
    ]
    before = [model.objects.count() for model in (Account, Opportunity, Product, User, Change, Thread, Touch)]
    dry = import_files(*files, is_dry=True)
    assert [model.objects.count() for model in (Account, Opportunity, Product, User, Change, Thread, Touch)] == before
    real = import_files(*files)
    assert dry["totals"] == real["totals"]
    assert dry["added"] == real["added"]


def test_a_dry_run_of_touches_refuses_and_skips_what_the_run_would(write, import_files):
    known = "company,activity,when\nAcme,call.connected,2026-01-02 10:00\n"
    import_files(("touches", write("t.csv", known)))
    files = (
        "touches",
        write("u.csv", known + "Acme,call.connected,2099-01-02 10:00\nBela,call.connected,2026-02-03\n"),
    )
    dry, real = import_files(files, is_dry=True), import_files(files)
    assert dry["totals"] == real["totals"] == {"created": 1, "updated": 0, "skipped": 1, "rejected": 1}


def test_rejected_rows_do_not_stop_the_rest(write, import_files, report_rows):
    text = "company,city\nAcme,Recife\n,Natal\nBela,Olinda,extra\nCasa,Belém\n"
    result = import_files(("accounts", write("a.csv", text)))
    assert result["totals"] == {"created": 2, "updated": 0, "skipped": 0, "rejected": 2}
    assert sorted(row["line"] for row in report_rows() if row["reason"]) == ["3", "4"]


def test_leads_bring_their_company_and_person_and_cycle(write, import_files):
    text = "First Name,Last Name,Company,Email,Lead Source,Status\nAna,Reis,Acme,ana@acme.com,Google Ads,Novo\n"
    import_files(("leads", write("l.csv", text)))
    lead = Lead.objects.get()
    assert (lead.name, lead.account.name, lead.contact.email) == ("Ana Reis", "Acme", "ana@acme.com")
    assert (lead.source.code, lead.status, lead.cycle) == ("advertising", "open", 1)
    import_files(("leads", write("m.csv", text.replace("Lead Source", "Origem").replace("Novo", "Novo"))))
    assert Lead.objects.count() == 1
    import_files(("leads", write("n.csv", "id,name,email\nL9,Ana Reis,ana@acme.com\n")))
    assert Lead.objects.get(external_id="L9").cycle == 2
    assert Contact.objects.count() == 1


def test_an_opportunity_goes_on_in_the_thread_of_its_lead(write, import_files):
    files = (
        ("opportunities", write("o.csv", "id,account,stage,lead id,start date\nx,Acme,Proposal,L1,2025-01-01\n")),
        ("leads", write("l.csv", "id,name,company\nL1,Ana,Acme\n")),
    )
    import_files(*files)
    assert Opportunity.objects.get().thread == Lead.objects.get().thread
    assert Lead.objects.get().status == "converted"


def test_touches_find_account_contact_and_opportunity(write, import_files):
    touches = "date,type,company,email,deal id\n" + "2025-02-01 10:00,Call,Acme,ana@acme.com,x\n" * 2
    import_files(
        ("touches", write("t.csv", touches)),
        ("opportunities", write("o.csv", "id,account,stage\nx,Acme,Proposal\n")),
    )
    rows = list(
        Touch.objects.values_list(
            "activity__code", "account__name", "contact__email", "thread__opportunity__external_id"
        )
    )
    assert rows == [("call.connected", "Acme", "ana@acme.com", "x")] * 2


def test_the_same_touches_twice_are_in_the_log_once(write, import_files):
    path = write("t.csv", "date,type,company\n2025-02-01,Call,Acme\n2025-02-01,Call,Acme\n2025-02-02,E-mail,Acme\n")
    import_files(("touches", path))
    again = import_files(("touches", path))
    assert Touch.objects.count() == 3
    assert again["totals"] == {"created": 0, "updated": 0, "skipped": 3, "rejected": 0}


def test_touches_without_subject_or_time_are_refused_with_a_reason(write, import_files):
    text = "date,type,company\n2025-02-31,Call,Acme\n2025-02-01,Call,\n2999-01-01,Call,Acme\n2025-02-01,Call,Acme\n"
    result = import_files(("touches", write("t.csv", text)))
    assert result["totals"] == {"created": 1, "updated": 0, "skipped": 0, "rejected": 3}


def test_a_manager_cannot_make_administrators(write, import_files, db):
    manager = User.objects.create_user(username="m", email="m@x.com", name="M", role="manager")
    text = "name,email,role\nEva,eva@x.com,admin\nIvo,ivo@x.com,vendas\n"
    import_files(("teams", write("t.csv", text)), user=manager)
    assert dict(User.objects.exclude(pk=manager.pk).values_list("name", "role")) == {"Eva": "sales", "Ivo": "sales"}


def test_records_beyond_ones_reach_are_not_changed(write, import_files):
    other = User.objects.create_user(username="o", email="o@x.com", name="O", role="sales")
    manager = User.objects.create_user(username="m", email="m@x.com", name="M", role="manager")
    import_files(("accounts", write("a.csv", "company,city,owner\nAcme,Recife,O\n")))
    result = import_files(("accounts", write("b.csv", "company,city\nAcme,Natal\n")), user=manager)
    assert result["totals"]["rejected"] == 1
    assert Account.objects.get(owner=other).city == "Recife"


def test_a_changed_outcome_replaces_the_decision_in_the_log(write, import_files):
    head = "id,deal name,company,stage,created date,close date,amount\n"
    import_files(("opportunities", write("a.csv", head + "X1,Forno,Aurora,Won,2026-01-05,2026-02-10,900\n")))
    import_files(("opportunities", write("b.csv", head + "X1,Forno,Aurora,Lost,2026-01-05,2026-02-20,\n")))
    live = live_touches().order_by("at").values_list("activity__code", flat=True)
    assert list(live) == ["deal.opened", "deal.lost"]


def test_a_row_that_tells_the_same_leaves_the_decision(write, import_files):
    text = "id,deal name,company,stage,created date,close date\nX1,Forno,Aurora,Won,2026-01-05,2026-02-10\n"
    import_files(("opportunities", write("a.csv", text)))
    import_files(("opportunities", write("b.csv", text.replace("Forno", "Forno novo"))))
    assert Touch.objects.count() == 2


def test_the_label_of_a_primary_address_comes_with_files(write, import_files):
    text = "name,email,Tipo de e-mail,phone,Phone Type\nBia,bia@acme.com,Cobrança,+5511933334444,Celular\n"
    import_files(("contacts", write("labels.csv", text)))
    assert Contact.objects.values_list("email_label", "phone_label").get() == ("billing", "mobile")


def test_a_label_that_nobody_knows_is_left_out_and_the_row_goes_in(write, import_files):
    import_files(("accounts", write("labels.csv", "name,phone,phone type\nAcme,+551133334444,Moon\n")))
    assert Account.objects.values_list("phone_label", flat=True).get() == ""
