from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format

from jornada.ui import cells
from jornada.ui.columns import Column


def test_a_name_leaves_out_the_account_of_the_next_column_but_keeps_it_as_the_tooltip():
    assert cells.without("Pro · Acme Ltda", "Acme Ltda") == '<span title="Pro · Acme Ltda">Pro</span>'
    assert cells.without("Acme", "Acme") == "Acme"
    assert cells.without("Pro", "") == "Pro"


def test_a_label_begins_with_a_capital():
    assert ">Late</span>" in cells.badge(("late", "bad"))


def test_a_person_is_drawn_shortly():
    assert cells.short_name("Ana Maria Castro") == "Ana C."
    assert cells.short_name("Ana") == "Ana"
    assert 'title="Ana Castro"' in cells.person("Ana Castro")


def test_a_long_text_has_itself_as_tooltip():
    assert cells.text("short") == "short"
    assert cells.text("<b>" * 10).startswith('<span title="&lt;b&gt;')


def test_columns_are_not_minor_unless_they_say_so():
    assert not Column("name", "Name").is_minor


@pytest.mark.parametrize("language", ["pt-br", "en"])
def test_an_instant_is_written_as_django_writes_it(language):
    with translation.override(language), timezone.override("America/Sao_Paulo"):
        for hours in range(0, 24 * 400, 7):
            at = datetime(2026, 1, 1, 2, 59, tzinfo=UTC) + timedelta(hours=hours, minutes=hours % 60)
            whole = date_format(timezone.localtime(at), "DATETIME_FORMAT")
            assert cells.exact(at) == (whole.lower() if language == "pt-br" else whole)


@pytest.mark.parametrize(
    ("hours", "written"),
    [(0, "desde hoje"), (11, "desde hoje"), (53 * 24, "há 53 dias"), (80 * 24, "desde 01/01/2026")],
)
def test_since_when_stands_behind_a_verb(hours, written):
    now = datetime(2026, 3, 22, 15, 0, tzinfo=UTC)
    with translation.override("pt-br"), timezone.override("America/Sao_Paulo"):
        assert cells.since(now - timedelta(hours=hours), now).startswith(written)
