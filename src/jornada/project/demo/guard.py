"""Whether the demo may be loaded here, and taking an older demo away."""

from __future__ import annotations

from django.apps import apps
from django.db import connection
from django.utils.translation import override

from jornada.apps.interactions.models import Touch
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact, Product
from jornada.apps.org.models import Team, User, Workspace
from jornada.apps.sales.models import Opportunity

_PEOPLES = (User, Team, Product, Account, Contact, Lead, Opportunity, Touch)
# what every new database starts with, and what belongs to the running machine
_KEPT = {
    *("interactions_activity", "leads_source", "sales_pipeline", "sales_pipelinestage"),
    "handoff_refusalreason",
    *("journeys_map", "journeys_stage", "org_workspace", "org_calendar", "org_calendarday"),
    *("org_workerbeat", "org_slot", "insight_copymark"),
}
_EMPTIED_APPS = (
    *("org", "market", "interactions", "journeys", "leads", "handoff", "sales", "insight"),
    *("files", "calendars"),
    *("account", "mfa", "socialaccount", "usersessions", "sessions", "django_tasks_database", "webhooks"),
)


class NotEmptyError(Exception):
    """The database holds data of somebody."""


def check_empty(*, may_replace: bool) -> bool:
    """Say whether an older demo has to be taken away first.

    Raises
    ------
    NotEmptyError
        When there are data that are not the demo's, or are and may not be replaced.
    """
    with override("en"):
        found = [str(model._meta.verbose_name_plural) for model in _PEOPLES if model.objects.exists()]
    if not found:
        return False
    is_demo = Workspace.objects.filter(is_demo=True).exists()
    if is_demo and may_replace:
        return True
    where = connection.settings_dict["NAME"]
    if is_demo:
        raise NotEmptyError(
            f"The demo company is already in {where}. To load another in its place: jornada demo --replace"
        )
    raise NotEmptyError(
        f"The database {where} is not empty: it holds {', '.join(found)}. The demo goes into an empty database only; "
        "set JORNADA_HOME to a new folder, or DATABASE_URL to an empty database."
    )


def take_away() -> None:
    """Empty all tables but those a new database starts with; call it in a transaction."""
    models = [
        model
        for label in _EMPTIED_APPS
        if label in apps.app_configs
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    names = [connection.ops.quote_name(model._meta.db_table) for model in models if model._meta.db_table not in _KEPT]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A table with deferred checks still to be made cannot be truncated.
            connection.check_constraints()
            cursor.execute(f"TRUNCATE {', '.join(names)} RESTART IDENTITY")
            return
        for name in names:
            cursor.execute(f"DELETE FROM {name}")
