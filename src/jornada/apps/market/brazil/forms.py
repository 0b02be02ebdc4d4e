"""The form of a text with which chats begin."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.brazil.models import ChatText
from jornada.apps.org.record_forms import RecordForm


class ChatTextForm(RecordForm):
    class Meta:
        model = ChatText
        fields = ("name", "text", "order")
        widgets = {"text": forms.Textarea({"rows": 4})}
        help_texts = {"text": _("{first_name}, {name}, {company} and {me} are filled in.")}
