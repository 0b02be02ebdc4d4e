"""What leads handed over may have in common: parts of the clause, sources, fields, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from jornada.apps.handoff.promises import terms_by_version
from jornada.apps.handoff.queries import versions_in_force
from jornada.apps.handoff.trial.past import Row, instants
from jornada.apps.interactions.models import Activity, Touch
from jornada.apps.leads.models import Lead, LeadRung
from jornada.apps.leads.scoring.keeping import live_versions
from jornada.apps.leads.scoring.queries import rules_of
from jornada.apps.market.models import Account
from jornada.apps.org.access import may_write_models
from jornada.rules.agreement import Agreement, QualifiedLead
from jornada.rules.condition_edit import replaced
from jornada.rules.condition_fields import Vocabulary
from jornada.rules.conditions import All, Attribute, Condition, Did, Leaf, Not, leaves
from jornada.rules.conditions import Any as AnyOf
from jornada.rules.scoring import AttributeRule, filters_of
from jornada.ui import numbers
from jornada.ui.conditions.engine import engine
from jornada.ui.conditions.words import reading, vocabulary

Mask = NDArray[np.bool_]
Change = Callable[[Agreement], Agreement]
# What changes by the answer itself tells nothing of the lead as it was handed over.
CHANGING = (
    "type",
    "status",
    "cycle",
    "owner",
    "team",
    "kind",
    "temperature",
    "created_at",
    "last_source",
    "updated_at",
)
# A field of conditions whose lack can be asked for before the hand-over, and its name among the data of an agreement.
NEEDED = {
    "contact.has_email": "contact.email",
    "contact.has_phone": "contact.phone",
    "contact.title": "contact.title",
    "contact.buying_role": "contact.buying_role",
    "account.has_domain": "account.domain",
    "account.industry": "account.industry_id",
    "account.size_band": "account.size_band",
    "account.state": "account.state",
    "source": "lead.source_id",
}
MOST_VALUES = 40


@dataclass(frozen=True, slots=True)
class Trait:
    """Something leads may have in common. `change` makes the terms that leave them out; None: none can.

    `url` is where else to change it, for those who may.
    """

    code: str
    kind: str
    label: str
    mask: Mask
    suggestion: str
    change: Change | None = None
    url: str = ""

    @property
    def has_change(self) -> bool:
        return self.change is not None


def traits_of(user: Any, rows: Sequence[Row]) -> list[Trait]:
    """Answer every trait for these offers, as of the hand-over where touches tell."""
    words = vocabulary("lead", user)
    leads, at = np.array([row.lead for row in rows], dtype=np.int64), instants(list(rows))

    def ask(condition: Condition) -> Mask:
        held: Mask = engine().then("lead", condition, leads, at)
        return held

    return [*_of_clause(ask, words), *_of_points(ask, words, user), *_of_evidence(rows), *_of_fields(ask, words)]


def _of_clause(ask: Callable[[Condition], Mask], words: Vocabulary) -> Iterator[Trait]:
    """Look at each leaf of the clauses in force: whom it alone qualifies, and who only just reaches it."""
    terms = terms_by_version()
    for version in versions_in_force():
        clause = terms[version.pk].qualified.condition
        for place, leaf in leaves(clause) if clause else ():
            if clause is not None:
                yield from _of_leaf(ask, words, clause, place, leaf, f"{version.agreement_id}:{place}")


def _of_leaf(
    ask: Callable[[Condition], Mask], words: Vocabulary, clause: Condition, place: str, leaf: Leaf, code: str
) -> Iterator[Trait]:
    text, rest = reading(leaf, words), replaced(clause, place, AnyOf(()))
    label = _("Qualified only by: %(what)s") % {"what": text}
    advice = _("Do not let this part qualify a lead on its own: take it out, or ask for more beside it.")
    if rest is not None and place:
        yield Trait(f"alone:{code}", "criterion", label, ask(All((clause, Not(rest)))), advice, _dropping(place))
    if isinstance(leaf, Did) and leaf.at_least > 0 and leaf.at_most is None:
        label = _("Just reached: %(what)s") % {"what": text}
        advice = _("Raise the threshold from %(a)s to %(b)s.") % {"a": leaf.at_least, "b": leaf.at_least + 1}
        just = ask(replace(leaf, at_most=leaf.at_least))
        yield Trait(f"just:{code}", "threshold", label, just, advice, _raising(place, leaf))


def _of_points(ask: Callable[[Condition], Mask], words: Vocabulary, user: Any) -> Iterator[Trait]:
    """Look at each rule of the scoring models in force: for whom it gave points, or took some, by then."""
    may_write = may_write_models(user)
    for version in live_versions():
        model = version.model
        for rule in rules_of(version):
            asked = rule.condition if isinstance(rule, AttributeRule) else filters_of(rule)
            if not is_seen(asked, words):
                continue
            values = {"model": model, "rule": rule.name, "points": numbers.number(rule.points)}
            label = _("Points of “%(model)s” for: %(rule)s (%(points)s)") % values
            advice = _("Give fewer than %(points)s points for this, and try it in the laboratory.") % values
            url = reverse("scoring_lab", args=[model.pk]) if may_write else ""
            yield Trait(f"points:{model.pk}:{rule.code}", "points", label, ask(asked), advice, url=url)


def is_seen(condition: Condition, words: Vocabulary) -> bool:
    """Say whether the person may see every field that a condition asks about."""
    return all(leaf.field in words.fields for _place, leaf in leaves(condition) if isinstance(leaf, Attribute))


def _of_evidence(rows: Sequence[Row]) -> Iterator[Trait]:
    """Group by the touch that made each lead an MQL."""
    found = dict(
        LeadRung.objects.filter(type=Lead.Type.MQL, lead__in={row.lead for row in rows})
        .order_by("-at")
        .values_list("lead", "evidence_touch_id")
    )
    touches = Touch.objects.filter(pk__in=[pk for pk in found.values() if pk])
    activity = dict(touches.values_list("pk", "activity__code"))
    codes = np.array([activity.get(found.get(row.lead) or 0, "") for row in rows], dtype=object)
    labels = {row.code: row.label for row in Activity.objects.filter(code__in=set(codes.tolist()))}
    for code in sorted(set(codes.tolist()) - {""}):
        label = _("Became an MQL by: %(what)s") % {"what": labels.get(code, code)}
        advice = _("Do not let this activity alone make an MQL: ask for another beside it.")
        yield Trait(f"by:{code}", "evidence", label, codes == code, advice)


def _of_fields(ask: Callable[[Condition], Mask], words: Vocabulary) -> Iterator[Trait]:
    for code, field in words.fields.items():
        own = code.rpartition(".")[2]
        if own in CHANGING:
            continue
        tests = list(_values(code, field))
        if field.type in ("choice", "text", "number", "money") and (tests or code in NEEDED):
            tests.append(Attribute(code, "is_empty"))
        for test in tests:
            yield _of_test(ask, words, test, "source" if own == "source" else "field")


def _values(code: str, field: Any) -> Iterator[Attribute]:
    """List the values worth asking about."""
    if field.type == "choice" and len(field.choices) <= MOST_VALUES:
        yield from (Attribute(code, "is", choice.code) for choice in field.choices)
    elif field.type == "flag":
        yield Attribute(code, "is", value=False)
    elif code in ("account.state", "account.country"):
        name = code.partition(".")[2]
        values = Account.objects.exclude(**{name: ""}).order_by(name).values_list(name, flat=True).distinct()
        yield from (Attribute(code, "is", value) for value in values[:MOST_VALUES])


def _of_test(ask: Callable[[Condition], Mask], words: Vocabulary, test: Attribute, kind: str) -> Trait:
    is_missing = test.test == "is_empty" or test.value is False
    needed = NEEDED.get(test.field) if is_missing else None
    if needed:
        advice = _("Ask for this before a lead is handed over.")
    elif kind == "source":
        advice = _("Hand leads of this source over only when more speaks for them, or not at all.")
    else:
        advice = _("Name it under “never when”, or nurture such leads further first.")
    text = reading(test, words)
    label = text[:1].upper() + text[1:]
    change = _needing(needed) if needed else _never(test)
    return Trait(
        f"{test.field}:{test.test}:{test.value}", "missing" if needed else kind, label, ask(test), advice, change
    )


def _qualified(terms: Agreement, **values: Any) -> Agreement:
    qualified: QualifiedLead = replace(terms.qualified, **values)
    return replace(terms, qualified=qualified)


def _never(condition: Condition) -> Change:
    def change(terms: Agreement) -> Agreement:
        before = terms.qualified.disqualifier
        if before is None:
            return _qualified(terms, disqualifier=AnyOf((condition,)))
        parts = before.parts if isinstance(before, AnyOf) else (before,)
        return terms if condition in parts else _qualified(terms, disqualifier=AnyOf((*parts, condition)))

    return change


def _needing(name: str) -> Change:
    def change(terms: Agreement) -> Agreement:
        needed = terms.qualified.needed
        return terms if name in needed else _qualified(terms, needed=(*needed, name))

    return change


def _dropping(place: str) -> Change:
    def change(terms: Agreement) -> Agreement:
        before = terms.qualified.condition
        left = replaced(before, place, None) if before else None
        return _qualified(terms, condition=left) if left else terms

    return change


def _raising(place: str, leaf: Did) -> Change:
    def change(terms: Agreement) -> Agreement:
        before = terms.qualified.condition
        higher = replace(leaf, at_least=leaf.at_least + 1)
        return _qualified(terms, condition=replaced(before, place, higher)) if before else terms

    return change
