"""Addresses of the pages about signing in."""

from django.urls import path

from jornada.apps.org.signin import company_views, log_views, views

urlpatterns = [
    path("settings/security/", views.security, name="security"),
    path("settings/security/sign-ins/", log_views.own, name="own_sign_ins"),
    path("settings/sign-ins/", log_views.sign_in_list, name="sign_in_list"),
    path("settings/security/browsers/end/", views.browsers_end, name="browsers_end"),
    path("settings/security/browsers/<int:pk>/end/", views.browser_end, name="browser_end"),
    path("settings/sign-in/", company_views.company, name="sign_in_settings"),
    path("settings/sign-in/providers/new/", company_views.provider_new, name="provider_new"),
    path("settings/sign-in/providers/<int:pk>/", company_views.provider_edit, name="provider_edit"),
    path("settings/sign-in/providers/<int:pk>/delete/", company_views.provider_delete, name="provider_delete"),
    path("settings/users/<int:pk>/factors/remove/", company_views.factors_remove, name="factors_remove"),
]
