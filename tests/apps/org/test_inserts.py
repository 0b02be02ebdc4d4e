"""A row that is written with a kept text is the row that Django's own `save` would write."""

import datetime as dt
from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Upper
from django.utils import timezone

from jornada.apps.interactions.models import Thread
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account
from jornada.apps.org import inserts
from jornada.apps.org.inserts import insert, insert_and_read
from jornada.apps.org.models import Change, User
from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    monkeypatch.setattr("jornada.apps.org.inserts._known", {})


def fields_of(row, but=()):
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname not in {"id", *but}}


def account(**more):
    values = {"name": "Ação & Filhos", "custom": {"n": 1, "ç": ["a"]}, "revenue": Decimal("10.50")}
    return Account(**{**values, "created_at": NOW, "updated_at": NOW, **more})


def test_it_is_as_django_would_have_written_it():
    for _time in range(2):  # written, then kept
        ours, theirs = insert(account()), account()
        theirs.save(force_insert=True)
        assert ours.pk != theirs.pk
        kept = [fields_of(Account.objects.get(pk=one.pk)) for one in (ours, theirs)]
        assert kept[0] == kept[1] == fields_of(ours)
        assert not ours._state.adding
        assert ours._state.db == "default"


@pytest.mark.parametrize("model", [Account, Change, Lead, Opportunity, Thread])
def test_what_people_write_often_has_a_text_of_its_own(model):
    assert inserts._text_of(model, "default")


def test_what_it_refers_to_is_written_by_key(lead):
    thread = insert(Thread(account=lead.account, contact=lead.contact, opened_at=NOW))
    again = Lead.objects.get(pk=lead.pk)
    again.pk, again.thread = None, thread
    again._state.adding = True
    kept = Lead.objects.get(pk=insert(again).pk)
    assert fields_of(kept, {"thread_id"}) == fields_of(lead, {"thread_id"})
    assert kept.thread == thread


def test_a_row_that_refers_to_one_that_is_not_kept_is_refused():
    with pytest.raises(ValueError, match="unsaved related object"):
        insert(Thread(account=account(), opened_at=NOW))


def test_what_the_database_refuses_is_said_and_the_transaction_goes_no_further(account):
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Thread(account=account, opened_at=None))
    with transaction.atomic():
        with suppress(IntegrityError):
            insert(Thread(account=account, opened_at=None))
        with pytest.raises(transaction.TransactionManagementError):
            Thread.objects.count()
    assert Thread.objects.count() == 0


@pytest.mark.parametrize(
    "row",
    [
        lambda: account(name=Upper(Value("acme"))),
        lambda: account(pk=4711),
        lambda: User(username="bia", name="Bia"),
    ],
    ids=["worked out by the database", "with a key of its own", "a model with a save of its own"],
)
def test_what_is_more_than_values_is_left_to_django(row):
    made = insert(row())
    kept = type(made).objects.get(pk=made.pk)
    assert str(kept) in ("ACME", "Ação & Filhos", "Bia")


def test_the_text_is_written_once_for_each_model(lead, monkeypatch):
    insert(Change(at=NOW, model="x.y", object_id=1, kind=Change.Kind.CREATED))
    before = dict(inserts._known)
    insert(Change(at=NOW + dt.timedelta(1), model="x.y", object_id=2, kind=Change.Kind.CREATED))
    assert inserts._known == before
    assert Change.objects.filter(model="x.y").count() == 2


@pytest.mark.parametrize("has_text", [True, False])
def test_what_is_read_back_is_what_the_database_keeps(monkeypatch, has_text):
    if not has_text:
        monkeypatch.setattr(inserts, "_write", lambda *_asked: None)
    given = {"revenue": "7.5", "founded": 1999, "custom": {"b": [1, "é"], "a": None}}
    made = insert_and_read(account(**given))
    kept = fields_of(Account.objects.get(pk=made.pk))
    assert fields_of(made) == kept
    assert {name: type(value) for name, value in fields_of(made).items()} == {
        name: type(value) for name, value in kept.items()
    }
    assert kept["revenue"] == Decimal("7.50")


def test_what_it_refers_to_stays_at_a_row_that_is_read_back(lead, django_assert_num_queries):
    thread = insert(Thread(account=lead.account, contact=lead.contact, opened_at=NOW))
    values = {"name": "Forno", "account": lead.account, "contact": None, "thread": thread, "utm": {"a": "b"}}
    made = insert_and_read(Lead(**values, return_on="2026-12-01", created_at=NOW, updated_at=NOW))
    with django_assert_num_queries(0):
        assert (made.account, made.thread, made.contact) == (lead.account, thread, None)
    assert made.return_on == dt.date(2026, 12, 1)
    assert fields_of(made) == fields_of(Lead.objects.get(pk=made.pk))
