"""The catalogue of sources."""

from jornada.rules.sources import SOURCE_BY_CODE, SOURCES


def test_the_catalogue_has_its_twenty_one_sources_each_once():
    assert len(SOURCES) == 21
    assert len(SOURCE_BY_CODE) == 21


def test_every_source_is_named_in_both_languages():
    assert all(source.en and source.pt for source in SOURCES)
    assert len({source.pt for source in SOURCES}) == len(SOURCES)
