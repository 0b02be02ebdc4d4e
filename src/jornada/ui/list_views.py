"""What a list page asks for while somebody narrows it: the controls of one field, and the condition drawer."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst

from jornada.rules.condition_json import ConditionFormatError, to_json
from jornada.rules.conditions import EVERYBODY
from jornada.ui import list_fields
from jornada.ui.addresses import back_to
from jornada.ui.conditions.address import from_address, to_address
from jornada.ui.conditions.editor import ConditionEditor
from jornada.ui.conditions.fields import RECORDS


def field_controls(request: HttpRequest, record: str) -> HttpResponse:
    """Draw test and value of the field that was chosen."""
    field = list_fields.field_for(request, record, request.GET.get("f_field", ""))
    if field is None:
        return HttpResponse()
    tests = list_fields.TESTS[field.type]
    test = request.GET.get("f_test", "")
    test = test if test in tests else tests[0]
    context = {
        "field": field,
        "record": record,
        "tests": [(code, capfirst(str(list_fields.label_of(code)))) for code in tests],
        "test": test,
        "input": _input(field, test),
        "choices": list_fields.choices_of(field, request),
    }
    return render(request, "ui/list_field_controls.html", context)


def condition(request: HttpRequest, record: str) -> HttpResponse:
    """Edit the condition that narrows a list, in a drawer or on a page of its own."""
    if record not in RECORDS:
        raise Http404
    back = back_to(request, _list_of(record))
    if request.method != "POST":
        editor = ConditionEditor(record, request.user, condition=_asked(back))
        return _condition_form(request, editor, back)
    editor = ConditionEditor(record, request.user, data=request.POST)
    if request.POST.get("condition.act"):
        return _condition_form(request, editor, back)
    problems = editor.problems()
    if problems:
        return _condition_form(request, editor, back, problems)
    found = editor.condition()
    where = None if found == EVERYBODY else to_address(to_json(found))
    address = _with_where(back, where)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _condition_form(request: HttpRequest, editor: ConditionEditor, back: str, problems: Any = ()) -> HttpResponse:
    is_part = bool(request.headers.get("HX-Request"))
    context = {"editor": editor, "back": back, "problems": problems, "record": editor.record}
    template = "ui/list_condition_form.html" if is_part else "ui/list_condition.html"
    return render(request, template, context, status=422 if problems and not is_part else 200)


def _input(field: list_fields.ListField, test: str) -> str:
    if test in list_fields.BARE:
        return ""
    if test in ("last", "next"):
        return "days"
    kind = {"money": "number", "moment": "date"}.get(field.type, field.type)
    return f"two_{kind}" if test == "between" else kind


def _asked(back: str) -> Any:
    text = QueryDict(urlsplit(back).query).get("where", "")
    try:
        return from_address(text) if text else None
    except (ConditionFormatError, json.JSONDecodeError):
        return None


def _with_where(address: str, where: str | None) -> str:
    parts = urlsplit(address)
    query = QueryDict(parts.query, mutable=True)
    for name in ("where", "after", "before"):
        query.pop(name, None)
    if where is not None:
        query["where"] = where
    return urlunsplit(("", "", parts.path, query.urlencode(), ""))


def _list_of(record: str) -> str:
    try:
        return reverse(f"{record}_list")
    except NoReverseMatch:
        raise Http404 from None
