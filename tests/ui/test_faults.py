"""What is wrong with a field is said with what was expected, in our words where the form has none."""

import pytest
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import translation

from jornada.ui.faults import faults

FIELDS = {
    "name": (forms.CharField(label="Nome"), "", "Preencha este campo: Nome."),
    "days": (forms.IntegerField(min_value=0, max_value=365), "400", "Esperado um número inteiro de 0 a 365."),
    "order": (
        forms.IntegerField(validators=[MinValueValidator(0), MaxValueValidator(2**63 - 1)]), "-9",
        "Esperado um número inteiro a partir de 0.",
    ),
    "share": (
        forms.DecimalField(max_digits=4, decimal_places=1, min_value=0, max_value=100), "99999999",
        "Esperado um número de 0 a 100.",
    ),
    "cap": (forms.FloatField(min_value=0.1), "0", "Esperado um número a partir de 0,1."),
    "on": (forms.DateField(), "31/02/2026", "Esperada uma data, como 31/12/2026."),
    "at": (forms.DateTimeField(), "amanhã", "Esperadas data e hora, como 31/12/2026 14:30."),
    "mail": (forms.EmailField(), "sem-arroba", "Esperado um endereço de e-mail, como ana@example.com."),
    "site": (forms.URLField(assume_scheme="https"), "não é", "Esperado um endereço, como https://example.com."),
    "note": (forms.CharField(max_length=5), "x" * 3000, "Cabem no máximo 5 caracteres; aqui há 3.000."),
    "own": (forms.IntegerField(error_messages={"invalid": "Diga quantos."}), "muitos", "Diga quantos."),
}  # fmt: skip


@pytest.mark.parametrize("name", FIELDS)
def test_a_fault_says_what_was_expected(name):
    field, came, said = FIELDS[name]
    with translation.override("pt-br"):
        form = type("Form", (forms.Form,), {name: field})({name: came})
        assert faults(form[name]) == [said]


def test_a_field_without_fault_says_nothing():
    form = type("Form", (forms.Form,), {"days": forms.IntegerField()})({"days": "3"})
    assert faults(form["days"]) == []
