"""Weak criteria: planted in the base, found on the page, put into a draft; nothing on clean data."""

import datetime as dt

import numpy as np
import pytest
from django.utils import timezone

from jornada.apps.handoff.models import Offer
from jornada.apps.handoff.terms import terms_of
from jornada.apps.handoff.trial.weak import weak_criteria
from jornada.apps.interactions.models import Thread
from jornada.apps.leads.models import Lead, ScoringVersion, Source
from jornada.apps.leads.scoring.actions import create_model
from jornada.apps.market.models import Account, Contact
from jornada.rules.agreement import Agreement, QualifiedLead
from jornada.rules.agreement_json import to_json
from jornada.rules.conditions import Any, Attribute, Did
from jornada.rules.scoring import AttributeRule, BehaviourRule, Group, Model

# What is found in refusals is reckoned from arrays; that they are read, and by whom, is asked of each database.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
DAY = dt.timedelta(days=1)
NUMBER = 240


def write(version, owner, refuses, days=40):
    """Write leads of two sources, half without an e-mail, refused as `refuses(number)` says."""
    now = timezone.now()
    stamps = {"created_at": now, "updated_at": now, "owner": owner}
    sources = list(Source.objects.order_by("pk")[:2])
    accounts = Account.objects.bulk_create(Account(name=f"Company {n}", **stamps) for n in range(NUMBER))
    contacts = Contact.objects.bulk_create(
        Contact(name=f"Person {n}", account=accounts[n], email=f"p{n}@x.com" if n % 4 < 2 else "", **stamps)
        for n in range(NUMBER)
    )
    threads = Thread.objects.bulk_create(
        Thread(account=accounts[n], contact=contacts[n], opened_at=now) for n in range(NUMBER)
    )
    leads = Lead.objects.bulk_create(
        Lead(
            name=f"Lead {n}",
            account=accounts[n],
            contact=contacts[n],
            thread=threads[n],
            source=sources[n % 2],
            **stamps,
        )
        for n in range(NUMBER)
    )
    at = now - days * DAY
    made = [
        Offer(
            lead=lead,
            version=version,
            to=owner,
            offered_at=at,
            answered_at=at + DAY / 24,
            answered_by=owner,
            status="refused" if refuses(n) else "accepted",
            updated_at=at,
        )
        for n, lead in enumerate(leads)
    ]
    return sources, Offer.objects.bulk_create(made)


@pytest.fixture
def luck():
    return np.random.default_rng(7).random(NUMBER)


@pytest.fixture
def bad_source(version, owner, luck):
    return write(version, owner, lambda n: luck[n] < (0.7 if n % 2 else 0.2))[0][1]


def found(user, **more):
    now = timezone.now()
    return weak_criteria(user, None, now - 365 * DAY, now, now, **more)


