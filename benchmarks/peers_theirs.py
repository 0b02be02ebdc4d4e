"""The questions of `benchmarks.peers` put to one peer, in a python that has it; run by path, not as a module.

    PEERS_PYTHON benchmarks/peers_theirs.py QUESTION PEER FOLDER

The data are turned into the form that the peer likes before the clock starts.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from peers_spent import nothing, spent

warnings.filterwarnings("ignore")
STEPS = ["page.viewed", "content.downloaded", "meeting.held", "demo.held"]


def main() -> None:
    question, peer, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    work, answer = ASK[peer](question, folder)
    spent(work, answer)


def _frame(folder: Path, subject: str, activity: str, at: str) -> pd.DataFrame:
    data = np.load(folder / "touches.npz", allow_pickle=False)
    names = data["names"]
    when = pd.to_datetime(data["at"], unit="us", utc=True)
    return pd.DataFrame({subject: data["subject"].astype(str), activity: names[data["activity"]], at: when})


def pm4py(question: str, folder: Path) -> Any:
    import pm4py

    frame = _frame(folder, "case:concept:name", "concept:name", "time:timestamp")
    if question == "transitions":
        return lambda: pm4py.discover_dfg(frame), lambda found: sorted(found[0].values())
    if question == "transition times":
        return lambda: pm4py.discover_performance_dfg(frame), lambda found: len(found[0])
    return lambda: pm4py.get_variants(frame), lambda found: _largest(found.values())


def retentioneering(question: str, folder: Path) -> Any:
    from retentioneering.eventstream import Eventstream

    frame = _frame(folder, "user_id", "event", "timestamp")
    frame["timestamp"] = frame["timestamp"].dt.tz_localize(None)
    stream = Eventstream(frame)
    if question in {"transitions", "transition times"}:
        weight = "count" if question == "transitions" else "time_median"
        return lambda: stream.transition_graph_data(weight), lambda found: list(found.shape)
    if question == "step matrix":
        return lambda: stream.step_matrix_data(10), nothing
    return lambda: stream.funnel_data(STEPS), lambda found: [step["unique_paths"] for step in found["steps"]]


def channel_attribution(question: str, folder: Path) -> Any:
    import ChannelAttribution

    paths = pd.read_csv(folder / "paths.csv")
    if question == "credit by rule":
        return lambda: ChannelAttribution.heuristic_models(paths, "path", "conversions", flg_pro=False), nothing
    ask = {"var_null": "nulls", "verbose": False, "flg_pro": False}
    return lambda: ChannelAttribution.markov_model(paths, "path", "conversions", **ask), nothing


def mam(question: str, folder: Path) -> Any:
    from mam import MAM

    paths = pd.read_csv(folder / "paths.csv")
    ended = (("conversions", True), ("nulls", False))
    rows = pd.concat([paths[paths[name] > 0].assign(won=won, times=paths[name]) for name, won in ended])
    made = MAM(rows, "grouped_journey", "path", "won", occurrences_colname="times", path_separator=">")
    if question == "credit by rule":
        return lambda: [made.run_first_click(), made.run_last_click(), made.run_linear()], nothing
    if question == "Markov":
        return made.run_markov, nothing
    return made.run_shapley, nothing


def lifelines(question: str, folder: Path) -> Any:
    from lifelines import AalenJohansenFitter, KaplanMeierFitter

    stays = np.load(folder / "stays.npz")
    if question == "Kaplan-Meier":

        def curves() -> list[float]:
            return [
                float(KaplanMeierFitter().fit(stays["time"][rows], stays["cause"][rows] > 0).median_survival_time_)
                for rows in (stays["stage"] == stage for stage in np.unique(stays["stage"]))
            ]

        return curves, lambda found: [each for each in found if np.isfinite(each)]

    def shares() -> list[float]:
        fitter = AalenJohansenFitter(seed=1)
        fits = [fitter.fit(stays["time"], stays["cause"], event_of_interest=cause) for cause in (1, 2)]
        return [float(fits[-1].cumulative_density_.iloc[-1, 0])]

    return shares, lambda found: found


def _largest(counts: Any) -> list[int]:
    sizes = [count if isinstance(count, int) else len(count) for count in counts]
    return sorted(sizes, reverse=True)[:20]


ASK = {
    "pm4py": pm4py,
    "retentioneering": retentioneering,
    "ChannelAttribution": channel_attribution,
    "marketing-attribution-models": mam,
    "lifelines": lifelines,
}

if __name__ == "__main__":
    main()
