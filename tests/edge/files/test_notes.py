"""Comments of leads and deals: each becomes a note of its record, once."""

import pytest

from jornada.apps.interactions.notes.models import Note
from jornada.apps.leads.models import Lead
from jornada.apps.org import edits

pytestmark = pytest.mark.django_db
HEAD = "Código,Nome do negócio,Empresa,Etapa,Observações\n"
DEALS = HEAD + '1,Prensa,Aço,Proposta,"Pediu prazo.\n@Ana liga."\n2,Torno,Bela,Proposta,\n'


def notes():
    return list(Note.objects.order_by("id").values_list("thread__opportunity__name", "text"))


@pytest.mark.parametrize("word", ["Comentário", "Comments", "Observações", "Description", "Anotações do negócio"])
def test_a_comment_of_a_deal_is_a_note_of_it(write, import_files, word):
    import_files(("opportunities", write("o.csv", DEALS.replace("Observações", word))))
    assert notes() == [("Prensa", "Pediu prazo.\n@Ana liga.")]
    assert not Note.objects.get().mentions.exists()


def test_a_comment_of_a_lead_is_a_note_of_it(write, import_files):
    import_files(("leads", write("l.csv", "id,name,email,comments\n7,Ana,ana@aco.com,Met at the fair\n")))
    assert Lead.objects.get().thread.notes.get().text == "Met at the fair"


def test_a_dry_run_writes_no_note(write, import_files):
    import_files(("opportunities", write("o.csv", DEALS)), is_dry=True)
    assert not Note.objects.exists()


def test_a_note_that_is_there_is_not_written_again_and_another_one_is(write, import_files):
    import_files(("opportunities", write("o.csv", DEALS)))
    again = import_files(("opportunities", write("o.csv", DEALS)))
    assert (again["totals"]["skipped"], len(notes())) == (2, 1)
    further = import_files(("opportunities", write("p.csv", HEAD + "1,Prensa,Aço,Proposta,Fechou prazo\n")))
    assert (further["totals"]["updated"], further["issues"]) == (1, {"0:opportunities:p.csv": {}})
    assert [text for _name, text in notes()][1:] == ["Fechou prazo"]


def test_a_note_that_somebody_changed_or_deleted_does_not_come_back(write, import_files):
    import_files(("opportunities", write("o.csv", DEALS)))
    note = Note.objects.get()
    edits.update(None, note, {"text": "Prazo dado", "text_before": note.text})
    import_files(("opportunities", write("o.csv", DEALS)))
    assert [text for _name, text in notes()] == ["Prazo dado"]


def test_an_import_that_only_creates_leaves_known_deals_without_notes(write, import_files):
    import_files(("opportunities", write("o.csv", HEAD + "1,Prensa,Aço,Proposta,\n")))
    import_files(("opportunities", write("p.csv", DEALS)), mode="create")
    assert notes() == []


def test_a_note_that_is_too_long_is_cut_and_that_is_said(write, import_files):
    result = import_files(("opportunities", write("o.csv", f"{HEAD}1,Prensa,Aço,Proposta,{'x' * 20_001}\n")))
    assert "note|too_long" in str(result["issues"])
    assert len(Note.objects.get().text) == 20_000


def test_comments_of_companies_and_people_are_notes_of_theirs(write, import_files):
    companies = ("accounts", write("a.csv", "id,empresa,observações\n1,Aço Verde,Cliente desde 2019\n2,Bela,\n"))
    people = ("contacts", write("c.csv", "nome,email,empresa,comentários\nAna,ana@aco.com,Aço Verde,Prefere ligação\n"))
    import_files(companies, people)
    assert list(Note.objects.order_by("id").values_list("account__name", "contact__name", "text")) == [
        ("Aço Verde", None, "Cliente desde 2019"),
        (None, "Ana", "Prefere ligação"),
    ]
    again = import_files(companies, people)
    assert (again["totals"]["skipped"], Note.objects.count()) == (3, 2)


def test_the_comment_of_a_deal_is_not_that_of_its_company_and_person_too(write, import_auto):
    text = (
        "Deal Name,Deal Stage,Company name,First Name,Last Name,Email,Description\nA,Won,Aço,Ana,Sá,a@aco.com,Prazo\n"
    )
    import_auto(write("deals.csv", text))
    assert [note.thread_id is not None for note in Note.objects.all()] == [True]
