"""The examples in the docstrings run and say the truth."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module
from types import ModuleType

import pytest

import jornada.analytics

MODULES = [found.name for found in pkgutil.walk_packages(jornada.analytics.__path__, "jornada.analytics.")]


@pytest.mark.parametrize("name", ["jornada.analytics", *MODULES])
def test_examples_run(name):
    failed, _ = doctest.testmod(import_module(name))
    assert failed == 0


def test_no_module_hides_a_function_of_its_name():
    # Importing a module binds it to its package, over what the package offers.
    for name in MODULES:
        import_module(name)
    assert [
        name for name in jornada.analytics.__all__ if isinstance(getattr(jornada.analytics, name), ModuleType)
    ] == []
