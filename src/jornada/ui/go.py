"""Pages and actions as search results: "nova conta", "import", "kpi", "tema escuro".

Whatever stands in a menu is found by its label, in either language; `FIND` is a group for what no menu shows. What is
done at once, without a page, is in `deeds`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import override
from rapidfuzz import fuzz

from jornada.ui import menu
from jornada.ui.deeds import DEEDS, Deed
from jornada.ui.search import Hit

FIND = "find"
GROUPS = (FIND, "quick", *menu.GROUPS, menu.SETUP, "user")
NEAR = 80.0


def find_commands(user: Any, text: str, limit: int) -> Iterator[Hit]:
    """Give the pages and deeds that are called exactly so, in either language: they come before names of records."""
    asked = _bare(text).strip()
    yield from (hit for hit, names in islice((one for one in _all(user) if asked in one[1]), limit))


def find_pages(user: Any, text: str, limit: int) -> Iterator[Hit]:
    """Give the other pages and deeds that have a word like each word typed, the nearest first."""
    asked = _bare(text).strip()
    others = [(_nearness(asked.split(), names), hit) for hit, names in _all(user) if asked not in names]
    best = sorted((row for row in others if row[0] >= NEAR), key=lambda row: -row[0])
    yield from (hit for _mark, hit in best[:limit])


def offered_actions(user: Any, text: str, limit: int) -> Iterator[Hit]:
    """Give what is done most: record, make, import."""
    for item, url in islice(menu.all_items(user, ("quick", FIND)), limit):
        yield _page(item, url)


def _page(item: menu.Item, url: str) -> Hit:
    return Hit(str(item.label), url, "", item.icon)


def _deed(deed: Deed) -> Hit:
    return Hit(str(deed.label), reverse(deed.url_name), "", deed.icon, values=dict(deed.values))


def _all(user: Any) -> list[tuple[Hit, list[str]]]:
    """Return every page that the person may see and every deed, each with its names in both languages.

    Kept with the person, who is read anew for each request: one search asks twice.
    """
    known = getattr(user, "_pages", None)
    if known is None:
        pages = [(_page(item, url), _names_of(item)) for item, url in menu.all_items(user, GROUPS)]
        known = [*pages, *((_deed(deed), _names(deed.label, deed.words)) for deed in DEEDS)]
        if user is not None:
            user._pages = known
    return known


def _nearness(asked: list[str], names: list[str]) -> float:
    """Say how near one is, 0 to 100: the worst word that was typed counts."""
    return _near_words(asked, [word for name in names for word in name.split()])


def _near_words(asked: list[str], words: list[str]) -> float:
    return min((max((_near(one, word) for word in words), default=0.0) for one in asked), default=0.0)


def _near(asked: str, word: str) -> float:
    if word.startswith(asked):
        return 100.0
    # One slip in a word of five letters or more.
    return fuzz.ratio(asked, word) if len(asked) > 4 else 0.0


@lru_cache(maxsize=1000)
def _names_of(item: menu.Item) -> list[str]:
    return _names(item.label, item.words)


def _names(label: str | Promise, more: str | Promise) -> list[str]:
    names = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            names += [_bare(name).strip() for name in (str(label), *str(more).split(",")) if name]
    return names


def _bare(text: str) -> str:
    marked = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in marked if not unicodedata.combining(sign))
