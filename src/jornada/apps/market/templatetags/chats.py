"""Links that open chats: `{% load chats %}`."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def chat_url(chat: Any, way: Any) -> str:
    return chat.url(way.digits)
