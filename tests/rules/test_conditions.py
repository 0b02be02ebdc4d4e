"""Conditions: what holds and why, how they travel, what is wrong with them, how they read."""

import doctest
import importlib
import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jornada.rules.condition_check import check
from jornada.rules.condition_facts import Facts, TouchFact, evaluate
from jornada.rules.condition_fields import Choice, Field, Vocabulary
from jornada.rules.condition_json import ConditionFormatError, from_json, to_json
from jornada.rules.condition_sense import sense_of
from jornada.rules.condition_words import describe, describe_answer
from jornada.rules.conditions import All, Any, Attribute, Did, InList, Not, Score, StageIs, did_not, fold
from tests.rules.conditions_at_random import CONDITIONS, FACTS, NOW

WORDS = Vocabulary(
    {
        "industry": Field("industry", "choice", "industry", "setor", (Choice("7", "Technology", "Tecnologia"),)),
        "employees": Field("employees", "number", "employees", "funcionários"),
        "city": Field("city", "text", "city", "cidade"),
        "since": Field("since", "date", "customer since", "cliente desde"),
        "key": Field("key", "flag", "key account", "conta-chave"),
    },
    {"email.clicked": ("E-mail clicked", "E-mail clicado"), "meeting.held": ("Meeting", "Reunião")},
    {"interest": ("Interest", "Interesse")},
    {"fit": ("Fit", "Perfil")},
    {3: "VIP"},
)
CLICKS = Did(("email.clicked",), 2, days=30)


def holds(condition, facts):
    return evaluate(condition, facts, NOW).holds


@pytest.mark.parametrize(
    "name", ["conditions", "condition_facts", "condition_json", "condition_check", "condition_sense", "condition_words"]
)
def test_examples_run(name):
    assert doctest.testmod(importlib.import_module(f"jornada.rules.{name}")).failed == 0


@pytest.mark.parametrize(
    ("test", "value", "came", "expected"),
    [
        ("is", "SAO paulo", "São Paulo ", True),
        ("is_not", "Recife", "São Paulo", True),
        ("is_not", "Recife", None, False),
        ("in", ("Natal", "recife"), "Recife", True),
        ("contains", "pau", "São Paulo", True),
        ("starts_with", "pau", "São Paulo", False),
        ("at_least", 5.0, 5, True),
        ("at_most", 5.0, 5.1, False),
        ("between", (1.0, 5.0), 5.0, True),
        ("at_least", "x", 5, False),
        ("at_least", 5.0, "x", False),
        ("before", "2026-03-02", date(2026, 3, 1), True),
        ("after", "2026-03-01", date(2026, 3, 1), False),
        ("within_days", 1.0, date(2026, 3, 2), True),
        ("within_days", 1.0, date(2026, 3, 1), False),
        ("within_days", 30.0, date(2026, 3, 3), False),
        ("is", True, False, False),
        ("is", 1.0, True, False),
        ("is_set", None, "", False),
        ("is_empty", None, float("nan"), True),
    ],
)
def test_a_test_of_a_field(test, value, came, expected):
    assert holds(Attribute("f", test, value), Facts({"f": came})) is expected


def test_the_window_ends_now_and_leaves_out_its_first_instant():
    at = [NOW - timedelta(days=30), NOW - timedelta(days=29), NOW, NOW + timedelta(hours=1)]
    facts = Facts(touches=[TouchFact(moment, "email.clicked") for moment in at])
    found = evaluate(CLICKS, facts, NOW).answers[0].found
    assert found == 2


def test_machines_do_not_count_unless_asked_for():
    facts = Facts(touches=[TouchFact(NOW, "email.clicked", human=False)])
    assert not holds(Did(("email.clicked",)), facts)
    assert holds(Did(("email.clicked",), human_only=False), facts)


def test_unknown_does_not_hold_and_says_so():
    verdict = evaluate(All((Attribute("city", "is", "Recife"), StageIs(("interest",)))), Facts(), NOW)
    assert (verdict.holds, [answer.place for answer in verdict.unknown]) == (False, ["all[0]", "all[1]"])


def test_only_what_failed_decides_a_group_that_needs_all():
    verdict = evaluate(All((Did((), 0), Attribute("city", "is_set"))), Facts(), NOW)
    assert [answer.place for answer in verdict.decisive] == ["all[1]"]


@given(CONDITIONS)
def test_what_is_written_is_read_again(condition):
    assert from_json(to_json(condition)) == condition


