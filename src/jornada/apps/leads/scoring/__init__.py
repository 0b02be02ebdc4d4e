"""Scoring: models in versions, scores of leads and accounts kept fresh from the log, and why each is what it is."""

from __future__ import annotations


def register() -> None:
    """Let conditions ask for scores."""
    from jornada.apps.leads.scoring import queries
    from jornada.ui.conditions import words

    words.register("scores", queries.vocabulary_of)
