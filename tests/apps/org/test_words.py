"""Search by words, on whichever database the tests run."""

import pytest
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.utils import timezone

from jornada.apps.market.models import Account
from jornada.apps.org import rare_words, word_indexes, words
from jornada.apps.org.alphabet import PLAIN
from jornada.apps.org.bulk import bulk_insert
from jornada.apps.org.words import with_words
from jornada.ui.paging import capped_count

pytestmark = pytest.mark.django_db
NAMES = ["João da Silva", "Silva & Filhos", "Açúcar União S/A", "Serra-Mar 0000040503", "firma.com.br", "MÓVEIS Ñandú"]
EMPTY = ["kind", "domain", "tax_id", "phone", "size_band", "city", "state", "country"]


@pytest.fixture
def accounts():
    now = timezone.now()
    bulk_insert(
        Account,
        [
            "name",
            "kind",
            "domain",
            "tax_id",
            "phone",
            "size_band",
            "city",
            "state",
            "country",
            "created_at",
            "updated_at",
        ],
        [(name, "b2b", "", "", "", "", "", "", "", now, now) for name in NAMES],
    )


def found(text):
    return sorted(NAMES.index(row.name) for row in with_words(Account.objects.order_by("name"), text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("silva", [0, 1]),
        ("SILV", [0, 1]),
        ("silva joao", [0]),
        ("JOÃO", [0]),
        ("acucar uniao", [2]),
        ("mar", [3]),
        ("0000040503", [3]),
        ("com.br", [4]),
        ("moveis nandu", [5]),
        ("ilva", []),
        ("silva serra", []),
        ("&", []),
        ('" OR * (', []),
        ("'; --", []),
    ],
)
def test_names_are_found_by_how_their_words_start(accounts, text, expected):
    assert found(text) == expected


def test_common_words_find_the_same(accounts, monkeypatch):
    monkeypatch.setattr(words, "COMMON", 1)
    assert [row.name for row in with_words(Account.objects.order_by("-name"), "silva")] == [NAMES[1], NAMES[0]]
    assert with_words(Account.objects.all(), "silva").count() == 2


def test_a_renamed_record_is_found_by_its_new_name_and_a_deleted_one_no_more(accounts):
    account = Account.objects.get(name=NAMES[0])
    account.name = NAMES[0] = "Renata Reis"
    try:
        account.save()
        assert (found("joao"), found("reis")) == ([], [0])
    finally:
        NAMES[0] = "João da Silva"
    account.delete()
    assert found("reis") == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="triggers are on SQLite")
def test_triggers_that_a_migration_took_away_come_back_with_what_they_missed(accounts):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER market_account_words_renamed")
        cursor.execute("DROP TRIGGER market_account_words_added")
        cursor.execute("DROP TRIGGER market_account_words_removed")
        cursor.execute("UPDATE market_account SET name = 'Nova' WHERE name = 'firma.com.br'")
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert [row.name for row in with_words(Account.objects.all(), "nova")] == ["Nova"]
    assert found("firma") == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the index is on PostgreSQL")
def test_an_index_of_an_older_expression_gives_way(accounts):
    old = f"to_tsvector('simple', regexp_replace({PLAIN % 'name'}, '[^[:alnum:]]+', ' ', 'g'))"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP INDEX market_account_words")
        cursor.execute(f"CREATE INDEX market_account_words ON market_account USING gin ({old}) WHERE name <> ''")
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
        cursor.execute("SELECT pg_get_indexdef('market_account_words'::regclass)")
        assert word_indexes.OUTDATED not in cursor.fetchone()[0]
    assert found("joao") == [0]


COMMON_WORDS = ["silva", "joao", "acucar", "serra mar", "moveis n", "nandu", "firma com", "s a", "ilva", "erra"]


@pytest.mark.parametrize("text", COMMON_WORDS)
def test_a_common_word_finds_what_a_rare_one_would(text, accounts, monkeypatch):
    rare = found(text)
    monkeypatch.setattr(words, "COMMON", -1)
    assert found(text) == rare


def test_rows_of_a_common_word_are_not_counted_again(accounts, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(words, "COMMON", 1)
    rows = with_words(Account.objects.all(), "silva")
    with django_assert_num_queries(0):
        assert capped_count(rows, 1) == (1, True)
    assert capped_count(rows.filter(name__startswith="S"), 5) == (1, False)


def test_a_common_word_among_narrowed_rows_is_counted(accounts, monkeypatch):
    monkeypatch.setattr(words, "COMMON", 1)
    assert capped_count(with_words(Account.objects.filter(name__startswith="S"), "silva"), 1) == (1, False)


@pytest.mark.parametrize("known", [50, 1])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("silva joao", {"João da Silva"}),
        ("silva", {"João da Silva", "Silva & Filhos"}),
        ("se 00000405", {"Serra-Mar 0000040503"}),
        ("acucar un", {"Açúcar União S/A"}),
        ("silva serra", set()),
        ("silva xxxxxx", set()),
    ],
)
def test_all_of_a_few_whether_few_have_the_rare_word_or_many(accounts, monkeypatch, text, expected, known):
    monkeypatch.setattr(words, "FEW", known)
    few = words.few_with_words(Account.objects.all(), text, 6, list)
    assert {row.name for row in few} == expected


def test_more_than_a_few_are_not_listed(accounts):
    assert words.few_with_words(Account.objects.all(), "silva", 1, list) is None
    assert words.few_with_words(Account.objects.all(), "si", 1, lambda: [1, 2]) is None


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite compares the lists word by word")
def test_a_common_word_is_known_by_the_statistics(accounts):
    now = timezone.now()
    names = [f"Comercial Xavante {n}" if n < 2 else f"Comercial {n}" for n in range(2000)]
    fields = ["name", *EMPTY, "created_at", "updated_at"]
    bulk_insert(Account, fields, [(name, "b2b", *[""] * 7, now, now) for name in names])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE market_account")
    rare_words._common.cache_clear()
    assert rare_words.rare_word("default", "market_account_words", ["comerc", "xavan"]) == "xavan"
    assert rare_words.rare_word("default", "market_account_words", ["comercial", "xav"]) == ""
    few = words.few_with_words(Account.objects.all(), "comercial xavante", 6, list)
    assert sorted(row.name for row in few) == names[:2]


@pytest.mark.parametrize("find", [words.seen_with_words, words.latest_with_words])
def test_who_sees_what_is_only_asked_where_the_index_knows_the_words(accounts, find):
    def unasked():
        raise AssertionError("nobody has these words")

    assert find(Account, unasked, "xavante", 8) == find(Account, unasked, "!", 8) == []
    row = Account.objects.get(name=NAMES[0])
    word = row.name.split()[0]
    assert row in find(Account, Account.objects.all, word, 8)
    assert row in find(Account, Account.objects.all, word[:3], 8)
    assert find(Account, Account.objects.none, word, 8) == []
