"""Find anything: one question over accounts, contacts, leads, opportunities, notes, touches and files."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from jornada.api.auth import may_read, missing
from jornada.ui.search import SHORTEST, Found, answer, source_codes

router = Router(tags=["search"])
ON_SCREEN = ("commands", "pages")


class AnythingQuery(Schema):
    q: str = Field(
        min_length=SHORTEST,
        max_length=200,
        description="words of names and notes, domains, e-mails, phones, tax ids; accents and slips are forgiven",
    )
    kinds: str = Field("", description="only these, with commas between: `accounts,contacts`; all when empty")
    limit: int = Field(6, ge=1, le=50, description="hits of each kind")


class HitOut(Schema):
    kind: str
    id: int
    title: str
    detail: str = Field(description="what the record was found by, or where it belongs")
    url: str = Field(description="its page")


class AnythingOut(Schema):
    text: str
    spelled: str = Field(description="the text that was looked for instead, when the one sent found nothing")
    items: list[HitOut]


@router.get("", response=AnythingOut, summary="Find anything")
def search(request: HttpRequest, asked: Query[AnythingQuery]) -> Any:
    """Look for a text in every kind of record that the token reads, as the search box does; the best hits first."""
    found = answer(request.auth, asked.q, asked.limit, _kinds(request, asked.kinds))
    items = [hit for group in found.found for hit in _told(request, group)]
    return {"text": found.text, "spelled": found.spelled, "items": items}


def _kinds(request: HttpRequest, asked: str) -> list[str]:
    """Return the kinds to look through; one that the token does not read is refused only when it is named."""
    known = [code for code in source_codes() if code not in ON_SCREEN]
    named = [code.strip() for code in asked.split(",") if code.strip()]
    for code in named:
        if code not in known:
            text = _("%(value)r is not known; expected one of %(known)s.") % {"value": code, "known": ", ".join(known)}
            raise ValidationError({"kinds": [text]})
        if not may_read(request, code):
            raise missing(f"{code}:read")
    return named or [code for code in known if may_read(request, code)]


def _told(request: HttpRequest, group: Found) -> list[dict[str, Any]]:
    return [
        {
            "kind": group.source.code,
            "id": hit.pk,
            "title": hit.title,
            "detail": hit.detail,
            "url": request.build_absolute_uri(hit.url),
        }
        for hit in group.hits
    ]
