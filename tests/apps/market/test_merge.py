"""Merging two records into one keeps everything, and splitting gives both back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from jornada.apps.interactions.actions import record_touch
from jornada.apps.interactions.models import Touch, TouchSummary
from jornada.apps.leads.actions import create_lead
from jornada.apps.market.actions import create_account, create_contact, update_account
from jornada.apps.market.duplicates import actions, moving, queries
from jornada.apps.market.duplicates.kinds import KINDS
from jornada.apps.market.models import Account, Contact, DuplicatePair, Merge
from jornada.apps.market.points.actions import set_points
from jornada.apps.market.points.arranging import Point
from jornada.apps.org.edits import StaleError, WrongMomentError
from jornada.apps.org.models import Change
from jornada.apps.sales.actions import create_opportunity
from jornada.apps.sales.models import OpportunityContact, PipelineStage

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(admin):
    keep = create_account(admin, name="Acme", domain="acme.com.br", external_id="A1")
    gone = create_account(admin, name="Acme Ltda", phone="+551133334444", external_id="A2")
    person = create_contact(admin, name="Ana", account=gone)
    lead = create_lead(admin, name="Acme wants it", account=gone, contact=person)
    record_touch(admin, "call.connected", at=timezone.now() - timedelta(days=2), account=gone, contact=person)
    record_touch(admin, "call.connected", at=timezone.now() - timedelta(days=1), account=keep)
    return keep, gone, person, lead


def test_a_merge_keeps_every_touch(admin, two):
    keep, gone, _person, _lead = two
    before = Touch.objects.count()
    actions.merge(admin, keep, gone, {"phone": gone.phone})
    assert Touch.objects.filter(account=keep).count() == before
    assert not Account.objects.filter(pk=gone.pk).exists()


def test_a_merge_moves_people_leads_and_threads(admin, two):
    keep, gone, person, lead = two
    actions.merge(admin, keep, gone, {"phone": gone.phone})
    person.refresh_from_db()
    lead.refresh_from_db()
    assert person.account_id == lead.account_id == lead.thread.account_id == keep.pk


@pytest.mark.django_db(transaction=True)
def test_figures_follow_from_the_joined_log(admin, two):
    keep, gone, _person, _lead = two
    actions.merge(admin, keep, gone, {})
    joined = TouchSummary.objects.get(account=keep).number
    actions.split(admin, Merge.objects.get())
    apart = dict(TouchSummary.objects.values_list("account", "number"))
    assert joined == sum(apart.values())
    assert apart[gone.pk] >= 1


def test_every_relation_to_a_record_moves_or_is_derived(admin):
    """A model that is added later and points to accounts is moved without anybody thinking of it."""
    found = {f"{model._meta.label_lower}.{field}" for model, field in moving.relations(Account)}
    assert "interactions.touch.account" in found
    assert "journeys.visit.account" not in found


def test_a_split_restores_both_as_they_were(admin, two):
    keep, gone, person, lead = two
    were = [{**Account.objects.filter(pk=row.pk).values().get(), "updated_at": 0} for row in (keep, gone)]
    actions.split(admin, actions.merge(admin, keep, gone, {"name": gone.name, "phone": gone.phone}))
    are = [{**Account.objects.filter(pk=row.pk).values().get(), "updated_at": 0} for row in (keep, gone)]
    person.refresh_from_db()
    lead.refresh_from_db()
    assert are == were
    assert person.account_id == lead.account_id == gone.pk


def test_custom_fields_fill_what_is_blank_and_go_back(admin, two):
    keep, gone, _person, _lead = two
    Account.objects.filter(pk=keep.pk).update(custom={"tier": "A"})
    Account.objects.filter(pk=gone.pk).update(custom={"tier": "B", "region": "South"})
    done = actions.merge(admin, keep, gone, {})
    joined = Account.objects.get(pk=keep.pk).custom
    actions.split(admin, done)
    apart = [Account.objects.get(pk=row.pk).custom for row in (keep, gone)]
    assert joined == {"tier": "A", "region": "South"}
    assert apart == [{"tier": "A"}, {"tier": "B", "region": "South"}]


def test_a_split_leaves_what_somebody_changed_since(admin, two):
    keep, gone, person, _lead = two
    done = actions.merge(admin, keep, gone, {"name": "Acme Ltda", "phone": gone.phone})
    keep.refresh_from_db()
    update_account(admin, keep, phone="+551199998888")
    Contact.objects.filter(pk=person.pk).update(account=None)
    actions.split(admin, done)
    keep.refresh_from_db()
    person.refresh_from_db()
    assert (keep.name, keep.phone, person.account_id) == ("Acme", "+551199998888", None)


def test_a_merge_of_a_merge_is_split_from_the_last_one_back(admin, two):
    keep, gone, _person, _lead = two
    third = create_account(admin, name="Acme Holding")
    first = actions.merge(admin, keep, gone, {})
    second = actions.merge(admin, third, keep, {})
    assert queries.moved_to(admin, KINDS["account"], gone.pk) == third
    with pytest.raises(WrongMomentError):
        actions.split(admin, first)
    actions.split(admin, second)
    assert actions.split(admin, first).pk == gone.pk


def test_a_merge_is_all_or_nothing(admin, two, monkeypatch):
    keep, gone, person, _lead = two
    monkeypatch.setattr(actions, "_forget_pairs", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.merge(admin, keep, gone, {})
    person.refresh_from_db()
    assert person.account_id == gone.pk
    assert Merge.objects.count() == 0


def test_a_merge_of_what_was_changed_meanwhile_is_refused(admin, two):
    keep, gone, _person, _lead = two
    seen = {keep.pk: keep.updated_at, gone.pk: gone.updated_at}
    update_account(admin, gone, name="Another")
    with pytest.raises(StaleError):
        actions.merge(admin, keep, gone, {}, seen)


def test_only_what_one_may_change_is_merged(admin, colleague, two):
    keep, gone, _person, _lead = two
    with pytest.raises(PermissionDenied):
        actions.merge(colleague, keep, gone, {})


def test_a_branch_of_the_one_that_goes_becomes_a_branch_of_the_one_that_stays(admin, two):
    keep, gone, _person, _lead = two
    Account.objects.filter(pk=keep.pk).update(parent=gone)
    branch = create_account(admin, name="Acme Sul", parent=gone)
    actions.merge(admin, keep, gone, {})
    keep.refresh_from_db()
    branch.refresh_from_db()
    assert (keep.parent_id, branch.parent_id) == (None, keep.pk)


@pytest.mark.parametrize("kept", ["lowest", "head"])
def test_a_head_office_merged_with_a_branch_of_its_branch_makes_no_ring(admin, kept):
    head = create_account(admin, name="Acme")
    middle = create_account(admin, name="Acme Sul", parent=head)
    lowest = create_account(admin, name="Acme Curitiba", parent=middle)
    keep, gone = (lowest, head) if kept == "lowest" else (head, lowest)
    merged = actions.merge(admin, keep, gone, {"parent": middle})
    keep.refresh_from_db()
    middle.refresh_from_db()
    assert (keep.parent_id, middle.parent_id) == (None, keep.pk)
    actions.split(admin, merged)
    parents = dict(Account.objects.values_list("name", "parent__name"))
    assert parents == {"Acme": None, "Acme Sul": "Acme", "Acme Curitiba": "Acme Sul"}


def test_the_history_says_who_merged_and_split(admin, two):
    keep, gone, _person, _lead = two
    actions.split(admin, actions.merge(admin, keep, gone, {}))
    notes = Change.objects.filter(model="market.account", object_id=keep.pk, field__in=["merged", "split"])
    assert [(note.field, note.new, note.user) for note in notes.order_by("pk")] == [
        ("merged", "Acme Ltda", admin),
        ("split", "Acme Ltda", admin),
    ]


def test_what_was_split_is_not_proposed_again(admin, two):
    keep, gone, _person, _lead = two
    actions.split(admin, actions.merge(admin, keep, gone, {}))
    assert DuplicatePair.objects.get().dismissed_at is not None


def test_external_ids_of_both_are_known(admin, two):
    keep, gone, _person, _lead = two
    actions.merge(admin, keep, gone, {})
    keep.refresh_from_db()
    assert keep.external_id == "A1"
    assert queries.known_externals("account") == {"A2": keep.pk}


def test_people_and_proposals_of_a_purchase_follow_the_contact(admin, two):
    """Both take part in one purchase, only the one that goes in another; each stays there once."""
    _keep, account, ana, _lead = two
    anna = create_contact(admin, name="Anna", account=account)
    stage = PipelineStage.objects.order_by("pk").first()
    both, single = (create_opportunity(admin, name=name, account=account, stage=stage) for name in ("Both", "One"))
    for opportunity, person in ((both, ana), (both, anna), (single, anna)):
        OpportunityContact.objects.create(opportunity=opportunity, contact=person, role="champion")
    done = actions.merge(admin, ana, anna, {})
    assert [list(row.people.values_list("contact", flat=True)) for row in (both, single)] == [[ana.pk], [ana.pk]]
    back = actions.split(admin, done)
    assert list(single.people.values_list("contact", flat=True)) == [back.pk]
    assert list(both.people.values_list("contact", flat=True)) == [ana.pk]


def test_every_relation_to_a_person_is_moved_also_those_without_a_way_back():
    found = {f"{model._meta.label_lower}.{field}" for model, field in moving.relations(Contact)}
    moved = ("sales.opportunitycontact", "interactions.note", "market.contactpoint", "leads.intentanswer")
    assert {f"{label}.contact" for label in moved} <= found


OLD, NEW = "+551187654321", "+5511987654321"


def with_phones(admin, *phones):
    """Make a person for each (primary phone, further ones)."""
    rows = []
    for name, (phone, further) in zip(("Bia", "Bia Reis"), phones, strict=True):
        rows.append(create_contact(admin, name=name, phone=phone))
        set_points(admin, rows[-1], [Point("phone", value) for value in further])
    return rows


def phones_after_merging(admin, keep, gone):
    """Merge a person with phones into another, each (primary, further ones); return primary and further phones."""
    rows = with_phones(admin, keep, gone)
    actions.merge(admin, *rows, {})
    kept = Contact.objects.get(pk=rows[0].pk)
    return kept.phone, list(kept.points.values_list("value", flat=True))


@pytest.mark.parametrize(
    ("keep", "gone", "left"),
    [
        ((NEW, []), (OLD, []), (NEW, [])),
        ((OLD, []), (NEW, []), (NEW, [])),
        (("+551133334444", [OLD]), (NEW, []), ("+551133334444", [NEW])),
        (("+551133334444", [NEW]), ("+551133334444", [OLD]), ("+551133334444", [NEW])),
        ((OLD, []), ("+551133334444", [NEW]), (NEW, ["+551133334444"])),
        ((OLD, []), ("+551133334444", []), (OLD, ["+551133334444"])),
    ],
)
def test_a_number_with_and_without_the_ninth_digit_stays_once(admin, keep, gone, left):
    assert phones_after_merging(admin, keep, gone) == left


def test_splitting_gives_both_their_spelling_back(admin):
    keep, gone = (create_contact(admin, name=name, phone=phone) for name, phone in (("Bia", OLD), ("Bia R", NEW)))
    back = actions.split(admin, actions.merge(admin, keep, gone, {}))
    keep.refresh_from_db()
    assert (keep.phone, back.phone) == (OLD, NEW)


@pytest.mark.parametrize(
    ("keep", "gone"),
    [
        ((OLD, [NEW]), ("+551133334444", [])),
        (("+551133334444", [OLD]), (NEW, [])),
        (("+551133334444", [NEW]), ("+551133334444", [OLD])),
        (("+551133334444", [OLD]), ("+551144445555", [NEW])),
        (("+551133334444", []), ("+551144445555", [])),
    ],
)
def test_splitting_gives_both_all_their_phones_back(admin, keep, gone):
    rows = with_phones(admin, keep, gone)
    back = actions.split(admin, actions.merge(admin, *rows, {}))
    kept = Contact.objects.get(pk=rows[0].pk)
    for row, (phone, further) in ((kept, keep), (back, gone)):
        assert (row.phone, list(row.points.values_list("value", flat=True))) == (phone, further)


def test_a_split_leaves_the_phones_that_somebody_changed_since(admin):
    keep, gone = with_phones(admin, ("+551133334444", [OLD]), (NEW, []))
    done = actions.merge(admin, keep, gone, {})
    set_points(admin, Contact.objects.get(pk=keep.pk), [Point("phone", "+551155556666")])
    actions.split(admin, done)
    assert list(keep.points.values_list("value", flat=True)) == ["+551155556666"]
