"""Addresses of segments."""

from django.urls import path

from jornada.apps.market.segments import views

urlpatterns = [
    path("segments/", views.segment_list, name="segment_list"),
    path("segments/new/", views.segment_new, name="segment_new"),
    path("segments/add/", views.segment_add, name="segment_add"),
    path("segments/<int:pk>/", views.segment, name="segment"),
    path("segments/<int:pk>/edit/", views.segment_edit, name="segment_edit"),
    path("segments/<int:pk>/delete/", views.segment_delete, name="segment_delete"),
    path("segments/<int:pk>/why/<int:record>/", views.segment_why, name="segment_why"),
    path("segments/<int:pk>/members/", views.segment_members, name="segment_members"),
]
