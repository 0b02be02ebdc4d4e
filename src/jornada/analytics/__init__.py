"""Jornada's analysis of touches: event log, journey measures, engines. NumPy, without Django.

The names below are loaded when first used, so that importing the package costs next to nothing.

Examples
--------
>>> import jornada.analytics as ja
>>> log = ja.EventLog.from_columns([7, 7, 9], [30, 10, 20], ["call.connected", "page.viewed", "page.viewed"])
>>> len(log), log.subjects
(3, 2)
>>> print(ja.funnel(log, ["page.viewed", "call.connected"]).explain())
Of 2 subjects that took the first step (page.viewed), 50.0% (1 of 2; 95% interval 9.5% to 90.5%; few cases) \
reached the last (call.connected). Most are lost between page.viewed and call.connected: 50.0% (1 of 2; \
95% interval 9.5% to 90.5%; few cases) of those at the one reach the other.
"""

from __future__ import annotations

import ast
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any


def _read_homes() -> dict[str, str]:
    """Read where each public name lives off the stub beside this file, the one list of them."""
    stub = ast.parse(Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    imports = (node for node in stub.body if isinstance(node, ast.ImportFrom) and node.module)
    return {name.name: str(node.module).removeprefix("jornada.analytics.") for node in imports for name in node.names}


_HOMES = _read_homes()
__all__ = list(_HOMES)


class _Package(ModuleType):
    """Keeps public names: a measure and its module share a name, and an import would put the module there."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        from difflib import get_close_matches

        close = get_close_matches(name, __all__, cutoff=0.5) or __all__[:5]
        words = f"nearest are {', '.join(close)}; dir(jornada.analytics) lists all {len(__all__)}."
        raise AttributeError(f"jornada.analytics has no name {name!r}; {words}", name=name)
    found = getattr(import_module(f"jornada.analytics.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(_HOMES)
