"""Everything as one archive comes back through the import of an empty installation."""

import datetime as dt

import pytest
from django.utils import translation

from jornada.apps.interactions.models import Thread, Touch
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact, Industry, Product
from jornada.apps.market.points.models import ContactPoint
from jornada.apps.org.custom.models import CustomField
from jornada.apps.org.jobs import perform
from jornada.apps.org.models import Tag, Tagging, User
from jornada.apps.org.tags.actions import change_tags, named
from jornada.apps.sales.models import Competitor, LossReason, Opportunity, PipelineStage, StageMove
from jornada.edge.files.archives import tables_in
from jornada.edge.files.upload import steps_for
from jornada.edge.files.whole import archive

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
STAMPS = {"created_at": AT, "updated_at": AT}
SAYS = {
    Account: ["name", "kind", "domain", "tax_id", "phone", "industry__name", "employees", "revenue", "city", "state",
              "parent__name", "owner__name", "custom", "created_at"],
    Contact: ["name", "email", "phone", "phone_label", "title", "buying_role", "account__name", "owner__name",
              "created_at", "points__value"],
    Lead: ["name", "status", "account__name", "contact__email", "contact__name", "source__code", "owner__name",
           "created_at"],
    Opportunity: ["name", "account__name", "contact__name", "lead__name", "stage__code", "outcome", "amount",
                  "closed_on", "loss_reason", "competitor__name", "product__name", "owner__name"],
}  # fmt: skip


@pytest.fixture
def admin(db):
    return User.objects.create_user(username="ada", name="Ada", role="admin", email="ada@example.com")


@pytest.fixture
def company(admin):
    """Make records whose texts a spreadsheet would run, two of one name, and what belongs to them."""
    CustomField.objects.create(record="account", code="porte", type="text", label_en="Size", label_pt="Porte", **STAMPS)
    trade = Industry.objects.create(name="Comércio")
    above = Account.objects.create(name="=Holding", tax_id="11222333000181", owner=admin, **STAMPS)
    firms = [
        Account.objects.create(
            name="+Vida", phone=f"+55113295261{n}", industry=trade, employees=40, revenue="1234567.50", city="Recife",
            state="PE", parent=above, owner=admin, custom={"porte": "-P"} if n else None, **STAMPS,
        )
        for n in range(2)
    ]  # fmt: skip
    people = [
        Contact.objects.create(
            name="@Bia Reis", account=firm, owner=admin, title="-Diretora", phone="+5511987654321",
            phone_label="mobile", buying_role="champion", email=email, **STAMPS,
        )
        for firm, email in zip(firms, ("bia@vida.com.br", ""), strict=True)
    ]  # fmt: skip
    ContactPoint.objects.create(contact=people[0], kind="email", value="bia@casa.com.br")
    change_tags(admin, "contact", people[:1], add=named(["=VIP"]))
    deals(admin, firms, people)


def deals(admin, firms, people):
    """Make a lead for each person, and an opportunity that was lost and one that is open."""
    stages = PipelineStage.objects.filter(pipeline__is_default=True).order_by("order")
    rival, product = Competitor.objects.create(name="+Rival"), Product.objects.create(name="=Plano")
    for number, (firm, person) in enumerate(zip(firms, people, strict=True)):
        at = {"account": firm, "contact": person, "owner": admin, **STAMPS}
        thread = Thread.objects.create(account=firm, contact=person, opened_at=AT)
        status = "parked" if number else "converted"
        lead = Lead.objects.create(name="-Quer demo", thread=thread, status=status, **at)
        lost = {"outcome": "lost", "closed_on": dt.date(2026, 3, 9), "loss_reason": LossReason.objects.first()}
        more = {"stage": stages.last()} if number else {"stage": stages.first(), "lead": lead, **lost}
        other = {"competitor": rival, "product": product, "amount": "98250.00", "engaged_on": AT.date()}
        if number:
            thread = Thread.objects.create(account=firm, contact=person, opened_at=AT)
        Opportunity.objects.create(name="=Plano anual", thread=thread, **at, **more, **other)


def told():
    """Say what records hold, without their numbers."""
    return {model.__name__: sorted(map(str, model.objects.values_list(*names))) for model, names in SAYS.items()}


def emptied():
    for model in (
        Touch,
        StageMove,
        Opportunity,
        Lead,
        ContactPoint,
        Contact,
        Account,
        Thread,
        Tagging,
        Tag,
        Competitor,
    ):
        model._base_manager.all().delete()
    Product.objects.all().delete()
    Industry.objects.all().delete()


@pytest.mark.parametrize("language", ["en", "pt-br"])
def test_what_was_taken_along_comes_back_the_same(admin, company, import_files, settings, tmp_path, language):
    settings.MEDIA_ROOT = tmp_path
    with translation.override(language):
        job = archive.begin(admin)
    perform(job.pk)
    before = told()
    emptied()
    kinds = ["teams", "products", "accounts", "contacts", "leads", "opportunities", "touches"]
    found = [
        (step.kind, path)
        for path, name in tables_in(archive.path_of(job), tmp_path / "out")
        for step in steps_for(path, name, kinds)
    ]
    assert [kind for kind, _path in found] == ["accounts", "contacts", "leads", "opportunities"]
    result = import_files(*found)
    assert result["totals"] == {"created": 9, "updated": 0, "skipped": 0, "rejected": 0}
    assert told() == before
    assert list(Tagging.objects.values_list("record", "tag__name")) == [("contact", "=VIP")]
