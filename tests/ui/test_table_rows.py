import datetime as dt

import pytest
from django.utils.safestring import mark_safe

from jornada.apps.market.models import Account
from jornada.ui.columns import Column
from jornada.ui.listing import build
from jornada.ui.table_rows import options, table_rows

NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
COLUMNS = [
    Column("name", "Na<me", cell=lambda row: row.name, is_primary=True, sort="name"),
    Column("mark", "Mark", order=110, cell=lambda row: row.city, draw=lambda value, row: mark_safe(f"<i>{row.pk}</i>")),
    Column(
        "employees", "Staff", order=120, cell=lambda row: row.employees, draw=lambda value, row: value, is_minor=True
    ),
]


@pytest.mark.django_db
def test_a_row_escapes_what_people_wrote_and_keeps_what_was_drawn(rf):
    Account.objects.create(pk=7, name="<script>", employees=3, created_at=NOW, updated_at=NOW)
    listing = build(
        rf.get("/"), "x", Account.objects.all(), columns=COLUMNS, default_sort="name", row_url=lambda _: "/?a&b"
    )
    drawn = table_rows(listing)
    assert (
        '<td class="primary" data-label="Na&lt;me"><a class="row-link" href="/?a&amp;b">&lt;script&gt;</a></td>'
        in drawn
    )
    assert '<td class="" data-label="Mark"><i>7</i></td><td class="cell-minor" data-label="Staff">3</td>' in drawn


def test_the_chosen_option_is_marked_and_labels_are_escaped():
    drawn = options([(1, "A<"), ("2", "B")], "2")
    assert drawn == '<option value="1">A&lt;</option><option value="2" selected>B</option>'
