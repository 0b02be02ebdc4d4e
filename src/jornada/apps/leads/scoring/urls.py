"""Addresses of scoring."""

from django.urls import path

from jornada.apps.leads.scoring import lab_views, predictor_views, ranking_views, views

urlpatterns = [
    path("scoring/", views.model_list, name="scoring_list"),
    path("scoring/new/", views.model_new, name="scoring_new"),
    path("scoring/prediction/", predictor_views.prediction, name="scoring_prediction"),
    path("scoring/prediction/learn/", predictor_views.learn, name="scoring_learn"),
    path("ranking/", ranking_views.ranking, name="lead_ranking"),
    path("ranking/plane/", ranking_views.ranking_plane, name="lead_ranking_plane"),
    path("scoring/<int:pk>/", views.model, name="scoring_model"),
    path("scoring/<int:pk>/edit/", views.model_edit, name="scoring_edit"),
    path("scoring/<int:pk>/delete/", views.model_delete, name="scoring_delete"),
    path("scoring/<int:pk>/grid/", views.settings, name="scoring_settings"),
    path("scoring/<int:pk>/groups/new/", views.group, name="scoring_group_new"),
    path("scoring/<int:pk>/groups/<slug:code>/", views.group, name="scoring_group"),
    path("scoring/<int:pk>/rules/<slug:code>/", views.rule, name="scoring_rule"),
    path("scoring/<int:pk>/rules/<slug:code>/delete/", views.rule_delete, name="scoring_rule_delete"),
    path("scoring/<int:pk>/versions/<int:number>/back/", views.roll_back, name="scoring_roll_back"),
    path("scoring/<int:pk>/lab/", lab_views.laboratory, name="scoring_lab"),
    path("scoring/<int:pk>/do/<slug:what>/", views.do, name="scoring_do"),
]
