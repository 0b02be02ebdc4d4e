"""The demo company's ideal customer profile; the worker grades the accounts."""

from __future__ import annotations

from django.utils import timezone

from jornada.apps.market.models import Industry, Profile, ProfileCriterion
from jornada.rules.condition_json import to_json
from jornada.rules.conditions import Attribute

NAMES = {True: "Empresa de médio porte do Sul e Sudeste", False: "Mid-sized company in the South and Southeast"}
SIZES = ("medium", "large")
STATES = ("SP", "MG", "PR", "SC", "RS")
# Portuguese name, English name, points, condition
CRITERIA = (
    ("Porte médio ou grande", "Medium or large", 40.0, Attribute("size_band", "in", SIZES)),
    ("Sul e Sudeste", "South and Southeast", 20.0, Attribute("state", "in", STATES)),
    ("Tem site próprio", "Has a website", 10.0, Attribute("has_domain", "is", True)),
    ("Pessoa física", "A person, not a company", -40.0, Attribute("kind", "is", "b2c")),
)
BEST_INDUSTRIES = 3


def write_profile(language: str) -> None:
    """Write one profile over fields that every demo company has."""
    is_portuguese = language.startswith("pt")
    stamps = dict.fromkeys(("created_at", "updated_at"), timezone.now())
    name = (
        "Empresa de médio porte do Sul e Sudeste" if is_portuguese else "Mid-sized company in the South and Southeast"
    )
    profile = Profile.objects.create(name=name, **stamps)
    rows = [
        ProfileCriterion(
            profile=profile,
            name=portuguese if is_portuguese else english,
            weight=weight,
            condition=to_json(condition),
            **stamps,
        )
        for portuguese, english, weight, condition in (*CRITERIA, _industries())
    ]
    ProfileCriterion.objects.bulk_create(rows)


def _industries() -> tuple[str, str, float, Attribute]:
    """Name the industries of which there are most accounts: where the demo company has its customers."""
    ids = Industry.objects.order_by("pk").values_list("pk", flat=True)[:BEST_INDUSTRIES]
    return "Setores-alvo", "Target industries", 30.0, Attribute("industry", "in", tuple(map(str, ids)))
