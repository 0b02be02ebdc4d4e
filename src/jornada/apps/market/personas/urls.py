"""Addresses of personas."""

from django.urls import path

from jornada.apps.market.personas import views

urlpatterns = [
    path("personas/", views.persona_list, name="persona_list"),
    path("personas/new/", views.persona_new, name="persona_new"),
    path("personas/<int:pk>/", views.persona, name="persona"),
    path("personas/<int:pk>/edit/", views.persona_edit, name="persona_edit"),
    path("personas/<int:pk>/delete/", views.persona_delete, name="persona_delete"),
    path("personas/<int:pk>/validate/", views.persona_validate, name="persona_validate"),
    path("personas/validations/<int:pk>/withdraw/", views.validation_withdraw, name="validation_withdraw"),
    path("contacts/<int:pk>/persona/", views.contact_persona, name="contact_persona"),
    path("contacts/<int:pk>/persona/rule/", views.contact_persona_rule, name="contact_persona_rule"),
]
