"""Many records at once: who may, what is left and why, a job for many, one undo for all."""

import datetime as dt
import io
import json
import sys
from types import SimpleNamespace

import openpyxl
import pytest
from django.db import OperationalError

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.interactions.privacy import mark_private, not_hidden
from jornada.apps.leads import actions as leading
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact
from jornada.apps.market.segments.actions import add_members, create_segment
from jornada.apps.org import jobs, patience
from jornada.apps.org.lists import bulk
from jornada.apps.org.lists import undo as undoing
from jornada.apps.org.models import Change, Job
from jornada.apps.sales import actions as selling
from jornada.apps.sales.line_models import OpportunityContact, OpportunityLine
from jornada.apps.sales.models import Opportunity
from jornada.apps.sales.queries import own_touches

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
STAMPS = {"created_at": NOW, "updated_at": NOW}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def firms(owner, colleague):
    owners = [owner, owner, colleague, None]
    return [Account.objects.create(name=f"Firm {n}", owner=who, city="Natal", **STAMPS) for n, who in enumerate(owners)]


def do(client, act, rows=None, kind="account", **values):
    which = (
        {"all": "1", "query": values.pop("query", "")} if rows is None else {"ids": ",".join(str(r.pk) for r in rows)}
    )
    return client.post(f"/lists/{kind}/bulk/{act}/", {**which, **values}, headers=HTMX)


def told(answer):
    return json.loads(answer.headers["HX-Trigger"])["bulkdone"]


def cities():
    return list(Account.objects.order_by("pk").values_list("city", flat=True))


def test_a_field_is_changed_where_the_person_may_and_the_rest_is_counted(client, owner, firms):
    client.force_login(owner)
    answer = told(do(client, "edit", firms, field="city", city="Recife"))
    assert cities() == ["Recife", "Recife", "Natal", "Natal"]
    assert answer["text"] == "2 records changed. 2 were left as they are (not yours to change)."
    assert Change.objects.filter(field="city").values("batch").distinct().count() == 1


def test_one_undo_takes_all_of_it_back_but_what_somebody_changed_since(client, manager, firms):
    client.force_login(manager)
    undo = told(do(client, "edit", firms, field="city", city="Recife"))["undo"]
    Account.objects.filter(pk=firms[0].pk).update(city="Belém")
    answer = client.post(undo["url"], headers=HTMX)
    assert cities() == ["Belém", "Natal", "Natal", "Natal"]
    said = json.loads(answer.headers["HX-Trigger"])["undone"]["text"]
    assert said == "3 records put back. 1 was left as it is."
    assert client.post(undo["url"], headers=HTMX).status_code == 302


def test_all_that_match_are_those_of_the_address(client, admin, firms):
    client.force_login(admin)
    do(client, "edit", None, query="q=firm+2&sort=name", field="city", city="Recife")
    assert cities() == ["Natal", "Natal", "Recife", "Natal"]
    do(client, "edit", None, query=f"f=owner:is:{firms[0].owner_id}", field="city", city="Olinda")
    assert cities() == ["Olinda", "Olinda", "Recife", "Natal"]


