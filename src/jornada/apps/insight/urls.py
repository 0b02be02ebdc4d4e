from django.urls import path

from jornada.apps.insight import kpi_views, views

urlpatterns = [
    path("journey/", views.journey, name="journey"),
    path("journey/rows/<slug:what>/", views.journey_rows, name="journey_rows"),
    path("journey/rows/<slug:what>/<str:at>/", views.journey_rows, name="journey_rows"),
    path("kpis/", kpi_views.kpis, name="kpis"),
    path("kpis/rows/<slug:what>/", kpi_views.kpi_rows, name="kpi_rows"),
]
