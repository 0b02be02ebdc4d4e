"""The search box finds records by what identifies them, pages by their label, and forgives slips."""

import pytest
from django.urls import reverse

from jornada.apps.interactions.actions import record_touch
from jornada.apps.market.models import Account, Contact
from jornada.apps.org import edits, spelling
from jornada.ui.search import answer, find
from tests.apps.conftest import STAMPS

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(owner):
    given = {"domain": "padaria-aurora.com.br", "tax_id": "11222333000181", "phone": "+551132654321"}
    return Account.objects.create(name="Padaria Aurora Conceição", owner=owner, **given, **STAMPS)


@pytest.fixture
def rosa(owner, firm):
    given = {"email": "rosa.lima@aurora.com.br", "phone": "+5511987654321"}
    return Contact.objects.create(name="Rosa Lima", account=firm, owner=owner, **given, **STAMPS)


def titles(user, text):
    return [hit.title for found in find(user, text) if found.source.code != "pages" for hit in found.hits]


NAMES = ["aurora", "conceicao", "padaria-aurora.com", "x@padaria-aurora.com.br"]
NUMBERS = ["11.222.333/0001-81", "11222333", "11222333000181", "(11) 3265-4321", "1132654321", "+55 11 3265-4321"]


@pytest.mark.parametrize("text", [*NAMES, *NUMBERS])
def test_an_account_is_found_by_name_domain_tax_id_and_phone(owner, firm, text):
    assert titles(owner, text) == [firm.name]


@pytest.mark.parametrize(
    "text",
    [
        "lima",
        "rosa.lima@",
        "ROSA.LIMA@AURORA.COM.BR",
        "11 98765-4321",
        "5511987654321",
        "(11) 8765-4321",
        "98765-4321",
        "8765 4321",
    ],
)
def test_a_contact_is_found_by_name_address_and_phone_with_the_ninth_digit_or_without(owner, rosa, text):
    assert titles(owner, text) == [rosa.name]


@pytest.mark.parametrize("text", ["aurora", "11222333000181", "padaria-aurora.com.br", "rosa.lima@", "1132654321"])
def test_a_colleague_finds_what_an_outsider_does_not(colleague, outsider, rosa, text):
    assert titles(colleague, text)
    assert titles(outsider, text) == []


@pytest.mark.parametrize("text", ["padria", "pdaaria aurora", "auroar", "conceissão", "padariaa"])
def test_a_slip_of_the_hand_is_forgiven(owner, firm, text):
    spelling.learn()
    found = answer(owner, text)
    assert [hit.title for group in found.found for hit in group.hits] == [firm.name]
    assert found.spelled in ("padaria", "padaria aurora", "aurora", "conceicao")


@pytest.mark.parametrize("text", ["padria sao jao", "padaria sao jao", "pdaaria soa joao", "padria sao jaoo"])
def test_each_word_may_have_its_slip(owner, firm, text):
    for name in ("Padaria São João", "Padaria São José", "Jan Padilha"):
        Account.objects.create(name=name, owner=owner, **STAMPS)
    spelling.learn()
    assert titles(owner, text) == ["Padaria São João"]
    assert answer(owner, text).spelled == "padaria sao joao"


def test_another_letter_makes_another_word_of_three(owner, firm):
    Account.objects.create(name="Sul", owner=owner, **STAMPS)
    spelling.learn()
    assert spelling.corrected("sal") == []
    assert spelling.corrected("slu") == ["sul"]


def test_what_is_like_nothing_finds_nothing(owner, firm):
    spelling.learn()
    assert answer(owner, "zebra").found == []
    assert answer(owner, "999888777").found == []


def test_an_outsider_gets_no_hit_by_a_slip(outsider, firm):
    spelling.learn()
    assert answer(outsider, "padria").found == []


def test_new_names_are_learned_once(owner, firm):
    assert spelling.learn() > 0
    assert spelling.learn() == 0
    Account.objects.create(name="Quitanda", owner=owner, **STAMPS)
    assert spelling.learn() == 1
    assert spelling.corrected("quitnda") == ["quitanda"]


def test_of_words_as_near_as_each_other_the_likelier_comes_first_and_what_is_found_decides(owner, firm):
    for name in ("Química Machado", "Torrefação Macedo"):
        Account.objects.create(name=name, owner=owner, **STAMPS)
    spelling.learn()
    assert spelling.corrected("machdo") == ["machado", "macedo"]
    assert titles(owner, "quimica machdo") == ["Química Machado"]
    assert titles(owner, "torrefacao machdo") == ["Torrefação Macedo"]
    assert answer(owner, "torrefacao machdo").spelled == "torrefacao macedo"


@pytest.mark.parametrize(
    ("text", "name"),
    [("nova conta", "account_new"), ("new account", "account_new"), ("importar", "import_new"), ("jornda", "journey")],
)
def test_actions_and_pages_are_found_in_both_languages(admin, text, name):
    pages = [group for group in find(admin, text) if group.source.code in ("commands", "pages")]
    assert reverse(name) in [hit.url for hit in pages[0].hits]


def test_pages_out_of_reach_are_not_offered(viewer):
    urls = [hit.url for group in find(viewer, "new account") for hit in group.hits]
    assert reverse("account_new") not in urls


def test_the_page_says_what_was_searched_for_instead(client, owner, firm):
    spelling.learn()
    client.force_login(owner)
    page = client.get("/search/?q=padria").content.decode()
    assert "padaria" in page
    assert firm.name in page


def test_the_words_of_a_new_name_are_known_for_slips(owner, firm):
    spelling.learn()
    edits.update(owner, firm, {"name": "Confeitaria Boreal"})
    assert answer(owner, "confetaria").spelled == "confeitaria"


def test_whole_words_are_found_before_words_that_only_start_so(owner, firm):
    Account.objects.create(name="Auroras do Sul", owner=owner, **STAMPS)
    assert titles(owner, "aurora") == ["Auroras do Sul", firm.name]
    assert titles(owner, "auroras") == ["Auroras do Sul"]


def test_before_anything_is_typed_recent_records_and_actions_are_offered(client, owner, outsider, firm):
    record_touch(owner, "call.connected", account=firm)
    address = reverse("account", args=[firm.pk])
    for person, sees in ((owner, True), (outsider, False)):
        client.force_login(person)
        page = client.get("/search/", HTTP_HX_REQUEST="true").content.decode()
        assert (f'href="{address}"' in page) == sees
        assert 'href="/touches/new/"' in page
        assert f'href="{address}"' not in client.get("/search/").content.decode()


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("nova tarefa", "task_new"),
        ("to-do", "task_new"),
        ("agenda", "agenda"),
        ("calendário", "agenda"),
        ("quadro", "opportunity_board"),
        ("kanban", "opportunity_board"),
        ("Funil", "opportunity_board"),
        ("senha", "security"),
        ("password", "security"),
        ("contas", "account_list"),
    ],
)
def test_a_page_that_is_called_so_stands_before_names(owner, typed, page):
    Contact.objects.create(name=typed.title(), owner=owner, **STAMPS)
    found = find(owner, typed)
    assert found[0].hits[0].url == reverse(page)
    assert reverse(page) not in [hit.url for group in found[1:] for hit in group.hits]
