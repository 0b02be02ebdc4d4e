from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    name = "jornada.apps.sales"
    label = "sales"
    verbose_name = _("Sales")

    def ready(self) -> None:
        from jornada.apps.interactions import threads
        from jornada.apps.journeys import silence_of
        from jornada.apps.market import groups
        from jornada.apps.market.segments import records
        from jornada.apps.org.access import also_show, is_admin, may_make, repeats
        from jornada.apps.org.history_panel import history_panel
        from jornada.apps.org.lists import kinds
        from jornada.apps.org.word_indexes import index_words
        from jornada.apps.sales import actions, bringing_back, closing_acts, lists, panels, silent
        from jornada.apps.sales import day as waiting
        from jornada.apps.sales.condition_fields import fields_of_opportunities
        from jornada.apps.sales.forms import OpportunityForm
        from jornada.apps.sales.group import deals_of_group
        from jornada.apps.sales.models import Opportunity
        from jornada.apps.sales.queries import open_deals_at, owned_of, pages_of_threads, visible_opportunities
        from jornada.apps.sales.seed import add_missing_pipeline, add_missing_reasons
        from jornada.ui import day, menu, search
        from jornada.ui import panels as pages
        from jornada.ui.conditions import fields

        post_migrate.connect(add_missing_pipeline, sender=self)
        post_migrate.connect(add_missing_reasons, sender=self)
        index_words(self, "Opportunity")
        threads.register_pages(pages_of_threads)
        threads.register_deals(open_deals_at)
        _rule(repeats, also_show, owned_of)
        menu.register(
            menu.Item(
                "opportunities", _("Opportunities"), "opportunity_list", "briefcase", "sell", 20, also=("/proposals/",)
            )
        )
        menu.register(
            menu.Item(
                "new_opportunity",
                _("New opportunity"),
                "opportunity_new",
                "briefcase",
                "find",
                visible=may_make("opportunity"),
            )
        )
        _find_more(menu)
        _set_up(menu, is_admin)
        menu.register(menu.Item("competitors", _("Competitors"), "competitor_list", "swords", "plan", 70))
        search.register("opportunities", _("Opportunities"), panels.find_opportunities, order=40, icon="briefcase")
        closing_acts.register()
        silence_of.register(silent.subject())
        groups.register("deals", 20, deals_of_group)
        day.register("no_next_step", 40, waiting.without_next_step, holds=waiting.open_by)
        day.register("stalled", 50, waiting.stalled, holds=waiting.open_by)
        pages.register("account", "opportunities", 30, panels.opportunities_of_account, place="side")
        pages.register("contact", "opportunities", 30, panels.opportunities_of_contact, place="side")
        pages.register("product", "opportunities", 30, panels.opportunities_of_product)
        _show_on_its_page(pages, panels)
        pages.register("opportunity", "history", 900, history_panel)
        pages.register("lead", "lost_before", 15, panels.lost_before, place="top")
        for field in fields_of_opportunities():
            fields.register("opportunity", field)
        records.register(
            records.Kind("opportunity", _("Opportunities"), _("Opportunity"), visible_opportunities, Opportunity, 40)
        )
        kinds.register(
            kinds.Kind(
                "opportunity",
                _("Opportunities"),
                Opportunity,
                visible_opportunities,
                "opportunity_list",
                lists.opportunity_options,
                OpportunityForm,
                actions.update_opportunity,
                actions.delete_opportunity,
                related=lists.RELATED,
                choices={"stage": lists.stage_choices},
                take_back=actions.put_back,
                hidden=frozenset({"lead", "thread", "amount_from_lines", "returned_as"}),
                by_record=frozenset({"stage", "engaged_on", "expected_on", "account", "contact"}),
                remember=bringing_back.remember,
                recall=bringing_back.recall,
                passed_on="outcome=open",
            )
        )


def _rule(repeats: Any, also_show: Any, owned_of: Any) -> None:
    """Hide amounts with what repeats them; let whoever owns an opportunity read its account and contact."""
    from jornada.apps.interactions.telling import note_tells, value_tells

    repeats("touch", "value", of="opportunity", source="amount")
    repeats("touch", "product", of="opportunity", source="product")
    note_tells("deal.lost", "opportunity", "loss_reason", "lost_reason")
    note_tells("lead.returned", "opportunity", "loss_reason", "lost_reason")
    value_tells("deal.won", "opportunity")
    for kind in ("account", "contact"):
        also_show(kind, "own_opportunities", owned_of(kind))


def _set_up(menu: Any, is_admin: Any) -> None:
    """Name the pages of the settings."""
    stages = _("The pipelines and their stages, with what must be done before a deal moves on.")
    terms = _("What new proposals say about payment, taxes and support, in each language.")
    lost = _("Why deals are lost, and when each buyer is asked again.")
    for code, label, url_name, icon, order, about in (
        ("pipelines", _("Pipelines"), "pipeline_list", "layout-kanban", 10, stages),
        ("loss_reasons", _("Lost reasons"), "reason_list", "circle-x", 20, lost),
        ("proposal_terms", _("Terms of proposals"), "proposal_terms", "file-text", 30, terms),
    ):
        menu.register(menu.Item(code, label, url_name, icon, menu.SETUP, order, is_admin, part="selling", about=about))


def _show_on_its_page(pages: Any, panels: Any) -> None:
    """Say what stands on the page of an opportunity."""
    pages.register("opportunity", "reach", 0, panels.reach_of, place="head")
    pages.register("opportunity", "lost_earlier", 1, panels.lost_earlier_of, place="top")
    pages.register("opportunity", "accepted", 2, panels.accepted_of, place="top")
    pages.register("opportunity", "lines", 15, panels.lines_of, jump=_("Products"))
    pages.register("opportunity", "proposals", 7, panels.proposals_of, place="side", jump=_("Proposals"))
    pages.register("opportunity", "people", 20, panels.people_of, place="side", jump=_("People"))
    pages.register("opportunity", "facts", 10, panels.opportunity_facts, place="side", jump=_("Facts"))
    pages.register("opportunity", "moves", 50, panels.moves_of, place="side")


def _find_more(menu: Any) -> None:
    """Let the search box find the other views of opportunities, which no menu shows."""
    board, months = _("kanban, board, funnel, pipeline"), _("calendar, closing dates")
    for code, label, url_name, icon, words in (
        ("board", _("Board of opportunities"), "opportunity_board", "layout-kanban", board),
        ("closings", _("Calendar of opportunities"), "opportunity_calendar", "calendar", months),
    ):
        menu.register(menu.Item(code, label, url_name, icon, "find", 170, words=words))
