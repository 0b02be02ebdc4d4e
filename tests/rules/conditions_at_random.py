"""Random conditions and records, for the properties that must hold of all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from jornada.rules.condition_facts import Facts, TouchFact
from jornada.rules.conditions import All, Any, Attribute, Did, InList, Not, Score, StageIs

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEXTS = ["São Paulo", "sao paulo", "Recife", "re", ""]
NUMBERS = [0.0, 5.0, 10.0, 10.5]
DAYS = ["2026-02-20", "2026-03-01", "2026-03-02"]
ACTIVITIES, CHANNELS, STAGES, GRADES = ["a", "b", "c"], ["web", "phone"], ["s1", "s2"], ["A", "B"]

_texts = st.sampled_from(TEXTS[:-1])
_numbers = st.sampled_from(NUMBERS)
_days = st.sampled_from(DAYS)


def _tests(field, values, tests):
    one = st.builds(Attribute, st.just(field), st.sampled_from(tests), values)
    several = st.builds(Attribute, st.just(field), st.just("in"), st.lists(values, min_size=1, max_size=3).map(tuple))
    bare = st.builds(Attribute, st.just(field), st.sampled_from(["is_set", "is_empty"]))
    return one | several | bare


ATTRIBUTES = (
    _tests("city", _texts, ["is", "is_not", "contains", "starts_with"])
    | _tests("size", _numbers, ["is", "is_not", "at_least", "at_most"])
    | st.builds(Attribute, st.just("size"), st.just("between"), st.tuples(_numbers, _numbers))
    | _tests("since", _days, ["is", "before", "after"])
    | st.builds(Attribute, st.just("since"), st.just("within_days"), st.sampled_from([1.0, 2.0, 30.0]))
    | st.builds(Attribute, st.just("key"), st.just("is"), st.booleans())
    # What does not fit the field's type holds of nobody, and breaks nothing.
    | st.builds(Attribute, st.sampled_from(["city", "size", "since", "key"]), st.just("at_least"), st.just("x"))
)
DIDS = st.builds(
    Did,
    st.lists(st.sampled_from(ACTIVITIES), max_size=2, unique=True).map(tuple),
    st.integers(0, 3),
    st.none() | st.integers(0, 3),
    days=st.none() | st.sampled_from([1.0, 5.0, 0.5]),
    since=st.none() | st.just(NOW - timedelta(days=3)),
    until=st.none() | st.just(NOW - timedelta(days=1)),
    channels=st.sampled_from([(), ("web",), ("phone", "web")]),
    by=st.sampled_from([(), ("buyer",)]),
    human_only=st.booleans(),
)
LEAVES = (
    ATTRIBUTES
    | DIDS
    | st.builds(StageIs, st.sampled_from([("s1",), ("s1", "s2")]))
    | st.builds(Score, st.just("fit"), st.none() | _numbers, st.just(("A",)))
    | st.builds(InList, st.integers(1, 2))
)


def _grown(parts):
    some = st.lists(parts, max_size=3).map(tuple)
    return st.builds(All, some) | st.builds(Any, some) | st.builds(Not, parts)


CONDITIONS = st.recursive(LEAVES, _grown, max_leaves=6)

TOUCHES = st.lists(
    st.builds(
        TouchFact,
        st.integers(-12, 200).map(lambda hours: NOW - timedelta(hours=hours)),
        st.sampled_from(ACTIVITIES),
        st.sampled_from([*CHANNELS, None]),
        by=st.sampled_from(["buyer", "sales", None]),
        human=st.booleans(),
    ),
    max_size=6,
)
FACTS = st.builds(
    Facts,
    st.fixed_dictionaries(
        {
            "city": st.sampled_from([*TEXTS, None]),
            "size": st.sampled_from([*NUMBERS, None]),
            "since": st.sampled_from([*map(date.fromisoformat, DAYS), None]),
            "key": st.sampled_from([True, False, None]),
        }
    ),
    TOUCHES,
    st.sampled_from([*STAGES, None]),
    st.sampled_from([{}, {"fit": (5.0, "A")}, {"fit": (10.0, "B")}]),
    st.sets(st.integers(1, 2)).map(frozenset),
)
