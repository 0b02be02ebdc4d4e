"""Conditions answered from the copy: as the rule says, within what a person sees, fresh after a change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from jornada.apps.interactions.actions import record_touches, void_touch
from jornada.apps.interactions.models import Touch
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.interactions.privacy import mark_private, open_again
from jornada.apps.market.actions import update_account
from jornada.apps.market.models import Account, Contact, Industry
from jornada.apps.market.segments.members import refresh
from jornada.apps.market.segments.models import Segment
from jornada.apps.org.models import RoleRule
from jornada.flow.settle import settle
from jornada.rules.condition_json import to_json
from jornada.rules.conditions import All, Attribute, Did, InList, Not, StageIs, did_not
from jornada.ui.conditions.address import to_address
from jornada.ui.conditions.engine import NOBODY, engine
from jornada.ui.conditions.fields import RECORDS, fields_of

pytestmark = pytest.mark.django_db
STAMP = timezone.now()


def count(user, condition, record="account"):
    return engine().count(user, record, condition)[0]


def touch(account, activity, days=1, contact=None, human=True):
    at = timezone.now() - timedelta(days=days)
    new = NewTouch(activity, at, account.pk, contact and contact.pk, human=human)
    record_touches([new], source="api", now=timezone.now())
    settle([account.pk])


@pytest.fixture
def acme(world):
    return world.account("Acme", "Technology", world.ana, city="São Paulo", employees=80, size_band="medium")


@pytest.fixture
def bolt(world):
    return world.account("Bolt", "Retail", world.rui, city="Recife")


def test_fields_texts_numbers_and_choices(world, acme, bolt):
    technology = str(Industry.objects.get(name="Technology").pk)
    asked = [
        Attribute("industry", "is", technology),
        Attribute("city", "is", "sao paulo"),
        Attribute("employees", "between", (50.0, 100.0)),
        Attribute("size_band", "in", ("medium", "large")),
        Attribute("created_at", "within_days", 2.0),
        Attribute("owner", "is", str(world.ana.pk)),
        Attribute("team", "is", str(world.ana.team_id)),
        Attribute("employees", "is_empty"),
        Attribute("has_domain", "is", False),
    ]
    assert [count(world.boss, one) for one in asked] == [1, 1, 1, 1, 2, 1, 1, 1, 2]


def test_two_clicks_in_30_days_and_no_meeting(world, acme, bolt):
    for account in (acme, bolt):
        touch(account, "email.clicked")
        touch(account, "email.clicked", days=2)
    touch(bolt, "meeting.held", days=9)
    asks = All((Did(("email.clicked",), 2, days=30), did_not("meeting.held", days=30)))
    assert engine().ids("account", asks).tolist() == [acme.pk]


def test_an_answer_is_fresh_after_a_change(world, acme):
    asks = Attribute("city", "is", "Natal")
    assert count(world.boss, asks) == 0
    update_account(world.ana, acme, city="Natal")
    assert count(world.boss, asks) == 1


def test_a_person_counts_only_what_they_see(world, acme, bolt):
    everybody = All(())
    assert engine().count(world.ana, "account", everybody) == (1, 1)
    assert engine().count(world.boss, "account", everybody) == (2, 2)


def test_a_list_is_narrowed_within_what_its_rows_may_be(world, acme, bolt):
    rows = Account.objects.filter(pk=bolt.pk)
    assert list(engine().narrow(rows, "account", Attribute("city", "is_set"))) == [bolt]


def test_contacts_know_their_account_and_have_behaviour_of_their_own(world, acme):
    now = timezone.now()
    people = [
        Contact.objects.create(name=name, account=acme, owner=world.ana, created_at=now, updated_at=now)
        for name in "ab"
    ]
    touch(acme, "email.clicked", contact=people[0])
    in_town = Attribute("account.city", "is", "São Paulo")
    assert engine().ids("contact", All((in_town, Did(("email.clicked",))))).tolist() == [people[0].pk]
    assert engine().ids("contact", Not(Did(("email.clicked",)))).tolist() == [people[1].pk]


def test_a_lead_answers_for_its_person_or_else_its_company(world, acme):
    lead = world.lead(world.ana, acme)
    assert count(world.boss, Did(("email.clicked",)), "lead") == 0
    touch(acme, "email.clicked")
    assert count(world.boss, Did(("email.clicked",)), "lead") == 1
    assert engine().ids("lead", Attribute("account.employees", "at_least", 80.0)).tolist() == [lead.pk]


def test_stage_and_segment(world, acme, bolt):
    world.walk(acme, ("interest", 1))
    code = world.stages["interest"].code
    from jornada.apps.insight.copy import mark_stale

    mark_stale([acme.pk])
    assert engine().ids("account", StageIs((code,))).tolist() == [acme.pk]
    now = timezone.now()
    kept = Segment.objects.create(name="VIP", record="account", created_at=now, updated_at=now)
    kept.members.create(object_id=bolt.pk, joined_at=now)
    assert engine().ids("account", InList(kept.pk)).tolist() == [bolt.pk]


def test_one_record_is_explained_by_the_part_that_decided(world, acme):
    asks = All((Attribute("city", "is", "São Paulo"), Did(("email.clicked",), 2)))
    touch(acme, "email.clicked")
    verdict = engine().explain("account", acme.pk, asks)
    assert (verdict.holds, [(leaf.place, leaf.found) for leaf in verdict.decisive]) == (False, [("all[1]", 1)])


@pytest.mark.parametrize("record", RECORDS)
def test_every_registered_field_can_be_asked(world, acme, record):
    for code in fields_of(record):
        assert engine().count(world.boss, record, Attribute(code, "is_set"))[0] >= 0


@pytest.fixture
def whispered(world, acme):
    """Two calls, of which Ana keeps one to herself."""
    bia = Contact.objects.create(name="Bia", account=acme, owner=world.ana, created_at=STAMP, updated_at=STAMP)
    touch(acme, "call.connected", 3, bia)
    touch(acme, "call.connected", 2, bia)
    private = Touch.objects.order_by("-at").first()
    Touch.objects.filter(pk=private.pk).update(user=world.ana)
    private.refresh_from_db()
    mark_private(world.ana, private)
    return private


@pytest.mark.parametrize("record", ["account", "contact"])
def test_a_private_touch_counts_for_its_participants_and_for_the_system(world, whispered, record):
    twice, once = (Did(("call.connected",), at_least=number) for number in (2, 1))
    assert [count(person, twice, record) for person in (world.ana, world.boss)] == [1, 0]
    assert [count(person, once, record) for person in (world.ana, world.boss)] == [1, 1]
    found = [len(engine().ids(record, twice, reader)) for reader in (None, world.ana, world.boss, NOBODY)]
    assert found == [1, 1, 0, 0]


def test_a_private_touch_that_is_voided_or_opened_hides_nothing(world, whispered):
    once = Did(("call.connected",), at_least=1, at_most=1)
    assert count(world.boss, once) == 1
    open_again(world.ana, whispered)
    assert count(world.boss, once) == 0
    mark_private(world.ana, whispered)
    void_touch(world.ana, whispered, "")
    settle([whispered.account_id])
    assert count(world.boss, once) == 1


def test_a_segment_counts_nothing_private_and_says_why(world, whispered):
    condition, pk = Did(("call.connected",), at_least=2), whispered.account_id
    row = Segment.objects.create(
        name="Called", record="account", condition=to_json(condition), created_at=STAMP, updated_at=STAMP
    )
    assert refresh(row).size == 0
    assert not engine().explain("account", pk, condition, NOBODY).holds
    assert engine().explain("account", pk, condition).holds


def test_no_address_asks_by_a_condition_for_what_the_role_hides(client, world, acme):
    where = f"/accounts/?where={to_address(to_json(Attribute('employees', 'at_least', 50.0)))}"
    client.force_login(world.ana)
    assert client.get(where).context["listing"].count == 1
    RoleRule.objects.create(code="sales", rule={"fields": {"account.employees": "hidden"}})
    listing = client.get(where).context["listing"]
    asked = next(item for item in listing.filters if item.filter.code == "where")
    assert (listing.count, asked.is_readable) == (0, False)


def test_lists_are_narrowed_to_who_was_in_touch_by_a_channel_as_the_reader_may_know(client, world, acme, bolt):
    touch(bolt, "page.viewed", human=False)
    touch(acme, "call.connected", 1)
    private = Touch.objects.get(account=acme)
    Touch.objects.filter(pk=private.pk).update(user=world.ana)
    private.refresh_from_db()
    mark_private(world.ana, private)

    def named(person, channel):
        client.force_login(person)
        page = client.get(f"/accounts/?channel={channel}").content.decode()
        return [row.name for row in (acme, bolt) if f">{row.name}<" in page]

    assert [named(world.boss, channel) for channel in ("web", "phone", "chat")] == [["Bolt"], [], []]
    assert named(world.ana, "phone") == ["Acme"]
