"""What a cell of text means: without the marks of spreadsheets, and nothing where words say that there is nothing."""

from __future__ import annotations

import re

from jornada.edge.files.kinds import plain

# A spreadsheet and our own reports put a mark before what would be a formula.
_QUOTED = re.compile(r"'(?=[-+=@])")
# What it shows of a formula that only is a text, with which exports keep zeros from being lost: ="0012".
AS_TEXT = re.compile(r'="(.*)"')
# What it shows where it could not calculate, in the languages of those who use it.
SHEET_ERRORS = frozenset({
    "#N/A", "#N/D", "#REF!", "#VALUE!", "#VALOR!", "#¡VALOR!", "#DIV/0!", "#¡DIV/0!", "#NAME?", "#NOME?", "#¿NOMBRE?",
    "#NULL!", "#NULO!", "#NUM!", "#NÚM!", "#SPILL!", "#CALC!", "#GETTING_DATA", "Err:502", "Err:504", "Err:508",
    "Err:522",
})  # fmt: skip
_NOTHING = {
    "not provided", "not specified", "not set", "no value", "none", "blank", "null", "nao informado", "nao fornecido",
    "nao especificado", "sem valor", "vazio",
}  # fmt: skip
# What lists are filled with where there is nothing to choose: no stage and no reason is called so.
NO_CHOICE = _NOTHING | {
    "n a", "n d", "nd", "null", "nil", "undefined", "empty", "em branco", "branco", "nenhum", "nenhuma", "ninguno",
    "ninguna", "sem etapa", "sem estagio", "sem motivo", "sem origem", "sem setor", "sem funil", "no stage",
    "no reason", "no source", "no industry", "nao se aplica", "not applicable", "nao definido", "nao definida",
    "nao informada",
    "not defined", "a definir", "sin motivo", "sin etapa",
}  # fmt: skip
_DUMMY = "test lead dummy data"
_BRACKETS = re.compile(r"[\[(<{](.*)[\])>}]")


def meant(value: str) -> str:
    """Leave out the mark before a formula, and words in brackets that say that there is nothing."""
    value = unquoted(value)
    value = AS_TEXT.sub(r"\1", value) if value.startswith('="') else value
    inside = _BRACKETS.fullmatch(value)
    said = plain(inside[1]) if inside else ""
    return "" if said in _NOTHING or said.startswith(_DUMMY) or value in SHEET_ERRORS else value


def unquoted(value: str) -> str:
    """Take off the apostrophe that files, ours among them, put before what a spreadsheet would run as a formula."""
    return _QUOTED.sub("", value, count=1) if value.startswith("'") else value


def said_at_all(value: str) -> str:
    """Leave out what has neither letter nor digit, such as a lone dash: nothing is called so."""
    return value if any(map(str.isalnum, value)) else ""
