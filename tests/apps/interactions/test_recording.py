import datetime as dt

import pytest
from django.db import IntegrityError

from jornada.apps.interactions import actions, threads
from jornada.apps.interactions.actions import record_touch, record_touches, void_touch
from jornada.apps.interactions.errors import CannotVoidError, InvalidTouchesError
from jornada.apps.interactions.models import Activity, Dirty, Touch
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.interactions.queries import live_touches, visible_touches
from jornada.apps.interactions.seed import seed_activities
from jornada.apps.interactions.signals import touches_recorded
from jornada.apps.market.models import Account
from jornada.rules.catalogue import CATALOGUE

from .conftest import NOW, day

pytestmark = pytest.mark.django_db


def record(*rows, **options):
    return record_touches(rows, source="test", now=NOW, **options)


def codes(raised):
    return [fault.code for fault in raised.value.faults]


def test_the_catalogue_is_there_from_the_start_and_seeding_again_changes_nothing():
    Activity.objects.filter(code="email.sent").update(label_en="Mail out")
    seed_activities()
    assert Activity.objects.count() == len(CATALOGUE)
    assert Activity.objects.get(code="email.sent").label_en == "Mail out"


def test_a_touch_takes_the_defaults_of_its_activity_and_the_role_of_its_contact(contact, people):
    record(NewTouch("call.connected", day(-1), contact=contact.pk), user=people["owner"])
    touch = Touch.objects.get()
    assert (touch.channel, touch.direction, touch.by, touch.outcome) == ("phone", "out", "sales", "connection")
    assert (touch.account_id, touch.role, touch.user) == (contact.account_id, "champion", people["owner"])
    assert touch.at == day(-1)


def test_what_is_said_wins_over_the_defaults(account):
    record(NewTouch("email.sent", NOW, account=account.pk, channel="post", outcome="meaningful", human=False))
    touch = Touch.objects.get()
    assert (touch.channel, touch.outcome, touch.human) == ("post", "meaningful", False)


def test_the_account_comes_from_the_thread(thread):
    record(NewTouch("email.sent", NOW, thread=thread.pk))
    assert Touch.objects.get().account_id == thread.account_id


def test_instants_are_stored_as_the_orm_stores_them(account):
    local = dt.datetime(2026, 3, 9, 9, tzinfo=dt.timezone(dt.timedelta(hours=-3)))
    record(NewTouch("email.sent", local, account=account.pk))
    assert Touch.objects.filter(at=local, at__lte=local, recorded_at=NOW).count() == 1


def test_keys_that_are_known_are_skipped_and_counted(account):
    first = record(NewTouch("email.sent", NOW, account=account.pk, key="a"))
    again = record(*(NewTouch("email.sent", NOW, account=account.pk, key=key) for key in ("a", "b", "b")))
    assert (first.number, again.number, again.skipped) == (1, 1, 2)
    assert Touch.objects.count() == 2


