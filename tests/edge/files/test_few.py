"""A file that is small against the base asks only for what its rows carry, and finds the same."""

from __future__ import annotations

import csv
import random
import uuid
from datetime import UTC, datetime

import pytest
from django.core.management.color import no_style
from django.db import connection, transaction

from jornada.apps.interactions.models import Thread, Touch
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact, Merge
from jornada.apps.market.points.models import ContactPoint
from jornada.apps.org.models import Change
from jornada.apps.sales.models import Opportunity
from jornada.edge.files.load import few
from jornada.edge.files.load.few import Asked, Few
from jornada.edge.files.load.work import Work
from jornada.edge.files.matching.values import same
from jornada.edge.files.run import run_plan

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
STAMPS = {"created_at": NOW, "updated_at": NOW}
NAMES = (
    "Ana Lima", "ANA LIMA", "ana  lima", " Ana Lima", "Ana\tLima", "Ana\u00a0Lima", "Ána Lima", "ÁNA LIMA",
    "A\u0301na Lima",
    "Straße", "STRASSE", "Ωμέγας", "ΩΜΈΓΑΣ", "Łódź", "łódź", "Kelvin", "\u212aelvin", "acme.com", "Acme.com", "x@a.com",
    "Rui", "RUI ", "Zé_1", "Zé%1", "O'Hara \\ Sá", "Iç", "İç",
)  # fmt: skip
MAILS = (
    "",
    "",
    "ana@a.com",
    "Ana@A.com",
    "ana@A.COM",
    "rui@b.com",
    "ÉRICA@b.com",
    "érica@b.com",
    "x@a.com",
    "info@a.com",
)
TAXES = ("", "", "11.222.333/0001-81", "00.000.000/0000-00", "11.444.777/0001-61")
TAXES_KEPT = ("", "", "11222333000181", "00000000000000", "11444777000161")
DOMAINS = ("", "a.com", "A.com", "b.com", "gmail.com", "acme.com")
IDS = ("", "", "E1", "E2", "e1", "E3", "E4", "E5", "M1", "M2")
COLUMNS = {
    "accounts": ("id", "company", "tax id", "website", "parent company", "city"),
    "contacts": ("id", "name", "email", "company", "account id", "job title", "website"),
    "leads": ("id", "name", "email", "company", "contact id", "account id", "job title"),
    "opportunities": ("id", "opportunity", "company", "contact", "email", "stage", "account id"),
    "touches": ("id", "company", "contact", "email", "activity", "when", "lead id", "account id"),
}  # fmt: skip


def cells(chance: random.Random) -> dict[str, str]:
    pick = chance.choice
    return {
        "id": pick(IDS), "company": pick(("", *NAMES)), "tax id": pick(TAXES), "website": pick(DOMAINS),
        "parent company": pick(("", *NAMES)), "city": pick(("", "Recife")), "name": pick(("", *NAMES)),
        "email": pick(MAILS), "account id": pick(IDS), "contact id": pick(IDS),
        "job title": pick(("", "Compras")), "contact": pick(("", *NAMES)),
        "opportunity": pick(("ERP", "erp ", "CRM")), "stage": pick(("Won", "Proposal")), "activity": "email.sent",
        "when": "2026-01-02 10:00", "lead id": pick(IDS),
    }  # fmt: skip


def base(chance: random.Random) -> None:
    """Fill the base with records that are known by the same things in many spellings."""
    external = iter(chance.sample(IDS[2:8], 6))
    accounts = Account.objects.bulk_create(
        Account(
            **STAMPS, name=chance.choice(NAMES), domain=chance.choice(DOMAINS),
            tax_id=chance.choice(TAXES_KEPT),
            external_id=next(external, None) if n < 3 else None,
        )
        for n in range(14)
    )  # fmt: skip
    external = iter(chance.sample(IDS[2:8], 6))
    people = Contact.objects.bulk_create(
        Contact(
            **STAMPS, name=chance.choice(NAMES), email=chance.choice(MAILS), account=chance.choice((None, *accounts)),
            external_id=next(external, None) if n < 4 else None,
        )
        for n in range(20)
    )  # fmt: skip
    ContactPoint.objects.bulk_create(
        ContactPoint(contact=chance.choice(people), kind="email", value=mail) for mail in ("info@a.com", "ana@a.com")
    )
    for record, rows in (("account", accounts), ("contact", people)):
        Merge.objects.create(
            record=record, survivor_id=rows[0].pk, loser_id=10**6, name="x", external_id="M1", at=NOW, loser={}
        )
    for n, external in enumerate(chance.sample(IDS[2:8], 3)):
        thread = Thread.objects.create(account=accounts[n], contact=people[n], opened_at=NOW)
        Lead.objects.create(
            name="Ana",
            type_since=NOW,
            **STAMPS,
            thread=thread,
            account=accounts[n],
            contact=people[n],
            external_id=external,
        )


