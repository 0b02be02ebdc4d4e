"""Terms of proposals in each language: versions begin with those of theirs, and follow a change of it."""

from decimal import Decimal

import pytest

from jornada.apps.org.models import Workspace
from jornada.apps.sales import line_actions
from jornada.apps.sales.models import Proposal, ProposalTerms
from jornada.apps.sales.proposals import actions
from jornada.apps.sales.proposals.pdf import as_pdf

pytestmark = pytest.mark.django_db
PT, EN = "Pagamento em 30 dias.", "Payment in 30 days.\n\nWithout taxes."


@pytest.fixture(autouse=True)
def terms(owner, opportunity):
    ProposalTerms.objects.bulk_create(
        [ProposalTerms(language=code, text=text) for code, text in (("pt-br", PT), ("en", EN))]
    )
    line_actions.add_line(owner, opportunity, description="Licença", unit_price=Decimal(100))
    Workspace.objects.update_or_create(pk=1, defaults={"language": "pt-br"})


def test_a_version_begins_with_the_terms_of_its_language(owner, opportunity):
    assert actions.draft_proposal(owner, opportunity).terms == PT
    assert actions.draft_proposal(owner, opportunity, language="en").terms == EN


def test_words_of_ones_own_go_on_and_stay_in_another_language(owner, opportunity):
    actions.draft_proposal(owner, opportunity, terms="Só à vista.")
    assert actions.draft_proposal(owner, opportunity, language="en").terms == "Só à vista."
    assert actions.draft_proposal(owner, opportunity, language="en", terms="Cash.").terms == "Cash."


def test_where_a_language_has_none_the_others_stand_and_the_page_says_so(client, owner, opportunity):
    ProposalTerms.objects.filter(language="en").update(text="")
    made = actions.draft_proposal(owner, actions.draft_proposal(owner, opportunity).opportunity, language="en")
    assert made.terms == PT
    client.force_login(owner)
    assert client.get(made.get_absolute_url()).context["has_other_terms"] is True
    other = Proposal.objects.get(version=1)
    assert client.get(other.get_absolute_url()).context["has_other_terms"] is False


def test_the_form_changes_the_usual_terms_with_the_language(client, owner, opportunity):
    made = actions.draft_proposal(owner, opportunity)
    client.force_login(owner)
    page = client.get(f"/proposals/{made.pk}/edit/").context["form"]
    sent = {name: page[name].value() or "" for name in page.fields} | {"language": "en", "discount": "0"}
    assert client.post(f"/proposals/{made.pk}/edit/", sent).status_code == 302
    made.refresh_from_db()
    assert (made.language, made.terms) == ("en", EN)


def test_a_version_that_was_sent_keeps_its_terms(admin, owner, opportunity, client):
    sent = actions.send_proposal(owner, actions.draft_proposal(owner, opportunity))
    client.force_login(admin)
    client.post("/settings/proposal-terms/", {"pt-br": "Outras.", "en": EN})
    sent.refresh_from_db()
    assert sent.terms == PT
    assert as_pdf(sent)[:4] == b"%PDF"


def test_only_an_administrator_changes_them(client, admin, owner, colleague, outsider):
    for person, status in ((owner, 403), (colleague, 403), (outsider, 403), (admin, 302)):
        client.force_login(person)
        assert client.post("/settings/proposal-terms/", {"pt-br": "Novas.", "en": ""}).status_code == status
    assert dict(ProposalTerms.objects.values_list("language", "text")) == {"pt-br": "Novas.", "en": ""}
