"""The root of all addresses."""

from django.urls import include, path

from jornada.api.told import description
from jornada.api.urls import api
from jornada.apps.org.reset_views import MailedResetView
from jornada.edge.webhooks.api import router as webhooks
from jornada.edge.webhooks.described import messages
from jornada.project import health
from jornada.project.demo.hint import sign_in_hint
from jornada.ui import panels

api.add_router("/webhooks", webhooks)
api.messages = messages
panels.register("sign-in", "demo", 10, sign_in_hint)

urlpatterns = [
    path("health/", health.health, name="health"),
    path("auth/password/reset/", MailedResetView.as_view(), name="account_reset_password"),
    path("auth/", include("jornada.apps.org.signin.auth_urls")),
    path("auth/", include("allauth.account.urls")),
    path("api/v1/openapi.json", description),
    path("api/v1/", api.urls),
    path("", include("jornada.ui.urls")),
    path("", include("jornada.apps.org.urls")),
    path("", include("jornada.apps.market.urls")),
    path("", include("jornada.apps.interactions.urls")),
    path("", include("jornada.apps.journeys.urls")),
    path("", include("jornada.apps.leads.urls")),
    path("", include("jornada.apps.handoff.urls")),
    path("", include("jornada.apps.sales.urls")),
    path("", include("jornada.apps.insight.urls")),
    path("", include("jornada.edge.files.urls")),
    path("", include("jornada.edge.calendars.urls")),
    path("", include("jornada.edge.webhooks.urls")),
]
handler400 = "jornada.ui.errors.bad_request"
handler403 = "jornada.ui.errors.forbidden"
handler404 = "jornada.apps.org.lists.gone_views.not_found"
handler500 = "jornada.apps.org.trouble.server_error"
handler429 = "jornada.ui.errors.too_many"
