"""Writes of agreements: drafting, proposing, approving by both sides, into force; routing rules and seats."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jornada.apps.handoff import queries
from jornada.apps.handoff.models import Agreement, AgreementVersion, RoutingMember, RoutingRule
from jornada.apps.handoff.term_words import faults_of
from jornada.apps.handoff.terms import terms_of
from jornada.apps.org.calendars import calendar_of_team
from jornada.apps.org.edits import refuse_unless
from jornada.apps.org.notices import tell
from jornada.rules.agreement import DEFAULT_AGREEMENT
from jornada.rules.agreement import Agreement as Terms
from jornada.rules.agreement_json import to_json
from jornada.rules.routing import Person, level_start

Status = AgreementVersion.Status
PROPOSED = gettext_noop("“%(agreement)s”, version %(number)s, waits for your approval.")
IN_FORCE = gettext_noop("“%(agreement)s”, version %(number)s, is in force.")


def create_agreement(user: Any, **values: Any) -> Agreement:
    """Make an agreement with a draft of sensible defaults."""
    if not queries.may_edit_agreement(user):
        raise PermissionDenied
    now = timezone.now()
    with transaction.atomic():
        row = Agreement.objects.create(created_at=now, updated_at=now, **values)
        _new_version(user, row, DEFAULT_AGREEMENT)
    return row


def update_agreement(user: Any, agreement: Agreement, **values: Any) -> Agreement:
    _require_editor(user, agreement)
    for name, value in values.items():
        setattr(agreement, name, value)
    agreement.updated_at = timezone.now()
    agreement.save(update_fields=[*values, "updated_at"])
    return agreement


def draft_of(user: Any, agreement: Agreement) -> AgreementVersion:
    """Return the draft under way, or start one from what is in force."""
    _require_editor(user, agreement)
    with transaction.atomic():
        Agreement.objects.select_for_update().get(pk=agreement.pk)
        draft = agreement.versions.filter(status=Status.DRAFT).first()
        if draft is not None:
            return draft
        latest = queries.version_in_force(agreement) or agreement.versions.first()
        return _new_version(user, agreement, terms_of(latest) if latest else DEFAULT_AGREEMENT)


def save_draft(user: Any, draft: AgreementVersion, terms: Terms, note: str) -> AgreementVersion:
    _require_editor(user, draft.agreement)
    values = {"terms": to_json(terms), "note": note, "updated_at": timezone.now()}
    is_draft = AgreementVersion.objects.filter(pk=draft.pk, status=Status.DRAFT).update(**values)
    refuse_unless(bool(is_draft), _("This version is not a draft any more; begin a new one."))
    draft.refresh_from_db()
    return draft


def propose(user: Any, draft: AgreementVersion) -> AgreementVersion:
    """Put a draft before both sides; whatever is wrong with it is said first."""
    _require_editor(user, draft.agreement)
    now = timezone.now()
    found = faults_of(draft.agreement, terms_of(draft), calendar_of_team(draft.agreement.team, now), user)
    refuse_unless(not found, " ".join(text for _where, text in found))
    with transaction.atomic():
        Agreement.objects.select_for_update().get(pk=draft.agreement_id)
        others = draft.agreement.versions.filter(status=Status.PROPOSED).exists()
        refuse_unless(not others, _("Another version waits for approval already."))
        row = _move(draft, Status.DRAFT, status=Status.PROPOSED, updated_at=now)
        owners = [row.agreement.marketing_owner_id, row.agreement.sales_owner_id]
        tell(owners, "agreement", PROPOSED, url=row.agreement.get_absolute_url(), now=now, **_named(row))
    return row


def approve(user: Any, version: AgreementVersion) -> AgreementVersion:
    """Approve for one's side; when both have, it is in force and the former version is retired."""
    sides, now = queries.sides_of(user, version.agreement), timezone.now()
    if not sides:
        raise PermissionDenied
    with transaction.atomic():
        Agreement.objects.select_for_update().get(pk=version.agreement_id)
        values = {f"{side}_{what}": value for side in sides for what, value in (("by", user), ("at", now))}
        row = _move(version, Status.PROPOSED, updated_at=now, **values)
        if row.marketing_at and row.sales_at:
            retired = {"status": Status.RETIRED, "retired_at": now, "updated_at": now}
            row.agreement.versions.filter(status=Status.IN_FORCE).update(**retired)
            row = _move(row, Status.PROPOSED, status=Status.IN_FORCE, in_force_at=now)
            owners = [row.agreement.marketing_owner_id, row.agreement.sales_owner_id]
            tell(owners, "agreement", IN_FORCE, url=row.agreement.get_absolute_url(), now=now, **_named(row))
    return row


def take_back(user: Any, version: AgreementVersion) -> AgreementVersion:
    """Make a proposed version a draft again; approvals given so far are gone."""
    if not (queries.may_edit_agreement(user, version.agreement) or queries.sides_of(user, version.agreement)):
        raise PermissionDenied
    blank = dict.fromkeys(("marketing_by", "marketing_at", "sales_by", "sales_at"))
    with transaction.atomic():
        has_draft = version.agreement.versions.filter(status=Status.DRAFT).exists()
        refuse_unless(not has_draft, _("There is another draft; propose or change that one."))
        return _move(version, Status.PROPOSED, status=Status.DRAFT, updated_at=timezone.now(), **blank)


def save_rule(
    user: Any, agreement: Agreement, rule: RoutingRule | None, weights: dict[int, float], **values: Any
) -> RoutingRule:
    """Save a routing rule and its people; whoever joins goes on level with the others."""
    _require_editor(user, agreement)
    now = timezone.now()
    with transaction.atomic():
        row = rule or RoutingRule(agreement=agreement, created_at=now)
        for name, value in values.items():
            setattr(row, name, value)
        row.updated_at = now
        row.save()
        _save_members(row, weights)
    return row


def delete_rule(user: Any, rule: RoutingRule) -> None:
    _require_editor(user, rule.agreement)
    rule.delete()


def _save_members(rule: RoutingRule, weights: dict[int, float]) -> None:
    known = {member.user_id: member for member in rule.members.all()}
    RoutingMember.objects.filter(rule=rule).exclude(user__in=weights).delete()
    given = queries.given_by_rule([rule])[rule.pk]
    others = [Person(pk, weight=weight) for pk, weight in weights.items() if pk in known]
    for pk, weight in weights.items():
        member = known.get(pk) or RoutingMember(rule=rule, user_id=pk)
        if pk not in known:
            member.start = level_start(Person(pk, weight=weight), others, given)
        member.weight = weight
        member.save()


def _new_version(user: Any, agreement: Agreement, terms: Terms) -> AgreementVersion:
    now = timezone.now()
    latest = agreement.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return agreement.versions.create(
        number=latest + 1, terms=to_json(terms), created_by=user, created_at=now, updated_at=now
    )


def _move(version: AgreementVersion, since: str, **values: Any) -> AgreementVersion:
    """Change a version that still stands where it stood."""
    moved = AgreementVersion.objects.filter(pk=version.pk, status=since).update(**values)
    refuse_unless(bool(moved), _("This version has gone on meanwhile; look at it again."))
    return AgreementVersion.objects.select_related("agreement").get(pk=version.pk)


def _require_editor(user: Any, agreement: Agreement) -> None:
    if not queries.may_edit_agreement(user, agreement):
        raise PermissionDenied


def _named(version: AgreementVersion) -> dict[str, Any]:
    return {"agreement": version.agreement, "number": version.number}
