"""Chunks of which no row is known: the oldest get the first ids, whatever their place in the file."""

import pytest

from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Contact
from jornada.apps.org.models import Change
from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db

LEADS = (
    "id,name,email,created at\nnew,Eva,eva@acme.com,2024-03-01 10:00:00\nbad,,,2023-01-01 10:00:00\n"
    "old,Rui,rui@acme.com,2024-01-01 10:00:00\nmid,Ana,ana@acme.com,2024-02-01 10:00:00\n"
)


def test_the_oldest_lead_of_a_file_gets_the_first_id(write, import_files):
    result = import_files(("leads", write("l.csv", LEADS)))
    assert result["totals"] == {"created": 3, "updated": 0, "skipped": 0, "rejected": 1}
    assert list(Lead.objects.order_by("id").values_list("external_id", flat=True)) == ["old", "mid", "new"]


def test_the_report_keeps_the_order_of_the_file(write, import_files, report_rows):
    import_files(("leads", write("l.csv", LEADS)))
    said = [(row["line"], row["status"]) for row in report_rows()]
    assert said == [("2", "created"), ("3", "rejected"), ("4", "created"), ("5", "created")]


def test_each_lead_has_its_own_person_thread_and_history(write, import_files):
    import_files(("leads", write("l.csv", LEADS)))
    for lead in Lead.objects.select_related("contact", "thread"):
        assert lead.contact.name == lead.name
        assert (lead.thread.contact_id, lead.thread.opened_at) == (lead.contact_id, lead.created_at)
        assert Change.objects.get(model="leads.lead", object_id=lead.pk).new == lead.name


def test_a_second_file_finds_the_leads_of_the_first(write, import_files):
    import_files(("leads", write("l.csv", LEADS)))
    result = import_files(("leads", write("m.csv", LEADS)))
    assert result["totals"] == {"created": 0, "updated": 0, "skipped": 3, "rejected": 1}
    again = "id,name,status\nold,Rui,Discarded\nolder,Ida,\nold,Rui,On hold\n"
    result = import_files(("leads", write("n.csv", again)))
    assert result["totals"] == {"created": 1, "updated": 2, "skipped": 0, "rejected": 0}
    assert Lead.objects.get(external_id="old").status == "parked"


def test_opportunities_keep_their_days_and_moves(write, import_files):
    text = "id,account,stage,amount,engage date\nb,Acme,Proposal,10.50,2024-05-02\na,Acme,Won,7,2024-05-01\n"
    import_files(("opportunities", write("o.csv", text)))
    rows = list(Opportunity.objects.order_by("id"))
    said = [(row.external_id, f"{row.engaged_on} {row.amount}") for row in rows]
    assert said == [("a", "2024-05-01 7.00"), ("b", "2024-05-02 10.50")]
    assert all(row.moves.get().at == row.created_at and row.moves.get().outcome == row.outcome for row in rows)


def test_a_person_begins_the_next_cycle_and_a_company_counts_apart(write, import_files):
    for number in (1, 2):
        text = f"id,name,email,company\np{number},Eva,eva@acme.com,Acme\nc{number},Idea,,Acme\n"
        import_files(("leads", write(f"l{number}.csv", text)))
    assert dict(Lead.objects.values_list("external_id", "cycle")) == {"p1": 1, "c1": 1, "p2": 2, "c2": 2}


def test_a_person_of_an_earlier_row_is_found_by_name_alone(write, import_files):
    leads = write("l.csv", "id,name,email,company\n1,Eva Reis,eva@acme.com,Acme\n")
    deals = write("o.csv", "id,account,contact,stage\nx,Acme,eva  REIS,Proposal\n")
    import_files(("leads", leads), ("opportunities", deals))
    assert Opportunity.objects.get().contact == Contact.objects.get()
