"""Addresses of files on records."""

from django.urls import path

from jornada.apps.interactions.attachments import views

urlpatterns = [
    path("files/", views.file_list, name="file_list"),
    path("files/new/", views.file_new, name="file_new"),
    path("files/<int:pk>/", views.file_get, name="file"),
    path("files/<int:pk>/delete/", views.file_delete, name="file_delete"),
    path("files/<int:pk>/restore/", views.file_restore, name="file_restore"),
]
