"""Addresses of calendars."""

from django.urls import path

from jornada.edge.calendars import views

urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/link/", views.link_new, name="calendar_link"),
    path("calendar/link/revoke/", views.link_revoke, name="calendar_link_revoke"),
    path("calendar/sources/new/", views.source_new, name="calendar_source_new"),
    path("calendar/sources/<int:pk>/read/", views.source_read, name="calendar_source_read"),
    path("calendar/sources/<int:pk>/remove/", views.source_remove, name="calendar_source_remove"),
    path("calendar/import/", views.take, name="calendar_import"),
    path("calendar/feed/<str:secret>.ics", views.calendar_feed, name="calendar_feed"),
]
