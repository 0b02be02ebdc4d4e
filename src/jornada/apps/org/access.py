"""The one place that turns what a role may do into a filter on rows, and hides what it must not see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Model, Q, QuerySet
from django.db.models.lookups import In
from django.utils.translation import gettext as _

from jornada.apps.org.custom.known import record_of
from jornada.apps.org.masks import mask, masked
from jornada.apps.org.models import RoleRule, User
from jornada.apps.org.owners import NOBODY, owned_by
from jornada.rules.access import RECORDS, Action, Reach, Record, Rule, fields_under, reach, read_rule

M = TypeVar("M", bound=Model)
Reason = Callable[[Any], Exists]
_reasons: dict[Record, dict[str, Reason]] = {}
_repeated: dict[str, set[tuple[str, Record, str]]] = {}


def scope(rows: QuerySet[M], user: Any, record: Record, action: Action = "view", owner: str = "owner") -> QuerySet[M]:
    """Keep the rows that the user may see (or change, delete, export); fields that the role hides are blank in them."""
    far = how_far(user, record, action)
    if far == "none":
        return rows.none()
    rows = masked(rows, hidden_of(user))
    if far == "team":
        return rows.filter(_in_team(user, owner))
    return rows.filter(owned_by([user.pk], owner)) if far == "own" else rows


def one(rows: QuerySet[M], user: Any, record: Record, pk: int) -> QuerySet[M]:
    """Keep one record, if the user may see it; also when it is shown to the user for a reason of another app.

    Lists do not ask for such reasons: an OR would take them off their index.
    """
    mine, reasons = masked(rows.filter(pk=pk), hidden_of(user)), _reasons.get(record, {}).values()
    if how_far(user, record) in ("all", "none") or not reasons:
        return scope(mine, user, record)
    shown = reduce(or_, (Q(reason(user)) for reason in reasons))
    return mine.filter(shown | Q(pk__in=scope(mine, user, record).values("pk")))


def also_show(record: Record, code: str, reason: Reason) -> None:
    """Let people see single records beyond their reach, for as long as a condition on the record holds."""
    _reasons.setdefault(record, {})[code] = reason


def how_far(user: Any, record: Record, action: Action = "view") -> Reach:
    """Say how far the user reaches, for figures that are computed beside the database."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return "none"
    return reach(rule_of(user), record, action)


def may(user: Any, record: Record, action: Action, instance: Any = None) -> bool:
    """Say whether the user may do this to a record, or to any record of the kind when none is given."""
    far = how_far(user, record, action)
    if far == "none":
        return False
    if instance is None or far == "all":
        return True
    if far == "own":
        return instance.owner_id == user.pk
    return instance.owner_id in (None, user.pk) or (user.team_id is not None and instance.owner.team_id == user.team_id)


def may_make(record: Record) -> Callable[[Any], bool]:
    """Return what says of a user whether new records of a kind may be made; for menus."""
    return lambda user: may(user, record, "create")


def require(user: Any, record: Record, action: Action, instance: Any = None) -> None:
    """Refuse with 403 what `may` denies."""
    if not may(user, record, action, instance):
        raise PermissionDenied


def is_admin(user: Any) -> bool:
    """Say whether the user runs the workspace."""
    return bool(getattr(user, "is_authenticated", False) and user.is_active and base_role(user) == "admin")


def may_write_models(user: Any) -> bool:
    """Say whether the user may write what judges leads and accounts: administrators, managers, Marketing.

    Scoring models, intent tests, ideal customer profiles, personas.
    """
    active = getattr(user, "is_active", False)
    return bool(active) and base_role(user) in (User.Role.ADMIN, User.Role.MANAGER, User.Role.MARKETING)


def rule_of(user: Any) -> Rule:
    """Return what holds for the person's role; `PeopleBackend` reads it together with the person."""
    known = getattr(user, "_rule", None)
    if known is None:
        known = Rule("admin") if user.is_superuser else read_rule(user.role, _kept(user))
        user._rule = known
    return known


def base_role(user: Any) -> str:
    """Return the shipped role that the person's role is, or begins from; nothing for strangers."""
    return rule_of(user).base if getattr(user, "is_authenticated", False) else ""


def hidden_fields(user: Any, record: str) -> frozenset[str]:
    """Return the fields of a kind of record that the person must not see; custom ones as `custom.code`."""
    if record not in RECORDS or not getattr(user, "is_authenticated", False):
        return frozenset()
    return fields_under(rule_of(user), record, "hidden")  # type: ignore[arg-type]


def hidden_names(user: Any, record: str) -> frozenset[str]:
    """Return the hidden fields under every name that lists, filters and conditions give them."""
    own = [name.replace("custom.", "custom_") for name in hidden_fields(user, record)]
    own += [name for name, of, source in _repeated.get(record, ()) if source in hidden_fields(user, of)]
    return frozenset(f"{name}{end}" for name in own for end in ("", "_from", "_to", "_until"))