@given(st.lists(CONDITIONS, max_size=3), FACTS)
def test_de_morgan(parts, facts):
    turned = tuple(Not(part) for part in parts)
    assert holds(Not(All(tuple(parts))), facts) == holds(Any(turned), facts)
    assert holds(Not(Any(tuple(parts))), facts) == holds(All(turned), facts)


@given(CONDITIONS, FACTS)
def test_the_decisive_leaves_alone_give_the_same_result(condition, facts):
    """Whatever the other leaves answered, the result stays."""
    verdict = evaluate(condition, facts, NOW)
    decided = {answer.place: answer.answer == "true" for answer in verdict.decisive}
    for others in (True, False):
        assert _folded(condition, "", decided, others) == verdict.holds


def _folded(node, place, decided, others):
    before = f"{place}." if place else ""
    if isinstance(node, Not):
        return not _folded(node.part, f"{before}not", decided, others)
    if isinstance(node, All | Any):
        name, join = ("all", all) if isinstance(node, All) else ("any", any)
        return join(_folded(part, f"{before}{name}[{n}]", decided, others) for n, part in enumerate(node.parts))
    return decided.get(place, others)


@given(st.lists(CONDITIONS, max_size=4), FACTS, st.randoms())
def test_the_order_of_parts_and_touches_is_irrelevant(parts, facts, chance):
    mixed, touches = list(parts), list(facts.touches)
    chance.shuffle(mixed)
    chance.shuffle(touches)
    other = Facts(facts.values, touches, facts.stage, facts.scores, facts.lists)
    assert holds(All(tuple(parts)), facts) == holds(All(tuple(mixed)), other)


@given(CONDITIONS, FACTS)
def test_what_is_called_never_or_always_is_just_that(condition, facts):
    sense = sense_of(condition)
    assert sense == "open" or holds(condition, facts) == (sense == "always")


@given(CONDITIONS)
def test_every_condition_reads_in_both_languages(condition):
    assert describe(condition, WORDS, "en")
    assert describe(condition, WORDS, "pt")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "condition: expected an object, got []"),
        ({"all": []}, "schema: expected 1, got None"),
        ({"schema": 1}, "condition: expected exactly one of all, any, not, field, did, stage, score, list, got []"),
        ({"schema": 1, "all": [1]}, "all[0]: expected an object, got 1"),
        ({"schema": 1, "all": [], "any": []}, "expected exactly one of"),
        ({"schema": 1, "not": {"list": "x"}}, "not.list: expected the id of a list, got 'x'"),
        ({"schema": 1, "field": "a", "test": "like"}, "test: expected one of is, is_not"),
        ({"schema": 1, "field": "a", "test": "is"}, "value: expected a text, a number, true or false, got None"),
        ({"schema": 1, "field": "a", "test": "in", "value": [[]]}, "value[0]: expected a text"),
        ({"schema": 1, "field": "a", "test": "between", "value": [1]}, "value: expected two values"),
        ({"schema": 1, "field": "a", "test": "is", "value": float("inf")}, "value: expected a number, got inf"),
        ({"schema": 1, "any": [{"did": ["a"], "within_days": 0}]}, "any[0].within_days: expected a number of days"),
        ({"schema": 1, "did": ["a"], "at_least": True}, "at_least: expected a whole number"),
        ({"schema": 1, "did": ["a"], "since": "2026-01-01"}, "since: expected an instant with its offset"),
        ({"schema": 1, "did": ["a"], "colour": 1}, "condition: expected only did, at_least"),
        ({"schema": 1, "score": "fit"}, "condition: expected at_least, grades, or both"),
    ],
)
def test_bad_json_is_refused_at_its_place(data, message):
    with pytest.raises(ConditionFormatError) as error:
        from_json(data)
    assert message in str(error.value)


def test_a_tree_too_deep_or_too_wide_is_refused():
    deep = {"list": 1}
    for _level in range(20):
        deep = {"not": deep}
    for data in (deep, {"all": [{"list": 1}] * 101}):
        with pytest.raises(ConditionFormatError):
            from_json({"schema": 1, **data})


