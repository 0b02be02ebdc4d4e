import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jornada.apps.interactions.actions import record_touch
from jornada.apps.interactions.attachments.actions import add_file
from jornada.apps.interactions.held import KEPT, purge
from jornada.apps.interactions.models import Note
from jornada.apps.interactions.notes import actions, queries
from jornada.apps.interactions.places import Place, place_of_record
from jornada.apps.market.duplicates.actions import merge
from jornada.apps.market.models import Account
from jornada.apps.org.models import Notice, RoleRule
from jornada.apps.org.notices import mark_read

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def as_owner(client, owner):
    client.force_login(owner)
    return client


def note_on(user, record, text="They sign on Monday", kind="account"):
    return actions.write_note(user, place_of_record(kind, record), text)


def new_at(query):
    return f"{reverse('note_new')}?{query}"


@pytest.mark.parametrize("kind", ["account", "contact", "lead", "opportunity"])
def test_a_note_is_written_and_shown_on_every_kind_of_record(request, as_owner, kind):
    record = request.getfixturevalue(kind)
    place = place_of_record(kind, record)
    answer = as_owner.post(new_at(place.query), {"text": "They sign on Monday"})
    assert answer.status_code == 302
    assert "They sign on Monday" in as_owner.get(record.get_absolute_url()).content.decode()


def test_an_account_shows_the_notes_of_its_people_and_threads(as_owner, owner, account, contact, lead):
    note_on(owner, contact, "likes tea", "contact")
    note_on(owner, lead, "budget in May", "lead")
    page = as_owner.get(account.get_absolute_url()).content.decode()
    assert "likes tea" in page
    assert "budget in May" in page


def test_who_sees_the_record_sees_its_notes(owner, colleague, outsider, viewer, account):
    note = note_on(owner, account)
    seeing = [person for person in (owner, colleague, outsider) if note in queries.visible_notes(person)]
    assert seeing == [owner, colleague]
    with pytest.raises(PermissionDenied):
        actions.write_note(outsider, Place(account), "hello")
    with pytest.raises(PermissionDenied):
        actions.write_note(viewer, Place(account), "hello")


def test_a_mentioned_person_is_told_once(owner, colleague, account):
    note = note_on(owner, account, "@Carlos can you call?")
    actions.change_note(owner, note, "@carlos can you call them today?")
    notice = Notice.objects.get(user=colleague)
    assert notice.values == {"who": "Olga", "record": "Acme"}
    assert notice.url == f"/accounts/{account.pk}/#note-{note.pk}"


def test_nobody_is_sent_to_a_note_that_is_deleted_and_all_are_told_when_it_is_back(owner, colleague, account):
    note = note_on(owner, account, "@Carlos can you call?")
    actions.delete_note(owner, note)
    assert not Notice.objects.exists()
    actions.bring_back(owner, note)
    assert Notice.objects.get().user == colleague


def test_whoever_has_read_of_a_note_is_not_told_again_when_it_is_back(owner, colleague, account):
    note = note_on(owner, account, "@Carlos can you call?")
    mark_read(colleague)
    actions.delete_note(owner, note)
    actions.bring_back(owner, note)
    assert Notice.objects.get().read_at is not None


def test_a_mention_that_is_taken_out_again_is_not_told_of(owner, colleague, account):
    note = note_on(owner, account, "can you call?")
    actions.change_note(owner, note, "@Carlos can you call?")
    assert Notice.objects.get().user == colleague
    actions.undo_change(owner, Note.objects.get())
    assert not Notice.objects.exists()


def test_whoever_cannot_see_the_record_cannot_be_mentioned(as_owner, outsider, account):
    answer = as_owner.post(new_at(f"account={account.pk}"), {"text": "@Ivo look"}, **HTMX)
    assert answer.status_code == 422
    assert "Ivo cannot see this record" in answer.content.decode()
    assert not Note.objects.exists()


@pytest.mark.parametrize(("text", "is_lost"), [("@Carl look", True), ("@Carlos look", False), ("carl@acme.com", False)])
def test_an_at_that_told_nobody_is_said(as_owner, colleague, account, text, is_lost):
    answer = as_owner.post(new_at(f"account={account.pk}"), {"text": text}, **HTMX)
    said = json.loads(answer.headers["HX-Trigger"])["toast"]["text"]
    assert ("Nobody was told by @Carl:" in said) == is_lost
    assert Note.objects.count() == 1


