"""Who may see and change which records: own, team or all, by role."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["admin", "marketing", "sdr", "sales", "manager", "viewer"]
Record = Literal["account", "contact", "lead", "opportunity"]
Reach = Literal["none", "own", "team", "all"]
Action = Literal["view", "change", "delete", "export"]

ROLES: tuple[Role, ...] = get_args(Role)
RECORDS: tuple[Record, ...] = get_args(Record)
ACTIONS: tuple[Action, ...] = get_args(Action)

_TABLE: dict[Role, dict[Action, Reach]] = {
    "admin": {"view": "all", "change": "all", "delete": "all", "export": "all"},
    "manager": {"view": "all", "change": "team", "delete": "team", "export": "team"},
    "marketing": {"view": "all", "change": "all", "delete": "none", "export": "all"},
    "sdr": {"view": "team", "change": "team", "delete": "none", "export": "none"},
    "sales": {"view": "team", "change": "own", "delete": "none", "export": "none"},
    "viewer": {"view": "all", "change": "none", "delete": "none", "export": "none"},
}
_EXCEPTIONS: dict[tuple[Role, Record, Action], Reach] = {
    ("marketing", "opportunity", "change"): "none",
    ("marketing", "opportunity", "view"): "all",
}


def reach(role: Role, record: Record, action: Action) -> Reach:
    """Say how far a role reaches over a kind of record.

    Parameters
    ----------
    role : {"admin", "marketing", "sdr", "sales", "manager", "viewer"}
    record : {"account", "contact", "lead", "opportunity"}
    action : {"view", "change", "delete", "export"}

    Returns
    -------
    {"none", "own", "team", "all"}
        "own": the user is the owner. "team": the owner is in the user's team, or nobody owns it yet.

    Examples
    --------
    >>> reach("sales", "lead", "view")
    'team'
    >>> reach("viewer", "account", "change")
    'none'
    """
    return _EXCEPTIONS.get((role, record, action), _TABLE[role][action])
