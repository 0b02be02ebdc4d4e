import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from jornada.ui import cells, numbers
from jornada.ui.export import neutralise, plain

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("language", "call", "text"),
    [
        ("pt-br", lambda: numbers.number(1234567), "1.234.567"),
        ("en", lambda: numbers.number(1234567), "1,234,567"),
        ("pt-br", lambda: numbers.number(12.34), "12,3"),
        ("en", lambda: numbers.number(-3), "−3"),
        ("pt-br", lambda: numbers.money(Decimal("1234.5")), f"R${NBSP}1.234,50"),
        ("en", lambda: numbers.money(-10, "EUR"), f"−€{NBSP}10.00"),
        ("pt-br", lambda: numbers.share(0.631501), "63,2%"),
        ("en", lambda: numbers.share(0.631501, 4), "63.1501%"),
        ("pt-br", lambda: numbers.share(1.0), "100%"),
        ("pt-br", lambda: numbers.share(0), "0%"),
        ("pt-br", lambda: numbers.share(0.9999), "100,0%"),
        ("en", lambda: numbers.number(None), "–"),
        ("en", lambda: numbers.number(float("nan")), "–"),
        ("en", lambda: numbers.compact(12_345), "12.3k"),
        ("en", lambda: numbers.compact(9_999), "9,999"),
        ("en", lambda: numbers.compact(10_005_534), "10M"),
        ("en", lambda: numbers.compact(999_999), "1M"),
        ("en", lambda: numbers.compact(999_400), "999k"),
        ("en", lambda: numbers.compact(999_999_999.99), "1B"),
        ("en", lambda: numbers.compact(999_999_999_999), "1T"),
        ("en", lambda: numbers.duration(dt.timedelta(hours=5, minutes=30)), "5.5 h"),
        ("en", lambda: numbers.days(1), "1 day"),
        ("en", lambda: numbers.days(51.782), "52 days"),
        ("en", lambda: numbers.days(2.5), "2.5 days"),
    ],
)
def test_figures_are_written_as_the_language_writes_them(language, call, text):
    with translation.override(language):
        assert call() == text


@pytest.mark.parametrize(
    ("ago", "text"),
    [(5, "now"), (300, "5 min ago"), (7200, "2 h ago"), (3 * 86400, "3 days ago"), (-7200, "in 2 h")],
)
def test_instants_are_told_from_now(ago, text):
    now = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    with translation.override("en"):
        assert cells.relative(now - dt.timedelta(seconds=ago), now) == text


@pytest.mark.parametrize(
    ("name", "letters"), [("Ana Maria Souza", "AS"), ("zoe", "Z"), ("", "?"), ("—", "?"), ("Ed & Co", "EC")]
)
def test_initials_come_from_the_first_and_last_word(name, letters):
    assert cells.initials(name) == letters


def test_cells_escape_what_people_typed():
    assert "&lt;script&gt;" in cells.draw("badge", ("<script>", "good"))
    assert "&lt;b&gt;" in cells.draw("link", ("<b>", "/x/"))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_formulas_are_made_harmless_in_files(start):
    assert neutralise(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "1"),
        (-5, "-5"),
        (Decimal("2.50"), "2,50"),
        (("Won", "good"), "Won"),
        (dt.date(2026, 1, 2), "2026-01-02"),
    ],
)
def test_values_go_bare_into_files(value, text):
    assert plain(value, decimal_comma=True) == text


@pytest.mark.parametrize(
    ("value", "said"), [(10.5, "11"), (11.5, "12"), (10.49, "10"), (-0.5, "−1"), (Decimal("2.5"), "3")]
)
def test_a_half_is_rounded_up_as_people_do(value, said):
    with translation.override("en"):
        assert numbers.number(value, 0) == said