def test_only_people_who_see_the_record_are_suggested(as_owner, colleague, outsider, account):
    url = f"{reverse('note_people')}?account={account.pk}&q="
    assert as_owner.get(url + "car").json() == {"people": ["Carlos"]}
    assert as_owner.get(url + "ivo").json() == {"people": []}


@pytest.mark.parametrize("text", ["", "   ", "x" * 20_001])
def test_a_blank_or_endless_note_is_refused(as_owner, account, text):
    answer = as_owner.post(new_at(f"account={account.pk}"), {"text": text}, **HTMX)
    assert answer.status_code == 422
    assert not Note.objects.exists()


def test_a_deleted_note_is_gone_and_comes_back(as_owner, owner, account):
    note = note_on(owner, account)
    answer = as_owner.post(reverse("note_delete", args=[note.pk]), **HTMX)
    assert reverse("note_restore", args=[note.pk]) in answer["HX-Trigger"]
    assert not queries.visible_notes(owner).exists()
    as_owner.post(reverse("note_restore", args=[note.pk]), **HTMX)
    assert queries.visible_notes(owner).get() == note


def test_a_changed_note_reads_as_before_after_the_undo(as_owner, owner, account):
    note = note_on(owner, account, "first")
    as_owner.post(reverse("note_edit", args=[note.pk]), {"text": "second"}, **HTMX)
    as_owner.post(reverse("note_undo", args=[note.pk]), **HTMX)
    note.refresh_from_db()
    assert (note.text, note.text_before) == ("first", "second")


def opened(browser, note):
    """Return what the field that changes a note holds of the state it was opened in."""
    page = browser.get(reverse("note", args=[note.pk]) + "?edit=1").content.decode()
    return {"seen_at": page.partition('name="seen_at" value="')[2].partition('"')[0]}


def test_two_people_who_change_a_note_do_not_overwrite_each_other(as_owner, owner, admin, account):
    note = note_on(owner, account, "first")
    seen = opened(as_owner, note)
    actions.change_note(admin, note, "of the administrator")
    answer = as_owner.post(reverse("note_edit", args=[note.pk]), {"text": "mine", **seen}, **HTMX)
    page = answer.content.decode()
    note.refresh_from_db()
    assert (answer.status_code, note.text) == (422, "of the administrator")
    assert "of the administrator" in page
    assert ">mine</textarea>" in page
    again = {"text": "both", "seen_at": page.partition('name="seen_at" value="')[2].partition('"')[0]}
    assert as_owner.post(reverse("note_edit", args=[note.pk]), again, **HTMX).status_code == 204


def test_undoing_a_change_takes_no_later_change_back(as_owner, owner, admin, account):
    note = note_on(owner, account, "first")
    told = as_owner.post(reverse("note_edit", args=[note.pk]), {"text": "second"}, **HTMX)["HX-Trigger"]
    undo = json.loads(told)["toast"]["undo"]
    actions.change_note(admin, note, "third")
    answer = as_owner.post(undo["url"], undo["values"], **HTMX)
    note.refresh_from_db()
    assert note.text == "third"
    assert "Somebody changed this note" in answer["HX-Trigger"]


def test_a_colleague_pins_but_does_not_change_a_note(client, owner, colleague, account):
    note = note_on(owner, account)
    client.force_login(colleague)
    assert client.post(reverse("note_pin", args=[note.pk]), {"pin": "1"}).status_code == 302
    assert client.post(reverse("note_edit", args=[note.pk]), {"text": "mine"}).status_code == 403
    assert client.post(reverse("note_delete", args=[note.pk])).status_code == 403
    note.refresh_from_db()
    assert (note.is_pinned, note.text) == (True, "They sign on Monday")


def test_an_outsider_finds_no_note(client, owner, outsider, account):
    note = note_on(owner, account)
    client.force_login(outsider)
    for name in ("note_edit", "note_delete", "note_pin", "note_undo"):
        assert client.post(reverse(name, args=[note.pk])).status_code == 404
    assert client.post(reverse("note_restore", args=[note.pk])).status_code == 403
    assert client.get(f"{reverse('note_list')}?account={account.pk}").status_code == 404


