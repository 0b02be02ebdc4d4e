from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HandoffConfig(AppConfig):
    name = "jornada.apps.handoff"
    label = "handoff"
    verbose_name = _("Hand-off")

    def ready(self) -> None:
        from jornada.apps.handoff import day as waiting
        from jornada.apps.handoff import day_follow_ups, given_on, panels, passed_on
        from jornada.apps.handoff import day_leads as offered_leads
        from jornada.apps.handoff import leaving as ours
        from jornada.apps.handoff.queries import due_of_leads, is_marketing
        from jornada.apps.handoff.seed import add_missing_agreement
        from jornada.apps.handoff.steps import lead_steps
        from jornada.apps.handoff.tick import on_working_hours_changed
        from jornada.apps.leads import steps
        from jornada.apps.leads.queries import owned_by_one
        from jornada.apps.leads.scoring.ranking import knows_what_is_due
        from jornada.apps.org import leaving
        from jornada.apps.org.signals import records_updated, working_hours_changed
        from jornada.ui import day, menu
        from jornada.ui import panels as pages

        post_migrate.connect(add_missing_agreement, sender=self)
        working_hours_changed.connect(on_working_hours_changed, dispatch_uid="handoff.clocks")
        records_updated.connect(given_on.on_updated, dispatch_uid="handoff.given on")
        records_updated.connect(passed_on.on_updated, dispatch_uid="handoff.passed on")
        knows_what_is_due(due_of_leads)
        leaving.register(ours.part())
        for step in lead_steps():
            steps.register(step)
        menu.register(menu.Item("handoff", _("Queue"), "handoff_queue", "hourglass", "sell", 5, is_on_phone_bar=True))
        menu.register(
            menu.Item("refusals", _("Refusals"), "handoff_refusals", "thumb-down", "sell", 6, visible=is_marketing)
        )
        menu.register(
            menu.Item(
                "agreements",
                _("Agreements"),
                "agreement_list",
                "heart-handshake",
                "plan",
                50,
                part="marketing",
                about=_("What Marketing and Sales owe each other, by when."),
            )
        )
        menu.register(menu.Item("scoreboard", _("Scoreboard"), "handoff_scoreboard", "scale", "see", 40))
        day.register("questions", 12, waiting.questions)
        day.register("refusals", 13, waiting.refusals)
        day.register("leads", 15, offered_leads.waiting_leads, holds=owned_by_one)
        day.register("follow_ups", 16, day_follow_ups.follow_ups_owed, holds=day_follow_ups.open_of)
        pages.register("tasks", "offered", 10, panels.offers_of_person, place="top")
        pages.register("lead", "offer", 11, panels.offer_of_lead, place="side")
