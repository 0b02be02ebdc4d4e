"""Agreements are written and read without loss; what is wrong is named with its place."""

import json

import pytest

from jornada.rules.agreement import DEFAULT_AGREEMENT, Agreement, QualifiedLead
from jornada.rules.agreement_json import AgreementFormatError, from_json, to_json
from jornada.rules.conditions import All, Attribute, did_not


def test_what_is_written_is_read_again():
    condition = All((Attribute("industry", "is", "7"), did_not("meeting.held", days=30)))
    for agreement in (DEFAULT_AGREEMENT, Agreement(QualifiedLead(condition, Attribute("state", "is", "XX")))):
        assert from_json(json.loads(json.dumps(to_json(agreement)))) == agreement


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ([], ""),
        ({"schema": 2}, "schema"),
        ({"schema": 1}, "sales.answer"),
        ({"schema": 1, "sales": {"answer": True}}, "sales.answer"),
        ({"schema": 1, "sales": {"answer": 60, "attempts": 1.5}}, "sales.attempts"),
        ({"schema": 1, "sales": {"answer": 60, "color": 1}}, "sales"),
        ({"schema": 1, "sales": {"answer": 60}, "marketing": {"acceptance_rate": "70%"}}, "marketing.acceptance_rate"),
        ({"schema": 1, "sales": {"answer": 60}, "escalations": [{"at": 1, "do": "shout"}]}, "escalations[0].do"),
        ({"schema": 1, "sales": {"answer": 60}, "escalations": [{"do": "remind"}]}, "escalations[0].at"),
        ({"schema": 1, "sales": {"answer": 60}, "qualified": {"needed": [1]}}, "qualified.needed"),
    ],
)
def test_what_is_no_agreement_is_refused_with_its_place(data, where):
    with pytest.raises(AgreementFormatError) as refused:
        from_json(data)
    assert refused.value.where == where
