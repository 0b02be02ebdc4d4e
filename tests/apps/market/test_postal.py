from types import SimpleNamespace

import pytest

from jornada.apps.market.brazil.postal import postal_of
from jornada.apps.market.models import Account
from jornada.apps.org.models import RoleRule

PARTS = ("street", "street_number", "complement", "district", "postcode", "city", "state", "country")
WHOLE = ("Rua das Flores", "120", "Sala 4", "Centro", "01310100", "São Paulo", "SP", "Brasil")


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        (WHOLE, ("Rua das Flores, 120 – Sala 4", "Centro", "01310-100 São Paulo – SP")),
        (("", "", "", "", "", "Recife", "PE", ""), ("Recife – PE",)),
        (("", "", "", "", "", "", "PE", ""), ("PE",)),
        (("Rua A", "", "", "", "", "", "", ""), ("Rua A",)),
        (("Calle 1", "2", "", "", "X500", "Córdoba", "", "Argentina"), ("Calle 1, 2", "X500 Córdoba", "Argentina")),
        (("", "", "", "", "", "", "", ""), ()),
    ],
)
def test_an_address_stands_as_on_an_envelope(parts, lines):
    assert postal_of(SimpleNamespace(**dict(zip(PARTS, parts, strict=True)))).lines == lines


@pytest.fixture
def page(client, owner, account):
    Account.objects.filter(pk=account.pk).update(**dict(zip(PARTS, WHOLE, strict=True)))
    client.force_login(owner)
    return lambda: client.get(account.get_absolute_url()).text


@pytest.mark.django_db
def test_the_page_shows_one_block_with_a_map_and_edits_its_parts(page):
    shown = page()
    assert "Rua das Flores, 120 – Sala 4\nCentro\n01310-100 São Paulo – SP" in shown
    assert "maps/search/?api=1&amp;query=Rua+das+Flores" in shown
    assert 'data-edit="street_number"' in shown


@pytest.mark.django_db
def test_what_a_role_hides_is_not_in_the_block(page, owner):
    rule = {"fields": {"account.street": "hidden"}}
    RoleRule.objects.update_or_create(code=owner.role, defaults={"rule": rule})
    assert "Rua das Flores" not in page()
