"""Choosing the competitor of an opportunity: from those named before, or a new one by its name."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jornada.apps.market.competitor_actions import LONGEST, competitor_named, named_so
from jornada.apps.market.models import Competitor
from jornada.apps.market.pickers import RecordField
from jornada.apps.org import access
from jornada.apps.org.alphabet import NAME, having

MOST = 50


class CompetitorField(RecordField):
    """A competitor by its name, which no other has; one that is switched off is no suggestion but may be written."""

    def __init__(self, **options: Any) -> None:
        label = gettext_lazy("Competitor")
        super().__init__(Competitor.objects.all(), reverse_lazy("competitor_pick"), label=label, **options)
        self.widget.is_short = True

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError(
                [*error.messages, _("Choose one of the list, or create it with the button beside the field.")]
            ) from error


def competitor_pick(request: HttpRequest) -> HttpResponse:
    """Suggest competitors for the field, and offer to create one where none is called so."""
    _require_seller(request.user)
    text = " ".join(request.GET.get(request.GET.get("field", "q"), "").split())
    rows = Competitor.objects.filter(is_active=True).order_by(NAME)
    shown = {"records": list((rows.filter(having(text, "name")) if text else rows)[:MOST])}
    is_new = 0 < len(text) <= LONGEST and not named_so(text).exists()
    shown |= {"offered": text if is_new else "", "quick_url": reverse("competitor_quick")}
    return render(request, "sales/competitor_options.html", shown | {"list_id": request.GET.get("list", "")})


@require_POST
def competitor_quick(request: HttpRequest) -> HttpResponse:
    """Create a competitor by its name alone, and tell the field which one it is."""
    _require_seller(request.user)
    name = " ".join(request.POST.get("called", "").split())
    errors = [] if 0 < len(name) <= LONGEST else [_("Expected a name.")]
    made = None if errors else competitor_named(request.user, name)
    context = {"made": {"record": made, "errors": errors}, "picked": str(made or ""), "offered": name}
    return render(request, "market/picker_made.html", context)


def _require_seller(user: Any) -> None:
    is_seller = access.may(user, "opportunity", "change") and access.may_write(user, "opportunity", "competitor")
    if not is_seller:
        raise PermissionDenied
