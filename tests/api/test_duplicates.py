"""Duplicates over the API: refused at entry, searched, merged and split."""

from __future__ import annotations

import pytest

from jornada.apps.market.models import Contact

pytestmark = pytest.mark.django_db

ANA = {"name": "Ana Paula Souza", "email": "ana@acme.com.br"}


@pytest.fixture
def twins(call, owner):
    _status, one = call(owner, "post", "/contacts/", {**ANA, "owner_id": owner.pk})
    _status, two = call(owner, "post", "/contacts/?force=true", {**ANA, "owner_id": owner.pk, "external_id": "X2"})
    return one["id"], two["id"]


def test_what_is_there_already_is_refused_with_the_candidates(call, owner):
    call(owner, "post", "/contacts/", ANA)
    status, body = call(owner, "post", "/contacts/", {**ANA, "name": "Ana Paula Sousa"})
    assert (status, body["status"]) == (409, 409)
    assert body["candidates"][0]["name"] == "Ana Paula Souza"


def test_force_makes_it_anyway(call, owner, twins):
    assert Contact.objects.count() == 2


def test_a_refusal_does_not_name_what_the_caller_may_not_see(call, owner, outsider):
    call(owner, "post", "/contacts/", {**ANA, "owner_id": owner.pk})
    assert call(outsider, "post", "/contacts/", ANA)[0] == 201


def test_accounts_are_merged_and_split(call, owner, twins):
    one, two = twins
    body = {"record": "contact", "survivor_id": one, "loser_id": two, "take": {"name": "survivor"}}
    status, merge = call(owner, "post", "/duplicates/merges", body)
    assert (status, merge["external_id"]) == (201, "X2")
    assert call(owner, "post", f"/duplicates/merges/{merge['id']}/split")[0] == 200
    assert call(owner, "get", f"/contacts/{two}")[0] == 200


def test_a_field_that_cannot_be_chosen_is_refused(call, owner, twins):
    body = {"record": "contact", "survivor_id": twins[0], "loser_id": twins[1], "take": {"colour": "loser"}}
    assert call(owner, "post", "/duplicates/merges", body)[0] == 409


@pytest.mark.parametrize("who", ["colleague", "outsider"])
def test_others_neither_merge_nor_learn_of_it(call, request, twins, who):
    body = {"record": "contact", "survivor_id": twins[0], "loser_id": twins[1]}
    assert call(request.getfixturevalue(who), "post", "/duplicates/merges", body)[0] == 404


def test_the_pairs_are_listed_to_those_who_may_merge_them(call, owner, outsider, twins):
    from jornada.apps.market.duplicates import finding
    from jornada.apps.org import jobs

    jobs.run_here(finding.KIND, owner, "", {"record": "contact"})
    rows = [call(user, "get", "/duplicates/?record=contact")[1] for user in (owner, outsider)]
    assert [len(next(value for value in body.values() if isinstance(value, list))) for body in rows] == [1, 0]


def test_a_viewer_may_not_search(call, viewer):
    assert call(viewer, "post", "/duplicates/search", {"record": "contact"})[0] == 403
