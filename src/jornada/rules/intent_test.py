"""Intent tests: the questions that tell whether somebody really means to buy, and when a test is passed.

BANT, SPICED and a company's own sets are all the same thing: questions that count as met or bring points, and
a rule over them. A test may be answered in parts; it is lost only when no further answer could pass it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Kind = Literal["choice", "yes_no", "text", "date", "money"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Status = Literal["open", "passed", "failed"]
STATUSES: tuple[Status, ...] = get_args(Status)
Value = str | bool | float | date


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose, whether it counts as met, and its points."""

    code: str
    en: str
    pt: str
    points: float = 0.0
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a test.

    Attributes
    ----------
    code : str
        Stable name within the test.
    en, pt : str
        The question in English and Portuguese.
    kind : str
        One of `KINDS`.
    is_required : bool
        Without it being met the test is not passed.
    points : float
        What a met question brings; of a choice, each option says it.
    options : tuple of Option
        Of a choice.
    within_days : int or None
        A date counts as met when it lies at most so many days after the answer; None: any date does.
    least : float or None
        An amount counts as met from here on; None: any amount does.
    is_time_frame : bool
        The date is when the buyer decides: it feeds the temperature.
    """

    code: str
    en: str
    pt: str
    kind: Kind
    is_required: bool = False
    points: float = 0.0
    options: tuple[Option, ...] = ()
    within_days: int | None = None
    least: float | None = None
    is_time_frame: bool = False

    @property
    def most_points(self) -> float:
        """What the question can bring at most."""
        best = max((option.points for option in self.options), default=0.0) if self.kind == "choice" else self.points
        return max(0.0, best)

    def option(self, code: object) -> Option | None:
        """Find an option by its code."""
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True)
class IntentTest:
    """Questions and the rule over them: all required ones met, so many met in all, so many points."""

    questions: tuple[Question, ...]
    least_met: int = 0
    least_points: float = 0.0

    def question(self, code: str) -> Question | None:
        """Find a question by its code."""
        return next((question for question in self.questions if question.code == code), None)

    @property
    def most_points(self) -> float:
        """What all questions bring together at most."""
        return sum(question.most_points for question in self.questions)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a question, and on which day."""

    value: Value
    on: date


@dataclass(frozen=True, slots=True)
class Line:
    """How one question came out; None where nobody has answered it."""

    question: Question
    answer: Answer | None
    is_met: bool
    points: float


@dataclass(frozen=True, slots=True)
class Result:
    """How a test stands."""

    status: Status
    met: int
    points: float
    lines: tuple[Line, ...]

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(line.answer is not None for line in self.lines)


def judge(test: IntentTest, answers: Mapping[str, Answer]) -> Result:
    """Say how a test stands.

    Parameters
    ----------
    test : IntentTest
    answers : mapping of str to Answer
        By code of the question; others are left aside.

    Returns
    -------
    Result
        Passed as soon as the rule holds, whatever is still open; failed when it could not hold any more.

    Examples
    --------
    >>> need = Question("need", "Need?", "", "yes_no", is_required=True)
    >>> test = IntentTest((need, Question("by", "", "", "text")), 2)
    >>> judge(test, {"need": Answer(True, date(2026, 3, 2))}).status
    'open'
    >>> judge(test, {"need": Answer(False, date(2026, 3, 2))}).status
    'failed'
    """
    lines = tuple(_line(question, answers.get(question.code)) for question in test.questions)
    met, points = sum(line.is_met for line in lines), sum(line.points for line in lines)
    if _holds(test, lines, met, points):
        return Result("passed", met, points, lines)
    hopeful = tuple(line if line.answer else _best(line.question) for line in lines)
    can_hold = _holds(test, hopeful, sum(x.is_met for x in hopeful), sum(x.points for x in hopeful))
    return Result("open" if can_hold else "failed", met, points, lines)


def faults(test: IntentTest) -> list[tuple[str, str]]:
    """Find what a test must not say: (code of the question or blank, kind of fault).

    Examples
    --------
    >>> faults(IntentTest((), least_met=1))
    [('', 'no_questions')]
    """
    found = [] if test.questions else [("", "no_questions")]
    codes = [question.code for question in test.questions]
    found += [(code, "twice") for code in dict.fromkeys(codes) if codes.count(code) > 1]
    found += [(q.code, "few_options") for q in test.questions if q.kind == "choice" and len(q.options) < 2]
    if sum(question.is_time_frame for question in test.questions) > 1:
        found.append(("", "two_time_frames"))
    if not test.questions:
        return found
    if test.least_met > len(test.questions):
        found.append(("", "too_many_met"))
    if test.least_points > test.most_points:
        found.append(("", "too_many_points"))
    if not (test.least_met > 0 or test.least_points > 0 or any(q.is_required for q in test.questions)):
        found.append(("", "no_rule"))
    return found


def _holds(test: IntentTest, lines: Sequence[Line], met: int, points: float) -> bool:
    is_enough = met >= test.least_met and points >= test.least_points
    return is_enough and all(line.is_met for line in lines if line.question.is_required)


def _line(question: Question, answer: Answer | None) -> Line:
    if answer is None:
        return Line(question, None, False, 0.0)
    if question.kind == "choice":
        option = question.option(answer.value)
        return Line(question, answer, bool(option and option.counts), option.points if option else 0.0)
    is_met = _is_met(question, answer)
    return Line(question, answer, is_met, question.points if is_met else 0.0)


def _is_met(question: Question, answer: Answer) -> bool:
    value = answer.value
    if isinstance(value, bool):
        return value
    if isinstance(value, date):
        return question.within_days is None or (value - answer.on).days <= question.within_days
    if isinstance(value, str):
        return bool(value.strip())
    return question.least is None or value >= question.least


def _best(question: Question) -> Line:
    can_count = question.kind != "choice" or any(option.counts for option in question.options)
    return Line(question, None, can_count, question.most_points)
