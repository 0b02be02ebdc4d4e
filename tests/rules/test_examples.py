"""The examples in the docstrings of the rules run and say the truth."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import jornada.rules

MODULES = [found.name for found in pkgutil.walk_packages(jornada.rules.__path__, "jornada.rules.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    failed, _ = doctest.testmod(import_module(name))
    assert failed == 0
