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

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jornada.analytics.activity_visits import activity_visits as activity_visits
    from jornada.analytics.attribution import AttributionTable as AttributionTable
    from jornada.analytics.attribution import attribute as attribute
    from jornada.analytics.attribution import touch_weights as touch_weights
    from jornada.analytics.attribution_bootstrap import CreditIntervals as CreditIntervals
    from jornada.analytics.attribution_bootstrap import credit_intervals as credit_intervals
    from jornada.analytics.attribution_file import read_paths as read_paths
    from jornada.analytics.attribution_hazard import HazardCredit as HazardCredit
    from jornada.analytics.attribution_hazard import data_driven as data_driven
    from jornada.analytics.attribution_journeys import journeys as journeys
    from jornada.analytics.attribution_paths import Journeys as Journeys
    from jornada.analytics.attribution_return import Disagreement as Disagreement
    from jornada.analytics.attribution_return import Returns as Returns
    from jornada.analytics.attribution_return import disagreement as disagreement
    from jornada.analytics.attribution_return import returns as returns
    from jornada.analytics.attribution_touches import CreditedTouches as CreditedTouches
    from jornada.analytics.attribution_touches import credited_touches as credited_touches
    from jornada.analytics.attribution_touches import stage_journeys as stage_journeys
    from jornada.analytics.benchmark import Standing as Standing
    from jornada.analytics.benchmark import compare_rate as compare_rate
    from jornada.analytics.benchmark_table import Benchmark as Benchmark
    from jornada.analytics.benchmark_table import published as published
    from jornada.analytics.between import PathsBetween as PathsBetween
    from jornada.analytics.between import paths_between as paths_between
    from jornada.analytics.bottleneck import bottlenecks as bottlenecks
    from jornada.analytics.bottleneck_table import Bottlenecks as Bottlenecks
    from jornada.analytics.bucket_build import build_store as build_store
    from jornada.analytics.bucket_store import BucketStore as BucketStore
    from jornada.analytics.bucket_store import open_store as open_store
    from jornada.analytics.churn import ActivityChurn as ActivityChurn
    from jornada.analytics.churn import activity_churn as activity_churn
    from jornada.analytics.churn import contract_churn as contract_churn
    from jornada.analytics.coded import Coded as Coded
    from jornada.analytics.cohort import Cohorts as Cohorts
    from jornada.analytics.cohort import cohorts as cohorts
    from jornada.analytics.comparison import LogRank as LogRank
    from jornada.analytics.comparison import MeanDifference as MeanDifference
    from jornada.analytics.comparison import adjust as adjust
    from jornada.analytics.comparison import log_rank as log_rank
    from jornada.analytics.comparison import mean_difference as mean_difference
    from jornada.analytics.competing import Incidence as Incidence
    from jornada.analytics.competing import aalen_johansen as aalen_johansen
    from jornada.analytics.competing import outcome_by_time as outcome_by_time
    from jornada.analytics.conformance import Conformance as Conformance
    from jornada.analytics.conformance import conformance as conformance
    from jornada.analytics.contacts import ContactTable as ContactTable
    from jornada.analytics.contacts import contacts as contacts
    from jornada.analytics.contacts_file import read_contacts as read_contacts
    from jornada.analytics.counts import CountTable as CountTable
    from jornada.analytics.counts import counts as counts
    from jornada.analytics.detours import Detours as Detours
    from jornada.analytics.detours import detours as detours
    from jornada.analytics.discover import MapProposal as MapProposal
    from jornada.analytics.discover import propose_map as propose_map
    from jornada.analytics.duplicates import Duplicates as Duplicates
    from jornada.analytics.durations import DurationSummary as DurationSummary
    from jornada.analytics.durations import ReworkSummary as ReworkSummary
    from jornada.analytics.durations import durations as durations
    from jornada.analytics.durations import rework as rework
    from jornada.analytics.dwell import DwellTable as DwellTable
    from jornada.analytics.dwell import dwell as dwell
    from jornada.analytics.engine import run as run
    from jornada.analytics.engine import stream as stream
    from jornada.analytics.errors import LogError as LogError
    from jornada.analytics.errors import MeasureError as MeasureError
    from jornada.analytics.experiment import Uplift as Uplift
    from jornada.analytics.experiment import holdout_uplift as holdout_uplift
    from jornada.analytics.experiment_plan import Plan as Plan
    from jornada.analytics.experiment_plan import sample_size as sample_size
    from jornada.analytics.funnel import FunnelTable as FunnelTable
    from jornada.analytics.funnel import funnel as funnel
    from jornada.analytics.funnel_plan import FunnelStep as FunnelStep
    from jornada.analytics.funnel_report import FunnelReport as FunnelReport
    from jornada.analytics.funnel_report import conversion_funnel as conversion_funnel
    from jornada.analytics.gap import Gaps as Gaps
    from jornada.analytics.gap import gaps as gaps
    from jornada.analytics.gray import Gray as Gray
    from jornada.analytics.gray import gray_test as gray_test
    from jornada.analytics.handover import HandoverSummary as HandoverSummary
    from jornada.analytics.handover import mql_to_sal as mql_to_sal
    from jornada.analytics.interactions import InteractionEffects as InteractionEffects
    from jornada.analytics.interactions import interaction_effects as interaction_effects
    from jornada.analytics.interactions_cases import Cases as Cases
    from jornada.analytics.interactions_cases import cases as cases
    from jornada.analytics.interactions_counts import TouchDistribution as TouchDistribution
    from jornada.analytics.interactions_counts import TouchYield as TouchYield
    from jornada.analytics.interactions_counts import distribution as distribution
    from jornada.analytics.interactions_counts import touch_yield as touch_yield
    from jornada.analytics.interactions_hazard import TouchEffect as TouchEffect
    from jornada.analytics.interactions_hazard import touch_effect as touch_effect
    from jornada.analytics.interactions_landmark import LandmarkTable as LandmarkTable
    from jornada.analytics.interactions_landmark import landmark as landmark
    from jornada.analytics.interactions_loyalty import Loyalty as Loyalty
    from jornada.analytics.interactions_loyalty import loyalty as loyalty
    from jornada.analytics.interactions_periods import PersonPeriods as PersonPeriods
    from jornada.analytics.interactions_periods import person_periods as person_periods
    from jornada.analytics.interactions_segments import SegmentEffects as SegmentEffects
    from jornada.analytics.interactions_segments import segment_effects as segment_effects
    from jornada.analytics.interactions_works import WhatWorks as WhatWorks
    from jornada.analytics.interactions_works import what_works as what_works
    from jornada.analytics.kpis import KpiTable as KpiTable
    from jornada.analytics.kpis import kpis as kpis
    from jornada.analytics.lifetime import Lifetime as Lifetime
    from jornada.analytics.lifetime import lifetime_value as lifetime_value
    from jornada.analytics.log import EventLog as EventLog
    from jornada.analytics.log_about import LogAbout as LogAbout
    from jornada.analytics.log_files import load as load
    from jornada.analytics.log_files import save as save
    from jornada.analytics.log_merge import concat as concat
    from jornada.analytics.log_merge import merge as merge
    from jornada.analytics.map_compare import MapComparison as MapComparison
    from jornada.analytics.map_compare import compare_maps as compare_maps
    from jornada.analytics.markov_order import MarkovOrder as MarkovOrder
    from jornada.analytics.markov_order import markov_order as markov_order
    from jornada.analytics.next_steps import NextSteps as NextSteps
    from jornada.analytics.next_steps import next_steps as next_steps
    from jornada.analytics.opportunities import Opportunities as Opportunities
    from jornada.analytics.outcome_times import outcome_times as outcome_times
    from jornada.analytics.picture import Picture as Picture
    from jornada.analytics.pooling import Pooled as Pooled
    from jornada.analytics.pooling import beta_binomial_pool as beta_binomial_pool
    from jornada.analytics.predict.backtest import Backtest as Backtest
    from jornada.analytics.predict.backtest import backtest as backtest
    from jornada.analytics.predict.cases import PredictedCases as PredictedCases
    from jornada.analytics.predict.drift import Drift as Drift
    from jornada.analytics.predict.drift import Held as Held
    from jornada.analytics.predict.drift import drift as drift
    from jornada.analytics.predict.drift import drift_of as drift_of
    from jornada.analytics.predict.drift import held as held
    from jornada.analytics.predict.drift import psi as psi
    from jornada.analytics.predict.log import predict_log as predict_log
    from jornada.analytics.predict.pipeline import BuyingTimes as BuyingTimes
    from jornada.analytics.predict.pipeline import Forecast as Forecast
    from jornada.analytics.predict.pipeline import buying_times as buying_times
    from jornada.analytics.predict.pipeline import forecast as forecast
    from jornada.analytics.predict.prediction import Prediction as Prediction
    from jornada.analytics.predict.quality import Quality as Quality
    from jornada.analytics.predict.quality import judge as judge
    from jornada.analytics.predict.sources import lead_quality as lead_quality
    from jornada.analytics.predict.stays import StageHistory as StageHistory
    from jornada.analytics.predict.table import predict_table as predict_table
    from jornada.analytics.rates import Rates as Rates
    from jornada.analytics.rates import wilson as wilson
    from jornada.analytics.read import LeftOutWarning as LeftOutWarning
    from jornada.analytics.read import read as read
    from jornada.analytics.repeat import RepeatPurchase as RepeatPurchase
    from jornada.analytics.repeat import repeat_purchase as repeat_purchase
    from jornada.analytics.result import Chart as Chart
    from jornada.analytics.result import Result as Result
    from jornada.analytics.result import Series as Series
    from jornada.analytics.rfm import Rfm as Rfm
    from jornada.analytics.rfm import rfm as rfm
    from jornada.analytics.sbg import Retention as Retention
    from jornada.analytics.sbg import shifted_beta_geometric as shifted_beta_geometric
    from jornada.analytics.sequential import Sequential as Sequential
    from jornada.analytics.sequential import sequential_test as sequential_test
    from jornada.analytics.shapley_model import ModelledCredit as ModelledCredit
    from jornada.analytics.shapley_model import modelled_shapley as modelled_shapley
    from jornada.analytics.simulate.interactions import Effect as Effect
    from jornada.analytics.simulate.interactions import known_effect as known_effect
    from jornada.analytics.sketch import SketchedDurations as SketchedDurations
    from jornada.analytics.sketch import SketchedGaps as SketchedGaps
    from jornada.analytics.sketch import SketchedQuantiles as SketchedQuantiles
    from jornada.analytics.stage_conversion import ConversionTable as ConversionTable
    from jornada.analytics.stage_conversion import stage_conversion as stage_conversion
    from jornada.analytics.stage_flow import FlowTable as FlowTable
    from jornada.analytics.stage_flow import stage_flow as stage_flow
    from jornada.analytics.standing_out import StandingOut as StandingOut
    from jornada.analytics.standing_out import standing_out as standing_out
    from jornada.analytics.step_matrix import StepMatrix as StepMatrix
    from jornada.analytics.step_matrix import step_matrix as step_matrix
    from jornada.analytics.survival import Curve as Curve
    from jornada.analytics.survival import kaplan_meier as kaplan_meier
    from jornada.analytics.survival import restricted_mean as restricted_mean
    from jornada.analytics.transitions import TransitionTable as TransitionTable
    from jornada.analytics.transitions import transitions as transitions
    from jornada.analytics.variants import VariantTable as VariantTable
    from jornada.analytics.variants import variants as variants
    from jornada.analytics.visits import Visits as Visits
    from jornada.analytics.visits import derive_visits as derive_visits
    from jornada.analytics.walks import Walks as Walks
    from jornada.analytics.walks import walks as walks
    from jornada.analytics.whatif import WhatIf as WhatIf
    from jornada.analytics.whatif import replay as replay
    from jornada.analytics.whatif import simulate_road as simulate_road

