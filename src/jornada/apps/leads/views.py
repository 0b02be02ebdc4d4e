"""Pages of leads."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.privacy import hidden_among
from jornada.apps.leads import actions, lists, queries
from jornada.apps.leads.forms import LeadForm
from jornada.apps.leads.models import Lead
from jornada.apps.leads.steps import STEPS, Step, open_steps
from jornada.apps.market.queries import visible_accounts, visible_contacts
from jornada.apps.market.views import reachable
from jornada.apps.org import access
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.record_pages import delete_page, form_page, seen_or_404
from jornada.rules.access import Record
from jornada.rules.becoming import may_become_opportunity
from jornada.ui.addresses import back_to, is_id, is_our_page
from jornada.ui.listing import build, respond
from jornada.ui.undo import say

RELATED = ("account", "contact", "owner", "source", "last_source", "program", "thread", "opportunity")
# What an offer waits for: at the head of the page, before all else.
ANSWERS = ("accept", "refuse")
ASIDE = ("disposition", "competitor", "returned_as", "returned_from__disposition", "lost_before")


def lead_list(request: HttpRequest) -> Any:
    rows = reachable(request, "lead", queries.visible_leads).select_related("account", "contact", "owner", "source")
    listing = build(request, "lead", rows, **lists.lead_options(request))
    context = {
        "title": _("Leads"),
        "may_create": access.may(request.user, "lead", "create"),
        "may_import": access.may(request.user, "lead", "import"),
        "empty_template": "leads/lead_empty.html",
    }
    return respond(request, listing, "leads/lead_list.html", context)


def lead(request: HttpRequest, pk: int) -> HttpResponse:
    record = _lead(request, pk)
    handoff = queries.last_handoff(record)
    may_change = access.may(request.user, "lead", "change", record)
    steps = _steps(request, record, handoff) if may_change else []
    asking = [(step, step.has_form(record)) for step in steps]
    context = {
        "lead": record,
        "contact_said": _contact_said(record),
        "type": lists.type_badge(record),
        "status": lists.status_badge(record),
        "is_decided": queries.is_decided(record),
        "handoff": handoff,
        "is_note_hidden": bool(handoff and handoff.note and hidden_among([handoff.pk], request.user)),
        "steps": asking,
        "answers": [each for each in asking if each[0].code in ANSWERS],
        "earlier": _earlier(request, record),
        "opportunity": _if_seen(request, "opportunity", getattr(record, "opportunity", None)),
        "cycle_before": _if_seen(request, "lead", record.returned_from),
        "cycle_after": _if_seen(request, "lead", getattr(record, "returned_as", None)),
        "may_change": may_change,
        "may_delete": access.may(request.user, "lead", "delete", record),
        "may_sell": may_change and access.may(request.user, "opportunity", "create") and _may_become(record),
    }
    return render(request, "leads/lead.html", context)


def lead_new(request: HttpRequest) -> HttpResponse:
    access.require(request.user, "lead", "create")
    initial = _asked_for(request)
    back = next((found.get_absolute_url() for found in initial.values()), reverse("lead_list"))
    return form_page(
        request,
        LeadForm(request.POST or None, user=request.user, initial=_name_proposed(request, initial) | initial),
        lambda form: actions.create_lead(request.user, **form.values()),
        title=_("New lead"),
        back=back,
    )


def lead_edit(request: HttpRequest, pk: int) -> HttpResponse:
    record = _lead(request, pk)
    access.require(request.user, "lead", "change", record)
    return form_page(
        request,
        LeadForm(request.POST or None, instance=record, user=request.user),
        lambda form: actions.update_lead(request.user, record, form.seen, **form.values()),
        title=record.name,
        back=record.get_absolute_url(),
    )


def lead_delete(request: HttpRequest, pk: int) -> HttpResponse:
    record = _lead(request, pk)
    access.require(request.user, "lead", "delete", record)
    return delete_page(
        request,
        record,
        lambda: actions.delete_lead(request.user, record),
        back=record.get_absolute_url(),
        to=reverse("lead_list"),
        warning=_("The touches recorded with it stay in the log."),
    )


def lead_step(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Take a step: at once, or after the form that the step asks for."""
    record, step = _lead(request, pk), STEPS.get(code)
    if step is None:
        raise Http404
    access.require(request.user, "lead", "change", record)
    if not step.may(request.user, record):
        raise PermissionDenied
    form = step.asks(request.user, record, request.POST if request.method == "POST" else None)
    if form is None:
        if request.method != "POST":
            return redirect(record.get_absolute_url())
        return _taken_in_place(request, _take(request, step, record))
    if request.htmx and not form.is_bound:
        return render(request, "leads/step_box.html", {"form": form, "step": step, "lead": record})
    return form_page(
        request,
        form,
        lambda form: _after(request, step.do(request.user, record, **form.cleaned_data)),
        title=f"{step.label}: {record.name}",
        back=back_to(request, record),
        template="leads/step_form.html",
        said=lambda _to: step.told(record),
        undo=(lambda _to: _undo(request, step, record)) if step.undo else None,
        step=step,
        submit=step.label,
    )


