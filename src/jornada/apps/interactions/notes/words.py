"""A note as it stands on the page: paragraphs, links, bold, mentions; nothing that could run."""

from __future__ import annotations

import re
from collections.abc import Mapping

import nh3
from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

from jornada.rules.mentions import marked

# Signs of the private area stand for the tags until the text has been escaped.
OPEN, CLOSE = "\ue000", "\ue001"
BOLD = re.compile(r"(?<![\w*])\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*(?![\w*])")
TAGS = {"a", "b", "br", "p", "span"}


def html_of(text: str, names: Mapping[int, str]) -> SafeString:
    """Write a note as HTML. All of it is escaped first; what is added are our own tags, which are cleaned again."""
    plain = text.replace(OPEN, "").replace(CLOSE, "")
    linked = urlize(marked(plain, names, OPEN, CLOSE), nofollow=True, autoescape=True)
    bold = BOLD.sub(r"<b>\1</b>", linked)
    named = bold.replace(OPEN, '<span class="j-mention">').replace(CLOSE, "</span>")
    cleaned = nh3.clean(
        linebreaks(named),
        tags=TAGS,
        attributes={"a": {"href"}},
        allowed_classes={"span": {"j-mention"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return mark_safe(cleaned)  # noqa: S308 (escaped above, cleaned by nh3)
