"""The terms that proposals begin with, one text per language; what a version says is its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.org import edits
from jornada.apps.org.record_pages import form_page
from jornada.apps.org.views import admin_only
from jornada.apps.sales.models import Proposal, ProposalTerms

LONGEST = 5000
LABELS = {"pt-br": gettext_lazy("Terms in Portuguese"), "en": gettext_lazy("Terms in English")}
ABOUT = gettext_lazy("New versions in this language begin with them; each version can say otherwise.")


class TermsForm(forms.Form):
    """A text for each language of proposals, all blank at first."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        kept = dict(ProposalTerms.objects.values_list("language", "text"))
        for code in Proposal.Language.values:
            box = forms.Textarea({"rows": 8, "lang": code})
            self.fields[code] = forms.CharField(
                label=LABELS[code],
                help_text=ABOUT,
                max_length=LONGEST,
                required=False,
                initial=kept.get(code, ""),
                widget=box,
            )


@admin_only
def proposal_terms(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        TermsForm(request.POST or None),
        lambda form: change_terms(request.user, form.cleaned_data),
        title=_("Terms of proposals"),
        back=reverse("proposal_terms"),
        to=lambda _saved: reverse("proposal_terms"),
    )


def change_terms(user: Any, texts: dict[str, str]) -> None:
    """Keep the texts; versions that were drafted before stay as they are."""
    with transaction.atomic():
        for code, text in texts.items():
            row, _is_new = ProposalTerms.objects.get_or_create(language=code)
            edits.write(user, edits.locked(row), {"text": text})


def usual_terms(language: str) -> str:
    """Return the text that versions in a language begin with; nothing where nobody wrote one."""
    return ProposalTerms.objects.filter(language=language).values_list("text", flat=True).first() or ""


def terms_for(language: str, text: str, was: str) -> str:
    """Return what terms become in another language: the usual ones in place of usual ones; own words stay."""
    if language == was or not is_usual(text, was):
        return text
    return usual_terms(language) or text


def is_usual(text: str, language: str) -> bool:
    """Say whether terms are those that versions in a language begin with, however their lines end."""
    return _plain(text) == _plain(usual_terms(language))


def in_other_language(proposal: Proposal) -> bool:
    """Say whether a version carries the usual terms of another language than its own."""
    others = ProposalTerms.objects.exclude(language=proposal.language).values_list("text", flat=True)
    text = _plain(proposal.terms)
    return bool(text) and text in map(_plain, others) and not is_usual(proposal.terms, proposal.language)


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
