from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

KEPT = (
    "User", "Team", "RoleRule", "ApiToken", "CustomField", "SavedView", "DefaultView", "ChosenColumns", "Tag",
    "Workspace",
)  # fmt: skip


class OrgConfig(AppConfig):
    name = "jornada.apps.org"
    label = "org"
    verbose_name = _("Org")

    def ready(self) -> None:
        from allauth.account.signals import password_reset
        from allauth.mfa.signals import authentication_failed

        from jornada.apps.org import lists as lists_of_all
        from jornada.apps.org import setup_items, statistics, tags
        from jornada.apps.org.access import hidden_names, is_admin
        from jornada.apps.org.custom import condition_fields, indexes, lists
        from jornada.apps.org.day import unread_notices
        from jornada.apps.org.invites.actions import end_after_reset
        from jornada.apps.org.kept import watch, watching
        from jornada.apps.org.queries import has_colleagues
        from jornada.apps.org.seed import add_missing_calendar
        from jornada.apps.org.signin import browsers, log
        from jornada.apps.org.signin.panels import nobody_yet, other_ways
        from jornada.apps.org.spelling import corrected
        from jornada.ui import columns, day, filters, hiding, panels, search, tour
        from jornada.ui.conditions import fields
        from jornada.ui.menu import Item, register

        search.spell_with(corrected)
        hiding.say_with(hidden_names)
        user_logged_in.connect(browsers.note_sign_in, dispatch_uid="signed-in browser")
        user_logged_in.connect(log.note_entry, dispatch_uid="sign-in")
        user_login_failed.connect(log.note_failure, dispatch_uid="failed sign-in")
        authentication_failed.connect(log.note_wrong_factor, dispatch_uid="failed second factor")
        password_reset.connect(end_after_reset, dispatch_uid="password chosen by mail")
        panels.register("sign-in", "other ways", 5, other_ways)
        panels.register("sign-in", "nobody yet", 8, nobody_yet)
        columns.provide(lists.columns)
        filters.provide(lists.filters)
        lists_of_all.register()
        tags.register()
        fields.provide(condition_fields.condition_fields)
        post_migrate.connect(indexes.make_missing, sender=self)
        post_migrate.connect(add_missing_calendar, sender=self)
        post_migrate.connect(watching.make_missing, sender=self)
        post_migrate.connect(statistics.after_migration, sender=self)
        watch(*(self.get_model(name) for name in KEPT), "mfa_authenticator")
        day.register("notices", 10, unread_notices, "side", is_mailed=False)
        register(Item("home", _("My day"), "home", "home", "see", 5, is_on_phone_bar=True))
        register(Item("jobs", _("Jobs"), "job_list", "progress", "data", 90))
        register(Item("trash", _("Trash"), "trash", "trash", "data", 95))
        setup_items.register_items()
        register(Item("tour", _("First steps"), "tour", "map-2", "user", 90))
        tour.register(
            tour.Step(
                "invite",
                50,
                _("Invite a colleague"),
                _("Selling is done by several: give them a sign-in and a role."),
                "people_invite",
                "user-plus",
                done=has_colleagues,
                visible=is_admin,
            )
        )
