"""Addresses of duplicates."""

from django.urls import path

from jornada.apps.market.duplicates import views

urlpatterns = [
    path("duplicates/", views.duplicate_list, name="duplicate_list"),
    path("duplicates/find/", views.duplicate_find, name="duplicate_find"),
    path("duplicates/branch/<int:one>/<int:two>/", views.duplicate_branch, name="duplicate_branch"),
    path("duplicates/<str:record>/<int:one>/<int:two>/", views.duplicate_review, name="duplicate_review"),
    path("duplicates/<str:record>/<int:one>/<int:two>/dismiss/", views.duplicate_dismiss, name="duplicate_dismiss"),
    path("merges/<int:pk>/split/", views.merge_split, name="merge_split"),
]