def taken_back(kind, path, plan_of, tmp_path, *, is_dry):
    """Import, note all that came of it, and take it back."""
    with transaction.atomic():
        result = run_plan(
            plan_of((kind, path)), Work(None, is_dry=is_dry, batch=uuid.uuid4(), now=NOW), tmp_path / "r.csv"
        )
        seen = {
            model.__name__: rows_of(model) for model in (Account, Contact, Lead, Opportunity, Touch, Thread, Change)
        }
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [Account, Contact, Lead, Opportunity, Thread]):
            cursor.execute(sql)
    return {"files": result["files"], "issues": result["issues"], "report": (tmp_path / "r.csv").read_text(), **seen}


def rows_of(model):
    varies = {"created_at", "updated_at", "recorded_at", "batch", "at"} | (
        {"id"} if model in (Change, Touch) else set()
    )
    names = [one.attname for one in model._meta.concrete_fields if one.attname not in varies]
    return sorted(map(repr, model._base_manager.values_list(*names)))


@pytest.fixture
def both_ways(write, plan_of, tmp_path, monkeypatch):
    def both_ways(kind, path, *, is_dry=False):
        found = []
        for smallest in (0, 10**9):
            monkeypatch.setattr(few, "SMALLEST", smallest)
            monkeypatch.setattr(few, "SHARE", 0)
            found.append(taken_back(kind, path, plan_of, tmp_path, is_dry=is_dry))
        return found

    return both_ways


def file_of(kind, chance, path):
    columns = [
        name for name in COLUMNS[kind] if name in {"company", "name", "activity", "when"} or chance.random() < 0.7
    ]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(cells(chance) for _ in range(30))
    return path


@pytest.mark.parametrize("kind", COLUMNS)
@pytest.mark.parametrize("seed", range(6))
def test_the_same_file_over_the_same_base_gives_the_same_either_way(kind, seed, both_ways, tmp_path):
    for more in range(3):
        chance = random.Random(f"{kind} {seed} {more}")
        with transaction.atomic():
            base(chance)
            asked, read = both_ways(kind, file_of(kind, chance, tmp_path / f"{more}.csv"), is_dry=seed == 0)
            transaction.set_rollback(True)
        assert asked == read


@pytest.mark.parametrize("name", NAMES)
def test_whoever_has_the_same_name_is_among_those_that_are_compared(name):
    people = Contact.objects.bulk_create(Contact(**STAMPS, name=one) for one in NAMES)
    wanted = {one.pk for one in people if same(one.name) == same(name)}
    assert wanted <= {pk for pk, _name in Few().rows_with(Contact, "name", [same(name)], ["name"])}


def test_a_small_file_reads_no_list_of_all_people(import_files, write, monkeypatch, django_assert_max_num_queries):
    Contact.objects.bulk_create(Contact(**STAMPS, name=f"Pessoa {n}", email=f"p{n}@a.com") for n in range(200))
    path = write("c.csv", "name,email\nRui,rui@a.com\nPessoa 3,p3@a.com\nAna,\n")
    monkeypatch.setattr(few, "SMALLEST", 100)
    read = []
    monkeypatch.setattr(Few, "rows_with", counting(Few.rows_with, read))
    result = import_files(("contacts", path))
    assert result["totals"]["created"] == 2
    assert read
    assert max(read) <= 1


def counting(old, read):
    def rows_with(*given, **only):
        found = old(*given, **only)
        read.append(len(found))
        return found

    return rows_with


@pytest.mark.parametrize(("rows", "is_whole", "is_few"), [(10, True, True), (11, True, False), (10, False, False)])
def test_a_file_is_small_by_its_rows_against_those_of_the_base(rows, is_whole, is_few, monkeypatch):
    monkeypatch.setattr(few, "SMALLEST", 1)
    last = Contact.objects.bulk_create(Contact(**STAMPS, name=f"Pessoa {n}") for n in range(2))[-1].pk
    monkeypatch.setattr(few, "SHARE", last / 10)
    found = Few()
    found.begin(rows, is_whole=is_whole)
    assert found.of(Contact, "email", "name") is is_few
    assert not found.of(Contact, "phone")


def test_what_was_learnt_gives_way_to_what_is_there_and_what_was_set_does_not():
    known = Asked(lambda keys: {key: 1 for key in keys if key != "none"})
    known.setdefault("learnt", 2)
    known["set"] = 3
    assert [known.get(key) for key in ("learnt", "set", "none", "other")] == [1, 3, None, 1]
    assert "none" not in known
    assert known.pop("other") == 1
    assert known.get("other") is None
