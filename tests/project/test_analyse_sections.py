"""`jornada analyse` with sections: figures, words and pages on request; wrong words are answered, never a traceback."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import jornada.analytics as ja
from jornada.project.commands.analyse import command
from tests.analytics.test_results import Balance, is_without_network

NAMES = ("lead.created", "call.connected", "deal.won", "deal.lost")
EVERYTHING = ["--channel", "via", "--funnel", "lead.created,call.connected,deal.won", "--window", "60d"]
EVERYTHING += [
    "--attribution",
    "--interactions",
    "--survival",
    "--bottlenecks",
    "--cohorts",
    "--conversion",
    "deal.won",
]
EVERYTHING += ["--lost", "deal.lost", "--start", "lead.created"]


@pytest.fixture(scope="module")
def touches(tmp_path_factory):
    """Eighty leads: created, called up to five times, two thirds of them won or lost."""
    lines = ["lead,when,what,via"]
    for lead in range(80):
        calls = 1 + lead % 5
        what = ["lead.created", *["call.connected"] * calls, *[["deal.won"], ["deal.lost"], []][lead % 3]]
        channel = ("web", "phone")[lead % 2]
        lines += [
            f"L{lead},2024-{1 + lead % 3:02}-{1 + place * 3:02} 10:00,{name},{channel}"
            for place, name in enumerate(what)
        ]
    file = tmp_path_factory.mktemp("logs") / "touches.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


def run(*words):
    return CliRunner().invoke(command, list(words), env={"COLUMNS": "200"})


def test_every_section_stands_in_the_json_with_words_and_rows(touches):
    ran = run(touches, *EVERYTHING, "--json", "-")
    assert ran.exit_code == 0, ran.output
    sections = json.loads(ran.output)["sections"]
    assert [*sections] == ["funnel", "attribution", "interactions", "survival", "bottlenecks", "cohorts"]
    for answers in sections.values():
        assert all(answer["words"] for answer in answers)
        assert answers[0]["table"]


def test_a_funnel_counts_what_one_counts_by_hand(touches):
    ran = run(touches, "--funnel", "lead.created,deal.won", "--json", "-")
    rows = json.loads(ran.output)["sections"]["funnel"][0]["table"]
    assert [row["reached"] for row in rows] == [80, 27]


@pytest.mark.parametrize(("language", "title"), [("en", "Where it takes too long"), ("pt", "Onde demora demais")])
def test_the_page_holds_the_sections_in_both_languages(touches, tmp_path, language, title):
    run(touches, *EVERYTHING, "--html", str(tmp_path / "page.html"), "--lang", language)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert title in page
    Balance(page)
    assert is_without_network(page)
    assert not re.search(r"\bnan\b|None", re.sub(r"<style>.*?</style>", "", page))


def test_the_terminal_shows_words_and_tables(touches):
    ran = run(touches, "--survival", "--conversion", "deal.won", "--lang", "pt")
    assert "Quanto tempo leva" in ran.output
    assert "lead.created" in ran.output


def test_a_success_may_be_named_as_outcome(touches):
    ran = run(touches, "--interactions", "--outcome", "won", "--json", "-")
    assert ran.exit_code == 0, ran.output
    assert "interactions" in json.loads(ran.output)["sections"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--funnel", "lead.created,deal.wun"], "did you mean 'deal.won'? There are: deal.won"),
        (["--funnel", ","], "--funnel ask,offer,buy"),
        (["--funnel", "deal.won", "--window", "30"], "--window '30': expected a span above 0 such as 30d"),
        (["--funnel", "deal.won", "--window", "-3d"], "expected a span above 0"),
        (["--funnel", "deal.won", "--window", "0d"], "expected a span above 0"),
        (["--funnel", "deal.won", "--window", "99999999w"], "expected a span above 0"),
        (["--attribution"], "--attribution needs --conversion"),
        (["--attribution", "--conversion", "won"], "There is no activity for --conversion 'won'"),
        (["--attribution", "--conversion", "deal.won", "--dimension", "channel"], "it has activity"),
        (["--interactions"], "--interactions needs --conversion"),
        (["--interactions", "--outcome", "nothing"], "There is no outcome 'nothing'"),
        (["--survival", "--lost", "x"], "There is no activity for --lost 'x'"),
        (["--predict"], "--predict needs --conversion"),
        (["--bottlenecks"], "--target SPAN"),
        (["--bottlenecks", "--target", "soon"], "--target 'soon'"),
    ],
)
def test_wrong_words_are_answered_with_what_there_is(touches, words, said):
    ran = run(touches, *words)
    assert ran.exit_code == 2
    assert said in ran.output
    assert "Traceback" not in ran.output


def test_a_prediction_without_history_says_how_much_is_missing(touches):
    ran = run(touches, "--predict", "--conversion", "deal.won", "--lost", "deal.lost")
    assert ran.exit_code == 1
    assert "are missing" in ran.output


def test_a_prediction_stands_in_the_json_with_a_row_per_open_case(tmp_path):
    made = ja.known_effect(4, 1500, weeks=26)
    names = np.array(made.log.activity.values, dtype=object)[made.log.activity.codes]
    rows = zip(made.log.subject.tolist(), made.log.at.astype("datetime64[us]").tolist(), names.tolist(), strict=True)
    file = tmp_path / "leads.csv"
    file.write_text("lead,when,what\n" + "".join(f"{who},{at},{what}\n" for who, at, what in rows), encoding="utf-8")
    asked = ["--predict", "--conversion", "deal.won", "--lost", "deal.lost", "--horizon", "30d"]
    ran = run(str(file), *asked, "--json", "-")
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.output)["sections"]["predict"][0]["table"][0]["subject"]


pieces = st.sampled_from(
    [*NAMES, "deal", "", ",", "|", '"', "é", "30d", "-1d", "1e9w", "x" * 300, "[bold]", "{0}", "\t"]
)
options = st.sampled_from(
    ["--funnel", "--window", "--conversion", "--lost", "--start", "--lookback", "--target", "--outcome"]
)
flags = st.sampled_from(["--attribution", "--survival", "--bottlenecks"])


@settings(max_examples=40)
@given(st.lists(st.tuples(options, st.lists(pieces, max_size=3)), max_size=3), st.lists(flags, max_size=2))
def test_no_word_ends_in_a_traceback(touches, given_words, asked):
    words = [each for option, parts in given_words for each in (option, "".join(parts))]
    ran = run(touches, *words, *asked, "--json", "-")
    assert ran.exit_code in {0, 2}, (words, ran.output)
    assert ran.exception is None or isinstance(ran.exception, SystemExit)
