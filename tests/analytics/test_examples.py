"""The examples in the docstrings run and say the truth."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import jornada.analytics

MODULES = [found.name for found in pkgutil.walk_packages(jornada.analytics.__path__, "jornada.analytics.")]


@pytest.mark.parametrize("name", ["jornada.analytics", *MODULES])
def test_examples_run(name):
    failed, _ = doctest.testmod(import_module(name))
    assert failed == 0
