"""The bar of a record page leads to its parts, all of which are there."""

import re

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["account", "contact", "lead", "opportunity"])
def test_each_part_named_in_the_bar_is_on_the_page(client, owner, request, kind):
    record = request.getfixturevalue(kind)
    client.force_login(owner)
    page = client.get(record.get_absolute_url()).text
    named = re.findall(r'href="#(part-\w+)"', page)
    assert {"part-timeline", "part-notes", "part-facts"} <= set(named)
    assert [part for part in named if f'id="{part}"' not in page] == []


@pytest.mark.parametrize("kind", ["account", "lead", "opportunity"])
def test_the_timeline_follows_what_is_recorded_and_noted(client, owner, request, kind):
    record = request.getfixturevalue(kind)
    client.force_login(owner)
    page = client.get(record.get_absolute_url()).text
    column = page[page.index('class="j-split"') : page.index('id="part-timeline"')]
    assert column.count('<section class="j-card') <= 4
