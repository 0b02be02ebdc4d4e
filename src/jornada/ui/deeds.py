"""What the search box does at once instead of opening a page: switch the theme or the language, sign out.

Each is a form that is posted; it is found by its name in either language and by a few words people try first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Deed:
    """A form of one button; `words` are other names for it, with commas between."""

    label: str | Promise
    url_name: str
    icon: str
    values: Mapping[str, str] = field(default_factory=dict)
    words: str | Promise = ""


def _theme(choice: str, label: str | Promise, icon: str) -> Deed:
    return Deed(label, "ui:preferences", icon, {"theme": choice}, _("mode, appearance, colours, day, night"))


def _language(code: str, label: str | Promise) -> Deed:
    return Deed(label, "ui:preferences", "language", {"language": code})


DEEDS = (
    _theme("dark", _("Dark theme"), "moon"),
    _theme("light", _("Light theme"), "sun"),
    _theme("auto", _("Theme like the device"), "device-desktop"),
    _language("pt-br", _("Language: Portuguese")),
    _language("en", _("Language: English")),
    Deed(_("Sign out"), "account_logout", "logout", words=_("logout, leave, end session")),
)