# Where each public name lives, by subject. The imports above say the same to editors and type checkers.
_HOMES = {
    # the log
    "activity_visits": "activity_visits",
    "Coded": "coded",
    "run": "engine",
    "stream": "engine",
    "build_store": "bucket_build",
    "open_store": "bucket_store",
    "BucketStore": "bucket_store",
    "SketchedGaps": "sketch",
    "SketchedDurations": "sketch",
    "SketchedQuantiles": "sketch",
    "Duplicates": "duplicates",
    "EventLog": "log",
    "LogAbout": "log_about",
    "load": "log_files",
    "save": "log_files",
    "concat": "log_merge",
    "merge": "log_merge",
    "LeftOutWarning": "read",
    "read": "read",
    "Effect": "simulate.interactions",
    "known_effect": "simulate.interactions",
    # answers
    "LogError": "errors",
    "MeasureError": "errors",
    "Picture": "picture",
    "Pooled": "pooling",
    "beta_binomial_pool": "pooling",
    "StandingOut": "standing_out",
    "standing_out": "standing_out",
    "Rates": "rates",
    "wilson": "rates",
    "Chart": "result",
    "Result": "result",
    "Series": "result",
    # attribution
    "AttributionTable": "attribution",
    "attribute": "attribution",
    "touch_weights": "attribution",
    "CreditIntervals": "attribution_bootstrap",
    "credit_intervals": "attribution_bootstrap",
    "read_paths": "attribution_file",
    "HazardCredit": "attribution_hazard",
    "data_driven": "attribution_hazard",
    "journeys": "attribution_journeys",
    "Journeys": "attribution_paths",
    "Disagreement": "attribution_return",
    "Returns": "attribution_return",
    "disagreement": "attribution_return",
    "returns": "attribution_return",
    "CreditedTouches": "attribution_touches",
    "credited_touches": "attribution_touches",
    "stage_journeys": "attribution_touches",
    "MarkovOrder": "markov_order",
    "markov_order": "markov_order",
    "ModelledCredit": "shapley_model",
    "modelled_shapley": "shapley_model",
    # number of interactions
    "ContactTable": "contacts",
    "contacts": "contacts",
    "read_contacts": "contacts_file",
    "InteractionEffects": "interactions",
    "interaction_effects": "interactions",
    "Cases": "interactions_cases",
    "cases": "interactions_cases",
    "TouchDistribution": "interactions_counts",
    "TouchYield": "interactions_counts",
    "distribution": "interactions_counts",
    "touch_yield": "interactions_counts",
    "TouchEffect": "interactions_hazard",
    "touch_effect": "interactions_hazard",
    "LandmarkTable": "interactions_landmark",
    "landmark": "interactions_landmark",
    "Loyalty": "interactions_loyalty",
    "loyalty": "interactions_loyalty",
    "PersonPeriods": "interactions_periods",
    "person_periods": "interactions_periods",
    "SegmentEffects": "interactions_segments",
    "segment_effects": "interactions_segments",
    "WhatWorks": "interactions_works",
    "what_works": "interactions_works",
    # flow
    "PathsBetween": "between",
    "paths_between": "between",
    "Conformance": "conformance",
    "conformance": "conformance",
    "CountTable": "counts",
    "counts": "counts",
    "Detours": "detours",
    "detours": "detours",
    "MapProposal": "discover",
    "propose_map": "discover",
    "DurationSummary": "durations",
    "ReworkSummary": "durations",
    "durations": "durations",
    "rework": "durations",
    "MapComparison": "map_compare",
    "compare_maps": "map_compare",
    "NextSteps": "next_steps",
    "next_steps": "next_steps",
    "StepMatrix": "step_matrix",
    "step_matrix": "step_matrix",
    "TransitionTable": "transitions",
    "transitions": "transitions",
    "VariantTable": "variants",
    "variants": "variants",
    "Walks": "walks",
    "walks": "walks",
    # the road
    "FunnelTable": "funnel",
    "funnel": "funnel",
    "FunnelStep": "funnel_plan",
    "FunnelReport": "funnel_report",
    "conversion_funnel": "funnel_report",
    "HandoverSummary": "handover",
    "mql_to_sal": "handover",
    "ConversionTable": "stage_conversion",
    "stage_conversion": "stage_conversion",
    "FlowTable": "stage_flow",
    "stage_flow": "stage_flow",
    "Visits": "visits",
    "derive_visits": "visits",
    # time
    "bottlenecks": "bottleneck",
    "Bottlenecks": "bottleneck_table",
    "LogRank": "comparison",
    "MeanDifference": "comparison",
    "adjust": "comparison",
    "log_rank": "comparison",
    "mean_difference": "comparison",
    "Incidence": "competing",
    "aalen_johansen": "competing",
    "outcome_by_time": "competing",
    "DwellTable": "dwell",
    "dwell": "dwell",
    "Gaps": "gap",
    "gaps": "gap",
    "Gray": "gray",
    "gray_test": "gray",
    "outcome_times": "outcome_times",
    "Curve": "survival",
    "kaplan_meier": "survival",
    "restricted_mean": "survival",
    # cohorts and value
    "ActivityChurn": "churn",
    "activity_churn": "churn",
    "contract_churn": "churn",
    "Cohorts": "cohort",
    "cohorts": "cohort",
    "Lifetime": "lifetime",
    "lifetime_value": "lifetime",
    "RepeatPurchase": "repeat",
    "repeat_purchase": "repeat",
    "Rfm": "rfm",
    "rfm": "rfm",
    "Retention": "sbg",
    "shifted_beta_geometric": "sbg",
    # sales
    "KpiTable": "kpis",
    "kpis": "kpis",
    "Opportunities": "opportunities",
    # experiments
    "holdout_uplift": "experiment",
    "Uplift": "experiment",
    "sample_size": "experiment_plan",
    "Plan": "experiment_plan",
    "sequential_test": "sequential",
    "Sequential": "sequential",
    "replay": "whatif",
    "simulate_road": "whatif",
    "WhatIf": "whatif",
    # benchmark
    "compare_rate": "benchmark",
    "Standing": "benchmark",
    "published": "benchmark_table",
    "Benchmark": "benchmark_table",
    # prediction
    "Backtest": "predict.backtest",
    "backtest": "predict.backtest",
    "BuyingTimes": "predict.pipeline",
    "Forecast": "predict.pipeline",
    "buying_times": "predict.pipeline",
    "forecast": "predict.pipeline",
    "PredictedCases": "predict.cases",
    "Prediction": "predict.prediction",
    "Quality": "predict.quality",
    "StageHistory": "predict.stays",
    "Drift": "predict.drift",
    "Held": "predict.drift",
    "drift": "predict.drift",
    "drift_of": "predict.drift",
    "held": "predict.drift",
    "psi": "predict.drift",
    "predict_log": "predict.log",
    "judge": "predict.quality",
    "lead_quality": "predict.sources",
    "predict_table": "predict.table",
}

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
