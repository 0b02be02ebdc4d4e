"""A record has one line on My day, with all reasons why it waits."""

import pytest

from jornada.ui.day import Line, Section
from jornada.ui.day_once import once_each


def line(title, *about):
    return Line(title, f"/{title}/", about=about)


def shown(sides):
    return [
        [
            (section.title, [(row.title, [why.line.title for why in row.also]) for row in section.lines])
            for section in side
        ]
        for side in sides
    ]


def test_a_later_line_about_the_same_record_stands_with_the_first():
    main = [
        Section("Offered", [line("offer", "/leads/1/", "/handoff/1/")]),
        Section("First", [line("rank", "/leads/1/"), line("two", "/leads/2/")], buttons="b.html"),
    ]
    side = [Section("Notices", [line("told", "/handoff/1/"), line("other")])]
    assert shown(once_each(main, side)) == [
        [("Offered", [("offer", ["rank", "told"])]), ("First", [("two", [])])],
        [("Notices", [("other", [])])],
    ]
    assert [why.buttons for why in once_each(main, side)[0][0].lines[0].also] == ["b.html", ""]


def test_a_section_whose_lines_all_stand_above_is_left_out():
    main = [Section("Offered", [line("offer", "/leads/1/")])]
    side = [Section("Notices", [line("told", "/leads/1/")])]
    assert shown(once_each(main, side)) == [[("Offered", [("offer", ["told"])])], []]


def test_lines_of_one_section_stay_beside_each_other():
    side = [Section("Changed", [line("by one", "/leads/1/"), line("by another", "/leads/1/")])]
    assert shown(once_each(side)) == [[("Changed", [("by one", []), ("by another", [])])]]
    assert once_each([], []) == [[], []]


def test_what_is_folded_away_gathers_nothing():
    many = [line(f"offer {n}", f"/leads/{n}/") for n in range(6)]
    main = [Section("Offered", many), Section("First", [line("rank", "/leads/5/"), line("top", "/leads/0/")])]
    offered, ranked = once_each(main)[0]
    assert (len(offered.lines), offered.lines[0].also[0].line.title) == (6, "top")
    assert [row.title for row in ranked.lines] == ["rank"]


def test_a_section_says_how_many_there_are_whatever_stands_above():
    main = [
        Section("Offered", [line("offer", "/leads/1/")]),
        Section("First", [line("rank", "/leads/1/"), line("two", "/leads/2/")], beyond=7),
    ]
    (offered, first), _side = once_each(main, [])
    assert (offered.said_number, first.said_number, first.is_cut) == ("1", "8", True)


@pytest.mark.parametrize(("beyond", "said"), [(0, "2"), (1, "3"), (98, "100"), (99, "100+"), (119, "100+")])
def test_more_than_a_hundred_is_said_as_that(beyond, said):
    assert Section("Late", [line("one"), line("two")], beyond=beyond).said_number == said