def test_many_are_changed_by_a_job_that_goes_on_where_it_was_killed(client, admin, firms, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    monkeypatch.setattr(bulk, "PORTION", 2)
    client.force_login(admin)
    answer = do(client, "edit", None, field="city", city="Recife")
    job = Job.objects.get()
    assert answer.headers["HX-Redirect"] == f"/jobs/{job.pk}/"
    with monkeypatch.context() as killed:
        killed.setattr(jobs.JobRun, "progress", lambda *_said: sys.exit())
        with pytest.raises(SystemExit):
            jobs.perform(job.pk)
    assert cities() == ["Recife", "Recife", "Natal", "Natal"]
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert (job.status, job.result["changed"], job.result["same"], job.done, job.total) == ("done", 4, 0, 4, 4)
    assert "4 records changed." in client.get(f"/jobs/{job.pk}/").content.decode()


def test_a_value_that_fits_no_record_is_told_before_anything_is_done(client, admin, firms):
    client.force_login(admin)
    answer = do(client, "edit", firms, field="revenue", revenue="lots")
    assert (answer.status_code, Job.objects.count()) == (422, 0)
    assert "Write an amount" in answer.content.decode()


def test_what_does_not_fit_one_record_leaves_that_one(client, admin, firms):
    client.force_login(admin)
    answer = told(do(client, "edit", firms, field="parent", parent=f"Firm 0 (#{firms[0].pk})"))
    assert answer["text"].startswith("3 records changed. 1 was left as it is")
    assert "its own parent" in answer["text"]


def test_an_owner_is_given_to_leads_and_opportunities(client, admin, owner, colleague, lead, opportunity):
    client.force_login(admin)
    for kind, row in (("lead", lead), ("opportunity", opportunity)):
        do(client, "edit", [row], kind, field="owner", owner=colleague.pk)
        row.refresh_from_db()
        assert row.owner == colleague


@pytest.mark.parametrize(("who", "status"), [("viewer", 403), ("outsider", 204)])
def test_who_may_not_change_changes_nothing(request, client, firms, who, status):
    client.force_login(request.getfixturevalue(who))
    answer = do(client, "edit", firms, field="city", city="Recife")
    assert (answer.status_code, set(cities())) == (status, {"Natal"})


def test_an_undo_that_was_killed_goes_on_and_leaves_nothing_that_it_put_back_itself(client, admin, firms, monkeypatch):
    client.force_login(admin)
    do(client, "edit", firms, field="city", city="Recife")
    changed = Job.objects.latest("pk")
    restore, asked = undoing._restore, []

    def killed(user, kind, pk, changes):
        asked.append(pk)
        if len(asked) == 3:
            raise KeyboardInterrupt
        restore(user, kind, pk, changes)

    monkeypatch.setattr(undoing, "_restore", killed)
    with pytest.raises(KeyboardInterrupt):
        bulk.undo(admin, changed)
    job = Job.objects.latest("pk")
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert (cities(), job.result["restored"], job.result["left"]) == (["Natal"] * 4, 4, 0)


def test_an_undo_reads_in_portions_and_tries_again_what_the_database_was_too_busy_for(
    client, admin, firms, monkeypatch
):
    client.force_login(admin)
    do(client, "edit", firms, field="city", city="Recife")
    changed = Job.objects.latest("pk")
    restore, asked = undoing._restore, []

    def busy(user, kind, pk, changes):
        restore(user, kind, pk, changes)
        asked.append(pk)
        if len(asked) == 2:
            raise OperationalError("database is locked")

    monkeypatch.setattr(bulk, "PORTION", 1)
    monkeypatch.setattr(undoing, "_restore", busy)
    # Tests run in a transaction of their own.
    monkeypatch.setattr(patience, "connection", SimpleNamespace(in_atomic_block=False))
    undo = bulk.undo(admin, changed)
    assert (cities(), len(asked)) == (["Natal"] * 4, 5)
    assert (undo.result["restored"], undo.result["left"]) == (4, 0)


def test_nobody_undoes_the_change_of_another(client, admin, manager, firms):
    client.force_login(manager)
    undo = told(do(client, "edit", firms, field="city", city="Recife"))["undo"]
    client.force_login(admin)
    assert client.post(undo["url"], headers=HTMX).status_code == 404


def test_deleted_records_come_back_with_what_belonged_to_them(client, admin, firms, owner):
    person = Contact.objects.create(name="Rita", account=firms[0], **STAMPS)
    client.force_login(admin)
    answer = told(do(client, "delete", firms[:2]))
    undo = answer["undo"]
    assert answer["text"] == "2 records deleted."
    person.refresh_from_db()
    assert (Account.objects.count(), person.account) == (2, None)
    client.post(undo["url"], headers=HTMX)
    person.refresh_from_db()
    assert (Account.objects.count(), person.account_id) == (4, firms[0].pk)
    assert Account.objects.get(pk=firms[1].pk).owner == owner


@pytest.mark.parametrize("kind", ["lead", "opportunity"])
def test_leads_and_opportunities_come_back_too(request, client, admin, kind):
    row = request.getfixturevalue(kind)
    model = {"lead": Lead, "opportunity": Opportunity}[kind]
    client.force_login(admin)
    undo = told(do(client, "delete", [row], kind))["undo"]
    assert not model.objects.exists()
    client.post(undo["url"], headers=HTMX)
    assert model.objects.get().thread_id == row.thread_id


def test_who_may_not_delete_is_not_offered_it(client, owner, firms):
    client.force_login(owner)
    assert "/lists/account/bulk/delete/" not in client.get("/accounts/").content.decode()
    assert do(client, "delete", firms).status_code == 403


def test_ticked_rows_as_files_and_only_for_those_who_may(client, manager, owner, firms):
    client.force_login(manager)
    query = f"ids={firms[0].pk},{firms[2].pk}&columns=city"
    lines = b"".join(client.get(f"/accounts/?export=csv&{query}").streaming_content).decode().splitlines()
    assert len(lines) == 3
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(f"/accounts/?export=xlsx&{query}").streaming_content)))
    assert [cell.value for cell in book.active["A"]] == ["Name", "Firm 0", "Firm 2"]
    client.force_login(owner)
    assert client.get(f"/accounts/?export=xlsx&{query}").status_code == 403


@pytest.mark.parametrize("ids", ["", "x", "1," * 6000])
def test_a_selection_that_is_none_is_refused(client, admin, firms, ids):
    client.force_login(admin)
    answer = client.post("/lists/account/bulk/edit/", {"ids": ids, "field": "city", "city": "x"}, headers=HTMX)
    assert answer.status_code == 400


def test_the_form_shows_the_input_of_the_field(client, admin, firms):
    client.force_login(admin)
    assert 'name="size_band"' in client.get("/lists/account/bulk/edit/?field=size_band").content.decode()
    assert client.get("/lists/account/bulk/moon/").status_code == 404


