"""The tests every new database starts with: BANT in use, SPICED to be switched on."""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction
from django.utils import timezone

from jornada.apps.leads.intent.models import IntentTest, IntentTestVersion
from jornada.rules.intent_test import IntentTest as Rule
from jornada.rules.intent_test import Option, Question
from jornada.rules.intent_test_json import to_json

BANT = Rule(
    (
        Question("budget", "Is there a budget?", "Há orçamento?", "choice", options=(
            Option("yes", "Approved", "Aprovado", 2, True),
            Option("soon", "Being asked for", "Em aprovação", 1, True),
            Option("no", "None", "Não há", 0),
        )),
        Question("authority", "Does this person decide, or have the decision maker with them?",
                 "Esta pessoa decide ou tem o decisor junto?", "yes_no", points=2),
        Question("need", "Which problem should be solved?", "Que problema querem resolver?", "text",
                 is_required=True, points=2),
        Question("timing", "By when do they decide?", "Até quando decidem?", "date", points=2, within_days=120,
                 is_time_frame=True),
    ),
    least_met=3,
)  # fmt: skip
SPICED = Rule(
    (
        Question("situation", "What is their situation today?", "Como é a situação hoje?", "text", points=1),
        Question("pain", "What hurts, and whom?", "O que dói, e em quem?", "text", is_required=True, points=2),
        Question("impact", "What does it cost them a year if nothing changes?",
                 "Quanto custa por ano não mudar nada?", "money", points=2),
        Question("event", "By which day must it work, because of what?", "Até que dia precisa funcionar, e por quê?",
                 "date", points=2, within_days=180, is_time_frame=True),
        Question("decision", "Do we know who decides, and how?", "Sabemos quem decide, e como?", "yes_no", points=2),
    ),
    least_met=4,
    least_points=6,
)  # fmt: skip
# code, name, what it asks, rule, active
TESTS = (
    ("bant", "BANT", "", BANT, True),
    ("spiced", "SPICED", "", SPICED, False),
)


def add_missing_tests(using: str = "default", **signal: Any) -> None:
    """Add the tests that are missing; what the company changed stays as it is."""
    if IntentTestVersion._meta.db_table not in connections[using].introspection.table_names():
        return
    now, rows = timezone.now(), IntentTest.objects.using(using)
    stamps = {"created_at": now, "updated_at": now}
    known = set(rows.values_list("code", flat=True))
    with transaction.atomic(using=using):
        for order, (code, name, purpose, rule, is_active) in enumerate(TESTS):
            if code in known:
                continue
            names = {"label_en": name, "label_pt": name, "purpose": purpose}
            test = rows.create(code=code, **names, is_active=is_active, order=order, **stamps)
            IntentTestVersion.objects.using(using).create(
                test=test, number=1, status="in_force", definition=to_json(rule), published_at=now, **stamps
            )
