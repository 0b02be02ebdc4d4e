"""Facts that are edited in place: `<dd {% edit_at "account" account "city" %}>Recife</dd>`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jornada.apps.org.access import as_ruled, hidden_fields, locked_fields

register = template.Library()


@register.simple_tag(takes_context=True)
def edit_at(context: Context, record: str, row: Any, field: str) -> SafeString | str:
    """Write what makes an element editable, where the page says `may_change`, or hides what the person's role hides.

    Nothing was read of that: a dash would say that there is nothing.
    """
    user, ruled = context.get("user"), as_ruled(field)
    if ruled in hidden_fields(user, record):
        return "hidden"
    if not context.get("may_change") or ruled in locked_fields(user, record):
        return ""
    return format_html('data-edit="{}" data-edit-url="{}"', field, reverse("edit_field", args=[record, row.pk, field]))