def as_ruled(name: str) -> str:
    """Return what rules of roles call a field that forms and lists call so: custom ones `custom.code`."""
    return name.replace("custom_", "custom.", 1) if name.startswith("custom_") else name


def repeats(record: str, name: str, of: Record, source: str) -> None:
    """Hide a field that repeats what a field of another kind of record holds, wherever a role hides that one."""
    _repeated.setdefault(record, set()).add((name, of, source))


def locked_fields(user: Any, record: str) -> frozenset[str]:
    """Return the fields that the person must not change, whether seen or not."""
    if record not in RECORDS or not getattr(user, "is_authenticated", False):
        return frozenset()
    return fields_under(rule_of(user), record, "hidden", "read")  # type: ignore[arg-type]


def may_write(user: Any, record: str, name: str) -> bool:
    """Say whether the person's role lets a field of a kind of record be changed."""
    return name not in locked_fields(user, record)


def require_field(user: Any, record: str, name: str) -> None:
    """Refuse with 403 what changes a field that the role hides or only shows."""
    if not may_write(user, record, name):
        raise PermissionDenied


def hidden_of(user: Any) -> dict[str, frozenset[str]]:
    """Return the hidden fields by kind of record, of those kinds that have any."""
    if not getattr(user, "is_authenticated", False) or not rule_of(user).fields:
        return {}
    return {record: names for record in RECORDS if (names := hidden_fields(user, record))}


def require_values(user: Any, model: type[Model], row: Any, values: Mapping[str, Any]) -> None:
    """Refuse values for fields that the role may not change, and another owner where it may not assign."""
    record = record_of(model)
    if not record or not getattr(user, "is_authenticated", False):
        return
    locked = locked_fields(user, record)
    for name in locked and written(row, values) & locked:
        raise PermissionDenied(_("Your role may not change the field “%(field)s”.") % {"field": _label(model, name)})
    if row is not None and "owner" not in values:
        return
    owner = values.get("owner")
    before = row.owner_id if row is not None else user.pk
    if (owner and owner.pk) != before and not may(user, record, "assign", row):  # type: ignore[arg-type]
        raise PermissionDenied(_("Your role may not hand this record to somebody else."))
    if owner and owner.pk != before:
        _require_holder(owner, record)


def require_given(user: Any, row: Model, **given: Any) -> None:
    """Refuse what a step gives for fields that the role may not change; what is left out is not given."""
    require_values(user, type(row), row, {name: value for name, value in given.items() if value is not None})


def require_seen(user: Any, record: Record, name: str) -> None:
    """Refuse what is made of a field that the role hides."""
    if name in hidden_fields(user, record):
        raise PermissionDenied(_("Your role does not see the field that this is made of."))


def shown(user: Any, row: M) -> M:
    """Return a row, that was read for writing, as the person may see it."""
    hidden = hidden_of(user)
    if not hidden:
        return row
    seen = copy(row)
    mask(seen, hidden)
    return seen


def written(row: Any, values: Mapping[str, Any]) -> set[str]:
    """Name the fields that values would change in a row, or fill in a new one."""
    own = {
        name
        for name, value in values.items()
        if name != "custom" and (getattr(row, name) != value if row is not None else value not in (None, ""))
    }
    kept = (row.custom or {}) if row is not None else {}
    custom = values.get("custom") or {}
    return own | {f"custom.{code}" for code, value in custom.items() if kept.get(code) != value}


def _require_holder(owner: Any, record: str) -> None:
    """Refuse an owner whose role could not even change what they are given."""
    from jornada.apps.org.holders import may_hold

    if not may_hold(owner, record):
        raise PermissionDenied(_("%(name)s cannot own this: their role may not change such records.") % {"name": owner})


def _label(model: type[Model], name: str) -> str:
    from jornada.apps.org.change_words import label_of

    return label_of(model, name)


def _kept(user: Any) -> dict[str, Any]:
    if hasattr(user, "role_rule"):
        return user.role_rule or {}
    return RoleRule.objects.filter(code=user.role).values_list("rule", flat=True).first() or {}


def _in_team(user: User, owner: str) -> In:
    return owned_by([NOBODY, *team_of(user)], owner)


def team_of(user: Any) -> tuple[int, ...]:
    """Return the people of the person's team; kept with the person, who is read anew for each request."""
    team, mates = getattr(user, "_mates", (None, (user.pk,)))
    if team != user.team_id:
        mates = tuple(User.objects.filter(team=user.team_id).values_list("pk", flat=True))
        user._mates = (user.team_id, mates)
    return mates
