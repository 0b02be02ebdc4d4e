"""Pages of custom fields, for administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.org.custom import actions
from jornada.apps.org.custom.forms import CustomFieldForm
from jornada.apps.org.custom.models import CustomField
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.record_pages import form_page
from jornada.apps.org.views import admin_only

# What the empty page offers to begin with: of use to most who sell to companies.
EXAMPLE = {
    "label_pt": "Fim do contrato atual",
    "label_en": "Current contract ends",
    "record": CustomField.Record.ACCOUNT,
    "type": CustomField.Type.DATE,
}


@admin_only
def field_list(request: HttpRequest) -> HttpResponse:
    fields = list(CustomField.objects.all())
    groups = [
        (record, label, [field for field in fields if field.record == record])
        for record, label in CustomField.Record.choices
    ]
    return render(
        request, "org/custom_field_list.html", {"title": _("Custom fields"), "groups": groups if fields else []}
    )


@admin_only
def field_new(request: HttpRequest) -> HttpResponse:
    record = request.GET.get("record", "")
    initial = {"record": record} if record in CustomField.Record.values else {}
    initial = EXAMPLE if "like" in request.GET else initial
    form = CustomFieldForm(request.POST or None, user=request.user, initial=initial)
    return _form(request, form, lambda form: actions.create_field(request.user, **form.values()), _("New custom field"))


@admin_only
def field_edit(request: HttpRequest, pk: int) -> HttpResponse:
    field = get_object_or_404(CustomField, pk=pk)
    form = CustomFieldForm(request.POST or None, instance=field, user=request.user)
    return _form(
        request, form, lambda form: actions.update_field(request.user, field, **form.values()), field.label, field=field
    )


@admin_only
@require_POST
def field_do(request: HttpRequest, pk: int, do: str) -> HttpResponse:
    """Move a field up or down, retire it, or bring it back."""
    field = get_object_or_404(CustomField, pk=pk)
    match do:
        case "up" | "down":
            actions.move_field(request.user, field, -1 if do == "up" else 1)
        case "retire":
            actions.retire_field(request.user, field)
            messages.success(request, _("“%(name)s” is out of use; its values are kept.") % {"name": field})
        case "back":
            _bring_back(request, field)
    return redirect("custom_field_list")


def _bring_back(request: HttpRequest, field: CustomField) -> None:
    try:
        actions.bring_back_field(request.user, field)
    except WrongMomentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("“%(name)s” is in use again.") % {"name": field})


def _form(request: HttpRequest, form: CustomFieldForm, save: Any, title: str, **more: Any) -> HttpResponse:
    def saved(valid: CustomFieldForm) -> str:
        save(valid)
        return reverse("custom_field_list")

    back = reverse("custom_field_list")
    return form_page(request, form, saved, title=title, back=back, template="org/custom_field_form.html", **more)
