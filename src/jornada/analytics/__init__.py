"""Jornada's analysis of touches: event log, journey measures, engines. NumPy, without Django.

The names below are loaded when first used, so that importing the package costs next to nothing.

Examples
--------
>>> from jornada.analytics import EventLog
>>> log = EventLog.from_columns([7, 7, 9], [30, 10, 20], ["call.connected", "page.viewed", "page.viewed"])
>>> len(log), log.subjects
(3, 2)
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_HOMES = {
    "Coded": "coded",
    "EventLog": "log",
    "beta_binomial_pool": "pooling",
    "concat": "log_merge",
    "merge": "log_merge",
    "load": "log_files",
    "save": "log_files",
    "Pooled": "pooling",
    "Result": "result",
    "Visits": "visits",
    "aalen_johansen": "competing",
    "adjust": "comparison",
    "bottlenecks": "bottleneck",
    "derive_visits": "visits",
    "dwell": "dwell",
    "gaps": "gap",
    "gray_test": "gray",
    "kaplan_meier": "survival",
    "log_rank": "comparison",
    "mean_difference": "comparison",
    "outcome_by_time": "competing",
    "predict_table": "predict.table",
    "run": "engine",
    "Walks": "walks",
    "walks": "walks",
    "step_matrix": "step_matrix",
    "paths_between": "between",
    "detours": "detours",
    "next_steps": "next_steps",
    "conformance": "conformance",
    "FunnelStep": "funnel_plan",
    "conversion_funnel": "funnel_report",
    "propose_map": "discover",
    "compare_maps": "map_compare",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"jornada.analytics has no name {name!r}; it offers {', '.join(__all__)}.")
    return getattr(import_module(f"jornada.analytics.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(_HOMES)


class _Package(ModuleType):
    """Keeps a function reachable that has the name of its module: importing the module would hide it."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
