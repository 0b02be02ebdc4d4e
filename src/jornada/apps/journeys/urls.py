"""Addresses of journeys."""

from django.urls import path

from jornada.apps.journeys import silence_views, views

urlpatterns = [
    path("map/", views.map_page, name="map"),
    path("settings/reminders/", silence_views.rule_list, name="silence_rules"),
    path("settings/reminders/new/", silence_views.rule_new, name="silence_rule_new"),
    path("settings/reminders/<int:pk>/", silence_views.rule_edit, name="silence_rule"),
    path("settings/reminders/<int:pk>/delete/", silence_views.rule_delete, name="silence_rule_delete"),
]
