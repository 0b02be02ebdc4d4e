"""Addresses of leads."""

from django.urls import path

from jornada.apps.leads import views
from jornada.apps.leads.disposition.urls import urlpatterns as disposition_patterns
from jornada.apps.leads.intent.urls import urlpatterns as intent_patterns
from jornada.apps.leads.scoring.urls import urlpatterns as scoring_patterns
from jornada.apps.leads.temperature.urls import urlpatterns as temperature_patterns

urlpatterns = [
    path("leads/", views.lead_list, name="lead_list"),
    path("leads/new/", views.lead_new, name="lead_new"),
    path("leads/<int:pk>/", views.lead, name="lead"),
    path("leads/<int:pk>/edit/", views.lead_edit, name="lead_edit"),
    path("leads/<int:pk>/delete/", views.lead_delete, name="lead_delete"),
    path("leads/<int:pk>/<slug:code>/", views.lead_step, name="lead_step"),
    *scoring_patterns,
    *temperature_patterns,
    *intent_patterns,
    *disposition_patterns,
]
