"""What the living style page shows: made-up values for every component."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from jornada.rules.conditions import All, Attribute, Did, did_not
from jornada.rules.conditions import Any as AnyOf
from jornada.ui.conditions.editor import ConditionEditor

SAMPLE_CONDITION = All(
    (
        Attribute("size_band", "in", ("medium", "large")),
        AnyOf((Did(("email.clicked",), 2, days=30), did_not("meeting.held"))),
    )
)
STATES = ("past", "past", "skipped", "past", "current", "", "", "", "", "")


class SampleForm(forms.Form):
    """A form with every kind of field."""

    name = forms.CharField(label="Name", help_text="As on the invoice.")
    segment = forms.ChoiceField(label="Segment", choices=[("", "—"), ("i", "Industry"), ("s", "Services")])
    revenue = forms.DecimalField(label="Annual revenue", required=False)
    since = forms.DateField(label="Customer since", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    notes = forms.CharField(label="Notes", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    is_key = forms.BooleanField(label="Key account", required=False)


def examples(request: HttpRequest) -> dict[str, Any]:
    """Gather values for all components and charts."""
    now = timezone.now()
    wrong = SampleForm({"name": "", "revenue": "a lot"})
    return {
        "form": SampleForm(),
        "wrong_form": wrong,
        "stage_names": _stages(),
        "steps": _steps(),
        "tones": ("neutral", "accent", "good", "warn", "bad", "info"),
        "people": ["Ana Souza", "Bruno Lima", "Carla Dias", "Davi Nunes", "Elisa Prado", "Fábio Reis"],
        "trend_line": [12, 14, 13, 17, 16, 19, 22, 21, 26],
        "now": now,
        "earlier": [now - timedelta(minutes=12), now - timedelta(hours=5), now - timedelta(days=9)],
        "charts": _charts(),
        "editor": ConditionEditor("account", request.user, condition=SAMPLE_CONDITION),
    }


def _stages() -> list[str]:
    return [
        _("Awareness"),
        _("Interest"),
        _("Commitment"),
        _("Consideration"),
        _("Evaluation of options"),
        _("Validation"),
        _("Purchase"),
        _("Experience"),
        _("Expansion"),
        _("Advocacy"),
    ]


def _steps() -> list[dict[str, str]]:
    names = _stages()
    return [
        {"label": name, "state": state, "detail": "12 d" if state in ("past", "current") else ""}
        for name, state in zip(names, STATES, strict=True)
    ]


def _charts() -> dict[str, Any]:
    names = _stages()
    counts = [4200, 2650, 1720, 1180, 760, 430, 280, 240, 110, 60]
    nexts = [(i, i + 1, counts[i + 1] * 2) for i in range(len(names) - 1)]
    others = [(0, 2, 620), (1, 4, 340), (3, 1, 410), (4, 2, 260), (5, 3, 150), (9, 6, 90)]
    flows = [{"source": str(a), "target": str(b), "value": n, "url": "?flow"} for a, b, n in nexts + others]
    channels = ("E-mail", "WhatsApp", "Web", "Phone")
    shares = [(x, y, round(0.8 / (y + 1) - x * 0.03, 2)) for x in range(6) for y in range(4)]
    months = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"]
    return {
        "road": {
            "stages": [{"code": str(i), "label": n, "value": counts[i], "url": "?stage"} for i, n in enumerate(names)],
            "flows": flows,
        },
        "sankey": {
            "nodes": [{"name": str(i), "label": n} for i, n in enumerate(names)],
            "links": flows,
        },
        "bar": {
            "categories": names[:6],
            "series": [{"name": _("Accounts"), "values": counts[:6], "labels": True}],
            "horizontal": True,
        },
        "line": {
            "categories": months,
            "format": "share",
            "series": [
                {"name": "MQL → SAL", "values": [0.31, 0.34, 0.29, 0.38, 0.41, 0.44], "area": True, "target": 0.4},
                {"name": "SAL → SQL", "values": [0.22, 0.2, 0.25, None, 0.27, 0.3], "dashed": True},
            ],
        },
        "funnel": {"items": [{"name": n, "value": c} for n, c in zip(names[:6], counts, strict=False)]},
        "pie": {"items": [{"name": n, "value": c} for n, c in zip(channels, counts, strict=False)]},
        "heatmap": {
            "x": months,
            "y": names[:4],
            "format": "share",
            "cells": [{"x": x, "y": y, "value": value} for x, y, value in shares],
        },
        "scatter": {
            "x_label": _("Days"),
            "y_label": _("Value"),
            "points": [{"x": 10 + i * 7 % 60, "y": 5 + i * i % 70, "name": f"#{i}"} for i in range(24)],
        },
    }
