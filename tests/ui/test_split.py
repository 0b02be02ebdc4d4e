"""What the narrow column of a record page holds beyond the wide one flows below both."""

from jornada.ui.split import height, split

HEAD = '<section class="j-card"><header><h2>{}</h2></header>'
ACTION = '<li data-direction="in"><span class="dot"></span>An action</li>'


def card(name: str, inner: str = "") -> str:
    return f"{HEAD.format(name)}{inner}</section>"


def timeline(actions: int) -> str:
    return card("Timeline", ACTION * actions)


SIDE = [card(str(number), "<dt>Field</dt>" * 8) for number in range(9)]


def test_beside_a_short_timeline_stands_little_and_the_rest_below_both():
    parts = split([timeline(2)], SIDE)
    assert parts.beside == "".join(SIDE[:1])
    assert parts.below == "".join(SIDE[1:])


def test_a_longer_timeline_has_more_beside_it():
    kept = [split([timeline(many)], SIDE).beside.count("<section") for many in (3, 10, 25)]
    assert kept == sorted(set(kept))


def test_beside_a_timeline_of_any_length_stands_all():
    assert split([timeline(200)], SIDE).below == ""


def test_nothing_is_lost_nor_changes_its_place_in_the_order():
    parts = split([timeline(5)], SIDE)
    assert parts.beside + parts.below == "".join(SIDE)


def test_the_first_stays_beside_nothing():
    assert split([], SIDE).beside == SIDE[0]


def test_a_closed_dialog_and_what_opens_on_demand_take_no_room():
    closed = "<dialog><section><li>one</li></section></dialog>"
    assert height(closed) == 0
    assert height(card("A", "<details><summary></summary><dt>x</dt></details>")) == height(card("A"))


def test_a_chart_takes_more_than_a_line():
    assert height(card("A", '<figure data-chart="bar"></figure>')) > height(card("A", "<li>one</li>")) + 150
