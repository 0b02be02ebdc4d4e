"""Settings of intent tests: their questions, their rule, their versions."""

from __future__ import annotations

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jornada.apps.leads.intent import editing
from jornada.apps.leads.intent.forms import QuestionForm, RuleForm, TestForm
from jornada.apps.leads.intent.models import IntentStanding, IntentTest, IntentTestVersion
from jornada.apps.leads.intent.words import FAULTS, KINDS, label, rule_words
from jornada.apps.org.access import may_write_models
from jornada.apps.org.guards import only
from jornada.apps.org.record_pages import act, delete_page, form_page
from jornada.rules.intent_test import faults
from jornada.rules.intent_test_json import from_json

editors_only = only(may_write_models)


@editors_only
def test_list(request: HttpRequest) -> HttpResponse:
    counts = IntentStanding.objects.values_list("test", "status").annotate(n=Count("id"))
    numbers = {(test, status): n for test, status, n in counts}
    rows = [
        {
            "test": row,
            "version": next((v for v in row.versions.all() if v.status == "in_force"), None),
            "has_draft": any(v.status == "draft" for v in row.versions.all()),
            **{status: numbers.get((row.pk, status), 0) for status in ("passed", "failed", "open")},
        }
        for row in IntentTest.objects.prefetch_related("versions")
    ]
    return render(request, "leads/intent/list.html", {"title": _("Intent tests"), "rows": rows})


@editors_only
def test_new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        TestForm(request.POST or None, user=request.user),
        lambda form: editing.create_test(request.user, **form.values()),
        title=_("New intent test"),
        back=reverse("intent_tests"),
    )


@editors_only
def test_page(request: HttpRequest, pk: int) -> HttpResponse:
    test = get_object_or_404(IntentTest, pk=pk)
    versions = list(test.versions.select_related("published_by"))
    draft = next((version for version in versions if version.status == "draft"), None)
    shown = draft or next((version for version in versions if version.status == "in_force"), None)
    rule = from_json(shown.definition) if shown else None
    context = {
        "title": str(test),
        "test": test,
        "versions": versions,
        "draft": draft,
        "shown": shown,
        "questions": [(each, label(each), KINDS[each.kind]) for each in rule.questions] if rule else [],
        "rule": rule,
        "rule_words": rule_words(rule) if rule else "",
        "faults": [FAULTS[kind] for _code, kind in faults(rule)] if draft and rule else [],
        "form": RuleForm(rule=rule) if draft and rule else None,
    }
    return render(request, "leads/intent/test.html", context)


@editors_only
def test_edit(request: HttpRequest, pk: int) -> HttpResponse:
    test = get_object_or_404(IntentTest, pk=pk)
    return form_page(
        request,
        TestForm(request.POST or None, instance=test, user=request.user),
        lambda form: editing.update_test(request.user, test, form.seen, **form.values()),
        title=str(test),
        back=test.get_absolute_url(),
    )


@editors_only
def test_delete(request: HttpRequest, pk: int) -> HttpResponse:
    test = get_object_or_404(IntentTest, pk=pk)
    return delete_page(
        request,
        test,
        lambda: editing.delete_test(request.user, test),
        back=test.get_absolute_url(),
        to=reverse("intent_tests"),
    )


@editors_only
def question(request: HttpRequest, pk: int, code: str = "") -> HttpResponse:
    """Write a question of the draft."""
    draft = get_object_or_404(IntentTestVersion.objects.select_related("test"), test=pk, status="draft")
    test, rule = draft.test, from_json(draft.definition)
    asked = rule.question(code) if code else None
    if code and asked is None:
        raise Http404
    form = QuestionForm(request.POST or None, question=asked, taken={each.code for each in rule.questions})
    return form_page(
        request,
        form,
        lambda form: editing.save_question(request.user, test, form.value()) or test,
        title=label(asked) if asked else _("New question"),
        back=test.get_absolute_url(),
        template="leads/intent/question.html",
        test=test,
        question=asked,
    )


@editors_only
@require_POST
def question_remove(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    test = get_object_or_404(IntentTest, pk=pk)
    said = _("The question is out of the draft.")
    return act(request, lambda: editing.remove_question(request.user, test, code), said, test.get_absolute_url())


@editors_only
@require_POST
def question_order(request: HttpRequest, pk: int) -> HttpResponse:
    test = get_object_or_404(IntentTest, pk=pk)
    editing.order_questions(request.user, test, request.POST.get("order", "").split(","))
    return HttpResponse(status=204) if request.htmx else redirect(test)


@editors_only
@require_POST
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    test = get_object_or_404(IntentTest, pk=pk)
    version = editing.draft_of(request.user, test)
    form = RuleForm(request.POST, rule=from_json(version.definition))
    return form_page(
        request,
        form,
        lambda form: (
            editing.save_rule(
                request.user, test, form.cleaned_data["least_met"] or 0, form.cleaned_data["least_points"] or 0.0
            )
            or test
        ),
        title=str(test),
        back=test.get_absolute_url(),
    )


@editors_only
@require_POST
def test_do(request: HttpRequest, pk: int, do: str) -> HttpResponse:
    """Publish the draft, drop it, or begin one."""
    test = get_object_or_404(IntentTest, pk=pk)
    deeds = {
        "publish": (editing.publish, _("The new version is in force; answers were judged anew.")),
        "drop": (editing.drop_draft, _("The draft is gone.")),
        "draft": (editing.draft_of, _("This is a draft now; what is in force stays until you publish.")),
    }
    write, said = deeds[do]
    return act(request, lambda: write(request.user, test), said, test.get_absolute_url())


@editors_only
@require_POST
def version_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = get_object_or_404(IntentTestVersion.objects.select_related("test"), test=pk, number=number)
    said = _("Version %(n)s is the draft now; publish it to put it in force.") % {"n": number}
    return act(request, lambda: editing.bring_back(request.user, version), said, version.test.get_absolute_url())
