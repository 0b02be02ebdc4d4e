"""A prediction from a log, case by case: who is still open, and how likely each is to convert."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jornada.analytics.grouped import Ints
from jornada.analytics.log import EventLog
from jornada.analytics.predict.prediction import Prediction
from jornada.analytics.result import Chart, Language, Result
from jornada.analytics.result_frame import plain_columns


@dataclass(frozen=True, eq=False, slots=True)
class PredictedCases(Result):
    """The open cases of a log, the likeliest first.

    Attributes
    ----------
    prediction : Prediction
        With its judgement on the latest past.
    log : EventLog
    subject : ndarray of int64
        Position in the log of the subject of each row of the prediction.
    """

    prediction: Prediction
    log: EventLog
    subject: Ints

    def columns(self) -> dict[str, Any]:
        """Give one row per open case: the subject and what the prediction says of it."""
        columns = plain_columns(self.prediction.columns())
        rows = np.flatnonzero(columns["part"] == "open")
        rows = rows[np.argsort(-columns["chance"][rows], kind="stable")]
        ids = self.log.subject_ids[self.subject[rows]].tolist()
        names = self.log.subject_names
        told = {name: column[rows] for name, column in columns.items() if name != "part"}
        return {"subject": ids if names is None else [names[number] for number in ids], **told}

    def explain(self, language: Language = "en") -> str:
        return self.prediction.explain(language)

    def charts(self, language: Language = "en") -> tuple[Chart, ...]:
        return self.prediction.charts(language)
