import pytest

from jornada.apps.leads.queries import visible_leads
from jornada.apps.market.queries import visible_accounts, visible_contacts
from jornada.apps.sales.queries import visible_opportunities

KINDS = ["account", "contact", "lead", "opportunity"]
VISIBLE = {
    "account": visible_accounts,
    "contact": visible_contacts,
    "lead": visible_leads,
    "opportunity": visible_opportunities,
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_owner_and_the_team_see_a_record_and_outsiders_do_not(request, kind, owner, colleague, outsider):
    record, visible = request.getfixturevalue(kind), VISIBLE[kind]
    assert [record in visible(user) for user in (owner, colleague, outsider)] == [True, True, False]


@pytest.mark.parametrize("kind", KINDS)
def test_a_seller_changes_own_records_only(request, kind, owner, colleague):
    record, visible = request.getfixturevalue(kind), VISIBLE[kind]
    assert [record in visible(user, "change") for user in (owner, colleague)] == [True, False]


@pytest.mark.parametrize("kind", KINDS)
def test_a_seller_exports_and_deletes_nothing(request, kind, owner):
    request.getfixturevalue(kind)
    assert not VISIBLE[kind](owner, "export").exists()
    assert not VISIBLE[kind](owner, "delete").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_deactivated_person_sees_nothing(request, kind, admin):
    request.getfixturevalue(kind)
    admin.is_active = False
    assert not VISIBLE[kind](admin).exists()
