"""Winning and losing many selected opportunities at once; each is closed, noted and reopened as one alone is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jornada.apps.org import edits
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.jobs import JobFailedError
from jornada.apps.org.lists.acts import Act, Do, Tally
from jornada.apps.org.lists.acts import register as register_act
from jornada.apps.org.lists.kinds import Kind
from jornada.apps.sales import closing, queries
from jornada.apps.sales.actions import today
from jornada.apps.sales.closing_forms import AsksWhom, CloseAsking
from jornada.apps.sales.loose_ends import planned
from jornada.apps.sales.models import Opportunity, StageMove

Close = Callable[..., Opportunity]
ENDS = ("withdraw", "cancel")


class ManyForm(CloseAsking):
    """What closing many asks: one day and one competitor for all, and whether their loose ends are tied up."""

    withdraw = forms.BooleanField(label=gettext_lazy("Withdraw the proposals that wait for an answer"), required=False)
    cancel = forms.BooleanField(label=gettext_lazy("Cancel what is planned"), required=False)

    def __init__(self, user: Any, data: QueryDict | None) -> None:
        super().__init__(data, user=user)
        self.offer_competitors()
        if queries.hides_amounts(user):
            del self.fields["withdraw"]


class WinManyForm(ManyForm):
    def __init__(self, user: Any, data: QueryDict | None) -> None:
        super().__init__(user, data)
        self.fields["closed_on"].help_text = _("Each is won for the amount that the buyer accepted, else that it has.")
        self.order_fields(("competitor", "closed_on", *ENDS))
        self.leave_out_locked()


class LoseManyForm(AsksWhom, ManyForm):
    def __init__(self, user: Any, data: QueryDict | None) -> None:
        super().__init__(user, data)
        self.offer_reasons()
        self.order_fields(("reason", "competitor", "unknown", "note", "closed_on", "return_on", *ENDS))
        self.leave_out_locked()
        self.ask_whom()


def _preparing(form_of: type[ManyForm], close: Close, why_not: Callable[[Opportunity], str]) -> Any:
    def prepare(user: Any, kind: Kind, values: QueryDict) -> Do:
        form = form_of(user, values)
        if not form.is_valid():
            raise JobFailedError(" ".join(text for found in form.errors.values() for text in found))
        return lambda rows, tally: close_many(user, rows, close, form.cleaned_data, tally, why_not)

    return prepare


def close_many(
    user: Any,
    rows: Sequence[Opportunity],
    close: Close,
    values: dict[str, Any],
    tally: Tally,
    why_not: Callable[[Opportunity], str] = lambda _row: "",
) -> None:
    """Close rows that the caller holds; what cannot be is left, with the reason."""
    given = {name: value for name, value in values.items() if name not in ENDS}
    for row in rows:
        if why := why_not(row) or _too_early(row, given["closed_on"]):
            tally.leave(why)
            continue
        cancel = planned(row) if values.get("cancel") else ()
        try:
            close(user, row, withdraw=bool(values.get("withdraw")), cancel=cancel, **given)
        except (PermissionDenied, WrongMomentError) as error:
            tally.leave(str(error) or _("not yours to change"))
            continue
        except edits.GoneError:
            tally.leave(_("deleted meanwhile"))
            continue
        tally.made.append(_last_move(row).pk)
        tally.changed += 1


def _without_amount(row: Opportunity) -> str:
    known = row.amount if row.amount is not None else queries.accepted_amount(row, row.currency)
    return _("it has no amount that it was sold at") if known is None else ""


def _too_early(row: Opportunity, closed_on: Any) -> str:
    is_before = row.engaged_on and (closed_on or today()) < row.engaged_on
    return _("it cannot close before the day it was engaged") if is_before else ""


def _reopen(user: Any, kind: Kind, made: Sequence[int]) -> Tally:
    """Open again what still stands as it was closed then."""
    tally = Tally()
    moves = StageMove.objects.filter(pk__in=made).select_related("opportunity__owner", "opportunity__stage")
    for move in moves:
        row = move.opportunity
        if _last_move(row).pk != move.pk:
            continue
        try:
            closing.reopen(user, row)
        except (PermissionDenied, WrongMomentError):
            continue
        tally.changed += 1
    if tally.changed < len(made):
        tally.leave(_("changed since"), len(made) - tally.changed)
    return tally


def _last_move(row: Opportunity) -> StageMove:
    return row.moves.order_by("at", "id").last()


def register() -> None:
    win = _preparing(WinManyForm, closing.win, _without_amount)
    lose = _preparing(LoseManyForm, closing.lose, lambda _row: "")
    for code, label, icon, order, prepare, form, done in (
        ("win", gettext_lazy("Mark as won"), "trophy", 20, win, WinManyForm, _won),
        ("lose", gettext_lazy("Mark as lost"), "circle-x", 21, lose, LoseManyForm, _lost),
    ):
        own: dict[str, Any] = {"undo": _reopen, "records": ("opportunity",), "done": done}
        register_act(Act(code, label, icon, order, prepare, _asked(form), **own))


def _won(number: int) -> str:
    return ngettext("%(n)s opportunity won.", "%(n)s opportunities won.", number) % {"n": number}


def _lost(number: int) -> str:
    return ngettext("%(n)s opportunity lost.", "%(n)s opportunities lost.", number) % {"n": number}


def _asked(form_of: type[ManyForm]) -> Any:
    return lambda user, _kind, data, _asked: form_of(user, data)