def test_no_script_and_no_wild_link_comes_out_of_a_note(as_owner, owner, account):
    text = (
        "<script>alert(1)</script> <img src=x onerror=alert(2)> javascript:alert(3) **big** https://acme.com/?a=1&b=2"
    )
    note_on(owner, account, text)
    page = as_owner.get(account.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page
    assert 'href="https://acme.com/?a=1&amp;b=2"' in page
    assert 'rel="noopener noreferrer nofollow"' in page


def test_notes_are_found_by_their_words_within_reach(client, owner, outsider, account, lead):
    note = note_on(owner, lead, "A licitação abre em março", "lead")
    client.force_login(owner)
    page = client.get("/search/?q=licitacao").content.decode()
    assert f"/leads/{lead.pk}/#note-{note.pk}" in page
    actions.change_note(owner, note, "nothing of it")
    assert "#note-" not in client.get("/search/?q=licitacao").content.decode()
    client.force_login(outsider)
    assert "#note-" not in client.get("/search/?q=nothing").content.decode()


def test_notes_stand_between_the_touches_by_their_time(as_owner, owner, account):
    record_touch(owner, "call.connected", at=timezone.now() - timezone.timedelta(days=3), account=account, note="early")
    note_on(owner, account, "in between")
    page = as_owner.get(f"{reverse('timeline')}?account={account.pk}").content.decode()
    assert page.index("in between") < page.index("early")
    only = as_owner.get(f"{reverse('timeline')}?account={account.pk}&what=notes").content.decode()
    assert "in between" in only
    assert "early" not in only


def test_a_long_timeline_shows_each_note_once(as_owner, owner, account):
    start = timezone.now() - timezone.timedelta(days=60)
    for day in range(30):
        record_touch(owner, "call.connected", at=start + timezone.timedelta(days=day), account=account)
        Note.objects.create(
            account=account, text=f"n{day:02}x", created_at=start + timezone.timedelta(days=day, hours=1)
        )
    url, seen = f"{reverse('timeline')}?account={account.pk}", ""
    while url:
        context = as_owner.get(url).context
        seen += "".join(e.item.text for d in context["timeline"].days for e in d.entries if isinstance(e.item, Note))
        url = context["timeline"].more_url
    assert [seen.count(f"n{day:02}x") for day in range(30)] == [1] * 30


def test_notes_move_with_a_merge(owner, account, contact):
    other = Account.objects.create(name="Acme 2", owner=owner, created_at=timezone.now(), updated_at=timezone.now())
    note = note_on(owner, other)
    merge(owner, account, other, {})
    note.refresh_from_db()
    assert note.account_id == account.pk


def test_what_was_deleted_a_month_ago_is_removed_for_good(owner, account):
    old, fresh = note_on(owner, account), note_on(owner, account)
    now = timezone.now()
    Note.objects.filter(pk=old.pk).update(deleted_at=now - KEPT - timezone.timedelta(hours=1))
    Note.objects.filter(pk=fresh.pk).update(deleted_at=now)
    purge(Note, now)
    assert list(Note.objects.values_list("pk", flat=True)) == [fresh.pk]


def test_nothing_to_undo_says_so(owner, account):
    with pytest.raises(ValidationError):
        note_on(owner, account, "")


@pytest.fixture
def own_deals_alone(db):
    """Sellers see the accounts of their team, but no opportunity or lead of others."""
    RoleRule.objects.create(code="sales", rule={"reaches": {"opportunity.view": "own", "lead.view": "own"}})


@pytest.mark.parametrize("kind", ["opportunity", "lead"])
def test_the_search_does_not_name_a_record_beyond_reach(request, client, owner, colleague, kind, own_deals_alone):
    record = request.getfixturevalue(kind)
    place = place_of_record(kind, record)
    note_on(owner, record, "A licitação abre em março", kind)
    record_touch(owner, "call.connected", account=place.account, thread=place.thread, note="licitação pelo telefone")
    add_file(owner, place, SimpleUploadedFile("licitação.txt", b"x"))
    client.force_login(colleague)
    page = client.get("/search/?q=licitacao").text
    assert [page.count(f"#{what}-") for what in ("note", "touch", "file")] == [1, 1, 1]
    assert record.name not in page
    assert record.get_absolute_url() not in page


def test_a_mention_names_the_record_as_far_as_the_mentioned_person_sees_it(
    owner, colleague, admin, account, opportunity, own_deals_alone
):
    note = note_on(owner, opportunity, "@Carlos and @Ada, look", "opportunity")
    told = {notice.user: notice for notice in Notice.objects.all()}
    assert told[colleague].values["record"] == "Acme"
    assert told[colleague].url == f"{account.get_absolute_url()}#note-{note.pk}"
    assert told[admin].values["record"] == opportunity.name
