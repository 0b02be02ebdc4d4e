"""Behaviours and stages in plain words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jornada.apps.interactions.activities import activities
from jornada.apps.interactions.models import Actor, Channel, Direction, Outcome
from jornada.apps.market.models import Contact, Product
from jornada.rules.stages import Behaviour
from jornada.ui.numbers import days

FILTERS = (
    ("channels", Channel),
    ("directions", Direction),
    ("by", Actor),
    ("outcomes", Outcome),
    ("roles", Contact.BuyingRole),
)


class Words:
    """Labels of activities and products, read once, to write many behaviours."""

    def __init__(self) -> None:
        self._labels = {activity.code: activity.label for activity in activities()}
        self._products: dict[int, str] = {}

    def activity(self, code: str) -> str:
        return self._labels.get(code, code)

    def behaviour(self, behaviour: Behaviour) -> str:
        """Say what counts, how often and within which span."""
        what = joined_by_or([self.activity(code) for code in behaviour.activities])
        return " ".join(part for part in (what, _how_often(behaviour), self._only(behaviour)) if part)

    def _only(self, behaviour: Behaviour) -> str:
        named = [str(choices(value).label) for name, choices in FILTERS for value in _known(behaviour, name, choices)]
        if behaviour.product is not None:
            named.append(self._product(behaviour.product))
        return _("(only: %(what)s)") % {"what": ", ".join(named)} if named else ""

    def _product(self, pk: int) -> str:
        if pk not in self._products:
            found: Model | None = Product.objects.filter(pk=pk).first()
            self._products[pk] = str(found or pk)
        return self._products[pk]


def joined_by_or(parts: list[str]) -> str:
    """Join texts into a list that offers a choice."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s or %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def span_in_words(span: timedelta) -> str:
    return days(span / timedelta(days=1))


def _how_often(behaviour: Behaviour) -> str:
    if behaviour.at_least == 1:
        return ""
    times = ngettext("at least %(n)s time", "at least %(n)s times", behaviour.at_least) % {"n": behaviour.at_least}
    if behaviour.within is None:
        return times
    return _("%(times)s within %(span)s") % {"times": times, "span": span_in_words(behaviour.within)}


def _known(behaviour: Behaviour, name: str, choices: Any) -> list[str]:
    return [value for value in getattr(behaviour, name) if value in choices.values]
