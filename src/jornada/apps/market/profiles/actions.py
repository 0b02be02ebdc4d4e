"""Writes of profiles and criteria; accounts are graded anew at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from jornada.apps.market.profiles.grading import grade_all
from jornada.apps.market.profiles.models import Profile, ProfileCriterion
from jornada.apps.org import edits, history
from jornada.apps.org.access import may_write_models


def create_profile(user: Any, **values: Any) -> Profile:
    _require(user)
    return edits.create(user, Profile, values)


def update_profile(user: Any, profile: Profile, seen_at: datetime | None = None, **values: Any) -> Profile:
    _require(user)
    row = edits.update(user, profile, values, seen_at)
    grade_all(row)
    return row


def delete_profile(user: Any, profile: Profile) -> None:
    _require(user)
    with transaction.atomic():
        row = edits.locked(profile)
        history.record_deleted(user, row)
        row.delete()


def add_criterion(user: Any, profile: Profile, **values: Any) -> ProfileCriterion:
    _require(user)
    criterion = edits.create(user, ProfileCriterion, {"profile": profile, **values})
    _grade_anew(profile)
    return criterion


def update_criterion(
    user: Any, criterion: ProfileCriterion, seen_at: datetime | None = None, **values: Any
) -> ProfileCriterion:
    _require(user)
    row = edits.update(user, criterion, values, seen_at)
    _grade_anew(row.profile)
    return row


def delete_criterion(user: Any, criterion: ProfileCriterion) -> None:
    _require(user)
    with transaction.atomic():
        history.record_deleted(user, criterion)
        criterion.delete()
    _grade_anew(criterion.profile)


def grade_again(_user: Any, criterion: ProfileCriterion) -> None:
    """Grade by a criterion that was deleted and is back."""
    _grade_anew(criterion.profile)


def _grade_anew(profile: Profile) -> None:
    """Give the profile a new stamp, so that a grading under way writes nothing, and grade."""
    Profile.objects.filter(pk=profile.pk).update(updated_at=timezone.now())
    grade_all(Profile.objects.get(pk=profile.pk))


def _require(user: Any) -> None:
    if not may_write_models(user):
        raise PermissionDenied
