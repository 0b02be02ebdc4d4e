"""Browser and system in words, from what the browser says of itself."""

from __future__ import annotations

from django.utils.translation import gettext as _

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
PHONES = ("iPhone", "Android")


def in_words(agent: str) -> tuple[str, str]:
    """Return the names of the browser and of the system; blank when they are not known.

    Examples
    --------
    >>> in_words("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0")
    ('Edge', 'Windows')
    >>> in_words("curl/8.5")
    ('', '')
    """
    return _first(agent, BROWSERS), _first(agent, SYSTEMS)


def named(agent: str) -> str:
    """Name browser and system in the reader's language, as far as they are known."""
    browser, system = in_words(agent)
    both = _("%(browser)s on %(system)s") % {"browser": browser, "system": system} if browser and system else ""
    return both or browser or system or _("Unknown browser")


def is_phone(agent: str) -> bool:
    return _first(agent, SYSTEMS) in PHONES


def _first(agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in names if mark in agent), "")