def _taken_in_place(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Let a page whose button htmx sent be drawn again as it stands after the step."""
    return HttpResponse(status=204, headers={"HX-Redirect": answer["Location"]}) if request.htmx else answer


def _take(request: HttpRequest, step: Step, record: Lead) -> HttpResponse:
    """Take a step without a form; one that makes another lead goes to it."""
    try:
        done = step.do(request.user, record)
    except WrongMomentError as error:
        messages.error(request, str(error))
        return redirect(back_to(request, record))
    say(request, step.told(done), _undo(request, step, done) if step.undo else "")
    return redirect(done.get_absolute_url() if done != record else back_to(request, done))


def _may_become(record: Lead) -> bool:
    return may_become_opportunity(record.status, has_one=hasattr(record, "opportunity"))


def _if_seen(request: HttpRequest, kind: Record, row: Any) -> Any:
    """Return a record that belongs to the lead, if the person may see it."""
    return row if row is not None and access.may(request.user, kind, "view", row) else None


def _steps(request: HttpRequest, record: Lead, handoff: Touch | None) -> list[Step]:
    steps = open_steps(record, handoff.activity.code if handoff else "")
    return [step for step in steps if step.may(request.user, record)]


def _undo(request: HttpRequest, step: Step, record: Lead) -> str:
    """Return where the step is taken back; it leads to the page that asked for the step, where one did."""
    path = step.undo(record) if callable(step.undo) else reverse("lead_step", args=[record.pk, step.undo])
    asked = request.GET.get("next", "")
    return f"{path}?{urlencode({'next': asked})}" if path and is_our_page(request, asked) else path


def _after(request: HttpRequest, record: Lead) -> str:
    """Go back to the page that asked, or to the lead; to the list when it went out of reach."""
    if "next" in request.GET:
        return back_to(request, record)
    is_seen = queries.visible_leads(request.user).filter(pk=record.pk).exists()
    return record.get_absolute_url() if is_seen else reverse("lead_list")


def _lead(request: HttpRequest, pk: int) -> Lead:
    return seen_or_404(queries.visible_leads(request.user).select_related(*RELATED, *ASIDE), pk)


def _contact_said(record: Lead) -> str:
    """Say the contact by the job where the lead is named after them; else blank."""
    contact = record.contact
    return contact.title if contact and record.name.startswith(contact.name) else ""


def _earlier(request: HttpRequest, record: Lead) -> list[Lead]:
    rows = queries.earlier_leads(record.account, record.contact).exclude(pk=record.pk)
    return list(queries.visible_leads(request.user).filter(pk__in=rows.values("pk")).order_by("-cycle")[:5])


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    """Read `?account=1&contact=2` of the address, as far as the person may see them."""
    found = {
        "account": _one(visible_accounts(request.user), request.GET.get("account", "")),
        "contact": _one(visible_contacts(request.user).select_related("account"), request.GET.get("contact", "")),
    }
    if found["contact"] and not found["account"]:
        found["account"] = found["contact"].account
    return {name: record for name, record in found.items() if record}


def _name_proposed(request: HttpRequest, known: dict[str, Any]) -> dict[str, str]:
    """Propose to call a lead of a person by person and company, as far as both are shown."""
    if "contact" not in known:
        return {}
    account = None if "account" in access.hidden_fields(request.user, "contact") else known.get("account")
    return {"name": " · ".join(row.name for row in (known["contact"], account) if row)[:200]}


def _one(rows: Any, asked: str) -> Any:
    return rows.filter(pk=asked).first() if is_id(asked) else None
