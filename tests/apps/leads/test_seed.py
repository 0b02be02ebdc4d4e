import pytest

from jornada.apps.leads.models import Source
from jornada.apps.leads.seed import add_missing_sources
from jornada.rules.sources import SOURCES

pytestmark = pytest.mark.django_db


def test_a_new_database_knows_the_sources_in_order():
    assert list(Source.objects.values_list("code", flat=True)) == [source.code for source in SOURCES]


def test_seeding_again_keeps_what_the_company_renamed():
    Source.objects.filter(code="website").update(label_en="Our site")
    add_missing_sources()
    assert Source.objects.get(code="website").label_en == "Our site"
    assert Source.objects.count() == len(SOURCES)
