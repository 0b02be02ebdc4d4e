"""The people and records of the apps' tests."""

from tests.apps.conftest import *  # noqa: F403
