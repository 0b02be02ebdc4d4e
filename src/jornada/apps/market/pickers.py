"""A field that picks one record among a million: a text box whose list of suggestions the server fills.

Without JavaScript the name is typed in full. A suggestion reads `Acme (#12)`, or `Ana · Acme (#7)`; the number
decides. What a record has is shown by its name, as long as no other bears it.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import Case, Model, QuerySet, When
from django.utils.translation import gettext as _

from jornada.apps.org.alphabet import called

# No name is longer, and SQLite compares no longer ones.
LONGEST = 1000
# Other fields of text ask it by themselves; PostgreSQL takes no NUL in a question either.
refuse_nul = ProhibitNullCharactersValidator()
NUMBERED = re.compile(r"\(#([0-9]{1,18})\)\s*$")


class PickerWidget(forms.TextInput):
    """The text box and its list; `url` answers the suggestions, `of` is the account whose people come first.

    A list that is short is there before anything is typed.
    """

    template_name = "market/picker.html"

    def __init__(self, url: str, of: int | None = None, *, is_short: bool = False) -> None:
        super().__init__({"autocomplete": "off"})
        self.url, self.of, self.is_short = url, of, is_short

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_list"
        asked = {"field": name, "list": list_id} | ({"of": self.of} if self.of else {})
        context["widget"] |= {"url": f"{self.url}?{urlencode(asked)}", "of": self.of, "list_id": list_id}
        context["widget"]["at_once"] = self.is_short
        return context


class PersonSelect(forms.Select):
    """The people of an account (`of`) to choose from, and a new one who joins it; `url` makes it, where one may."""

    template_name = "market/person_select.html"
    of: int | None = None
    url = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"url": self.url, "of": self.of}
        context["widget"]["list_id"] = f"{context['widget']['attrs'].get('id', name)}_list"
        return context


class RecordField(forms.Field):
    """Reads `Acme (#12)`, or a name that only one visible record bears; the very name goes before other letters.

    `own` is what the form was filled in with: it may stay, also where the person sees it by this record only.
    """

    def __init__(self, rows: QuerySet, url: str, own: Any = None, of: int | None = None, **options: Any) -> None:
        super().__init__(widget=PickerWidget(url, of), **{"required": False, **options})
        self.rows, self.own = rows, getattr(own, "pk", own)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = self.rows.model._default_manager.filter(pk=value).first()
        return self._named(value) if isinstance(value, Model) else value

    def _named(self, record: Model) -> str:
        """Show the name alone where it leads back to the record, and else its number too."""
        name = str(record)
        leads_back = not NUMBERED.search(name) and self._called(name) == [record]
        return name if leads_back else labelled(record)

    def to_python(self, value: Any) -> Model | None:
        text = str(value or "").strip()
        if not text:
            return None
        refuse_nul(text)
        matches = self._matches(text)
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise ValidationError(_("Several are named “%(name)s”: choose one of the list.") % {"name": text})
        kind = self.rows.model._meta.verbose_name
        raise ValidationError(_("There is no %(kind)s named “%(name)s”.") % {"kind": kind, "name": text})

    def _matches(self, text: str) -> list[Model]:
        """Find at most two: by number; by the very name; else by one with other capitals or accents."""
        numbered = NUMBERED.search(text)
        if numbered and int(numbered[1]) == self.own:
            return list(self.rows.model._default_manager.filter(pk=self.own))
        if numbered:
            return list(self.rows.filter(pk=numbered[1]))
        return [] if len(text) > LONGEST else self._called(text)

    def _called(self, name: str) -> list[Model]:
        """Find at most two; those with the very name come first in one question of the index.

        A condition on the very name beside it made SQLite take both for constants, and walk over all names.
        """
        very_first = Case(When(name=name, then=0), default=1)
        found = list(self.rows.filter(called(name)).order_by(very_first, "pk")[:2])
        return [record for record in found if str(record) == name] or found

    def has_changed(self, initial: Any, data: Any) -> bool:
        given, shown = str(data or ""), str(self.prepare_value(initial) or "")
        number = NUMBERED.search(given)
        return given != shown and not (number and number[1] == str(getattr(initial, "pk", initial)))


def labelled(record: Model) -> str:
    """Name a record so that it can be found again."""
    return f"{record} (#{record.pk})"
