"""Addresses of notes."""

from django.urls import path

from jornada.apps.interactions.notes import views

urlpatterns = [
    path("notes/", views.note_list, name="note_list"),
    path("notes/new/", views.note_new, name="note_new"),
    path("notes/people/", views.note_people, name="note_people"),
    path("notes/<int:pk>/", views.note, name="note"),
    path("notes/<int:pk>/edit/", views.note_edit, name="note_edit"),
    path("notes/<int:pk>/undo/", views.note_undo, name="note_undo"),
    path("notes/<int:pk>/delete/", views.note_delete, name="note_delete"),
    path("notes/<int:pk>/restore/", views.note_restore, name="note_restore"),
    path("notes/<int:pk>/pin/", views.note_pin, name="note_pin"),
]
