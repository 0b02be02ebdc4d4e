"""What the company sets up of itself, and what is a person's own: for the menus and the page of all settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jornada.apps.org.access import is_admin
from jornada.ui.menu import SETUP, Item, register

# Code, label, page, icon, order, part of the page of all settings, what it is for.
OF_COMPANY = (
    ("company", _("Our company"), "company", "building", 5, "company",
     _("Name, CNPJ and logo as proposals carry them; usual language, time zone and currency.")),
    ("users", _("Users"), "user_list", "users", 10, "people", _("Who signs in, in which role and team.")),
    ("sign-in", _("Sign-in of the company"), "sign_in_settings", "lock", 13, "company",
     _("Second factor, and the providers through which people come in.")),
    ("roles", _("Roles"), "role_list", "shield-check", 15, "people",
     _("What each role sees and may do, down to the field.")),
    ("teams", _("Teams"), "team_list", "users-group", 20, "company", _("Who works together, and who leads them.")),
    ("calendars", _("Working calendars"), "calendar_list", "calendar-time", 25, "company",
     _("Working hours and holidays, by which deadlines count.")),
    ("fields", _("Custom fields"), "custom_field_list", "forms", 27, "data",
     _("Fields of your own on accounts, contacts, leads and opportunities.")),
    ("history", _("Change history"), "change_list", "history", 30, "people",
     _("Who changed what and when, on every record.")),
    ("sign-ins", _("Sign-ins"), "sign_in_list", "key", 32, "people",
     _("Who came in, when, from where and with what, and who tried to.")),
)  # fmt: skip
OWN = (
    ("profile", _("Your profile"), "profile", "user", 10, _("Your name, language, time zone and daily mail.")),
    ("security", _("Sign-in and security"), "security", "shield-lock", 12,
     _("Password, passkeys, second factor, signed-in browsers.")),
    ("absences", _("Absences"), "absence_list", "beach", 15, _("While you are away, new leads go to others.")),
    ("tokens", _("API tokens"), "token_list", "key", 20, _("Keys with which your own programs read and write.")),
)  # fmt: skip


def register_items() -> None:
    """Put the pages into the menus; those of the company are for administrators."""
    for code, label, page, icon, order, part, about in OF_COMPANY:
        register(Item(code, label, page, icon, SETUP, order, visible=is_admin, part=part, about=about))
    for code, label, page, icon, order, about in OWN:
        words = _("password, change password, passkey, second factor") if code == "security" else ""
        register(Item(code, label, page, icon, "user", order, part="own", about=about, words=words))
