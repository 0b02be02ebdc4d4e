"""An address that is a key is not written to the log, whatever became of the request."""

import logging

import pytest
from django.conf import settings

from jornada.project.log_masks import SecretAddresses

KEY = "kJ8s_2Lq9ZpX:aB-c3dE4fG5hI6"


@pytest.mark.parametrize(
    ("message", "args", "written"),
    [
        ("%s: %s", ("Unprocessable Entity", f"/auth/welcome/{KEY}/"), "Unprocessable Entity: /auth/welcome/…/"),
        ("Forbidden (%s): %s", ("no cookie", f"/auth/welcome/{KEY}/"), "Forbidden (no cookie): /auth/welcome/…/"),
        (f"Gone: /calendar/feed/{KEY}.ics", (), "Gone: /calendar/feed/…"),
        ("%s: %s", ("Not Found", f"/p/{KEY}/pdf/"), "Not Found: /p/…/pdf/"),
        ("%s: %s", ("Not Found", "/accounts/12/"), "Not Found: /accounts/12/"),
        ("%s processes", (2,), "2 processes"),
        ("%(path)s", ({"path": 1},), "1"),
    ],
)
def test_what_works_as_a_key_is_cut(message, args, written):
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, message, args, None)
    assert SecretAddresses().filter(record)
    assert record.getMessage() == written


def test_the_log_of_the_program_is_cut():
    console = settings.LOGGING["handlers"]["console"]
    assert [settings.LOGGING["filters"][name]["()"] for name in console["filters"]] == [
        "jornada.project.log_masks.SecretAddresses"
    ]
