"""The product's settings over a scratch home, so that no test touches the developer's own data.

A settings module and not a fixture: pytest-django reads settings before any conftest.
"""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("JORNADA_HOME", tempfile.mkdtemp(prefix="jornada-test-"))
os.environ.setdefault("JORNADA_SECRET_KEY", "only-for-tests")
os.environ.setdefault("JORNADA_API_RATE", "0")
(Path(os.environ["JORNADA_HOME"]) / "static").mkdir(parents=True, exist_ok=True)

from jornada.project.settings import *  # noqa: E402, F403
from tests.template import template  # noqa: E402

if template() and DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"TEMPLATE": template()}  # noqa: F405

# Hashing is slow by design; the tests in the browser sign in with the real one.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Each test has a client of its own: looked for when it is asked for, a static file costs nothing where none is.
WHITENOISE_AUTOREFRESH = True
