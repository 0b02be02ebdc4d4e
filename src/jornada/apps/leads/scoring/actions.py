"""Writes of scoring models: drafts are edited, published, and an earlier version comes back as the newest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from jornada.apps.leads.models import LeadScore, ScoringModel, ScoringVersion
from jornada.apps.leads.scoring import words
from jornada.apps.leads.scoring.defaults import first_model
from jornada.apps.leads.scoring.deriving import Found, find_all
from jornada.apps.leads.scoring.keeping import score_everybody
from jornada.apps.leads.scoring.queries import DRAFT, LIVE, version_of
from jornada.apps.leads.scoring.storing import refresh_leads
from jornada.apps.org import edits, history
from jornada.apps.org.access import may_write_models
from jornada.apps.org.edits import WrongMomentError, refuse_unless
from jornada.rules.scoring import Model, Rule
from jornada.rules.scoring_check import check_model
from jornada.rules.scoring_json import model_to_json
from jornada.ui.conditions.words import vocabulary

RETIRED = ScoringVersion.Status.RETIRED
Edit = Callable[[Model], Model]


def create_model(user: Any, definition: Model | None = None, **values: Any) -> ScoringModel:
    """Make a model with a draft to begin with."""
    _require(user)
    with transaction.atomic():
        row = edits.create(user, ScoringModel, {"code": _free_code(values["name"]), **values})
        _new_version(row, definition or first_model())
    return row


def update_model(user: Any, model: ScoringModel, seen_at: datetime | None = None, **values: Any) -> ScoringModel:
    """Rename it, or change whom it scores; everybody is scored anew when that matters."""
    _require(user)
    before = (model.segment_id, model.order)
    row = edits.update(user, model, values, seen_at)
    live = version_of(row, LIVE)
    if live and (row.segment_id, row.order) != before:
        score_everybody(live)
    return row


def delete_model(user: Any, model: ScoringModel) -> None:
    _require(user)
    with transaction.atomic():
        row = edits.locked(model)
        history.record_deleted(user, row)
        LeadScore.objects.filter(model=row).delete()
        row.delete()
        refresh_leads(None)


def score_again(_user: Any, model: ScoringModel) -> None:
    """Give the points again that went when the model was deleted, which is back."""
    live = version_of(model, LIVE)
    if live:
        score_everybody(live)


def edit_draft(user: Any, model: ScoringModel, edit: Edit) -> ScoringVersion:
    """Change the draft; without one, a copy of what is in force becomes it."""
    _require(user)
    with transaction.atomic():
        edits.locked(model)
        draft = version_of(model, DRAFT) or _new_version(model, _latest(model))
        draft.definition, draft.updated_at = model_to_json(edit(draft.rules)), timezone.now()
        draft.save(update_fields=["definition", "updated_at"])
    return draft


def save_rule(user: Any, model: ScoringModel, rule: Rule) -> ScoringVersion:
    """Put a rule into the draft, in the place of the one with its code."""

    def edit(definition: Model) -> Model:
        codes = [each.code for each in definition.rules]
        if rule.code in codes:
            return replace(
                definition, rules=tuple(rule if each.code == rule.code else each for each in definition.rules)
            )
        return replace(definition, rules=(*definition.rules, rule))

    return edit_draft(user, model, edit)


def delete_rule(user: Any, model: ScoringModel, code: str) -> ScoringVersion:
    def edit(definition: Model) -> Model:
        return replace(definition, rules=tuple(rule for rule in definition.rules if rule.code != code))

    return edit_draft(user, model, edit)


def discard_draft(user: Any, model: ScoringModel) -> None:
    """Throw the draft away; a model that was never in force keeps it."""
    _require(user)
    with transaction.atomic():
        edits.locked(model)
        refuse_unless(
            version_of(model, LIVE) is not None, _("This is the only version of the model: delete the model instead.")
        )
        ScoringVersion.objects.filter(model=model, status=DRAFT).delete()


def publish(user: Any, model: ScoringModel, now: datetime | None = None) -> ScoringVersion:
    """Put the draft in force and score everybody; what keeps it from that is said."""
    _require(user)
    now, draft = now or timezone.now(), version_of(model, DRAFT)
    if draft is None:
        raise WrongMomentError(_("There is no draft to put in force."))
    found = _sound(model, draft.rules)
    with transaction.atomic():
        edits.locked(model)
        current = ScoringVersion.objects.filter(pk=draft.pk, status=DRAFT, updated_at=draft.updated_at)
        refuse_unless(current.exists(), _("The draft was changed meanwhile: look at it again."))
        live = _put_in_force(user, draft, now)
    score_everybody(live, now, found)
    return live


def roll_back(user: Any, version: ScoringVersion, now: datetime | None = None) -> ScoringVersion:
    """Put what an earlier version says in force again, as a new version."""
    _require(user)
    now, model = now or timezone.now(), version.model
    refuse_unless(version.status == RETIRED, _("Only a version that was in force before can come back."))
    found = _sound(model, version.rules)
    with transaction.atomic():
        edits.locked(model)
        ScoringVersion.objects.filter(model=model, status=DRAFT).delete()
        live = _put_in_force(user, _new_version(model, version.rules), now)
    score_everybody(live, now, found)
    return live


def _sound(model: ScoringModel, rules: Model) -> Found:
    """Return what a version would make of everybody; refuse one with faults, or that tells nobody from anybody."""
    faults = [words.of_fault(fault, rules) for fault in check_model(rules, vocabulary("lead")) if not fault.is_odd]
    refuse_unless(not faults, " ".join(faults))
    found = find_all(rules, model.segment_id)
    refuse_unless(not found.scores.is_flat, _("Every lead would score the same: no rule tells one from another."))
    return found


def _put_in_force(user: Any, version: ScoringVersion, now: datetime) -> ScoringVersion:
    """Replace what is in force; the caller holds the model."""
    model = version.model
    ScoringVersion.objects.filter(model=model, status=LIVE).update(status=RETIRED, retired_at=now)
    ScoringVersion.objects.filter(pk=version.pk).update(status=LIVE, published_at=now, published_by=user)
    edits.write(user, edits.locked(model), {"in_force": version.number})
    return ScoringVersion.objects.select_related("model").get(pk=version.pk)


def _new_version(model: ScoringModel, definition: Model) -> ScoringVersion:
    now = timezone.now()
    last = model.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return ScoringVersion.objects.create(
        model=model, number=last + 1, definition=model_to_json(definition), created_at=now, updated_at=now
    )


def _latest(model: ScoringModel) -> Model:
    version = version_of(model, LIVE) or model.versions.order_by("-number").first()
    return version.rules if version else first_model()


def _free_code(name: str) -> str:
    base = slugify(name)[:50] or "model"
    taken = set(ScoringModel.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, 1000))) if code not in taken)


def _require(user: Any) -> None:
    if not may_write_models(user):
        raise PermissionDenied
