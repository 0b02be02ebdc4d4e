"""A link to a record that is gone leads to a page which says so, to whoever could have known of the record."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from jornada.apps.handoff import offers
from jornada.apps.handoff.models import Offer
from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.interactions.reminders import remind
from jornada.apps.leads.actions import create_lead
from jornada.apps.market.actions import create_account
from jornada.apps.market.duplicates import actions as merging
from jornada.apps.market.models import Account, Contact
from jornada.apps.org.lists import gone
from jornada.apps.org.models import Change, DeletedPart, DeletedRecord, Notice
from jornada.apps.sales import line_actions
from jornada.apps.sales.models import Proposal
from jornada.apps.sales.proposals import actions as proposals

pytestmark = pytest.mark.django_db
KINDS = ["account", "contact", "lead", "opportunity"]


@pytest.fixture(autouse=True)
def english(client, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"


@pytest.fixture
def shelf(request, owner, account, contact, lead, opportunity):
    """All that hangs on records: open tasks, an offer in the queue, a proposal on its way, notices."""
    activity = Activity.objects.get(code="call.connected")
    now = timezone.now()
    thread = {"lead": lead.thread, "opportunity": opportunity.thread}
    for name in (None, "lead", "opportunity"):
        PlannedTouch.objects.create(
            account=account, contact=contact, thread=thread.get(name), owner=owner, activity=activity,
            due_at=now, created_at=now, note="Call",
        )  # fmt: skip
    line_actions.add_line(owner, opportunity, description="Setup", quantity=Decimal(1), unit_price=Decimal(100))
    proposals.send_proposal(owner, proposals.draft_proposal(owner, opportunity))
    waiting = offers.make_offer(None, create_lead(owner, name="Waiting", account=account, contact=contact), to=owner)
    offers.make_offer(None, lead, to=owner)
    # What has touches in the log stays; these two have none yet.
    firm = Account.objects.create(name="Untouched", owner=owner, created_at=now, updated_at=now)
    person = Contact.objects.create(name="Nina", account=firm, owner=owner, created_at=now, updated_at=now)
    PlannedTouch.objects.create(
        account=firm, contact=person, owner=owner, activity=activity, due_at=now, created_at=now, remind_at=now
    )
    remind(now)
    records = {"account": firm, "contact": person, "lead": lead, "opportunity": opportunity}
    records |= {"sold to": account, "spoken to": contact}
    return {**records, "waiting": waiting.lead}


def delete(client, who, *records):
    client.force_login(who)
    for record in records:
        assert client.post(f"{record.get_absolute_url()}delete/").status_code == 302


def read(client, who, path):
    """Open a page after what was said of the deletion itself has been read."""
    client.force_login(who)
    client.get("/")
    return client.get(path)


@pytest.mark.parametrize("name", KINDS)
def test_the_page_says_who_deleted_it_and_brings_it_back(client, admin, owner, shelf, name):
    record = shelf[name]
    path = record.get_absolute_url()
    delete(client, admin, shelf[name])
    for page in (path, f"{path}edit/"):
        answer = read(client, admin, page)
        assert (answer.status_code, "was deleted" in answer.text, str(admin) in answer.text) == (410, True, True)
    kept = DeletedRecord.objects.latest("pk")
    assert f'action="/deleted/{kept.pk}/undo/"' in answer.text
    assert client.post(f"/deleted/{kept.pk}/undo/")["Location"] == path
    assert client.get(path).status_code == 200
    assert not DeletedPart.objects.filter(kept=kept.pk).exists()


@pytest.mark.parametrize("name", ["sold to", "spoken to"])
def test_what_something_is_sold_to_is_not_deleted_and_says_why(client, admin, shelf, name):
    client.force_login(admin)
    answer = client.post(f"{shelf[name].get_absolute_url()}delete/")
    assert (answer.status_code, DeletedRecord.objects.count()) == (422, 0)


@pytest.mark.parametrize("name", KINDS)
def test_whose_it_was_is_told_and_a_stranger_is_not(client, admin, owner, outsider, shelf, name):
    path = shelf[name].get_absolute_url()
    delete(client, admin, shelf[name])
    assert read(client, owner, path).status_code == 410
    answer = read(client, outsider, path)
    assert (answer.status_code, str(admin) in answer.text) == (404, False)
    client.logout()
    assert "was deleted" not in client.get(path, follow=True).text


@pytest.mark.parametrize("name", KINDS)
def test_all_pages_stand_when_a_record_with_everything_is_deleted(client, admin, owner, shelf, name):
    delete(client, admin, shelf[name])
    pages = [
        "/", "/tasks/", "/tasks/list/", "/tasks/agenda/", "/handoff/", "/interactions/", "/notices/", "/accounts/",
        "/contacts/", "/leads/", "/opportunities/", "/opportunities/board/", "/trash/", "/refusals/",
        "/scoreboard/",
    ]  # fmt: skip
    for other in KINDS:
        if type(shelf[other]).objects.filter(pk=shelf[other].pk).exists():
            pages.append(shelf[other].get_absolute_url())
    for who in (owner, admin):
        client.force_login(who)
        linked = set()
        for page in pages:
            answer = client.get(page)
            assert answer.status_code in (200, 302), (page, answer.status_code)
            linked |= set(re.findall(r'href="(/[a-z/-]+/\d+/)["?#]', answer.content.decode()))
        for href in linked.difference(pages):
            assert client.get(href, follow=True).status_code in (200, 410), href


@pytest.mark.parametrize("name", KINDS)
def test_no_notice_leads_nowhere(client, admin, owner, shelf, name):
    delete(client, admin, shelf[name])
    found = Notice.objects.filter(user=owner).exclude(url="")
    assert found
    for notice in found:
        assert read(client, owner, notice.url).status_code in (200, 410), notice.url


def test_an_offer_and_a_proposal_say_with_what_they_went(client, admin, owner, shelf):
    offer, proposal = Offer.objects.exclude(lead=shelf["waiting"]).get(), Proposal.objects.get()
    delete(client, admin, shelf["lead"])
    delete(client, admin, shelf["opportunity"])
    for page, name in ((offer.get_absolute_url(), shelf["lead"]), (proposal.get_absolute_url(), shelf["opportunity"])):
        answer = read(client, admin, page)
        assert (answer.status_code, "went with it" in answer.text) == (410, True)
        assert f"“{name}” was deleted" in answer.text


def test_what_is_no_longer_in_the_trash_says_so(client, admin, outsider, account):
    delete(client, admin, account)
    DeletedRecord.objects.update(at=timezone.now() - dt.timedelta(days=31))
    Change.objects.update(at=timezone.now() - dt.timedelta(days=31))
    answer = read(client, admin, account.get_absolute_url())
    assert (answer.status_code, "not in the trash any more" in answer.text) == (410, True)
    assert "/undo/" not in answer.text
    assert read(client, outsider, account.get_absolute_url()).status_code == 404


def test_what_was_deleted_before_parts_were_noted_promises_nothing(client, admin, account):
    delete(client, admin, account)
    DeletedPart.objects.all().delete()
    answer = read(client, admin, account.get_absolute_url())
    assert (answer.status_code, "any more" in answer.text, "/undo/" in answer.text) == (410, False, False)
    assert "It cannot be brought back from this page." in answer.text


def test_whoever_was_told_of_a_record_is_told_that_it_is_gone(client, admin, outsider, account):
    Notice.objects.create(user=outsider, at=timezone.now(), kind="mention", text="x", url=account.get_absolute_url())
    delete(client, admin, account)
    answer = read(client, outsider, account.get_absolute_url())
    assert (answer.status_code, "whoever may delete such records" in answer.text) == (410, True)


@pytest.mark.parametrize("path", ["/accounts/999999/", f"/accounts/{10**19 - 1}/", "/nothing/5/"])
def test_what_never_was_is_not_found(client, admin, path):
    assert read(client, admin, path).status_code == 404


def test_a_record_out_of_reach_is_not_told_to_be_gone(client, outsider, account):
    assert read(client, outsider, account.get_absolute_url()).status_code == 404


def test_what_many_at_once_deleted_says_so_too(client, admin, account):
    client.force_login(admin)
    client.post("/lists/account/bulk/delete/", {"ids": str(account.pk)}, headers={"HX-Request": "true"})
    assert read(client, admin, account.get_absolute_url()).status_code == 410


def test_every_page_of_a_record_is_known():
    places = {gone.record_at(path)[0] for path in ("/accounts/1/", "/contacts/1/edit/")}
    assert places == {Account, Contact}
    assert gone.record_at("/settings/intent-tests/3/") is not None
    assert gone.record_at("/") is None


def test_what_is_kept_for_an_hour_is_not_promised_after_it(client, owner, opportunity):
    line_actions.add_line(owner, opportunity, description="Setup", quantity=Decimal(1), unit_price=Decimal(100))
    draft = proposals.draft_proposal(owner, opportunity)
    client.force_login(owner)
    client.post(f"{draft.get_absolute_url()}delete/")
    assert "It is kept in the trash until" in client.get(draft.get_absolute_url()).text
    long_ago = timezone.now() - dt.timedelta(hours=2)
    DeletedRecord.objects.update(at=long_ago)
    Change.objects.filter(kind=Change.Kind.DELETED).update(at=long_ago)
    page = client.get(draft.get_absolute_url())
    assert (page.status_code, "It is in the trash" in page.text, "not in the trash any more" in page.text) == (
        410,
        False,
        True,
    )


def test_what_was_merged_leads_to_the_record_that_took_it_in(client, admin, owner, outsider):
    keep, taken = (create_account(admin, name=name, owner=owner) for name in ("Alfa", "Alfa Ltda"))
    merging.merge(admin, keep, taken, {})
    with override("en"):
        said = [gone.in_words(who, f"/accounts/{taken.pk}/") for who in (owner, outsider)]
    assert said == [f"This record was merged into “Alfa”, number {keep.pk}.", ""]
    client.force_login(owner)
    assert client.get(f"/accounts/{taken.pk}/edit/")["Location"] == keep.get_absolute_url()
    assert client.post(f"/accounts/{taken.pk}/edit/", {"name": "Beta"}).status_code == 404
    client.force_login(outsider)
    assert client.get(f"/accounts/{taken.pk}/edit/").status_code == 404
