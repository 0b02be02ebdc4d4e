"""Rows written as the text of COPY: every value comes back as it was given."""

import os
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone as django_timezone

from jornada.apps.interactions.models import Thread
from jornada.apps.market.models import Account, Contact
from jornada.apps.org import copying
from jornada.apps.org.bulk import bulk_insert, bulk_insert_columns
from jornada.apps.org.copying import copied
from jornada.apps.sales.models import Opportunity, Pipeline, PipelineStage

ODD = ["a\tb", "a\nb\r\n", "\\", "\\N", "\\\\N\t", "\\.", "", "NULL", "None", "'\"", "ação 🚀", "a\\tb", " x "]
on_postgres = pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="SQLite has no COPY")


def test_lines_are_what_the_server_reads():
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    text = copied(
        {"a": [1, None], "b": ["x", "\\N"], "c": [at, at], "d": [Decimal("1.50"), None]}, {"e": True, "f": None}
    )
    assert text == (
        "True\t\\N\t1\tx\t2026-03-01 12:00:00+00:00\t1.50\nTrue\t\\N\t\\N\t\\\\N\t2026-03-01 12:00:00+00:00\t\\N\n"
    )


def test_an_instant_is_written_once_for_all_columns_that_share_what_is_known():
    at, known = datetime(2026, 3, 1, 12, tzinfo=UTC), {}
    assert copied({"a": [at, None]}, {}, known) == "2026-03-01 12:00:00+00:00\n\\N\n"
    known[at] = "as it was written first"
    assert copied({"b": [at, at]}, {}, known) == "as it was written first\nas it was written first\n"


@pytest.mark.parametrize(
    "at",
    [
        datetime(1900, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 3, 1, 12, 0, 0, 123457, tzinfo=UTC),
        datetime(2106, 2, 7, 6, 28, 15, 999999, tzinfo=UTC),
        datetime(2199, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 1, 31, 23, 59, 59, 7, tzinfo=timezone(timedelta(hours=-3))),
    ],
)
def test_many_instants_are_the_same_as_one(at):
    column = [at + timedelta(microseconds=number) for number in range(copying.MANY)]
    lines = copied({"a": column, "b": list(column)}, {}).splitlines()
    assert [[datetime.fromisoformat(text) for text in line.split("\t")] for line in lines] == [
        [one] * 2 for one in column
    ]


def test_nothing_among_many_instants_stays_nothing():
    column = [datetime(2026, 3, 1, 12, tzinfo=UTC), None] * copying.MANY
    assert copied({"a": column}, {}).splitlines()[:2] == ["2026-03-01 12:00:00+00:00", "\\N"]


@pytest.mark.django_db
def test_odd_texts_come_back():
    now = django_timezone.now()
    columns = {"name": ODD, "created_at": [now] * len(ODD), "updated_at": [now] * len(ODD), **_blank(Account, len(ODD))}
    assert bulk_insert_columns(Account, columns) == len(ODD)
    assert list(Account.objects.order_by("id").values_list("name", flat=True)) == ODD


@pytest.mark.django_db
def test_instants_days_amounts_and_nothing_come_back():
    account = _account()
    at = datetime(2026, 1, 31, 23, 59, 59, 123456, tzinfo=timezone(timedelta(hours=-3)))
    amounts, days = [None, Decimal("0.01"), Decimal("99999.90")], [None, at.date(), at.date()]
    stage = PipelineStage.objects.create(pipeline=Pipeline.objects.create(name="P"), code="s", order=1, probability=0.5)
    same = {"account": account, "stage": stage, "name": "x", "created_at": at, "updated_at": at, "custom": "{}"}
    fresh = [Opportunity(thread=Thread.objects.create(account=account, opened_at=at), **same) for _ in amounts]
    for one, amount, day in zip(fresh, amounts, days, strict=True):
        one.amount, one.expected_on = amount, day
    fields = [field for field in Opportunity._meta.concrete_fields if not field.primary_key]
    bulk_insert(Opportunity, [field.name for field in fields], [[getattr(o, f.attname) for f in fields] for o in fresh])
    found = Opportunity.objects.order_by("id").values_list("amount", "expected_on", "created_at")
    assert list(found) == [(amount, day, at) for amount, day in zip(amounts, days, strict=True)]


@on_postgres
@pytest.mark.django_db
def test_own_ids_move_the_sequence():
    account = _account()
    now, names = django_timezone.now(), ["id", "name", "account", "created_at", "updated_at"]
    blank = {name: value[0] for name, value in _blank(Contact, 1).items() if name not in names}
    bulk_insert(Contact, names, [(account.pk + 7000, "Ana", account.pk, now, now)], same=blank)
    with transaction.atomic():
        made = Contact.objects.create(name="Bia", account=account, created_at=now, updated_at=now)
    assert made.pk > account.pk + 7000


def _account():
    now = django_timezone.now()
    return Account.objects.create(name="Acme", created_at=now, updated_at=now)


def _blank(model, rows):
    """Give the fields that have a value of their own, as text where they are JSON."""
    fresh, left = model(custom="{}"), ("id", "name", "account", "created_at", "updated_at", "phone_label")
    fields = [field for field in model._meta.concrete_fields if field.name not in left and not field.generated]
    return {field.name: [getattr(fresh, field.attname)] * rows for field in fields}
