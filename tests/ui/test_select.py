"""Selects of forms: written as Django writes them, but for a blank choice that no form named."""

import pytest
from django import forms
from django.utils.html import format_html
from django.utils.translation import override

CASES = {
    "a blank one that may stay": (
        forms.ChoiceField(choices=[("", "---------"), ("1", "One")], required=False),
        '<option value="" selected>Not given</option><option value="1">One</option>',
    ),
    "a blank one that must be chosen": (
        forms.TypedChoiceField(choices=[("", "---------"), ("1", "One")]),
        '<option value="" selected>Choose…</option><option value="1">One</option>',
    ),
    "a blank one with a name": (
        forms.ChoiceField(choices=[("", "Nobody")], required=False),
        '<option value="" selected>Nobody</option>',
    ),
    "groups": (
        forms.ChoiceField(choices=[("a", "A"), ("Of <b>", [("k", "K"), ("l", "L")])], initial="l"),
        '<option value="a">A</option><optgroup label="Of &lt;b&gt;"><option value="k">K</option>'
        '<option value="l" selected>L</option></optgroup>',
    ),
    "signs of markup": (
        forms.ChoiceField(choices=[('"1"', "<b>")], initial="2"),
        '<option value="&quot;1&quot;">&lt;b&gt;</option>',
    ),
    "markup that was meant": (
        forms.ChoiceField(choices=[("1", format_html("A &amp; {}", "<"))], initial="1"),
        '<option value="1" selected>A &amp; &lt;</option>',
    ),
    "several": (
        forms.MultipleChoiceField(choices=[(1, "One"), (2, "Two")], initial=[1, 2]),
        '<option value="1" selected>One</option><option value="2" selected>Two</option>',
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_options(case):
    field, expected = CASES[case]
    form = type("Form", (forms.Form,), {"asked": field})()
    with override("en"):
        start, _between, rest = str(form["asked"]).partition(">")
    assert start.startswith('<select name="asked"')
    assert rest.strip() == f"{expected}</select>"
