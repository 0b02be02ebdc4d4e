from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketConfig(AppConfig):
    name = "jornada.apps.market"
    label = "market"
    verbose_name = _("Market")

    def ready(self) -> None:
        from jornada.apps.market import condition_fields, duplicates, found, panels, personas, profiles, segments
        from jornada.apps.market.day import others_changes
        from jornada.apps.market.kinds import register_kinds
        from jornada.apps.org.access import may_make
        from jornada.apps.org.history_panel import history_panel
        from jornada.apps.org.words import index_words
        from jornada.ui import day, menu, search
        from jornada.ui import panels as pages
        from jornada.ui.conditions import fields

        index_words(self, "Account", "Contact")
        menu.register(
            menu.Item("accounts", _("Accounts"), "account_list", "building", "market", 10, is_on_phone_bar=True)
        )
        menu.register(menu.Item("contacts", _("Contacts"), "contact_list", "users", "market", 20))
        menu.register(menu.Item("products", _("Products"), "product_list", "package", "market", 90))
        menu.register(
            menu.Item("new_account", _("New account"), "account_new", "building", "find", visible=may_make("account"))
        )
        menu.register(
            menu.Item("new_contact", _("New contact"), "contact_new", "user", "find", visible=may_make("contact"))
        )
        search.register("accounts", _("Accounts"), found.find_accounts, order=10, icon="building")
        search.register("contacts", _("Contacts"), found.find_contacts, order=20, icon="user")
        pages.register("account", "facts", 10, panels.account_facts, place="side")
        pages.register("account", "people", 20, panels.people_of_account, place="side")
        pages.register("contact", "facts", 10, panels.contact_facts, place="side")
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