def test_selected_records_are_put_on_a_list_and_taken_off_again(client, owner, colleague, firms):
    segment = create_segment(owner, record="account", name="Fair", condition=None)
    add_members(owner, segment, [firms[0].pk])
    client.force_login(owner)
    undo = told(do(client, "segment", firms, segment=segment.pk))["undo"]
    assert segment.members.filter(left_at=None).count() == 4
    client.post(undo["url"], headers=HTMX)
    assert list(segment.members.filter(left_at=None).values_list("object_id", flat=True)) == [firms[0].pk]
    client.force_login(colleague)
    assert do(client, "segment", firms, segment=segment.pk).status_code == 422


@pytest.mark.parametrize("kind", ["account", "contact", "lead", "opportunity"])
def test_a_task_is_planned_for_each_and_cancelled_again(request, client, owner, kind):
    row = request.getfixturevalue(kind)
    client.force_login(owner)
    values = {"activity": "call.connected", "note": "Ring", "due_at": "2099-12-01T09:00", "owner": "record"}
    undo = told(do(client, "task", [row], kind, **values))["undo"]
    task = PlannedTouch.objects.get()
    assert (task.owner, task.note, task.cancelled_at) == (owner, "Ring", None)
    client.post(undo["url"], headers=HTMX)
    task.refresh_from_db()
    assert task.cancelled_at is not None


@pytest.mark.parametrize(
    "query",
    [
        "f=moon:is:3",
        "f=revenue:at_least:lots",
        "&".join(f"f=city:has:{n}" for n in range(20)) + "&f=city:has:reci",
        f"f=city:has:{'x' * 201}",
        "size=huge",
        "where=nonsense",
        "custom_gone=1",
        f"q=firm+2&view={'x' * 8000}",
    ],
)
def test_a_filter_that_cannot_be_read_refuses_the_change_with_words(client, admin, firms, query):
    client.force_login(admin)
    answer = do(client, "edit", None, query=query, field="city", city="Recife")
    assert (answer.status_code, set(cities())) == (422, {"Natal"})
    assert "Nothing was changed" in answer.content.decode()


def test_what_is_no_filter_refuses_nothing(client, admin, firms):
    client.force_login(admin)
    query = "sort=-name&columns=city&after=x&view=all&size=&f=city:filled"
    do(client, "edit", None, query=query, field="city", city="R")
    assert set(cities()) == {"R"}


def test_a_job_whose_filter_is_gone_by_then_changes_nothing(client, admin, firms, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    client.force_login(admin)
    do(client, "edit", None, query="f=city:has:Na", field="city", city="Recife")
    job = Job.objects.get()
    Job.objects.update(params={**job.params, "query": "f=gone:has:Na"})
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert (job.status, set(cities())) == ("failed", {"Natal"})
    assert "gone:has:Na" in job.error


def test_an_opportunity_comes_back_with_its_touches_and_its_lead_stands_where_it_stood(client, admin, lead):
    deal = selling.win_opportunity(admin, selling.open_from_lead(admin, lead), amount=500)
    OpportunityLine.objects.create(opportunity=deal, description="Seats", unit_price=5)
    OpportunityContact.objects.create(opportunity=deal, contact=lead.contact)
    before = list(own_touches(deal).values_list("activity__code", "at", "value", "user"))
    moves = deal.moves.count()
    client.force_login(admin)
    undo = told(do(client, "delete", [deal], "opportunity"))["undo"]
    assert not own_touches(deal).exists()
    client.post(undo["url"], headers=HTMX)
    deal, back = Opportunity.objects.get(), Lead.objects.get()
    assert list(own_touches(deal).values_list("activity__code", "at", "value", "user")) == before
    assert (back.status, deal.lead, deal.outcome) == ("converted", back, "won")
    assert (deal.lines.count(), deal.people.count(), deal.moves.count()) == (1, 1, moves)


def test_what_was_private_before_a_deletion_is_private_after_its_undo(client, admin, owner, colleague, lead):
    deal = selling.lose_opportunity(admin, selling.open_from_lead(admin, lead), reason="price")
    mark_private(admin, own_touches(deal).get(activity__code="deal.lost"), [owner])
    client.force_login(admin)
    undo = told(do(client, "delete", [deal], "opportunity"))["undo"]
    client.post(undo["url"], headers=HTMX)
    touches = own_touches(Opportunity.objects.get())
    seen = {who: not_hidden(touches, who).count() for who in (admin, owner, colleague)}
    assert seen == {admin: 2, owner: 2, colleague: 1}
    assert touches.get(activity__code="deal.lost").privacy.marked_by == admin


def test_opportunities_come_back_though_the_lead_of_one_was_deleted_since(client, admin, lead, opportunity):
    deal = selling.open_from_lead(admin, lead)
    client.force_login(admin)
    undo = told(do(client, "delete", [deal, opportunity], "opportunity"))["undo"]
    leading.delete_lead(admin, lead)
    answer = client.post(undo["url"], headers=HTMX)
    assert "2 records put back" in json.loads(answer.headers["HX-Trigger"])["undone"]["text"]
    assert set(Opportunity.objects.values_list("pk", "lead")) == {(deal.pk, None), (opportunity.pk, None)}
    assert [touch.activity.code for touch in own_touches(Opportunity.objects.get(pk=deal.pk))] == ["deal.opened"]
