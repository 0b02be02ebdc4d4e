"""What-if and weak criteria by API: the figures of their pages, for those who see the pages."""

import pytest

from jornada.apps.handoff.models import Offer
from tests.apps.handoff.conftest import agreement, nothing_kept, routing, version  # noqa: F401
from tests.apps.handoff.test_weak import bad_source, luck  # noqa: F401
from tests.apps.handoff.test_what_if import answered  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def marketer(db):
    from jornada.apps.org.models import User

    return User.objects.create(username="mila", name="Mila", role="marketing")


@pytest.fixture
def manager(north):
    from jornada.apps.org.models import User

    return User.objects.create(username="manager", name="Marta", role="manager", team=north)


@pytest.fixture
def team(north):
    return north


def test_what_leads_that_are_refused_have_in_common(call, marketer, bad_source, outsider):  # noqa: F811
    status, body = call(marketer, "get", "/handoff/weak-criteria?period=12m")
    first = body["weak"][0]
    assert (status, first["code"]) == (200, f"source:is:{bad_source.pk}")
    assert first["rate"] > first["rest_rate"]
    assert first["acceptance_after"][0] > first["acceptance_before"][0]
    assert call(outsider, "get", "/handoff/weak-criteria")[1]["decided"] == 0
    assert call(marketer, "get", "/handoff/weak-criteria?agreement_id=99999")[0] == 404


def test_other_terms_are_tried_on_the_past(call, marketer, owner, viewer, answered, agreement):  # noqa: F811
    path = f"/handoff/agreements/{agreement.pk}/what-if"
    status, body = call(marketer, "post", path, {"answer": "8h", "capacity": 1})
    late = next(one for one in body["figures"] if one["code"] == "late")
    assert (status, body["offers"], late["before"][0], late["after"][0]) == (200, 4, 0.25, 0.5)
    assert body["load"]["most_tried"] <= body["load"]["most_then"]
    assert [call(person, "post", path, {})[0] for person in (owner, viewer)] == [403, 403]
    assert Offer.objects.count() == 4


@pytest.mark.parametrize(
    ("sent", "field"), [({"answer": "soon"}, "answer"), ({"clause": 999999}, "clause"), ({"period": "1y"}, "period")]
)
def test_what_is_wrong_with_tried_terms_is_said(call, marketer, version, agreement, sent, field):  # noqa: F811
    status, body = call(marketer, "post", f"/handoff/agreements/{agreement.pk}/what-if", sent)
    assert (status, body["errors"][0]["field"]) == (422, field)
