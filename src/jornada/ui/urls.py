"""Addresses of the shell: search, living style page, web-app manifest."""

from django.urls import path

from jornada.ui import list_views, setup, views
from jornada.ui.conditions import views as conditions

app_name = "ui"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("settings/", setup.setup_page, name="setup"),
    path("preferences/", views.preferences, name="preferences"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("conditions/rows/", conditions.rows, name="condition_rows"),
    path("conditions/count/", conditions.count, name="condition_count"),
    path("lists/<slug:record>/filter/", list_views.field_controls, name="list_filter"),
    path("lists/<slug:record>/condition/", list_views.condition, name="list_condition"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("offline/", views.offline, name="offline"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
