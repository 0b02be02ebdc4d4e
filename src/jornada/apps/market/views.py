"""Pages of accounts and contacts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jornada.apps.market import actions, lists, queries
from jornada.apps.market.duplicates.kinds import kind_of
from jornada.apps.market.duplicates.queries import moved_to
from jornada.apps.market.forms import AccountForm, ContactForm
from jornada.apps.market.held import why_held
from jornada.apps.market.models import Account, Contact
from jornada.apps.market.quick import offer
from jornada.apps.org import access
from jornada.apps.org.record_pages import delete_page, form_page, seen_or_404
from jornada.rules.access import RECORDS, Action, Record
from jornada.ui.addresses import is_id
from jornada.ui.listing import build, respond
from jornada.ui.paging import UNKEPT


def account_list(request: HttpRequest) -> Any:
    rows = reachable(request, "account", queries.visible_accounts).select_related("owner", "industry")
    listing = build(request, "account", rows, **lists.account_options(request))
    context = {
        "title": _("Accounts"),
        "may_create": access.may(request.user, "account", "create"),
        "may_import": access.may(request.user, "account", "import"),
        "empty_template": "market/account_empty.html",
    }
    return respond(request, listing, "market/account_list.html", context)


def account(request: HttpRequest, pk: int) -> HttpResponse:
    if survivor := _taken_in_by(request, "account", pk):
        return redirect(survivor, permanent=False)
    record = _account(request, pk, "industry", "owner", "parent")
    context = {
        "account": record,
        "may_change": access.may(request.user, "account", "change", record),
        "may_delete": (may_delete := access.may(request.user, "account", "delete", record)),
        "held": why_held(record) if may_delete else None,
        "may_make": _may_make(request),
    }
    return render(request, "market/account.html", context)


def account_new(request: HttpRequest) -> HttpResponse:
    access.require(request.user, "account", "create")
    head = _account_asked_for(request, "parent")
    initial = {"name": request.GET.get("name", "")[:200], "parent": head}
    form = AccountForm(request.POST or None, user=request.user, initial=initial)
    return form_page(
        request,
        form,
        lambda form: actions.create_account(request.user, form.points, **form.values()),
        title=_("New branch") if head else _("New account"),
        back=head.get_absolute_url() if head else reverse("account_list"),
        template="market/account_form.html",
    )


def account_edit(request: HttpRequest, pk: int) -> HttpResponse:
    record = _account(request, pk, "industry", "owner")
    access.require(request.user, "account", "change", record)
    form = AccountForm(request.POST or None, instance=record, user=request.user)
    return form_page(
        request,
        form,
        lambda form: actions.update_account(request.user, record, form.seen, form.points, **form.values()),
        title=record.name,
        back=record.get_absolute_url(),
        template="market/account_form.html",
    )


def account_delete(request: HttpRequest, pk: int) -> HttpResponse:
    record = _account(request, pk, "owner")
    access.require(request.user, "account", "delete", record)
    return delete_page(
        request,
        record,
        lambda: actions.delete_account(request.user, record),
        back=record.get_absolute_url(),
        to=reverse("account_list"),
        held=why_held(record),
        warning=_("Its contacts stay, without a company."),
    )


def account_pick(request: HttpRequest) -> HttpResponse:
    """Suggest accounts for a picker field."""
    return _suggest(request, "account", queries.visible_accounts(request.user))


def contact_list(request: HttpRequest) -> Any:
    rows = reachable(request, "contact", queries.visible_contacts).select_related("owner", "account")
    listing = build(request, "contact", rows, **lists.contact_options(request))
    context = {
        "title": _("Contacts"),
        "may_create": access.may(request.user, "contact", "create"),
        "may_import": access.may(request.user, "contact", "import"),
        "empty_template": "market/contact_empty.html",
    }
    return respond(request, listing, "market/contact_list.html", context)


def contact(request: HttpRequest, pk: int) -> HttpResponse:
    if survivor := _taken_in_by(request, "contact", pk):
        return redirect(survivor, permanent=False)
    record = _contact(request, pk)
    context = {
        "contact": record,
        "may_change": access.may(request.user, "contact", "change", record),
        "may_delete": (may_delete := access.may(request.user, "contact", "delete", record)),
        "held": why_held(record) if may_delete else None,
        "may_make": _may_make(request),
    }
    return render(request, "market/contact.html", context)


def contact_new(request: HttpRequest) -> HttpResponse:
    access.require(request.user, "contact", "create")
    found = _account_asked_for(request)
    initial = {"name": request.GET.get("name", "")[:200]} | ({"account": found} if found else {})
    form = ContactForm(request.POST or None, user=request.user, initial=initial)
    return form_page(
        request,
        form,
        lambda form: actions.create_contact(request.user, form.points, **form.values()),
        title=_("New contact"),
        back=found.get_absolute_url() if found else reverse("contact_list"),
    )


def contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    record = _contact(request, pk)
    access.require(request.user, "contact", "change", record)
    form = ContactForm(request.POST or None, instance=record, user=request.user)
    return form_page(
        request,
        form,
        lambda form: actions.update_contact(request.user, record, form.seen, form.points, **form.values()),
        title=record.name,
        back=record.get_absolute_url(),
    )


def contact_delete(request: HttpRequest, pk: int) -> HttpResponse:
    record = _contact(request, pk)
    access.require(request.user, "contact", "delete", record)
    return delete_page(
        request,
        record,
        lambda: actions.delete_contact(request.user, record),
        back=record.get_absolute_url(),
        to=reverse("contact_list"),
        held=why_held(record),
    )


def contact_pick(request: HttpRequest) -> HttpResponse:
    """Suggest contacts for a picker field, with their accounts; those of one account (`?of=1`) first."""
    rows = queries.visible_contacts(request.user)
    if "account" in access.hidden_fields(request.user, "contact"):
        return _suggest(request, "contact", rows)
    rows, of = rows.select_related("account"), request.GET.get("of", "")
    if not is_id(of):
        return _suggest(request, "contact", rows, shows_account=True)
    records = queries.people_like(rows, _typed(request), int(of))
    return _suggest(request, "contact", rows, records=records, shows_account=True)


def reachable(request: HttpRequest, record: Record, visible: Any) -> Any:
    """Return what a list may show: what the person sees or, for a file, what the person may export."""
    action: Action = "export" if request.GET.get("export") else "view"
    if action == "export":
        access.require(request.user, record, "export")
    return visible(request.user, action)


def _may_make(request: HttpRequest) -> dict[str, bool]:
    """Say of each kind of record whether the person may make new ones."""
    return {record: access.may(request.user, record, "create") for record in RECORDS}


def _taken_in_by(request: HttpRequest, record: str, pk: int) -> Any | None:
    """Return what took this record in, for old addresses; only where the record itself is no more."""
    kind = kind_of(record)
    is_here = kind.model._base_manager.filter(pk=pk).exists()
    return None if is_here else moved_to(request.user, kind, pk)


def _account(request: HttpRequest, pk: int, *related: str) -> Account:
    return seen_or_404(queries.visible_accounts(request.user, pk=pk).select_related(*related), pk)


def _contact(request: HttpRequest, pk: int) -> Contact:
    return seen_or_404(queries.visible_contacts(request.user, pk=pk).select_related("account", "owner"), pk)


def _account_asked_for(request: HttpRequest, name: str = "account") -> Account | None:
    asked = request.GET.get(name, "")
    return queries.visible_accounts(request.user).filter(pk=asked).first() if is_id(asked) else None


def _suggest(request: HttpRequest, record: Record, rows: Any, **context: Any) -> HttpResponse:
    """Answer with what is called so or like it, and offer a new record where nothing is called so."""
    text = _typed(request)
    context = {"records": queries.named_like(rows, text)} | context if "records" not in context else context
    context |= {"list_id": request.GET.get("list", ""), "quick_url": reverse(f"{record}_quick")}
    context["of"] = request.GET.get("of", "")
    return render(request, "market/picker_options.html", context | {"offered": offer(request.user, record, text, rows)})


def _typed(request: HttpRequest) -> str:
    return UNKEPT.sub("", request.GET.get(request.GET.get("field", "q"), "")).strip()
