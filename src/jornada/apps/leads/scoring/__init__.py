"""Scoring: models in versions, scores of leads and accounts kept fresh from the log, and why each is what it is."""

from __future__ import annotations


def register() -> None:
    """Put scores into menu, lists and record pages, and let conditions ask for them."""
    from django.utils.translation import gettext_lazy as _

    from jornada.apps.leads.queries import owned_by_one
    from jornada.apps.leads.scoring import (
        actions,
        lab,
        lab_views,
        panels,
        predicting,
        predictor_views,
        queries,
        ranking_views,
    )
    from jornada.apps.leads.scoring.models import ScoringModel
    from jornada.apps.leads.scoring.ranking import may_rank
    from jornada.apps.org.access import repeats
    from jornada.apps.org.lists import trash
    from jornada.ui import columns, day, filters, menu
    from jornada.ui import panels as pages
    from jornada.ui.conditions import words

    repeats("account", "score", of="lead", source="score")
    menu.register(
        menu.Item(
            "scoring",
            _("Lead scoring"),
            "scoring_list",
            "star",
            "plan",
            30,
            part="marketing",
            about=_("Points for who a lead is and for what they do."),
        )
    )
    first = _("Whom to turn to first")
    menu.register(menu.Item("ranking", first, "lead_ranking", "trophy", "sell", 12, visible=may_rank))
    day.register("ranking", 16, ranking_views.first_of_day, holds=owned_by_one)
    pages.register("job", predicting.KIND, 21, predictor_views.learning_of_job)
    pages.register("lead", "chance", 9, predictor_views.chance_panel, place="side")
    pages.register("lead", "score", 8, panels.score_panel, place="side")
    pages.register("contact", "score", 35, panels.contact_panel, place="side")
    pages.register("account", "score", 16, panels.account_panel, place="side")
    pages.register("job", lab.KIND, 20, lab_views.trial_of_job)
    for column in panels.lead_columns():
        columns.register("lead", column)
    for item in panels.lead_filters():
        filters.register("lead", item)
    columns.register("account", panels.account_column())
    filters.register("account", panels.account_filter())
    trash.afterwards(ScoringModel, actions.score_again)
    words.register("scores", queries.vocabulary_of)
