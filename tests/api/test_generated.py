"""Generated calls of every operation get what the description says (schemathesis)."""

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import jornada.project.urls  # noqa: F401  joins all routers
from jornada.api.urls import api
from jornada.apps.org.models import User
from jornada.apps.org.tokens import create

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
described = schemathesis.openapi.from_dict(api.get_openapi_schema())
described.config.base_url = "http://testserver"
# Every edge of every schema would be hundreds of calls of an operation; some at random for all take a minute.
described.config.phases.coverage.enabled = False


@pytest.fixture(autouse=True)
def open_connection():
    """Keep the connection of the test's transaction open over all calls, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@described.parametrize()
@settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
def test_generated_calls_get_what_the_description_says(case):
    user, _made = User.objects.get_or_create(username="generated", defaults={"role": "admin", "name": "G"})
    headers = {"Authorization": f"Bearer {create(user, 'test')[1]}"}
    case.call_and_validate(app=WSGIHandler(), headers=headers, checks=CHECKS)
