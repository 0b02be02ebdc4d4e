"""Icons: a reference into the sprite that the front-end build makes from Tabler's icons."""

from __future__ import annotations

from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SPRITE = "dist/icons.svg"
HIDDEN = mark_safe('aria-hidden="true"')


def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Draw an icon; with a label it speaks to screen readers, without it is ornament."""
    return _drawn(name, str(label), size)


@lru_cache(maxsize=2048)  # a page has dozens, and there are few different ones
def _drawn(name: str, label: str, size: str) -> SafeString:
    spoken = format_html('role="img" aria-label="{}"', label) if label else HIDDEN
    return format_html(
        '<svg class="j-icon" data-size="{}" {}><use href="{}#{}"></use></svg>', size, spoken, static(SPRITE), name
    )
