from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketConfig(AppConfig):
    name = "jornada.apps.market"
    label = "market"
    verbose_name = _("Market")

    def ready(self) -> None:
        from jornada.apps.market import (
            condition_fields,
            duplicates,
            found,
            panels,
            personas,
            profiles,
            queries,
            reach,
            segments,
        )
        from jornada.apps.market.day import others_changes
        from jornada.apps.market.fields import shown_phone, shown_phones
        from jornada.apps.market.kinds import register_kinds
        from jornada.apps.market.models import Segment
        from jornada.apps.market.queries import may_keep_products as keeps_texts
        from jornada.apps.market.segments.queries import may_make as may_make_segments
        from jornada.apps.org import change_words
        from jornada.apps.org.access import may_make
        from jornada.apps.org.history_panel import history_panel
        from jornada.apps.org.kept import watch
        from jornada.apps.org.word_indexes import index_words
        from jornada.ui import day, menu, search, tour
        from jornada.ui import panels as pages
        from jornada.ui.conditions import fields

        index_words(self, "Account", "Contact")
        watch(self.get_model("Industry"))
        menu.register(menu.Item("accounts", _("Accounts"), "account_list", "building", "market", 10))
        menu.register(menu.Item("contacts", _("Contacts"), "contact_list", "users", "market", 20))
        menu.register(menu.Item("products", _("Products"), "product_list", "package", "plan", 60))
        menu.register(
            menu.Item("new_account", _("New account"), "account_new", "building", "find", visible=may_make("account"))
        )
        menu.register(
            menu.Item("new_contact", _("New contact"), "contact_new", "user", "find", visible=may_make("contact"))
        )
        menu.register(
            menu.Item(
                "whatsapp",
                _("WhatsApp texts"),
                "chat_text_list",
                "brand-whatsapp",
                menu.SETUP,
                45,
                visible=keeps_texts,
                part="selling",
                about=_("Texts to begin a conversation with."),
            )
        )
        for code, text, place, is_for in (
            ("accounts_file", _("Import a file of another CRM, or begin with a single company."), "import_new", True),
            ("accounts", _("Begin with a company that you sell to."), "account_new", False),
        ):
            tour.register(
                tour.Step(
                    code,
                    10,
                    _("Bring your accounts"),
                    text,
                    place,
                    "building",
                    done=lambda user: queries.visible_accounts(user).exists(),
                    visible=lambda user, is_for=is_for: may_make("account")(user) and keeps_texts(user) == is_for,
                )
            )
        tour.register(
            tour.Step(
                "segment",
                40,
                _("Make a segment"),
                _("Who are the buyers you care about? Save them as a condition that stays up to date."),
                "segment_new",
                "filter",
                done=lambda user: Segment.objects.filter(owner=user).exists(),
                visible=may_make_segments,
            )
        )
        search.register("accounts", _("Accounts"), found.find_accounts, order=10, icon="building")
        search.register("contacts", _("Contacts"), found.find_contacts, order=20, icon="user")
        change_words.write_as("phone", shown_phone)
        change_words.write_as("points.phone", shown_phones)
        for record in ("account", "contact"):
            pages.register(record, "reach", 0, reach.reach_record, place="head")
        pages.register("account", "facts", 10, panels.account_facts, place="side", jump=_("Facts"))
        pages.register("account", "branches", 15, panels.branches_of_account, place="side")
        pages.register("account", "people", 20, panels.people_of_account, place="side", jump=_("People"))
        pages.register("contact", "people", 50, panels.people_beside, place="side")
        pages.register("contact", "facts", 10, panels.contact_facts, place="side", jump=_("Facts"))
        for record in ("account", "contact", "product"):
            pages.register(record, "history", 900, history_panel)
        for field in condition_fields.fields_of_accounts():
            fields.register("account", field)
        for field in condition_fields.fields_of_contacts():
            fields.register("contact", field)
        day.register("changes", 30, others_changes, "side")
        register_kinds()
        segments.register()
        profiles.register()
        personas.register()
        duplicates.register()
