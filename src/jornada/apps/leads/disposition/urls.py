"""Addresses of set-aside leads."""

from django.urls import path

from jornada.apps.leads.disposition import views

urlpatterns = [
    path("set-aside/", views.set_aside, name="set_aside"),
    path("settings/set-aside-reasons/", views.reason_list, name="set_aside_reasons"),
    path("settings/set-aside-reasons/new/", views.reason_new, name="set_aside_reason_new"),
    path("settings/set-aside-reasons/order/", views.reason_order, name="set_aside_reason_order"),
    path("settings/set-aside-reasons/<int:pk>/", views.reason_edit, name="set_aside_reason"),
    path("settings/set-aside-reasons/<int:pk>/delete/", views.reason_delete, name="set_aside_reason_delete"),
]
