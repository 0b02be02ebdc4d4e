"""What somebody who leaves has is given to somebody else."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.planning import plan_touch
from jornada.apps.leads.actions import create_lead
from jornada.apps.leads.models import Lead
from jornada.apps.market.forms import AccountForm
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.jobs import perform
from jornada.apps.org.lists import bulk
from jornada.apps.org.lists.hand_over import hand_over, handed_over, shares
from jornada.apps.org.models import Job, Notice, RoleRule
from jornada.apps.sales.actions import create_opportunity
from jornada.apps.sales.forms import OpportunityForm
from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db


@pytest.fixture
def theirs(owner, account, contact, lead, opportunity):
    """Give the owner one of each kind that is open, and what is over."""
    call, tomorrow = Activity.objects.get(code="call.connected"), timezone.now() + timedelta(days=1)
    task = plan_touch(owner, Place(account=account), call, tomorrow, owner=owner)
    over = create_opportunity(owner, name="Lost", account=account, owner=owner, stage=opportunity.stage)
    Opportunity.objects.filter(pk=over.pk).update(outcome="lost")
    rows = {"account": account, "contact": contact, "lead": lead, "opportunity": opportunity}
    return {**rows, "task": task, "over": over}


def done(jobs):
    for job in jobs:
        perform(job.pk)
    return [Job.objects.get(pk=job.pk) for job in jobs]


def numbers(admin, person):
    return {share.kind.code: share.number for share in shares(admin, person)}


def test_what_is_open_goes_and_what_is_over_stays(admin, owner, colleague, theirs):
    assert numbers(admin, owner) == {"account": 1, "contact": 1, "lead": 1, "opportunity": 1, "task": 1}
    jobs = done(hand_over(admin, owner, colleague, ["account", "contact", "lead", "opportunity", "task"]))
    assert [(job.status, job.result["changed"], job.result["left"]) for job in jobs] == [("done", 1, 0)] * 5
    assert numbers(admin, owner) == {}
    assert {type(row).objects.get(pk=row.pk).owner for name, row in theirs.items() if name != "over"} == {colleague}
    assert Opportunity.objects.get(pk=theirs["over"].pk).owner == owner
    assert {job.pk for job in handed_over(owner)} == {job.pk for job in jobs}


def test_parked_leads_go_too_and_discarded_ones_stay(admin, owner, colleague):
    made = {name: create_lead(owner, name=name, owner=owner) for name in ("open", "parked", "discarded")}
    Lead.objects.filter(pk=made["parked"].pk).update(status="parked")
    Lead.objects.filter(pk=made["discarded"].pk).update(status="discarded")
    done(hand_over(admin, owner, colleague, ["lead"]))
    assert set(Lead.objects.filter(owner=colleague).values_list("name", flat=True)) == {"open", "parked"}


def test_whoever_is_refused_changes_nothing(client, admin, colleague):
    """The last administrator stays active, and keeps what is theirs."""
    create_lead(admin, name="Mine", owner=admin)
    client.force_login(admin)
    sent = {"to": colleague.pk, "kinds": ["lead"], "leaves": "on"}
    assert client.post(f"/settings/users/{admin.pk}/hand-over/", sent).status_code == 422
    admin.refresh_from_db()
    assert admin.is_active
    assert not handed_over(admin).exists()


def test_each_kind_has_its_own_way_back(admin, owner, colleague, theirs):
    (job,) = done(hand_over(admin, owner, colleague, ["lead"]))
    assert Lead.objects.get(pk=theirs["lead"].pk).owner == colleague
    assert bulk.undo(admin, job).result["restored"] == 1
    assert Lead.objects.get(pk=theirs["lead"].pk).owner == owner


def test_who_gets_them_is_told_and_nobody_else(client, admin, owner, colleague, theirs):
    done(hand_over(admin, owner, colleague, ["lead", "task"]))
    (notice,) = Notice.objects.filter(kind="handed_over")
    with override("en"):
        assert (notice.user, str(notice)) == (colleague, f"{admin} gives you what is open of {owner}.")
    client.force_login(colleague)
    assert client.get(notice.url).status_code == 200
    hand_over(admin, owner, admin, ["contact"])
    hand_over(admin, owner, colleague, [])
    assert Notice.objects.filter(kind="handed_over").count() == 1


def test_the_page_says_what_was_taken_back_and_that_nothing_is_left(client, admin, owner, colleague, theirs):
    client.force_login(admin)
    jobs = done(hand_over(admin, owner, colleague, ["account", "contact", "lead", "opportunity", "task"]))
    page = client.get(f"/settings/users/{owner.pk}/hand-over/").content.decode()
    assert "Nothing open is theirs" in page
    assert ">No accounts, contacts, open leads, opportunities or tasks would" in page
    assert "handed back" not in page
    undone = bulk.undo(admin, jobs[0])
    page = client.get(f"/settings/users/{owner.pk}/hand-over/").content.decode()
    assert f'<a href="/jobs/{undone.pk}/">handed back</a>' in page
    assert "Nothing open is theirs" not in page


def test_nobody_inactive_is_given_anything(admin, owner, colleague, theirs):
    colleague.is_active = False
    colleague.save()
    for to in (colleague, owner):
        with pytest.raises(WrongMomentError):
            hand_over(admin, owner, to, ["lead"])


def test_the_page_gives_away_and_makes_inactive(client, admin, owner, colleague, theirs):
    client.force_login(admin)
    address = f"/settings/users/{owner.pk}/hand-over/"
    page = client.get(address).content.decode()
    assert f'href="/accounts/?owner={owner.pk}"' in page
    assert client.post(address, {"to": colleague.pk}).status_code == 422
    answer = client.post(address, {"to": colleague.pk, "kinds": ["lead", "task"], "leaves": "on"}, follow=True)
    owner.refresh_from_db()
    assert owner.is_active is False
    done(handed_over(owner))
    assert numbers(admin, owner) == {"account": 1, "contact": 1, "opportunity": 1}
    assert PlannedTouch.objects.get(pk=theirs["task"].pk).owner == colleague
    assert str(theirs["account"].owner) in answer.content.decode()


def test_making_somebody_inactive_leads_to_their_records(client, admin, owner, theirs):
    client.force_login(admin)
    form = client.get(f"/settings/users/{owner.pk}/").context["form"]
    values = {name: form[name].value() or "" for name in form.fields if name != "is_active"}
    answer = client.post(f"/settings/users/{owner.pk}/", values)
    assert answer.headers["Location"] == f"/settings/users/{owner.pk}/hand-over/"


@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("manager", 403), ("owner", 403), ("outsider", 403)])
def test_only_administrators_hand_over(request, client, owner, theirs, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/settings/users/{owner.pk}/hand-over/").status_code == status


def test_who_has_left_is_still_found_by_their_records(client, admin, owner, theirs):
    owner.is_active = False
    owner.save()
    client.force_login(admin)
    for address in ("/accounts/", "/contacts/", "/leads/", "/opportunities/", "/tasks/list/"):
        page = client.get(f"{address}?owner={owner.pk}")
        rows = 2 if address == "/opportunities/" else 1
        assert (page.status_code, page.content.decode().count("<tr data-id=")) == (200, rows), address
    form = client.get(f"/accounts/{theirs['account'].pk}/edit/").context["form"]
    assert owner.pk not in [pk for pk, _name in form.fields["owner"].choices if pk]


def test_only_who_may_own_something_is_offered(client, admin, owner, colleague, marketer, viewer, theirs):
    client.force_login(admin)
    address = f"/settings/users/{owner.pk}/hand-over/"
    offered = set(client.get(address).context["form"].fields["to"].queryset)
    assert ({colleague, marketer} <= offered, viewer in offered, owner in offered) == (True, False, False)


def test_what_the_role_of_the_receiver_may_not_own_is_refused_in_words(admin, owner, marketer, theirs):
    with override("en"), pytest.raises(WrongMomentError, match="Mila may not own these: Opportunities"):
        hand_over(admin, owner, marketer, ["account", "opportunity"])
    assert not Job.objects.exists()
    assert len(hand_over(admin, owner, marketer, ["account", "lead"])) == 2


def test_forms_offer_those_who_may_own_and_who_owns_it_now(admin, owner, marketer, viewer, account, opportunity):
    kinds = {"account": AccountForm(user=admin), "opportunity": OpportunityForm(user=admin)}
    offered = {code: set(form.fields["owner"].queryset) for code, form in kinds.items()}
    assert [marketer in offered[code] for code in kinds] == [True, False]
    assert not any(viewer in people for people in offered.values())
    account.owner = viewer
    assert viewer in AccountForm(user=admin, instance=account).fields["owner"].queryset


def test_a_role_that_the_company_opens_may_own(admin, viewer):
    RoleRule.objects.create(code="viewer", rule={"reaches": {"account.change": "own"}})
    assert viewer in AccountForm(user=admin).fields["owner"].queryset
