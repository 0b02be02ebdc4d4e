"""What a touch repeats of an opportunity is told to those who see the opportunity, not to all who see its account."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jornada.apps.interactions.actions import record_touch
from jornada.apps.interactions.queries import visible_touches
from jornada.apps.interactions.telling import heard
from jornada.apps.org.models import RoleRule, User
from jornada.apps.sales import actions

pytestmark = pytest.mark.django_db
WORDS = "Budget went to a rival"


@pytest.fixture
def decided(owner, account):
    """One won, one lost, and a call on each, of an owner whose deals nobody else sees."""
    RoleRule.objects.create(code="sales", rule={"reaches": {"opportunity.view": "own"}, "fields": {}})
    won, lost = (actions.create_opportunity(owner, name=name, account=account, owner=owner) for name in ("A", "B"))
    record_touch(owner, "call.connected", account=account, thread=won.thread, note="Said on the phone", value=12)
    actions.win_opportunity(owner, won, amount=Decimal("777.00"))
    actions.lose_opportunity(owner, lost, reason="Price", note=WORDS)
    return won, lost


def fresh(user):
    return User.objects.get(pk=user.pk)


def told(user):
    rows = visible_touches(fresh(user)).filter(activity__code__in=["call.connected", "deal.won", "deal.lost"])
    return {row.activity.code: (row.note, row.value) for row in rows.select_related("activity")}


def test_the_owner_the_colleague_and_the_outsider(decided, owner, colleague, outsider):
    call = ("Said on the phone", 12)
    assert told(owner) == {"call.connected": call, "deal.won": ("", 777), "deal.lost": (WORDS, None)}
    assert told(colleague) == {"call.connected": call, "deal.won": ("", None), "deal.lost": ("", None)}
    assert told(outsider) == {}


def test_who_sees_one_of_them_is_told_of_that_one(decided, colleague, owner):
    actions.update_opportunity(owner, decided[1], owner=colleague)
    assert told(colleague)["deal.lost"] == (WORDS, None)
    assert told(colleague)["deal.won"] == ("", None)


def test_pages_files_and_the_api_keep_it(decided, client, colleague, account):
    client.force_login(colleague)
    pages = [
        f"/accounts/{account.pk}/",
        f"/touches/?account={account.pk}",
        "/interactions/?columns=activity,value,note",
        "/lists/touch/figures/?columns=value",
        f"/api/v1/touches/?account_id={account.pk}",
        f"/search/?q={WORDS.rsplit(maxsplit=1)[-1]}",
    ]
    for page in pages:
        answer = client.get(page, follow=True)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200, page
        assert b"777" not in content, page
        assert b"went to a" not in content, page


def test_a_file_and_a_sum_hold_what_is_told(decided, client, owner, colleague):
    RoleRule.objects.update(rule={"reaches": {"opportunity.view": "own", "account.export": "team"}, "fields": {}})
    for person, sold, added in ((owner, True, "789"), (colleague, False, "12")):
        client.force_login(fresh(person))
        file = b"".join(client.get("/interactions/?columns=activity,value,note&export=csv").streaming_content).decode()
        assert ("777" in file, WORDS in file, "12" in file) == (sold, sold, True)
        assert f"<b>{added}" in client.get("/lists/touch/figures/?columns=value").text


@pytest.mark.parametrize(
    ("query", "of_owner", "of_colleague"),
    [("f=value:at_least:700", 1, 0), ("f=note:has:rival", 1, 0), ("q=rival", 1, 0), ("f=value:at_least:10", 2, 1)],
)
def test_nothing_is_found_by_what_is_not_told(decided, client, owner, colleague, query, of_owner, of_colleague):
    for person, number in ((owner, of_owner), (colleague, of_colleague)):
        client.force_login(person)
        assert client.get(f"/interactions/?{query}").context["listing"].count == number, person


def test_the_timeline_is_not_searched_for_it(decided, client, owner, colleague, account):
    for person, is_found in ((owner, True), (colleague, False)):
        client.force_login(person)
        page = client.get(f"/touches/?account={account.pk}&text=rival").text
        assert ("Opportunity lost" in page) is is_found


def test_whoever_sees_no_opportunity_at_all_is_told_nothing(decided, marketer, account):
    RoleRule.objects.create(code="marketing", rule={"reaches": {"opportunity.view": "none"}, "fields": {}})
    assert told(marketer)["deal.won"] == ("", None)
    assert told(marketer)["deal.lost"] == ("", None)


def test_a_page_asks_once_and_only_where_something_is_decided(decided, colleague, manager, owner, account):
    for _number in range(20):
        record_touch(owner, "call.connected", account=account)
    rows = visible_touches(fresh(colleague))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        list(rows.filter(activity__code="call.connected"))
    calls = len(asked)
    with CaptureQueriesContext(connection) as asked:
        assert len(list(rows)) > 20
    assert len(asked) <= calls + 2
    RoleRule.objects.all().delete()
    everything = visible_touches(fresh(manager))
    assert heard(everything).count() == everything.count()
    assert told(manager)["deal.lost"] == (WORDS, None), "the log keeps it"