def test_the_source_that_is_refused_is_found_with_its_effect(bad_source, admin):
    weak = found(admin)
    first = weak.weak[0]
    assert (first.trait.code, first.of) == (f"source:is:{bad_source.pk}", NUMBER // 2)
    assert first.offers_lost == first.refusals_avoided + first.accepted_lost
    assert first.after[0] == pytest.approx(1 - first.rest_rate)
    assert first.after[1] < first.after[0] < first.after[2]
    assert {each.trait.label for each in weak.weak} == {first.trait.label}


def test_data_that_are_missing_are_found_and_asked_for(version, owner, admin, luck):
    write(version, owner, lambda n: luck[n] < (0.7 if n % 4 >= 2 else 0.2))
    first = found(admin).weak[0]
    assert (first.trait.code, first.trait.kind) == ("contact.has_email:is:False", "missing")
    assert first.trait.change(Agreement()).qualified.needed == ("contact.email",)


def test_the_rule_whose_points_go_with_refusals_is_found(client, admin, version, owner, luck):
    mail = AttributeRule("mail", "No e-mail", "who", 20, Attribute("contact.has_email", "is", value=False))
    odd = BehaviourRule("demo", "Demo", "does", 5, Did(("demo.requested",)))
    model = create_model(
        admin, Model((Group("who", "Who", "fit"), Group("does", "D", "engagement")), (mail, odd)), name="Main"
    )
    ScoringVersion.objects.filter(model=model).update(status="live")
    write(version, owner, lambda n: luck[n] < (0.7 if n % 4 >= 2 else 0.2))
    weak = [each for each in found(admin).weak if each.trait.kind == "points"]
    assert [each.trait.code for each in weak] == [f"points:{model.pk}:mail"]
    [only] = weak
    assert (only.of, only.before[0] < only.after[0]) == (NUMBER // 2, True)
    assert "No e-mail" in only.trait.label
    client.force_login(admin)
    page = client.get("/scoreboard/weak/").content.decode()
    assert f"/scoring/{model.pk}/lab/" in page


def test_nothing_is_found_where_nothing_is(version, owner, admin, luck):
    write(version, owner, lambda n: luck[n] < 0.3)
    weak = found(admin)
    assert (weak.weak, weak.strong, weak.decided) == ([], [], NUMBER)
    assert weak.tested == 3


def test_a_leaf_that_qualifies_alone_is_found_and_taken_out(version, owner, admin, luck):
    one, other = Source.objects.order_by("pk")[:2]
    clause = Any((Attribute("source", "is", str(one.pk)), Attribute("source", "is", str(other.pk)), Did(("x",))))
    version.terms = to_json(Agreement(QualifiedLead(clause)))
    version.updated_at = timezone.now()
    version.save()
    write(version, owner, lambda n: luck[n] < (0.7 if n % 2 else 0.2))
    alone = next(each for each in found(admin).weak if each.trait.kind == "criterion")
    left = alone.trait.change(terms_of(version)).qualified.condition
    assert left == Any((clause.parts[0], clause.parts[2]))


def test_open_and_young_offers_are_left_out_and_counted(version, owner, admin, luck):
    _sources, made = write(version, owner, lambda n: luck[n] < 0.3)
    Offer.objects.filter(pk__in=[each.pk for each in made[:5]]).update(status="waiting", answered_at=None)
    Offer.objects.filter(pk__in=[each.pk for each in made[5:8]]).update(offered_at=timezone.now() - DAY)
    weak = found(admin)
    assert (weak.decided, weak.is_open, weak.young) == (NUMBER - 8, 5, 3)


@pytest.mark.each_database
def test_the_page_says_it_and_each_number_opens_its_rows(client, bad_source, admin):
    client.force_login(admin)
    page = client.get("/scoreboard/weak/")
    assert "Hand leads of this source over only when more speaks for them" in page.text
    assert "Put it into the draft" in page.text
    rows = client.get(f"/scoreboard/weak/offers/?trait=source:is:{bad_source.pk}&which=refused&period=12m")
    assert len(rows.context["rows"]) == page.context["weak"].weak[0].refused
    assert {offer.lead.source for offer in rows.context["rows"]} == {bad_source}


@pytest.mark.each_database
def test_a_change_is_put_into_the_draft_and_counts_for_nobody_yet(client, bad_source, admin, agreement, version):
    client.force_login(admin)
    where = f"/agreements/{agreement.pk}/weak/"
    client.post(where, {"trait": f"source:is:{bad_source.pk}", "period": "12m"})
    draft = agreement.versions.get(status="draft")
    assert terms_of(draft).qualified.disqualifier == Any((Attribute("source", "is", str(bad_source.pk)),))
    assert "Hand leads of this source over" in draft.note
    client.post(where, {"trait": f"source:is:{bad_source.pk}", "period": "12m"})
    draft.refresh_from_db()
    assert len(terms_of(draft).qualified.disqualifier.parts) == 1
    assert client.post(where, {"trait": "no such", "period": "12m"}).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("marketer", 302), ("manager", 302), ("owner", 403), ("outsider", 403)])
def test_who_may_put_it_into_the_draft(request, client, bad_source, agreement, version, who, status):
    client.force_login(request.getfixturevalue(who))
    data = {"trait": f"source:is:{bad_source.pk}", "period": "12m"}
    assert client.post(f"/agreements/{agreement.pk}/weak/", data).status_code in (
        status,
        404 if status == 302 else status,
    )


@pytest.mark.each_database
def test_everybody_compares_what_they_may_see(bad_source, outsider, viewer):
    assert (found(outsider).decided, found(viewer).decided) == (0, NUMBER)


def test_an_empty_base_says_so(client, admin, version):
    client.force_login(admin)
    assert "Nothing to compare yet" in client.get("/scoreboard/weak/?period=no&agreement=x").text
