"""Of words that very many records have, PostgreSQL looks a sample through and does not list them all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jornada.apps.market.models import Account
from jornada.apps.market.queries import named_like, visible_accounts
from jornada.apps.org import rare_words, words
from jornada.apps.org.bulk import bulk_insert

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lists only as many rows as are asked for"),
]
FIELDS = ["name", "kind", "domain", "tax_id", "phone", "size_band", "city", "state", "country", "owner"]


@pytest.fixture
def many(owner, monkeypatch):
    """A thousand companies, of ten with a common word one in reach of the owner; a sample has forty."""
    monkeypatch.setattr(words, "SAMPLED", 40)
    now = timezone.now()
    named = [*(f"Comercial Aurora {n}" for n in range(800)), *(f"Rio Claro {n}" for n in range(190)), "Rio", "Ri Ltda"]
    rows = [(name, "b2b", *[""] * 7, owner.pk if n % 10 == 0 else None, now, now) for n, name in enumerate(named)]
    bulk_insert(Account, [*FIELDS, "created_at", "updated_at"], rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE market_account")
    forget()
    yield
    forget()


def forget():
    rare_words._common.cache_clear()
    words._edges.cache_clear()


def names(rows, text, limit=8):
    return [row.name for row in named_like(rows, text, limit)]


def asked(rows, text):
    with CaptureQueriesContext(connection) as queries:
        named_like(rows, text, 8)
    return sum("AS MATERIALIZED" in each["sql"] for each in queries)


@pytest.mark.parametrize("text", ["comercial", "comer", "com aur", "AURÓRA", "co"])
def test_a_common_word_is_found_without_its_list(many, text):
    found = names(Account.objects.all(), text)
    assert len(set(found)) == len(found) == 8
    assert all(name.startswith("Comercial Aurora") for name in found)
    is_word = text not in ("comer", "com aur", "co")
    assert asked(Account.objects.all(), text) == (0 if is_word else 1)  # else words as they are written come first


def test_what_the_newest_lack_is_found_among_older_ones(many):
    assert len(names(Account.objects.all(), "comercial")) == 8
    newest = Account.objects.order_by("-pk")[: words.SAMPLED]
    assert not any("Comercial" in row.name for row in newest)


def test_who_is_called_so_stands_first_though_many_are_called_alike(many):
    assert names(Account.objects.all(), "rio")[0] == "Rio"
    assert names(Account.objects.all(), "ri")[0] == "Ri Ltda"


def test_only_what_one_may_see_is_found(many, owner, outsider):
    assert len(names(visible_accounts(owner), "comercial")) == 8
    Account.objects.filter(owner=None).update(owner=owner)
    assert names(visible_accounts(outsider), "comercial") == []


def test_a_word_that_few_have_is_asked_of_the_index(many):
    assert names(Account.objects.all(), "aurora 777") == ["Comercial Aurora 777"]
    assert names(Account.objects.all(), "xavante") == []


def test_who_came_after_the_end_of_the_table_was_asked_for_is_found(many, owner):
    names(Account.objects.all(), "claro")
    now = timezone.now()
    rows = [(f"Claro Novo {n}", "b2b", *[""] * 7, owner.pk, now, now) for n in range(3)]
    bulk_insert(Account, [*FIELDS, "created_at", "updated_at"], rows)
    assert set(names(Account.objects.all(), "claro", 4)) >= {f"Claro Novo {n}" for n in range(3)}


def test_of_a_small_table_nothing_is_sampled(many, monkeypatch):
    monkeypatch.setattr(words, "TABLE", 10_000)
    assert words.sampled_with_words(Account.objects.all(), "comercial", 8, 100, list) == []
    assert len(names(Account.objects.all(), "comercial")) == 8


def test_shares_multiply_and_words_of_few_count_as_nothing(many):
    share = rare_words.share_of("default", "market_account_words", ["com"])
    assert share == pytest.approx(800 / 992, abs=0.01)
    assert rare_words.share_of("default", "market_account_words", ["com", "aur"]) == pytest.approx(share**2)
    assert rare_words.share_of("default", "market_account_words", ["com"], is_whole=True) == 0
    assert rare_words.share_of("default", "market_account_words", ["com", "xavante"]) == 0
