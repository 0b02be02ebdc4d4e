"""The icon of each channel."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from jornada.ui.icons import icon

register = template.Library()

ICONS = {
    "email": "mail",
    "phone": "phone",
    "in_person": "users",
    "video": "video",
    "chat": "message-circle",
    "whatsapp": "brand-whatsapp",
    "web": "world",
    "social": "share-3",
    "event": "calendar-event",
    "post": "mailbox",
    "ads": "ad-2",
    "support": "headset",
    "commerce": "shopping-cart",
    "todo": "checkbox",
}


@register.simple_tag
def channel_icon(channel: str, label: str = "") -> SafeString:
    """Draw the icon of a channel; an unknown one is a point."""
    return icon(ICONS.get(channel, "point"), label)
