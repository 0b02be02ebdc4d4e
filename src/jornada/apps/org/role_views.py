"""Pages of roles, for administrators: what each may do, at a glance and in detail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jornada.apps.org import role_pages, roles
from jornada.apps.org.models import RoleRule, User
from jornada.apps.org.record_pages import act, form_page
from jornada.apps.org.views import admin_only
from jornada.rules.access import ROLES, read_rule


class NewRoleForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    base = forms.ChoiceField(
        label=gettext_lazy("Begins as"),
        choices=[choice for choice in User.Role.choices if choice[0] != "admin"],
        initial="sales",
        help_text=gettext_lazy("Everything can be changed afterwards."),
    )


@admin_only
def role_list(request: HttpRequest) -> HttpResponse:
    kept = {row.code: row for row in RoleRule.objects.all()}
    people = dict(User.objects.filter(is_active=True).order_by().values_list("role").annotate(number=Count("pk")))
    shown = [_shown(code, name, kept.get(code), people.get(code, 0)) for code, name in roles.role_choices()]
    context = {"roles": shown, "deeds": role_pages.ACTION_LABELS.values()}
    return render(request, "org/roles/list.html", context)


@admin_only
def role_new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        NewRoleForm(request.POST or None),
        lambda form: reverse("role_edit", args=[roles.add_role(request.user, **form.cleaned_data).code]),
        title=_("New role"),
        back=reverse("role_list"),
    )


@admin_only
def role_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Show and save what a role may do and which fields it sees."""
    name = dict(roles.role_choices()).get(code)
    if name is None or code == "admin":
        raise Http404
    rule = roles.rule_for(code)
    if request.method == "POST":
        named = request.POST.get("name", "").strip()[:60]
        new_name = named if code not in ROLES or (named and named != name) else ""
        reaches, fields = role_pages.read_reaches(rule.base, request.POST), role_pages.read_fields(request.POST)
        roles.save_role(request.user, code, new_name or _kept_name(code), reaches, fields)
        messages.success(request, _("Saved. It holds from the next page on."))
        return redirect("role_list")
    context = {
        "code": code,
        "name": name,
        "is_shipped": code in ROLES,
        "is_kept": RoleRule.objects.filter(code=code).exists(),
        "base": User.Role(rule.base).label,
        "matrix": role_pages.matrix(rule),
        "field_groups": role_pages.field_lines(rule),
        "deeds": role_pages.ACTION_LABELS.values(),
    }
    return render(request, "org/roles/role.html", context)


@require_POST
@admin_only
def role_delete(request: HttpRequest, code: str) -> HttpResponse:
    if not RoleRule.objects.filter(code=code).exists():
        raise Http404
    said = _("The role is again as it was shipped.") if code in ROLES else _("The role was deleted.")
    return act(request, lambda: roles.delete_role(request.user, code), said, reverse("role_list"))


def _kept_name(code: str) -> str:
    return RoleRule.objects.filter(code=code).values_list("name", flat=True).first() or ""


def _shown(code: str, name: str, row: RoleRule | None, people: int) -> dict[str, Any]:
    rule = read_rule(code, row.rule if row else {})
    hidden = [label for _record, lines in role_pages.field_lines(rule) for label in _closed(lines)]
    return {
        "code": code,
        "name": name,
        "people": people,
        "is_shipped": code in ROLES,
        "is_changed": bool(rule.reaches or rule.fields) and code in ROLES,
        "may_edit": code != "admin",
        "needs_second_factor": bool(row and row.rule.get("needs_second_factor")),
        "matrix": role_pages.matrix(rule),
        "fields": hidden,
    }


def _closed(lines: list[role_pages.FieldLine]) -> list[str]:
    return [line.label for line in lines if line.is_changed]
