"""The form of a text with which chats begin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from jornada.apps.market.brazil.chats import places
from jornada.apps.market.brazil.models import ChatText
from jornada.apps.org.record_forms import RecordForm


class ChatTextForm(RecordForm):
    class Meta:
        model = ChatText
        fields = ("name", "text", "order")
        widgets = {"text": forms.Textarea({"rows": 4})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].help_text = _("These are filled in: %(places)s.") % {"places": ", ".join(places())}
