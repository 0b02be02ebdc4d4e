"""What a page needs in two places is asked of the database once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jornada.apps.leads.models import Predictor

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(client):
    def ask(user, url):
        client.force_login(user)
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return [query["sql"] for query in found.captured_queries]

    return ask


@pytest.mark.parametrize("who", ["owner", "outsider"])
def test_the_ranking_reads_what_was_predicted_once(asked, request, lead, who):
    Predictor.objects.create(made_at=timezone.now(), horizon=90, result={"all": [1, 4]})
    found = asked(request.getfixturevalue(who), reverse("lead_ranking"))
    assert len([sql for sql in found if 'FROM "leads_predictor"' in sql]) == 1


@pytest.mark.parametrize(("kind", "times"), [("b2b", 1), ("b2c", 0)])
def test_the_page_of_an_account_reads_the_buying_roles_once(asked, owner, account, kind, times):
    type(account).objects.filter(pk=account.pk).update(kind=kind)
    found = asked(owner, account.get_absolute_url())
    assert len([sql for sql in found if sql.startswith('SELECT "market_contact"."buying_role"')]) == times
