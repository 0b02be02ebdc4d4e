"""Forms of intent tests: answering one, and writing one."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.leads.intent.models import IntentTest
from jornada.apps.leads.intent.queries import Given, KnownTest
from jornada.apps.leads.intent.words import KINDS, label
from jornada.apps.leads.temperature.forms import DayInput
from jornada.apps.market.fields import MoneyField
from jornada.apps.org.record_forms import RecordForm
from jornada.apps.org.two_names import TwoNames
from jornada.rules.conditions import fold
from jornada.rules.intent_test import IntentTest as Rule
from jornada.rules.intent_test import Option, Question, Value

YES_NO = [("", "—"), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
OPTIONS = 6
# Words of addresses.
RESERVED = {"new", "order"}
CODE = re.compile(r"[^a-z0-9]+")


class AnswerForm(forms.Form):
    """The questions of a test, all of them optional; what is known already stands in the fields."""

    def __init__(self, data: Any = None, *, known: KnownTest, given: dict[str, Given]) -> None:
        super().__init__(data, prefix=f"test-{known.test.code}")
        self.known = known
        for question in known.rule.questions:
            self.fields[question.code] = _field(question)
            if question.code in given:
                self.initial[question.code] = _initial(given[question.code].answer.value)
            if question.is_required:
                self.fields[question.code].help_text = _("Needed to pass.")

    def answers(self) -> dict[str, Value]:
        """Return the answers that are new or differ from what was known."""
        cleaned = {code: self.cleaned_data[code] for code in self.changed_data}
        kinds = {question.code: question.kind for question in self.known.rule.questions}
        return {code: _value(kinds[code], value) for code, value in cleaned.items() if value not in (None, "")}


class TestForm(TwoNames, RecordForm):
    """What a test is called and what follows from it."""

    class Meta:
        model = IntentTest
        fields = ("label_pt", "label_en", "purpose", "qualifies", "is_active")


class RuleForm(forms.Form):
    """When a test is passed."""

    least_met = forms.IntegerField(
        label=gettext_lazy("Questions that must be met"), min_value=0, max_value=50, required=False
    )
    least_points = forms.FloatField(label=gettext_lazy("Points needed"), min_value=0, max_value=10_000, required=False)

    def __init__(self, data: Any = None, *, rule: Rule) -> None:
        super().__init__(data, initial={"least_met": rule.least_met, "least_points": f"{rule.least_points:g}"})
        self.fields["least_met"].help_text = _("Beside the required ones; 0: no number is asked for.")


class QuestionForm(forms.Form):
    """One question of a draft; a choice has its options below."""

    pt = forms.CharField(label=gettext_lazy("Question in Portuguese"), max_length=200, required=False)
    en = forms.CharField(label=gettext_lazy("Question in English"), max_length=200, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of answer"), choices=list(KINDS.items()))
    is_required = forms.BooleanField(label=gettext_lazy("Needed to pass"), required=False)
    points = forms.FloatField(
        label=gettext_lazy("Points when met"), required=False, min_value=-1000, max_value=1000, initial=0
    )
    within_days = forms.IntegerField(
        label=gettext_lazy("A date counts as met within days"), required=False, min_value=1, max_value=3650
    )
    least = forms.FloatField(label=gettext_lazy("An amount counts as met from"), required=False, min_value=0)
    is_time_frame = forms.BooleanField(label=gettext_lazy("The date is when they decide"), required=False)

    def __init__(self, data: Any = None, *, question: Question | None = None, taken: set[str]) -> None:
        super().__init__(data, initial=_of_question(question) if question else None)
        self.question, self.taken = question, taken
        self.fields["is_time_frame"].help_text = _("It feeds the temperature.")
        for place in range(OPTIONS):
            option = question.options[place] if question and place < len(question.options) else None
            self._option_fields(place, option)

    @property
    def plain(self) -> list[forms.BoundField]:
        return [self[name] for name in self.base_fields]

    @property
    def option_rows(self) -> list[list[forms.BoundField]]:
        names = ("pt", "en", "points", "counts")
        return [[self[f"option{place}_{name}"] for name in names] for place in range(OPTIONS)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("pt") or cleaned.get("en")):
            raise ValidationError(_("Write the question in one language at least."))
        if cleaned.get("kind") == "choice" and len(self._options()) < 2:
            raise ValidationError(_("A choice needs two options at least."))
        if cleaned.get("is_time_frame") and cleaned.get("kind") != "date":
            self.add_error("is_time_frame", _("Only a date can be when they decide."))
        return cleaned

    def value(self) -> Question:
        """Make the question that the form says."""
        values = self.cleaned_data
        code = self.question.code if self.question else free_code(values["en"] or values["pt"], self.taken)
        return Question(
            code,
            values["en"],
            values["pt"],
            values["kind"],
            is_required=values["is_required"],
            points=values["points"] or 0.0,
            options=tuple(self._options()) if values["kind"] == "choice" else (),
            within_days=values["within_days"] if values["kind"] == "date" else None,
            least=values["least"] if values["kind"] == "money" else None,
            is_time_frame=values["is_time_frame"],
        )

    def _option_fields(self, place: int, option: Option | None) -> None:
        name = f"option{place}_"
        for side, text in (("pt", _("Option in Portuguese")), ("en", _("Option in English"))):
            self.fields[name + side] = forms.CharField(
                label=text, max_length=120, required=False, initial=getattr(option, side, "")
            )
        self.fields[name + "points"] = forms.FloatField(
            label=_("Points"), required=False, initial=f"{option.points:g}" if option else 0
        )
        self.fields[name + "counts"] = forms.BooleanField(
            label=_("Counts as met"), required=False, initial=bool(option and option.counts)
        )

    def _options(self) -> list[Option]:
        """Read the rows that have a name; an option keeps the code it had at its place."""
        values, taken, found = self.cleaned_data, set(), []
        for place in range(OPTIONS):
            pt, en = (values.get(f"option{place}_{side}", "").strip() for side in ("pt", "en"))
            if not (pt or en):
                continue
            before = self.question.options if self.question else ()
            known = {*taken, *(option.code for option in before)}
            code = before[place].code if place < len(before) else free_code(en or pt, known)
            taken.add(code)
            points = values.get(f"option{place}_points") or 0.0
            found.append(Option(code, en, pt, points, bool(values.get(f"option{place}_counts"))))
        return found


def free_code(text: str, taken: set[str]) -> str:
    """Make a code of a text that is not taken: small letters, digits, underscores, a letter first."""
    bare = CODE.sub("_", fold(text)).strip("_")[:20].strip("_") or "q"
    bare = bare if bare[0].isalpha() else f"q_{bare}"[:20]
    number, code = 2, bare
    while code in taken or code in RESERVED:
        code, number = f"{bare}_{number}", number + 1
    return code


def _field(question: Question) -> forms.Field:
    common = {"label": label(question), "required": False}
    match question.kind:
        case "choice":
            options = [(option.code, label(option)) for option in question.options]
            return forms.ChoiceField(choices=[("", "—"), *options], **common)
        case "yes_no":
            return forms.ChoiceField(choices=YES_NO, **common)
        case "date":
            return forms.DateField(widget=DayInput, **common)
        case "money":
            return MoneyField(**common)
        case _:
            return forms.CharField(max_length=1000, widget=forms.Textarea({"rows": 2}), **common)


def _initial(value: Value) -> Any:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _value(kind: str, value: Any) -> Value:
    if kind == "yes_no":
        return bool(value == "yes")
    return float(value) if kind == "money" else value


def _of_question(question: Question) -> dict[str, Any]:
    plain = ("pt", "en", "kind", "is_required", "within_days", "is_time_frame")
    values = {name: getattr(question, name) for name in plain}
    least = None if question.least is None else f"{question.least:g}"
    return {**values, "points": f"{question.points:g}", "least": least}
