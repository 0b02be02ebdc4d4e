"""Addresses of the second factor and of providers, under `/auth/`; own pages before allauth's."""

from django.urls import include, path
from django.views.generic import RedirectView

from jornada.apps.org.invites import entry_views
from jornada.apps.org.signin import oidc_views, second_step

to_security = RedirectView.as_view(pattern_name="security")

urlpatterns = [
    path("welcome/<str:text>/", entry_views.entry, name="entry"),
    path("2fa/", to_security, name="mfa_index"),
    path("2fa/webauthn/", to_security, name="mfa_list_webauthn"),
    path("2fa/authenticate/", second_step.authenticate, name="mfa_authenticate"),
    path("2fa/", include("allauth.mfa.urls")),
    path("oidc/<str:provider_id>/login/", oidc_views.begin, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", oidc_views.come_back, name="openid_connect_callback"),
    path("provider/cancelled/", oidc_views.cancelled, name="socialaccount_login_cancelled"),
    path("provider/error/", oidc_views.failed, name="socialaccount_login_error"),
    path("provider/unknown/", oidc_views.unknown, name="socialaccount_signup"),
    path("provider/", to_security, name="socialaccount_connections"),
]
