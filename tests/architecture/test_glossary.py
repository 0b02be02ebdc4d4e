"""One label per concept: the Portuguese of the catalogue and of the rules keeps to the glossary."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from jornada.rules.catalogue import CATALOGUE as ACTIVITIES
from jornada.rules.default_map import DEFAULT_STAGES
from jornada.rules.sources import SOURCES

CATALOGUE = Path(__file__).resolve().parents[2] / "src/jornada/locale/pt_BR/LC_MESSAGES/django.po"

# What stands on the page for a concept of the glossary, singular or plural as the msgid is.
LABELS = {
    "Account": "Conta",
    "Accounts": "Contas",
    "Average order value": "Ticket médio",
    "Buyer's journey": "Jornada do comprador",
    "Buying group": "Comitê de compra",
    "Champion": "Defensor interno",
    "Channel": "Canal",
    "Contact": "Contato",
    "Cycle time per stage": "Tempo de ciclo por estágio",
    "Decision maker": "Decisor",
    "Hand-off": "Passagem de bastão",
    "Influencer": "Influenciador",
    "Interactions": "Interações",
    "Journey map": "Mapa da jornada",
    "Lead": "Lead",
    "Lost": "Perdida",
    "Lost reason": "Motivo de perda",
    "MQL": "LQM",
    "MQL to SAL": "LQM para LAV",
    "Note": "Anotação",
    "Opportunity": "Oportunidade",
    "Owner": "Responsável",
    "Pipeline stage": "Etapa do funil",
    "Program": "Campanha",
    "Prospect": "Prospect",
    "Record touch": "Registrar interação",
    "SAL": "LAV",
    "SQL": "LQV",
    "Sales volume": "Volume de vendas",
    "Source": "Origem",
    "Stage": "Estágio",
    "Suspect": "Suspeito",
    "Tasks": "Tarefas",
    "Time to close": "Tempo médio de fechamento",
    "Touch": "Interação",
    "Win rate": "Taxa de ganho",
    "Won": "Ganha",
    "pipeline": "funil de vendas",
    "touches": "interações",
}
STAGES = (
    "Consciência",
    "Interesse",
    "Comprometimento",
    "Consideração",
    "Avaliação de opções",
    "Validação",
    "Compra",
    "Experienciamento",
    "Expansão",
    "Advocacia",
)

# A word of the English (as a pattern), and what its Portuguese must hold wherever the word stands.
HELD = {
    r"\b(touch|touches)\b": r"interaç",
    r"\bwin rate\b": r"taxa de ganho",
    r"\baverage order value\b": r"ticket médio",
    r"\bjourney map\b": r"mapa da jornada",
    r"\bbuying roles?\b": r"\bpap(el|éis) na compra\b",
    r"\baccounts?\b(?! are made| is switched off)": r"\bcontas?\b",
    r"\bcontacts?\b": r"\bcontatos?\b",
    r"\bopportunit(y|ies)\b": r"\boportunidades?\b",
    r"\bpipeline stages?\b": r"\betapas?\b",
    r"\bMQLs?\b": r"\bLQMs?\b",
    r"\bSALs?\b": r"\bLAVs?\b",
    r"\bSQLs?\b": r"\bLQVs?\b",
}

# What a Brazilian product would not say, and what the glossary puts in its place.
FORBIDDEN = {
    r"potencia(l|is) clientes?": "lead",
    r"\bdelet\w+": "excluir",
    r"\bcustomiz\w+": "personalizar",
    r"\bresetar?\b": "redefinir",
    r"\bsetar\b": "definir",
    r"\bstartar\b": "iniciar",
    r"\bperformar\b": "ter resultado",
    r"\btoques?\b": "interação",
    r"\bmilestones?\b": "marco",
    r"\bfaça (o )?log ?(in|on)\b|\blogar\b|\blogin\b": "entrar",
    r"\bdeals?\b": "oportunidade ou negociação",
    r"\b(MQL|SAL|SQL)s?\b": "LQM, LAV, LQV",
    r"\bpipelines?\b": "funil de vendas",
    r"\b(ficheiro|ecrã|utilizador|palavra-passe|guardar|telemóvel|contacto|equipa|registo|acção|facto)s?\b": "pt-BR",
    r"\bclique aqui\b": "o nome do que se abre",
}


def entries() -> list[tuple[str, str]]:
    """Return each sentence with its Portuguese; of plurals both forms."""
    with CATALOGUE.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    pairs = []
    for message in messages:
        ids = message.id if isinstance(message.id, (list, tuple)) else [message.id]
        strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
        pairs += [(re.sub(r"%\(\w+\)s", "", source), target) for source, target in zip(ids, strings, strict=True)]
    return pairs


def without_context() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {
            message.id: message.string
            for message in read_po(file)
            if isinstance(message.id, str) and not message.context
        }


@pytest.mark.parametrize(("english", "portuguese"), LABELS.items())
def test_a_concept_has_the_label_of_the_glossary(english, portuguese):
    assert without_context()[english] == portuguese


def test_the_stages_have_the_names_of_the_glossary():
    assert tuple(stage.pt for stage in DEFAULT_STAGES) == STAGES


@pytest.mark.parametrize(("word", "held"), HELD.items())
def test_a_word_is_translated_alike_in_every_sentence(word, held):
    using = [pair for pair in entries() if re.search(word, pair[0], re.IGNORECASE)]
    assert [pair for pair in using if not re.search(held, pair[1], re.IGNORECASE)] == []


@pytest.mark.parametrize(("word", "better"), FORBIDDEN.items())
def test_no_sentence_uses_a_forbidden_word(word, better):
    labels = [pair.pt for table in (ACTIVITIES, SOURCES, DEFAULT_STAGES) for pair in table]
    shown = [re.sub(r"%\(\w+\)s", "", target) for _english, target in entries()]
    assert [text for text in (*shown, *labels) if re.search(word, text, re.IGNORECASE)] == [], f"say {better}"
