"""Every answer is a table, a sentence in two languages and a picture that needs no network."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.dom import minidom

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jornada.analytics.chart_svg import draw
from jornada.analytics.errors import MeasureError
from jornada.analytics.result import Chart, Result, Series
from jornada.analytics.result_frame import MissingLibraryError, plain_columns
from tests.analytics.results import all_results, empty_results

RESULTS, EMPTY = all_results(), empty_results()
each = pytest.mark.parametrize("name", RESULTS)
VOID = {"meta", "br", "hr", "link", "img", "input"}


class Balance(HTMLParser):
    """Complains of a tag that is not closed, or closed by another."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.feed(page)
        assert not self.stack

    def handle_starttag(self, tag, attrs):
        self.stack += [] if tag in VOID else [tag]

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag


def is_without_network(page: str) -> bool:
    return not re.search(r"(src|href|url\((?!#)|@import|https?:)", page.replace("http://www.w3.org/2000/svg", ""))


@each
def test_a_table_has_columns_of_one_length(name):
    columns = plain_columns(RESULTS[name].columns())
    assert len({len(column) for column in columns.values()}) == 1


@each
def test_a_table_comes_back_from_arrow_as_it_went(name):
    table = RESULTS[name].to_frame("arrow")
    for column, values in plain_columns(RESULTS[name].columns()).items():
        back = table[column].to_pylist()
        expected = [None if isinstance(value, float) and np.isnan(value) else value for value in values.tolist()]
        assert back == expected


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_tables_for_other_libraries_hold_the_same(library):
    pytest.importorskip(library)
    frame = RESULTS["funnel"].to_frame(library)
    assert list(frame["step"]) == RESULTS["funnel"].columns()["step"]
    assert list(frame["reached"]) == RESULTS["funnel"].columns()["reached"].tolist()


def test_duckdb_reads_an_answer_by_its_name():
    import duckdb

    found = RESULTS["contacts"]
    assert duckdb.sql("SELECT sum(clients) FROM found").fetchall() == [(found.columns()["clients"].sum(),)]


def test_a_missing_library_is_named_with_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    with pytest.raises(MissingLibraryError, match="pip install polars"):
        RESULTS["rates"].to_frame("polars")


def test_an_unknown_kind_of_table_is_refused_with_those_there_are():
    with pytest.raises(MeasureError, match="pandas, polars, arrow"):
        RESULTS["rates"].to_frame("excel")


@each
@pytest.mark.parametrize("language", ["en", "pt"])
def test_words_hold_numbers_and_say_how_sure_they_are(name, language):
    said = RESULTS[name].explain(language)
    if re.search("cannot be told|não se pode", said):
        return  # how unsure it is, is all there is to say
    assert re.search(r"\d", said)
    sure = (
        "interval|model|Open cases|limits|p = " if language == "en" else "intervalo|modelo|Casos abertos|limites|p = "
    )
    assert re.search(sure, said)
    assert not re.search(r"\bnan\b|\binf\b|None|[{}]", said)


@each
def test_the_two_languages_differ(name):
    assert RESULTS[name].explain("en") != RESULTS[name].explain("pt")


@pytest.mark.parametrize("name", EMPTY)
@pytest.mark.parametrize("language", ["en", "pt"])
def test_an_empty_answer_says_so_and_shows_a_page(name, language):
    assert EMPTY[name].explain(language)
    assert "<p>" in EMPTY[name].page(language)._repr_html_()


@each
def test_a_page_is_well_formed_and_needs_no_network(name, tmp_path):
    RESULTS[name].save(tmp_path / "page.html", "pt")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    Balance(page)
    assert is_without_network(page)
    assert "prefers-color-scheme:dark" in page


@each
def test_a_drawing_is_xml_with_title_and_description(name):
    for chart in RESULTS[name].charts("pt"):
        root = minidom.parseString(draw(chart, "pt")).documentElement
        names = root.getAttribute("aria-labelledby").split()
        assert [child.getAttribute("id") for child in root.childNodes[:2]] == names
        assert all(child.firstChild.data for child in root.childNodes[:2])


def test_several_charts_make_one_drawing(tmp_path):
    chart = RESULTS["contacts"].charts()[0]

    class Two(Result):
        def charts(self, language="en"):
            return (chart, chart)

    Two().plot().save(tmp_path / "two.svg")
    assert len(minidom.parse(str(tmp_path / "two.svg")).getElementsByTagName("title")) >= 2


def test_an_unknown_ending_of_a_file_is_refused(tmp_path):
    with pytest.raises(MeasureError, match="html"):
        RESULTS["rates"].save(tmp_path / "page.pdf")


def test_names_are_escaped_in_drawings():
    chart = Chart("bar", "a < b & c", "", "", [Series("<script>", ['"x"&<y>'], [1.0])])
    assert "<script>" not in draw(chart)
    minidom.parseString(draw(chart))


@pytest.mark.parametrize("height", [5e-324, -5e-324, 2.2e-308, 1e-300, 1e-12, 0.0])
@pytest.mark.parametrize("kind", ["line", "step", "bar", "heat", "points"])
@pytest.mark.parametrize("is_share", [False, True])
def test_heights_next_to_nothing_are_drawn(kind, height, is_share):
    series = Series("s", [0, 1], [height, height], [height, 0.0], [height, height])
    minidom.parseString(draw(Chart(kind, "t", "x", "y", [series], is_share)))


heights = st.one_of(st.floats(-1e6, 1e6), st.just(float("nan")), st.just(float("inf")))
kinds = st.sampled_from(["line", "step", "bar", "heat", "points"])


@settings(max_examples=80)
@given(kinds, st.lists(heights, max_size=6), st.booleans(), st.booleans(), st.sampled_from(["en", "pt"]))
def test_any_chart_is_drawn(kind, values, has_names, is_share, language):
    places = [f"n{place}" for place in range(len(values))] if has_names else list(range(len(values)))
    series = Series("s", places, values, [value - 1 for value in values], [value + 1 for value in values])
    svg = draw(Chart(kind, "t", "x", "y", [series, series], is_share, {"here": 1.0}, "a note"), language)
    minidom.parseString(svg)
    assert not re.search(r'="-?(nan|inf)', svg)
