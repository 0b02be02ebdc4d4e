"""Who may do what with which records, and which fields they see: by role, as shipped and as the company changed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

Role = Literal["admin", "marketing", "sdr", "sales", "manager", "viewer"]
Record = Literal["account", "contact", "lead", "opportunity"]
Reach = Literal["none", "own", "team", "all"]
Action = Literal["view", "create", "change", "delete", "assign", "export", "import"]
FieldRule = Literal["hidden", "read"]

ROLES: tuple[Role, ...] = get_args(Role)
RECORDS: tuple[Record, ...] = get_args(Record)
ACTIONS: tuple[Action, ...] = get_args(Action)
REACHES: tuple[Reach, ...] = get_args(Reach)
FIELD_RULES: tuple[FieldRule, ...] = get_args(FieldRule)
# What says something about a field alone is seen and changed as that field is.
_TELLS_OF = {
    "account.phone": "phone_label",
    "contact.email": "email_label",
    "contact.phone": "phone_label",
}
# What rights are decided by, and the pages are built on: as in other CRMs nobody goes without it, whatever is stored.
SEEN_BY_ALL = frozenset(
    {*(f"{record}.owner" for record in RECORDS), "lead.status", "opportunity.stage", "opportunity.outcome"}
)
# A record that is made has no owner yet: one may make records of a kind, or not.
WHOLE: tuple[Action, ...] = ("create", "import")

_TABLE: dict[Role, dict[str, Reach]] = {
    "admin": {"view": "all", "change": "all", "delete": "all", "export": "all", "import": "all"},
    "manager": {"view": "all", "change": "team", "delete": "team", "export": "team", "import": "all"},
    "marketing": {"view": "all", "change": "all", "delete": "none", "export": "all", "import": "all"},
    "sdr": {"view": "team", "change": "team", "delete": "none", "export": "none", "import": "none"},
    "sales": {"view": "team", "change": "own", "delete": "none", "export": "none", "import": "none"},
    "viewer": {"view": "all", "change": "none", "delete": "none", "export": "none", "import": "none"},
}
_EXCEPTIONS: dict[tuple[Role, Record, Action], Reach] = {
    ("marketing", "opportunity", "change"): "none",
    ("marketing", "opportunity", "import"): "none",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for a role: the shipped role that it begins from, and what differs from it.

    `reaches` has keys such as `account.view`, `fields` such as `opportunity.amount`.
    """

    base: Role
    reaches: Mapping[str, Reach] = field(default_factory=dict)
    fields: Mapping[str, FieldRule] = field(default_factory=dict)


def shipped(role: Role, record: Record, action: Action) -> Reach:
    """Say how far a role reaches as it is shipped.

    Examples
    --------
    >>> shipped("sales", "lead", "view"), shipped("sales", "lead", "create"), shipped("sales", "lead", "assign")
    ('team', 'all', 'own')
    """
    like: Action = "change" if action in ("create", "assign") else action
    found = _EXCEPTIONS.get((role, record, like), _TABLE[role][like])
    return "all" if action == "create" and found != "none" else found


def reach(role: Role | Rule, record: Record, action: Action) -> Reach:
    """Say how far a role reaches over a kind of record.

    Parameters
    ----------
    role : Rule, or one of the shipped roles
    record : {"account", "contact", "lead", "opportunity"}
    action : {"view", "create", "change", "delete", "assign", "export", "import"}

    Returns
    -------
    {"none", "own", "team", "all"}
        "own": the user is the owner. "team": the owner is in the user's team, or nobody owns it yet.
        Nobody changes, deletes, assigns or exports beyond what they see.

    Examples
    --------
    >>> reach("sales", "lead", "view")
    'team'
    >>> reach("viewer", "account", "change")
    'none'
    >>> reach(Rule("viewer", {"account.view": "own", "account.export": "all"}), "account", "export")
    'own'
    """
    rule = Rule(role) if isinstance(role, str) else role
    wanted = rule.reaches.get(f"{record}.{action}") or shipped(rule.base, record, action)
    if action == "view":
        return wanted
    seen = rule.reaches.get(f"{record}.view") or shipped(rule.base, record, "view")
    if action in WHOLE:
        return "none" if seen == "none" else wanted
    return min(wanted, seen, key=REACHES.index)


def fields_under(rule: Rule, record: Record, *kinds: FieldRule) -> frozenset[str]:
    """Return the fields of a kind of record that a rule hides, or leaves to be read only.

    Examples
    --------
    >>> sorted(fields_under(Rule("sales", {}, {"lead.phone": "hidden", "lead.title": "read"}), "lead", "hidden"))
    ['phone']
    >>> sorted(fields_under(Rule("sales", {}, {"contact.phone": "hidden"}), "contact", "hidden"))
    ['phone', 'phone_label']
    """
    own = [name for name, kind in rule.fields.items() if kind in kinds and name.startswith(f"{record}.")]
    told = {_TELLS_OF[name] for name in own if name in _TELLS_OF}
    return frozenset({name.partition(".")[2] for name in own} | told)


def read_rule(role: str, kept: Mapping[str, Any]) -> Rule:
    """Read a rule as it is stored; what makes no sense is left out, so that it gives nothing away.

    What everybody sees is not hidden, but closed: blank, an owner would let the whole team change the record.

    Examples
    --------
    >>> read_rule("intern", {"reaches": {"lead.view": "own", "lead.change": "everything"}}).reaches
    {'lead.view': 'own', 'lead.change': 'none'}
    >>> read_rule("sales", {"fields": {"opportunity.stage": "hidden", "opportunity.amount": "hidden"}}).fields
    {'opportunity.stage': 'read', 'opportunity.amount': 'hidden'}
    """
    base = role if role in ROLES else kept.get("base")
    known = base if base in ROLES else "viewer"
    reaches = {
        str(name): cast(Reach, value if value in REACHES else "none")
        for name, value in dict(kept.get("reaches") or {}).items()
    }
    fields = {str(name): _field_rule(str(name), value) for name, value in dict(kept.get("fields") or {}).items()}
    return Rule(cast(Role, known), reaches, fields) if known != "admin" else Rule("admin")


def _field_rule(name: str, kept: Any) -> FieldRule:
    rule = cast(FieldRule, kept if kept in FIELD_RULES else "hidden")
    return "read" if rule == "hidden" and name in SEEN_BY_ALL else rule