@pytest.mark.parametrize(
    ("leaf", "message"),
    [
        (Attribute("gone", "is_set"), "all[0].field: no field 'gone'; it may have been deleted"),
        (Attribute("employees", "at_least", "x"), "all[0].value: expected a number, got 'x'"),
        (Attribute("employees", "contains", "x"), "all[0].test: expected one of at_least"),
        (Attribute("employees", "between", (9.0, 1.0)), "all[0].value: expected the lower value first"),
        (Attribute("since", "before", "soon"), "all[0].value: expected a day such as 2026-01-31, got 'soon'"),
        (Attribute("key", "is", "yes"), "all[0].value: expected true or false, got 'yes'"),
        (Attribute("industry", "in", ("7", "8")), "all[0].value[1]: no choice '8'; expected one of 7 (Technology)"),
        (Did(("fax.sent",)), "all[0].did: no activity 'fax.sent'"),
        (Did((), since=NOW, until=NOW), "all[0].until: expected an end after the start"),
        (StageIs(("x",)), "all[0].stage: no stage 'x'"),
        (Score("x", 1.0), "all[0].score: no score 'x'"),
        (InList(9), "all[0].list: no list '9'"),
    ],
)
def test_what_does_not_exist_or_fit_is_named_with_its_place(leaf, message):
    assert any(str(fault).startswith(message) for fault in check(All((leaf,)), WORDS))


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (All((Attribute("employees", "at_least", 9.0), Attribute("employees", "at_most", 5.0))), "never"),
        (All((Attribute("city", "is", "Natal"), Attribute("city", "is", "Recife"))), "never"),
        (All((Attribute("city", "is_empty"), Attribute("city", "contains", "a"))), "never"),
        (All((CLICKS, Did(("email.clicked",), 0, 1, days=30))), "never"),
        (All((StageIs(("interest",)), Not(StageIs(("interest",))))), "never"),
        (Any((CLICKS, Not(CLICKS))), "always"),
        (Did((), 0), "always"),
        (Any(()), "never"),
        (All(()), None),
        (All((Attribute("since", "between", ("2026-01-01", "2026-01-01")), Attribute("key", "is_set"))), None),
    ],
)
def test_contradictions_and_matters_of_course_are_said(condition, said):
    odd = [fault.code for fault in check(condition, WORDS)]
    assert odd == ([said] if said else [])


@pytest.mark.parametrize(
    ("condition", "en", "pt"),
    [
        (
            All((Attribute("industry", "is", "7"), CLICKS, did_not("meeting.held"))),
            "industry is Technology and at least 2 times “E-mail clicked” in 30 days and without “Meeting”",
            "setor é Tecnologia e pelo menos 2 vezes “E-mail clicado” em 30 dias e sem “Reunião”",
        ),
        (
            All((InList(3), Any((StageIs(("interest",)), Not(Attribute("key", "is", True)))))),
            "is in the segment “VIP” and (stage is Interest or not (key account: yes))",
            "está no segmento “VIP” e (estágio é Interesse ou não (conta-chave: sim))",
        ),
        (
            Attribute("employees", "between", (1998.0, 12000.0)),
            "employees: between 1998 and 12,000",
            "funcionários: entre 1998 e 12.000",
        ),
        (Attribute("since", "before", "2026-01-31"), "customer since: before 2026-01-31", "31/01/2026"),
        (
            Did((), 1, 3, channels=("phone", "web"), directions=("in",), since=NOW, human_only=False),
            "1 to 3 times any interaction by Phone or Web from the buyer counting machines since 2026-03-02 12:00",
            "de 1 a 3 vezes qualquer interação por Telefone ou Web vindo do comprador contando máquinas desde 02/03",
        ),
        (
            Score("fit", 50.0, ("A", "B")),
            "score “Fit” at least 50 and grade A or B",
            "pontuação “Perfil” no mínimo 50 e nota A ou B",
        ),
        (All(()), "everybody", "todos"),
    ],
)
def test_a_condition_reads_in_plain_words(condition, en, pt):
    assert en in describe(condition, WORDS, "en")
    assert pt in describe(condition, WORDS, "pt")


def test_a_leaf_says_what_was_found():
    facts = Facts({"industry": "7"}, [TouchFact(NOW, "email.clicked")])
    answers = evaluate(All((Attribute("industry", "is_not", "7"), CLICKS)), facts, NOW).answers
    assert [describe_answer(answer, WORDS, "pt") for answer in answers] == [
        "setor não é Tecnologia: não (Tecnologia)",
        "pelo menos 2 vezes “E-mail clicado” em 30 dias: não (1 ×)",
    ]


def test_texts_are_compared_without_case_and_accents():
    assert fold("ÁÇÃO İ ß") == fold("acao i ss")


@given(st.text())
def test_letters_without_marks_fold_as_all_do(text):
    apart = unicodedata.normalize("NFKD", text.strip())
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    assert fold(text) == unicodedata.normalize("NFKC", bare.casefold())
