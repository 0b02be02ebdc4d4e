"""Addresses of opportunities."""

from django.urls import path

from jornada.apps.sales import step_views, views

urlpatterns = [
    path("opportunities/", views.opportunity_list, name="opportunity_list"),
    path("opportunities/board/", views.opportunity_board, name="opportunity_board"),
    path("opportunities/new/", views.opportunity_new, name="opportunity_new"),
    path("opportunities/<int:pk>/", views.opportunity, name="opportunity"),
    path("opportunities/<int:pk>/edit/", views.opportunity_edit, name="opportunity_edit"),
    path("opportunities/<int:pk>/delete/", views.opportunity_delete, name="opportunity_delete"),
    path("opportunities/<int:pk>/move/", step_views.opportunity_move, name="opportunity_move"),
    path("opportunities/<int:pk>/win/", step_views.opportunity_win, name="opportunity_win"),
    path("opportunities/<int:pk>/lose/", step_views.opportunity_lose, name="opportunity_lose"),
    path("opportunities/<int:pk>/reopen/", step_views.opportunity_reopen, name="opportunity_reopen"),
]
