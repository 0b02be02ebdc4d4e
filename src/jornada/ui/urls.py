"""Addresses of the shell: search, living style page, web-app manifest."""

from django.urls import path

from jornada.ui import views

app_name = "ui"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("preferences/", views.preferences, name="preferences"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
