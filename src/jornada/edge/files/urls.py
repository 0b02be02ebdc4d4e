from django.urls import path

from jornada.edge.files import list_view, views
from jornada.edge.files.whole import views as whole

urlpatterns = [
    path("settings/everything/", whole.whole, name="whole"),
    path("settings/everything/make/", whole.whole_make, name="whole_make"),
    path("settings/everything/<int:pk>/archive.zip", whole.whole_fetch, name="whole_fetch"),
    path("imports/", list_view.import_list, name="import_list"),
    path("imports/new/", views.import_new, name="import_new"),
    path("imports/<uuid:pk>/", views.import_detail, name="import_detail"),
    path("imports/<uuid:pk>/mapping/", views.import_mapping, name="import_mapping"),
    path("imports/<uuid:pk>/values/", views.import_values, name="import_values"),
    path("imports/<uuid:pk>/run/", views.import_run, name="import_run"),
    path("imports/<uuid:pk>/back/", views.import_back, name="import_back"),
    path("imports/<uuid:pk>/delete/", views.import_delete, name="import_delete"),
    path("imports/<uuid:pk>/refused/<int:place>/", views.import_refused, name="import_refused"),
    path("imports/<uuid:pk>/undo/", views.import_undo, name="import_undo"),
    path("imports/<uuid:pk>/again/", views.import_again, name="import_again"),
    path("imports/<uuid:pk>/sheets/", views.import_sheets, name="import_sheets"),
    path("imports/<uuid:pk>/report/", views.import_report, name="import_report"),
]
