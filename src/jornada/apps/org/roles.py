"""The roles of this workspace: those shipped and those added."""

from __future__ import annotations

from jornada.apps.org.models import RoleRule, User


def role_choices() -> list[tuple[str, str]]:
    """Return code and name of each role: the shipped ones first, in their order, then own ones by name."""
    shipped = {code: str(label) for code, label in User.Role.choices}
    named = dict(RoleRule.objects.exclude(name="").order_by("name").values_list("code", "name"))
    return [*((code, named.get(code, label)) for code, label in shipped.items()), *own_of(named, shipped)]


def own_of(named: dict[str, str], shipped: dict[str, str]) -> list[tuple[str, str]]:
    return [(code, name) for code, name in named.items() if code not in shipped]
