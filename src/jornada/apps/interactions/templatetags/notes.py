"""How notes are shown: `{% load notes %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from jornada.apps.interactions.notes.queries import may_edit
from jornada.apps.interactions.notes.words import html_of

register = template.Library()


@register.filter
def note_html(note: Any) -> SafeString:
    return html_of(note.text, {person.pk: person.name for person in note.mentions.all()})


@register.simple_tag
def may_edit_note(user: Any, note: Any) -> bool:
    return may_edit(user, note)
