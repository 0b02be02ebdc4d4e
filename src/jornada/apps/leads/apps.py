from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

KEPT = ("HeatLimits", "IntentTest", "IntentTestVersion")


class LeadsConfig(AppConfig):
    name = "jornada.apps.leads"
    label = "leads"
    verbose_name = _("Leads")

    def ready(self) -> None:
        from jornada.apps.interactions import threads, timeline
        from jornada.apps.leads import actions, disposition, intent, lists, panels, queries, scoring, temperature
        from jornada.apps.leads.condition_fields import fields_of_leads
        from jornada.apps.leads.forms import LeadForm
        from jornada.apps.leads.models import Lead
        from jornada.apps.leads.rungs import rungs_panel
        from jornada.apps.leads.seed import add_missing_sources
        from jornada.apps.market.segments import records
        from jornada.apps.org.access import also_show, may_make
        from jornada.apps.org.history_panel import history_panel
        from jornada.apps.org.kept import watch
        from jornada.apps.org.lists import kinds
        from jornada.apps.org.word_indexes import index_words
        from jornada.ui import menu, search
        from jornada.ui import panels as pages
        from jornada.ui.conditions import fields

        post_migrate.connect(add_missing_sources, sender=self)
        index_words(self, "Lead")
        watch(*(self.get_model(name) for name in KEPT))
        threads.register_pages(queries.pages_of_threads)
        timeline.register_programs(queries.program_names)
        also_show("account", "own_leads", queries.owned_of("account"))
        also_show("contact", "own_leads", queries.owned_of("contact"))
        menu.register(menu.Item("leads", _("Leads"), "lead_list", "target", "sell", 10))
        menu.register(menu.Item("new_lead", _("New lead"), "lead_new", "target", "find", visible=may_make("lead")))
        search.register("leads", _("Leads"), panels.find_leads, order=30, icon="target")
        pages.register("account", "leads", 40, panels.leads_of_account, place="side")
        pages.register("contact", "leads", 40, panels.leads_of_contact, place="side")
        pages.register("lead", "reach", 0, panels.reach_of, place="head")
        pages.register("lead", "people", 20, panels.buying_group, place="side", jump=_("People"))
        pages.register("lead", "facts", 10, panels.lead_facts, place="side", jump=_("Facts"))
        pages.register("lead", "type", 12, rungs_panel, place="side")
        pages.register("lead", "history", 900, history_panel)
        for field in fields_of_leads():
            fields.register("lead", field)
        temperature.register()
        intent.register(self)
        disposition.register(self)
        records.register(records.Kind("lead", _("Leads"), _("Lead"), queries.visible_leads, Lead, 30))
        kinds.register(
            kinds.Kind(
                "lead",
                _("Leads"),
                Lead,
                queries.visible_leads,
                "lead_list",
                lists.lead_options,
                LeadForm,
                actions.update_lead,
                actions.delete_lead,
                related=("account", "contact", "owner", "source"),
                hidden=frozenset({"thread", "utm", "type_since", "heat", "heat_until"}),
                by_record=frozenset({"account", "contact"}),
                passed_on="f=status:is:open|parked",
            )
        )
        scoring.register()
