"""The page of an analysis: whatever the log, it is drawn; words and numbers fit the language."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jornada.analytics.analyse import analyse
from jornada.analytics.analyse_columns import Roles
from jornada.analytics.analyse_log import LogFile
from jornada.analytics.log import EventLog
from jornada.analytics.report import write_page
from jornada.analytics.report_bins import histogram
from jornada.analytics.report_graph import END, START, lay_out
from jornada.analytics.report_words import _WORDS, Tongue


def log_of(*paths, gap=60_000_000):
    rows = [(case, place * gap, name) for case, path in enumerate(paths) for place, name in enumerate(path)]
    return EventLog.from_columns(*(list(column) for column in zip(*rows, strict=True)))


def page_of(log, language="en"):
    roles = Roles({"case": "c", "time": "t", "activity": "a"}, dict.fromkeys(("case", "time", "activity"), "given"))
    return write_page(analyse(log), LogFile(log, roles, "x.csv", len(log), {}, [], ()), language=language)


paths = st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(paths, st.sampled_from([0, 1, 10**6, 10**13]), st.sampled_from(["en", "pt"]))
def test_any_log_gives_a_page(paths, gap, language):
    page = page_of(log_of(*paths, gap=gap), language)
    assert page.endswith("</html>\n")
    assert not re.search(r"\bnan\b|\binf\b|None", page.split("</style>")[1])


@settings(max_examples=60, deadline=None)
@given(paths)
def test_boxes_do_not_overlap_and_arrows_end_at_boxes(paths):
    graph = lay_out(analyse(log_of(*paths)))
    boxes = list(graph.nodes.values())
    for place, one in enumerate(boxes):
        for two in boxes[:place]:
            assert one.layer != two.layer or abs(one.x - two.x) >= (one.width + two.width) / 2
    assert all({arrow.source, arrow.target} <= graph.nodes.keys() for arrow in graph.arrows)
    assert all(0 < node.x < graph.width for node in boxes)
    assert {START, END} <= graph.nodes.keys()


@given(st.lists(st.integers(0, 10**15), min_size=1, max_size=50))
def test_a_histogram_counts_every_case(spans):
    assert sum(count for _, count in histogram(np.array(spans), Tongue()).bars) == len(spans)


@pytest.mark.parametrize(
    ("seconds", "english", "portuguese"),
    [
        (0, "0 s", "0 s"),
        (0.25, "0.2 s", "0,2 s"),
        (90, "1.5 min", "1,5 min"),
        (86400, "1 day", "1 dia"),
        (3443836, "39.9 days", "39,9 dias"),
        (86400 * 1234, "1,234 days", "1.234 dias"),
    ],
)
def test_times_are_written_in_a_fitting_unit(seconds, english, portuguese):
    assert (Tongue("en").time(seconds), Tongue("pt").time(seconds)) == (english, portuguese)


def test_both_languages_say_every_sentence_with_the_same_values():
    for english, portuguese in _WORDS.values():
        assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", portuguese))
