"""Changes are told in words, and looking the words up costs the same for few changes and for many."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.planning import plan_touch
from jornada.apps.org.change_words import ChangeWords, in_words, label_of
from jornada.apps.org.history import changes_of
from jornada.apps.org.models import Change

pytestmark = pytest.mark.django_db


def change_of(row, field, old, new, kind="updated"):
    return Change.objects.create(
        at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC),
        kind=kind,
        model=row._meta.label_lower,
        object_id=row.pk,
        field=field,
        old=old,
        new=new,
    )


@pytest.mark.parametrize(
    ("field", "stored", "said"),
    [
        ("outcome", "won", "Ganha"),
        ("engaged_on", "2026-09-26", "26/09/2026"),
        ("amount", "1234.50", "R$\u00a01.234,50"),
        ("stage", "999", "Etapa do processo 999"),
        ("name", "2026-09-26", "2026-09-26"),
        ("amount", "much", "much"),
    ],
)
def test_a_stored_value_is_written_for_people(opportunity, field, stored, said):
    with translation.override("pt-br"):
        words = ChangeWords([change := change_of(opportunity, field, None, stored)])
        written = words.new(change)
    if field in ("outcome", "stage"):  # the translation may word it otherwise
        assert written.lower() != stored
    else:
        assert written == said
    assert words.old(change) == ""


def test_rows_are_named_and_linked_while_they_exist(opportunity, account):
    stage = change_of(opportunity, "stage", None, str(opportunity.stage_id))
    owner = change_of(account, "owner", str(account.owner_id), None)
    words = ChangeWords([stage, owner])
    assert (words.new(stage), words.old(owner)) == (str(opportunity.stage), "Olga")
    assert words.record(stage) == ("Acme, 100 seats", opportunity.get_absolute_url())
    gone = change_of(account, "", "Acme", None, kind="deleted")
    account.pk = 9999
    assert ChangeWords([gone]).record(gone)[0] == "Acme"
    lost = change_of(account, "name", "A", "B")
    with translation.override("en"):
        assert ChangeWords([lost]).record(lost) == ("Account 9999", "")


def test_the_page_names_records_without_a_query_for_each(client, admin, opportunity, account):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page = client.get("/settings/history/")
        return len(seen), page.content.decode()

    client.force_login(admin)
    change_of(opportunity, "outcome", "open", "won")
    change_of(account, "owner", None, str(admin.pk))
    queries()
    few, page = queries()
    assert f'<a class="cell-link" href="{opportunity.get_absolute_url()}">Acme, 100 seats</a>' in page
    assert ">Won</td>" in page
    for _ in range(20):
        change_of(opportunity, "outcome", "open", "won")
        change_of(account, "owner", None, str(admin.pk))
    assert queries()[0] == few
    assert "Acme, 100 seats" in b"".join(client.get("/settings/history/?export=csv").streaming_content).decode()


def test_a_task_is_called_by_what_is_to_be_done_and_a_person_by_the_name(owner, account, contact):
    call = Activity.objects.get(code="call.connected")
    tasks = [
        plan_touch(owner, Place(account), call, dt.datetime(2030, 1, 2, tzinfo=dt.UTC), note=n) for n in ("", "Ask")
    ]
    contact.title = "Head of buying"
    contact.save()
    changes = [change_of(row, "done_at", None, "2026-03-02") for row in tasks] + [change_of(contact, "name", "A", "B")]
    with translation.override("en"), CaptureQueriesContext(connection) as seen:
        words = ChangeWords(changes)
        assert [words.record(change)[0] for change in changes] == ["Call", "Ask", contact.name]
    assert len(seen) == 2
    with translation.override("pt-br"):
        assert label_of(PlannedTouch, "done_at") == "Concluída"
    assert changes_of(tasks[1]).get(kind="created").new == "Ask"


def test_no_month_has_a_capital_where_two_people_changed_a_date(opportunity):
    engaged = opportunity._meta.get_field("engaged_on")
    with translation.override("pt-br"):
        assert in_words(engaged, dt.date(2026, 9, 26)) == "26/09/2026"
        assert in_words(engaged, None) == ""
