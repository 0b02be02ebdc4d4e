"""Custom fields on record pages: `{% load custom %}{% custom_facts account %}` inside a list of facts."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jornada.apps.org.access import hidden_names
from jornada.apps.org.custom.known import active, record_of
from jornada.apps.org.custom.models import CustomField
from jornada.apps.org.custom.values import in_words
from jornada.apps.org.templatetags.inline import edit_at

register = template.Library()


@register.simple_tag(takes_context=True)
def custom_facts(context: Context, record: Any) -> SafeString:
    """Draw the custom fields of a record that the person sees as terms and descriptions; blanks as a dash."""
    kept, kind = record.custom or {}, record_of(type(record))
    hidden = hidden_names(context.get("user"), kind)
    rows = (
        (field.label, edit_at(context, kind, record, field.name), _drawn(field, kept.get(field.code)))
        for field in active(kind)
        if field.name not in hidden
    )
    return format_html_join("", "<dt>{}</dt><dd {}>{}</dd>", rows)


def _drawn(field: CustomField, value: Any) -> SafeString | str:
    if field.type == "link" and value:
        link = '<a href="{}" rel="noopener noreferrer" target="_blank">{}</a>'
        return format_html(link, value, value.partition("://")[2].rstrip("/"))
    return in_words(field, value) or "–"
