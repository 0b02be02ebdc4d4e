"""Addresses of the hand-off."""

from django.urls import path

from jornada.apps.handoff import agreement_views, refusal_views, scoreboard_views, views
from jornada.apps.handoff.trial import views as trial
from jornada.apps.handoff.trial import weak_views as weak

urlpatterns = [
    path("handoff/", views.queue, name="handoff_queue"),
    path("scoreboard/", scoreboard_views.board, name="handoff_scoreboard"),
    path("scoreboard/offers/", scoreboard_views.behind, name="handoff_behind"),
    path("scoreboard/weak/", weak.page, name="handoff_weak"),
    path("scoreboard/weak/offers/", weak.behind, name="handoff_weak_behind"),
    path("agreements/<int:pk>/weak/", weak.into_draft, name="handoff_weak_draft"),
    path("scoreboard/review/", scoreboard_views.review, name="handoff_review"),
    path("scoreboard/review.pdf", scoreboard_views.review_file, name="handoff_review_file"),
    path("handoff/<int:pk>/", views.offer, name="offer"),
    path("handoff/<int:pk>/unaccept/", views.take_back, {"code": "accept"}, name="offer_unaccept"),
    path("handoff/<int:pk>/unrefuse/", views.take_back, {"code": "refuse"}, name="offer_unrefuse"),
    path("handoff/<int:pk>/<slug:code>/", views.answer, name="offer_answer"),
    path("handoff/questions/<int:pk>/", views.question, name="offer_question"),
    path("refusals/", refusal_views.page, name="handoff_refusals"),
    path("handoff/refusals/<int:pk>/", refusal_views.answer, name="offer_refusal"),
    path("agreements/", agreement_views.agreement_list, name="agreement_list"),
    path("agreements/new/", agreement_views.agreement_new, name="agreement_new"),
    path("agreements/<int:pk>/", agreement_views.agreement, name="agreement"),
    path("agreements/<int:pk>/edit/", agreement_views.agreement_edit, name="agreement_edit"),
    path("agreements/<int:pk>/draft/", agreement_views.draft, name="agreement_draft"),
    path("agreements/<int:pk>/versions/<int:number>/", agreement_views.version, name="agreement_version"),
    *(
        path(
            f"agreements/<int:pk>/versions/<int:number>/{what}/",
            agreement_views.version_act,
            {"what": what},
            name=f"agreement_{what}",
        )
        for what in agreement_views.DO
    ),
    path("agreements/<int:pk>/rules/new/", agreement_views.rule_edit, name="routing_rule_new"),
    path("agreements/<int:pk>/rules/<int:rule>/", agreement_views.rule_edit, name="routing_rule"),
    path("agreements/<int:pk>/rules/<int:rule>/delete/", agreement_views.rule_delete, name="routing_rule_delete"),
    path("agreements/<int:pk>/what-if/", trial.terms, name="agreement_what_if"),
    path("agreements/<int:pk>/dry-run/", trial.routing, name="routing_dry_run"),
    path("agreements/<int:pk>/seats/<int:person>/", agreement_views.seat, name="routing_seat"),
]
