"""Agreements as JSON: how a version is stored and how it travels. Working time in minutes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from jornada.rules.agreement import STEPS, Agreement, Escalation, MarketingOwes, QualifiedLead, SalesOwes
from jornada.rules.condition_json import from_json as condition_from_json
from jornada.rules.condition_json import to_json as condition_to_json
from jornada.rules.conditions import Condition

SCHEMA = 1

_SALES_SPANS = ("answer", "first_attempt", "first_attempt_hot", "attempts_within")
_MARKETING_SPANS = ("reply_to_refusal", "reply_to_question")
_FIELDS = {
    "": ("schema", "qualified", "marketing", "sales", "escalations"),
    "qualified": ("condition", "disqualifier", "needed"),
    "marketing": ("mqls_a_month", "acceptance_rate", "dossier_completeness", "personas_validated", *_MARKETING_SPANS),
    "sales": (*_SALES_SPANS, "attempts", "channels", "is_rating_owed"),
    "escalations": ("at", "do"),
}


class AgreementFormatError(ValueError):
    """A text is not an agreement: where it is wrong, what was expected, what came."""

    def __init__(self, where: str, expected: str, came: Any) -> None:
        self.where, self.expected, self.came = where, expected, came
        super().__init__(f"{where or 'agreement'}: expected {expected}, got {came!r}.")


def to_json(agreement: Agreement) -> dict[str, Any]:
    """Write an agreement as plain JSON values.

    Examples
    --------
    >>> from jornada.rules.agreement import DEFAULT_AGREEMENT
    >>> to_json(DEFAULT_AGREEMENT)["sales"]["first_attempt_hot"]
    30
    >>> from_json(to_json(DEFAULT_AGREEMENT)) == DEFAULT_AGREEMENT
    True
    """
    qualified, marketing, sales = agreement.qualified, agreement.marketing, agreement.sales
    return {
        "schema": SCHEMA,
        "qualified": {
            "condition": qualified.condition and condition_to_json(qualified.condition),
            "disqualifier": qualified.disqualifier and condition_to_json(qualified.disqualifier),
            "needed": list(qualified.needed),
        },
        "marketing": {name: _plain(getattr(marketing, name)) for name in _FIELDS["marketing"]},
        "sales": {name: _plain(getattr(sales, name)) for name in _FIELDS["sales"]},
        "escalations": [{"at": step.at, "do": step.do} for step in agreement.escalations],
    }


def from_json(data: Any) -> Agreement:
    """Read an agreement from plain JSON values.

    Parameters
    ----------
    data : dict
        As `to_json` writes it; what is not agreed on may be left out.

    Returns
    -------
    Agreement
        Well formed; whether it can be kept is for `check_agreement` to say.

    Raises
    ------
    AgreementFormatError
        At the first thing that is wrong; it names the place.
    ConditionFormatError
        If a condition is none.

    Examples
    --------
    >>> from_json({"schema": 1, "sales": {"answer": "soon"}})
    Traceback (most recent call last):
    ...
    jornada.rules.agreement_json.AgreementFormatError: sales.answer: expected minutes, got 'soon'.
    """
    root = _object(data, "")
    if root.get("schema") != SCHEMA:
        raise AgreementFormatError("schema", str(SCHEMA), root.get("schema"))
    return Agreement(
        _qualified(_object(root.get("qualified", {}), "qualified")),
        _marketing(_object(root.get("marketing", {}), "marketing")),
        _sales(_object(root.get("sales", {}), "sales")),
        tuple(_escalation(raw, place) for place, raw in enumerate(_list(root.get("escalations", []), "escalations"))),
    )


def _qualified(raw: Mapping[str, Any]) -> QualifiedLead:
    needed = _list(raw.get("needed", []), "qualified.needed")
    if not all(isinstance(name, str) for name in needed):
        raise AgreementFormatError("qualified.needed", "names of fields", needed)
    return QualifiedLead(_condition(raw.get("condition")), _condition(raw.get("disqualifier")), tuple(needed))


def _condition(raw: Any) -> Condition | None:
    return None if raw is None else condition_from_json(raw)


def _marketing(raw: Mapping[str, Any]) -> MarketingOwes:
    return MarketingOwes(
        mqls_a_month=_number(raw, "marketing", "mqls_a_month", whole=True),
        acceptance_rate=_number(raw, "marketing", "acceptance_rate"),
        dossier_completeness=_number(raw, "marketing", "dossier_completeness"),
        personas_validated=_number(raw, "marketing", "personas_validated"),
        **{name: _span(raw, "marketing", name) for name in _MARKETING_SPANS},
    )


def _sales(raw: Mapping[str, Any]) -> SalesOwes:
    answer = _span(raw, "sales", "answer")
    if answer is None:
        raise AgreementFormatError("sales.answer", "minutes", None)
    is_rating_owed = raw.get("is_rating_owed", False)
    if not isinstance(is_rating_owed, bool):
        raise AgreementFormatError("sales.is_rating_owed", "true or false", is_rating_owed)
    return SalesOwes(
        answer=answer,
        attempts=_number(raw, "sales", "attempts", whole=True) or 0,
        channels=_number(raw, "sales", "channels", whole=True) or 0,
        is_rating_owed=is_rating_owed,
        **{name: _span(raw, "sales", name) for name in _SALES_SPANS[1:]},
    )


def _escalation(raw: Any, place: int) -> Escalation:
    where = f"escalations[{place}]"
    step = _object(raw, where, "escalations")
    if step.get("do") not in STEPS:
        raise AgreementFormatError(f"{where}.do", f"one of {', '.join(STEPS)}", step.get("do"))
    at = _number(step, where, "at")
    if at is None:
        raise AgreementFormatError(f"{where}.at", "a number", None)
    return Escalation(float(at), step["do"])


def _object(raw: Any, where: str, kind: str | None = None) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise AgreementFormatError(where, "an object", raw)
    known = _FIELDS[where if kind is None else kind]
    for name in raw:
        if name not in known:
            raise AgreementFormatError(where, f"only {', '.join(known)}", name)
    return raw


def _list(raw: Any, where: str) -> list[Any]:
    if not isinstance(raw, list):
        raise AgreementFormatError(where, "a list", raw)
    return raw


def _number(raw: Mapping[str, Any], where: str, name: str, *, whole: bool = False) -> Any:
    value = raw.get(name)
    kinds = int if whole else (int, float)
    if value is not None and (not isinstance(value, kinds) or isinstance(value, bool)):
        raise AgreementFormatError(f"{where}.{name}", "a whole number" if whole else "a number", value)
    return value


def _span(raw: Mapping[str, Any], where: str, name: str) -> timedelta | None:
    value = raw.get(name)
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > 10**7:
        raise AgreementFormatError(f"{where}.{name}", "minutes", value)
    return timedelta(minutes=value)


def _plain(value: Any) -> Any:
    if not isinstance(value, timedelta):
        return value
    minutes = value / timedelta(minutes=1)
    return int(minutes) if minutes == int(minutes) else minutes
