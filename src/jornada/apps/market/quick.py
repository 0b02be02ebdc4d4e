"""A new account or contact by its name alone, from where one was to be chosen: through its form, with all its rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from jornada.apps.market import actions, queries
from jornada.apps.market.duplicates.check import Likeness
from jornada.apps.market.forms import AccountForm, ContactForm
from jornada.apps.market.models import Account
from jornada.apps.market.pickers import LONGEST, NUMBERED, RecordField, labelled
from jornada.apps.org import access
from jornada.apps.org.alphabet import called
from jornada.apps.org.edits import WrongMomentError
from jornada.rules.access import Record
from jornada.ui.addresses import is_id

SHORTEST = 2
_KINDS: dict[str, tuple[Any, Any]] = {
    "account": (AccountForm, actions.create_account),
    "contact": (ContactForm, actions.create_contact),
}


@dataclass(frozen=True)
class Made:
    """What came of it: the record, or those it is probably the same as, or why the form has to be filled in."""

    record: Any = None
    alike: list[Likeness] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def make(user: Any, record: Record, name: str, account: Account | None = None, *, is_sure: bool = False) -> Made:
    """Create a record that is called so, unless it needs more than a name or is probably there already."""
    access.require(user, record, "create")
    form_of, create = _KINDS[record]
    given = {**_as_new(form_of(user=user)), "name": name}
    form = form_of(given | ({"account": labelled(account)} if account and record == "contact" else {}), user=user)
    if not form.is_valid():
        return Made(errors=[f"{_label(form, name)}{text}" for name, found in form.errors.items() for text in found])
    if not is_sure and (alike := form.look_alikes()):
        return Made(alike=alike)
    try:
        made = create(user, form.points, **form.values())
    except WrongMomentError as error:
        return Made(errors=[str(error)])
    form.was_saved(made)
    return Made(made)


def offer(user: Any, record: Record, text: str, rows: Any) -> str:
    """Return the name under which a new record is offered; nothing where one is called so, or it may not be made."""
    name = " ".join(text.split())
    is_name = SHORTEST <= len(name) <= LONGEST and not NUMBERED.search(name)
    if not is_name or not access.may(user, record, "create"):
        return ""
    return "" if rows.filter(called(name)).exists() else name


@require_POST
def account_quick(request: HttpRequest) -> HttpResponse:
    return _answer(request, "account")


@require_POST
def contact_quick(request: HttpRequest) -> HttpResponse:
    return _answer(request, "contact")


def _answer(request: HttpRequest, record: Record) -> HttpResponse:
    """Create from a picker, and tell it what was made; what is alike can be chosen instead."""
    name = " ".join(request.POST.get("called", "").split())
    made = make(request.user, record, name, _account_of(request), is_sure="sure" in request.POST)
    context = {
        "made": made,
        "picked": labelled(made.record) if made.record else "",
        "offered": name,
        "list_id": request.POST.get("list", ""),
        "of": request.POST.get("of", ""),
        "only": request.POST.get("only", ""),
        "quick_url": request.path,
        "full_url": reverse(f"{record}_new"),
        "choices": [(labelled(one.record), one) for one in made.alike],
    }
    return render(request, "market/picker_made.html", context)


def _account_of(request: HttpRequest) -> Account | None:
    """Return the account of a new contact: the one that the form names, beyond doubt, or that the picker is of."""
    rows, of = queries.visible_accounts(request.user), request.POST.get("of", "")
    if "account" not in request.POST and is_id(of):
        return rows.filter(pk=of).first()
    try:
        return RecordField(rows, "").clean(request.POST.get("account", ""))
    except ValidationError:
        return None


def _as_new(form: Any) -> dict[str, Any]:
    """Return what the blank form would be sent with."""
    found = {name: form.get_initial_for_field(of, name) for name, of in form.fields.items()}
    ids = {name: value.pk if isinstance(value, Model) else value for name, value in found.items()}
    return {name: value for name, value in ids.items() if isinstance(value, str | int)}


def _label(form: Any, name: str) -> str:
    return f"{form.fields[name].label}: " if name in form.fields and name != "name" else ""