def test_a_key_written_by_somebody_else_meanwhile_is_skipped(account, monkeypatch):
    record(NewTouch("email.sent", NOW, account=account.pk, key="a"))
    look, looks = actions._without_known_keys, []

    def blind_at_first(columns):
        looks.append(1)
        return columns if len(looks) == 1 else look(columns)

    monkeypatch.setattr(actions, "_without_known_keys", blind_at_first)
    assert record(NewTouch("email.sent", NOW, account=account.pk, key="a")).skipped == 1


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"activity": "no.such"}, "unknown_activity"),
        ({"channel": "fax"}, "unknown_channel"),
        ({"direction": "up"}, "unknown_direction"),
        ({"by": "robot"}, "unknown_by"),
        ({"outcome": "great"}, "unknown_outcome"),
        ({"role": "king"}, "unknown_role"),
        ({"at": "yesterday"}, "time_missing"),
        ({"at": dt.datetime(2026, 1, 1)}, "time_without_zone"),  # noqa: DTZ001
        ({"at": day(2)}, "time_in_future"),
        ({"at": dt.datetime(1900, 1, 1, tzinfo=dt.UTC)}, "time_too_early"),
        ({"account": None}, "no_subject"),
        ({"account": 987654}, "unknown_account"),
        ({"contact": 987654}, "unknown_contact"),
        ({"thread": 987654}, "unknown_thread"),
        ({"product": 987654}, "unknown_product"),
        ({"user": 987654}, "unknown_user"),
        ({"value": float("inf")}, "value_not_a_number"),
        ({"key": "x" * 121}, "key_too_long"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(account, values, code):
    good = NewTouch("email.sent", NOW, account=account.pk)
    with pytest.raises(InvalidTouchesError, match=r"\b2: ") as raised:
        record(good, good._replace(**values))
    assert codes(raised) == [code]
    assert not Touch.objects.exists()
    assert not Dirty.objects.exists()


def test_the_sound_rows_can_be_written_without_the_wrong_ones(account):
    good = NewTouch("email.sent", NOW, account=account.pk)
    done = record(good, good._replace(activity="no.such"), good._replace(at=day(2)), skip_invalid=True)
    assert done.number == 1
    assert [(fault.row, fault.code) for fault in done.faults] == [(1, "unknown_activity"), (2, "time_in_future")]


def test_nothing_to_record_is_no_error():
    assert record().number == 0


@pytest.fixture
def open_threads(monkeypatch):
    rows = []
    monkeypatch.setattr(threads, "_open", [lambda accounts, contacts: rows])
    return rows


def test_a_touch_joins_the_only_open_thread_of_its_contact_or_account(open_threads, thread, contact):
    open_threads.append(threads.OpenThread(thread.pk, thread.account_id, None, NOW))
    record(NewTouch("email.sent", NOW, contact=contact.pk), NewTouch("email.sent", day(-31), contact=contact.pk))
    assert list(Touch.objects.order_by("id").values_list("thread", flat=True)) == [thread.pk, None]


def test_between_two_open_threads_nobody_guesses(open_threads, thread, contact):
    open_threads += [threads.OpenThread(pk, thread.account_id, contact.pk, NOW) for pk in (thread.pk, thread.pk + 1)]
    record(NewTouch("email.sent", NOW, contact=contact.pk))
    assert Touch.objects.get().thread_id is None


def test_recording_marks_the_subjects_and_tells_after_the_commit(thread, django_capture_on_commit_callbacks):
    heard = []

    def hear(account_ids, thread_ids, **signal):
        heard.append((account_ids, thread_ids))

    touches_recorded.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            record(NewTouch("email.sent", NOW, thread=thread.pk))
            assert heard == []
    finally:
        touches_recorded.disconnect(hear)
    assert heard == [([thread.account_id], [thread.pk])]


def test_marking_again_changes_the_stamp(account):
    record(NewTouch("email.sent", NOW, account=account.pk))
    before = Dirty.objects.get()
    record(NewTouch("email.sent", NOW, account=account.pk))
    after = Dirty.objects.get()
    assert (before.pk, before.stamp) != (after.pk, after.stamp)
    assert after.subject_id == account.pk


def test_a_voided_touch_and_its_voiding_leave_the_log_that_counts(account, people):
    kept, wrong = (record_touch(people["owner"], "email.sent", account=account) for _ in range(2))
    voiding = void_touch(people["owner"], wrong, "wrong company")
    assert list(live_touches()) == [kept]
    assert (voiding.note, voiding.user, Touch.objects.count()) == ("wrong company", people["owner"], 3)
    for touch in (wrong, voiding):
        with pytest.raises(CannotVoidError):
            void_touch(people["owner"], touch, "again")


def test_recording_by_hand_twice_with_one_key_records_once(account, people):
    touches = {record_touch(people["owner"], "email.sent", account=account, key="form-1").pk for _ in range(2)}
    assert len(touches) == 1


def test_the_number_of_queries_does_not_grow_with_the_rows(people, django_assert_max_num_queries):
    accounts = Account.objects.bulk_create(
        Account(name=str(number), created_at=NOW, updated_at=NOW) for number in range(1000)
    )
    rows = [NewTouch("email.sent", NOW, account=account.pk, key=f"k{account.pk}") for account in accounts]
    with django_assert_max_num_queries(13):
        record(*rows)


@pytest.mark.parametrize(("name", "number"), [("owner", 1), ("colleague", 1), ("outsider", 0), ("viewer", 1)])
def test_a_touch_is_seen_by_whoever_sees_its_account(account, people, name, number):
    record(NewTouch("email.sent", NOW, account=account.pk))
    assert visible_touches(people[name]).count() == number


def test_a_touch_without_account_is_seen_through_its_thread(people, thread, monkeypatch):
    thread.account = None
    thread.save()
    record(NewTouch("email.sent", NOW, thread=thread.pk))
    monkeypatch.setattr(threads, "_visible", [])
    assert visible_touches(people["owner"]).count() == 0
    ours = [lambda user, action: type(thread).objects.filter(pk=thread.pk).values("pk")]
    monkeypatch.setattr(threads, "_visible", ours)
    assert visible_touches(people["owner"]).count() == 1


def test_an_account_that_does_not_exist_never_reaches_the_database():
    with pytest.raises((InvalidTouchesError, IntegrityError)):
        record(NewTouch("email.sent", NOW, account=5))
