"""Who may write intent tests."""

from __future__ import annotations

from typing import Any

from jornada.apps.org.access import is_admin
from jornada.apps.org.models import User


def may_edit(user: Any) -> bool:
    """Say whether the person may write intent tests: administrators, managers, Marketing."""
    return is_admin(user) or getattr(user, "role", "") in (User.Role.MANAGER, User.Role.MARKETING)
