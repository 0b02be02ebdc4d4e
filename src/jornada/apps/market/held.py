"""What must not lose its account, contact or product: why such a record stays, and what can be done instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.market.models import Product

# Names that higher apps give to their relations.
HOLDERS = {
    "leads": gettext_lazy("leads"),
    "opportunities": gettext_lazy("opportunities"),
    "touches": gettext_lazy("interactions"),
}


@dataclass(frozen=True)
class Held:
    """Why a record stays: said of it, and of many; what to do instead, and where."""

    said: str
    reason: str
    instead: str
    url: str
    label: str


def why_held(row: Model) -> Held | None:
    """Say, by one query, what refers to a record that is asked to go; None where nothing does."""
    relations = {one.name: one for one in row._meta.related_objects if one.name in HOLDERS}
    asked = {
        f"has_{name}": Exists(one.related_model._base_manager.filter(**{one.field.name: OuterRef("pk")}))
        for name, one in relations.items()
    }
    found = type(row)._base_manager.filter(pk=row.pk).values(*asked, **asked).first() if asked else None
    labels = [str(label) for name, label in HOLDERS.items() if found and found.get(f"has_{name}")]
    if not labels:
        return None
    what = get_text_list(labels, _("and"))
    said = _("“%(name)s” has %(what)s and stays.") % {"name": row, "what": what}
    return Held(said, _("has %(what)s, and stays") % {"what": what}, *_instead(row))


def _instead(row: Any) -> tuple[str, str, str]:
    if isinstance(row, Product):
        text = _("Make it inactive instead: it is offered no more.")
        return text, reverse("product_edit", args=[row.pk]), _("Edit")
    kind = str(row._meta.model_name)
    text = _("If it is here twice, merge the two: the history goes along.")
    return text, f"{reverse('duplicate_list')}?record={kind}", _("Duplicates")
