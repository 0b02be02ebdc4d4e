"""Addresses of the hand-off."""

from django.urls import path

from jornada.apps.handoff import views

urlpatterns = [
    path("handoff/", views.queue, name="handoff_queue"),
    path("handoff/<int:pk>/", views.offer, name="offer"),
    path("handoff/<int:pk>/<slug:code>/", views.answer, name="offer_answer"),
    path("handoff/questions/<int:pk>/", views.question, name="offer_question"),
    path("handoff/refusals/<int:pk>/", views.refusal, name="offer_refusal"),
]
