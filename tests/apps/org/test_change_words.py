"""Changes are told in words, and looking the words up costs the same for few changes and for many."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from jornada.apps.interactions.models import Activity, PlannedTouch
from jornada.apps.interactions.places import Place
from jornada.apps.interactions.planning import plan_touch
from jornada.apps.leads.models import DispositionReason
from jornada.apps.org.change_words import ChangeWords, in_words, label_of
from jornada.apps.org.history import changes_of
from jornada.apps.org.models import Change, CustomField, RoleRule

pytestmark = pytest.mark.django_db
STAMPS = dict.fromkeys(("created_at", "updated_at"), dt.datetime(2026, 3, 2, tzinfo=dt.UTC))


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


def test_what_was_made_and_deleted_keeps_its_name_on_every_line(account, contact):
    made = change_of(account, "", None, "Acme", kind="created")
    moved = change_of(contact, "account", str(account.pk), None)
    change_of(account, "", "Acme", None, kind="deleted")
    account.delete()
    with CaptureQueriesContext(connection) as seen:
        words = ChangeWords([made, moved])
    assert (words.record(made), words.old(moved)) == (("Acme", ""), "Acme")
    assert len(seen) == 3


def test_a_rule_of_a_role_is_told_by_what_differs():
    role = RoleRule.objects.create(code="sdr")
    CustomField.objects.create(record="account", code="ticket", label_en="Ticket", label_pt="Tíquete", **STAMPS)
    before = {"reaches": {"account.view": "own", "lead.import": "all"}, "fields": {}}
    fields = {"account.custom.ticket": "hidden", "contact.phone": "read"}
    after = {"reaches": {"account.view": "team", "lead.import": "all"}, "fields": fields}
    with translation.override("en"):
        words = ChangeWords([change := change_of(role, "rule", str(before), str(after))])
        assert words.record(change)[0] == "Pre-sales"
        assert (
            words.old(change)
            == "Accounts › See: Own; Accounts, Ticket: Sees and edits; Contacts, Phone: Sees and edits"
        )
        assert words.new(change) == "Accounts › See: Team; Accounts, Ticket: Does not see; Contacts, Phone: Only sees"
        first = change_of(role, "rule", "{}", str({"reaches": {"lead.import": "all"}, "needs_second_factor": True}))
        assert ChangeWords([first]).old(first) == "Leads › Import: as shipped"
        assert ChangeWords([first]).new(first) == "Leads › Import: Yes; Second factor: required"


def test_choices_of_a_custom_field_are_told_by_name():
    field = CustomField.objects.create(record="account", code="tier", label_en="Tier", label_pt="Tier", **STAMPS)
    gold, silver = {"code": "g", "en": "Gold", "pt": "Ouro"}, {"code": "s", "en": "Silver", "pt": "Prata"}
    steps = [([gold], [gold, silver]), ([gold, silver], [{**gold, "pt": "Dourado"}, {**silver, "retired": True}])]
    with translation.override("pt-br"):
        changes = [change_of(field, "choices", str(old), str(new)) for old, new in steps]
        words = ChangeWords(changes)
        said = [(words.old(change), words.new(change)) for change in changes]
    assert said == [("", "Prata"), ("Ouro; Prata", "Dourado; Prata (fora de uso)")]


def test_any_other_value_of_parts_is_laid_out_without_signs_of_python():
    reason = DispositionReason.objects.first()
    with translation.override("en"):
        words = ChangeWords([change := change_of(reason, "schedule", "[30, 60]", "[30, 90]")])
        assert (words.old(change), words.new(change)) == ("30, 60", "30, 90")


@pytest.mark.parametrize(
    ("field", "stored", "said"),
    [
        ("tax_id", "11222333000181", "11.222.333/0001-81"),
        ("tax_id", "52998224725", "529.982.247-25"),
        ("phone", "+5511987654321", "(11) 98765-4321"),
        ("points.phone", "+551133334444, +5511987654321", "(11) 3333-4444, (11) 98765-4321"),
        ("phone", "ask Rui", "ask Rui"),
    ],
)
def test_numbers_are_told_as_people_write_them(account, field, stored, said):
    words = ChangeWords([change := change_of(account, field, stored, None)])
    assert (words.old(change), words.new(change)) == (said, "")


@pytest.mark.parametrize(("field", "said"), [("entry_link", "link feito"), ("password", "senha definida")])
def test_a_link_or_password_that_was_made_is_said(owner, field, said):
    words = ChangeWords([change := change_of(owner, field, None, None)])
    with translation.override("pt-br"):
        assert (words.old(change), words.new(change)) == ("", said)
