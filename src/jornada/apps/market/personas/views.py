"""Pages of personas."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.market.models import Persona, PersonaValidation
from jornada.apps.market.personas import actions, queries
from jornada.apps.market.personas.forms import ChoosePersonaForm, PersonaForm, ValidationForm
from jornada.apps.market.personas.words import guide, state_badge, state_words
from jornada.apps.market.queries import visible_contacts
from jornada.apps.org import access
from jornada.apps.org.access import may_write_models
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.guards import only
from jornada.apps.org.record_pages import act, delete_page, form_page
from jornada.rules.condition_json import ConditionFormatError, from_json
from jornada.ui.conditions.words import reading, vocabulary

SECTIONS = ("goals", "pains", "values", "trust", "objections", "questions", "content")


editors_only = only(may_write_models)


def persona_list(request: HttpRequest) -> HttpResponse:
    rows = list(Persona.objects.order_by("-is_active", "order", NAME))
    states, counts = queries.states_of(rows), {each.persona: each for each in queries.coverage(request.user)}
    context = {
        "title": _("Personas"),
        "rows": [(row, state_badge(states[row.pk]), states[row.pk], counts.get(row)) for row in rows],
        "none": counts[None],
        "may_edit": may_write_models(request.user),
    }
    return render(request, "market/personas/list.html", context)


def persona(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Persona, pk=pk)
    state = queries.state_of(row)
    context = {
        "title": row.name,
        "persona": row,
        "badge": state_badge(state),
        "state": state_words(state),
        "sections": [(capfirst(row._meta.get_field(name).verbose_name), row.lines(name)) for name in SECTIONS],
        "guide": guide(row, state),
        "rule": _rule(row),
        "covered": next((each for each in queries.coverage(request.user) if each.persona == row), None),
        "validations": list(row.validations.select_related("by", "withdrawn_by")),
        "may_edit": may_write_models(request.user),
        "form": ValidationForm() if may_write_models(request.user) else None,
    }
    return render(request, "market/personas/persona.html", context)


@editors_only
def persona_new(request: HttpRequest) -> HttpResponse:
    form = PersonaForm(_posted(request), user=request.user)
    return _form(request, form, lambda form: actions.create_persona(request.user, **form.values()), None)


@editors_only
def persona_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Persona, pk=pk)
    form = PersonaForm(_posted(request), instance=row, user=request.user)
    return _form(request, form, lambda form: actions.update_persona(request.user, row, form.seen, **form.values()), row)


@editors_only
def persona_delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Persona, pk=pk)
    return delete_page(
        request,
        row,
        lambda: actions.delete_persona(request.user, row),
        back=row.get_absolute_url(),
        to=reverse("persona_list"),
        warning=_("Its contacts are matched anew with the other personas; its validations go with it."),
    )


@editors_only
def persona_validate(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Persona, pk=pk)
    return form_page(
        request,
        ValidationForm(request.POST or None),
        lambda form: actions.validate(request.user, row, **form.cleaned_data),
        title=_("Validate: %(name)s") % {"name": row.name},
        back=row.get_absolute_url(),
        said=_("The validation is noted."),
        to=lambda _validation: row.get_absolute_url(),
        undo=lambda validation: reverse("validation_withdraw", args=[validation.pk]),
    )


@editors_only
@require_POST
def validation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(PersonaValidation.objects.select_related("persona"), pk=pk)
    said = _("The validation is withdrawn.")
    return act(request, lambda: actions.withdraw_validation(request.user, row), said, row.persona.get_absolute_url())


def contact_persona(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the persona of a contact by hand."""
    contact = get_object_or_404(visible_contacts(request.user, pk=pk).select_related("owner"), pk=pk)
    access.require(request.user, "contact", "change", contact)
    form = ChoosePersonaForm(request.POST or None, match=queries.match_of(contact))
    return form_page(
        request,
        form,
        lambda form: actions.choose_persona(request.user, contact, **form.cleaned_data),
        title=_("Persona: %(name)s") % {"name": contact.name},
        back=contact.get_absolute_url(),
        said=_("The persona is set by hand."),
        to=lambda _match: contact.get_absolute_url(),
        undo=lambda _match: reverse("contact_persona_rule", args=[contact.pk]),
    )


@require_POST
def contact_persona_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the rules say again which persona a contact is."""
    contact = get_object_or_404(visible_contacts(request.user, pk=pk).select_related("owner"), pk=pk)
    said = _("The rules say again which persona this is.")
    return act(request, lambda: actions.follow_rule(request.user, contact), said, contact.get_absolute_url())


def _form(request: HttpRequest, form: PersonaForm, save: Any, row: Persona | None) -> HttpResponse:
    """Show the form, save it, or, without JavaScript, draw the editor's rows again as a button asked."""
    template, title = "market/personas/form.html", row.name if row else _("New persona")
    back = row.get_absolute_url() if row else reverse("persona_list")
    shown = {"title": title, "back": back, "editor": form.editor, "persona": row}
    if request.method == "POST" and request.POST.get("condition.act"):
        form.errors.clear()
        return render(request, template, {**shown, "form": form, "answer": form.editor.answer()})
    return form_page(request, form, save, template=template, **shown)


def _rule(row: Persona) -> str:
    if not row.condition:
        return ""
    try:
        return capfirst(reading(from_json(row.condition), vocabulary("contact")))
    except ConditionFormatError as error:
        return str(error)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
