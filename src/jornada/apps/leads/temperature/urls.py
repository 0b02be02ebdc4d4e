"""Addresses of time frames."""

from django.urls import path

from jornada.apps.leads.temperature import views

urlpatterns = [
    path("threads/<int:thread>/time-frame/", views.time_frame_new, name="time_frame_new"),
    path("time-frames/<int:pk>/withdraw/", views.time_frame_withdraw, name="time_frame_withdraw"),
    path("settings/temperature/", views.temperature_settings, name="temperature_settings"),
]
