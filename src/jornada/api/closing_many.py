"""Many opportunities won or lost in one call; each answers for itself, as the bulk operations do."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as Invalid
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from jornada.api.bulk import Answer
from jornada.api.rows import Line
from jornada.api.schemas import Closing, Strict
from jornada.api.selling import read_closing, read_ends
from jornada.apps.org import access
from jornada.apps.org.edits import GoneError, WrongMomentError
from jornada.apps.sales import closing
from jornada.apps.sales.queries import visible_opportunities

router = Router(tags=["opportunities"])
MOST = 200
Id = Annotated[int, Field(ge=1, lt=2**63)]


class ManyClosings(Strict):
    """One way to close for all of them."""

    outcome: Literal["won", "lost"]
    ids: list[Id] = Field(min_length=1, max_length=MOST, description="of the opportunities")
    closed_on: date | None = None
    reason: str = Field("", max_length=200, description="needed for losses without `loss_reason_id`; may be a new one")
    loss_reason_id: int | None = None
    competitor_id: int | None = None
    competitor: str = Field("", max_length=120, description="its name, in place of `competitor_id`; may be a new one")
    return_on: date | None = Field(None, description="of losses: they come back on this day")
    cancel_tasks: bool = Field(False, description="cancel what is planned on their threads")
    withdraw_proposals: bool = Field(False, description="withdraw the versions that still wait for an answer")


class Closings(Schema):
    closed: int
    refused: int
    rows: list[Answer]


@router.post("/close", response=Closings, summary="Win or lose many opportunities")
def close_opportunities(request: HttpRequest, payload: ManyClosings) -> Any:
    """Win or lose up to 200 opportunities at once, each for the amount it has; those that cannot be are refused."""
    access.require(request.auth, "opportunity", "change")
    asked = payload.dict(exclude={"outcome", "ids"})
    given = read_closing(request, Closing(**asked))
    values = _values(payload.outcome, given)
    rows = visible_opportunities(request.auth).select_related("owner", "stage").in_bulk(payload.ids)
    lines = [Line(place, {}, found=rows.get(pk)) for place, pk in enumerate(payload.ids)]
    for line in lines:
        _close(request, line, payload.outcome, values, given)
    return _told(lines)


def _values(outcome: str, given: dict[str, Any]) -> dict[str, Any]:
    values = {"closed_on": given["closed_on"], "competitor": given["competitor"]}
    if outcome == "won":
        return values
    picked = given["loss_reason"]
    if not picked and not given["reason"].strip():
        raise Invalid({"reason": [_("Say why it was lost: in words, or by a `loss_reason_id`.")]})
    words = {"reason": picked or given["reason"], "note": given["reason"] if picked else ""}
    return values | words | {"return_on": given["return_on"]}


def _close(request: HttpRequest, line: Line, outcome: str, values: dict[str, Any], given: dict[str, Any]) -> None:
    if line.found is None:
        line.refuse(404, _("Not found"))
        return
    close = closing.win if outcome == "won" else closing.lose
    try:
        with transaction.atomic():
            line.saved = close(request.auth, line.found, **values, **read_ends(request, line.found, given))
    except PermissionDenied as error:
        line.refuse(403, _("Not allowed"), str(error) or _("Your role does not reach this action."))
    except (WrongMomentError, GoneError) as error:
        line.refuse(409, _("Not at this moment"), str(error))
    except Invalid as error:
        line.refuse_values(error)


def _told(lines: list[Line]) -> dict[str, Any]:
    rows = [
        {"row": line.place, "status": 200, "id": line.saved.pk}
        if line.problem is None
        else {"row": line.place, "status": line.problem["status"], "problem": line.problem}
        for line in lines
    ]
    closed = sum(line.is_sound for line in lines)
    return {"closed": closed, "refused": len(lines) - closed, "rows": rows}
