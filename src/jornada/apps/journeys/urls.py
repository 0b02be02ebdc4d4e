"""Addresses of journeys."""

from django.urls import path

from jornada.apps.journeys import views

urlpatterns = [path("map/", views.map_page, name="map")]
