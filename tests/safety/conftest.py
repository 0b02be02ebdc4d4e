"""The people and records of the apps' tests."""

import pytest

from tests.apps.conftest import *  # noqa: F403


@pytest.fixture
def world(client, admin, account, contact, lead, opportunity):
    """A browser of the administrator, who may do everything, with one record of each kind."""
    client.force_login(admin)
    client.raise_request_exception = False
    ids = {"account": account.pk, "contact": contact.pk, "lead": lead.pk, "opportunity": opportunity.pk}
    return client, {name: str(pk) for name, pk in ids.items()}
