import pytest

from jornada.rules.mentions import marked, mentioned, unmatched

NAMES = {1: "Ana", 2: "Ana Reis", 3: "José D'Ávila", 4: "Bo", 5: "bo"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", set()),
        ("no at sign, Ana", set()),
        ("@Ana", {1}),
        ("(@ana reis)", {2}),
        ("@Ana and @ANA REIS", {1, 2}),
        ("@Anabela", set()),
        ("ana@ana.com", set()),
        ("https://x.com/@Ana", set()),
        ("@José D'Ávila, @Bo.", {3, 4, 5}),
    ],
)
def test_who_is_mentioned(text, expected):
    assert set(mentioned(text, NAMES)) == expected


def test_nobody_is_there_to_be_mentioned():
    assert mentioned("@Ana", {}) == {}
    assert marked("@Ana", {}, "<", ">") == "@Ana"


def test_mentions_are_marked_as_they_were_written():
    assert marked("@ana reis and @Ana", {1: "Ana", 2: "Ana Reis"}, "<", ">") == "<@ana reis> and <@Ana>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("@Ana Reis and ana@ana.com", []),
        ("@José, @jose and @José D'Ávila", ["José", "jose"]),
        ("@Anabela (@Anabela)", ["Anabela"]),
        ("10 @ 5, @3", []),
    ],
)
def test_an_at_that_mentions_nobody(text, expected):
    assert unmatched(text, NAMES) == expected
    assert unmatched("@Ana", {}) == ["Ana"]
