"""Which columns of a table are case, time and activity: by what they are called and by what they hold."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from jornada.analytics import door_problems as problems
from jornada.analytics.door import Column, Reading, Table

ROLES = ("case", "time", "activity", "channel", "value", "outcome")

# The more usual names first; compared without accents, case and signs.
NAMES = {
    "case": (
        "case concept name|case id|caseid|case|trace id|trace|case key|case number|subject|journey id|lead id|lead|"
        "account id|account|opportunity id|opportunity|deal id|ticket id|ticket|incident id|incident|order id|"
        "customer id|customer|client id|client|contact id|contact|user id|visitor id|visitor|"
        "session id|session|conversation id|process instance|instance id|"
        "id caso|caso id|caso|id do caso|id processo|processo|protocolo|chamado|pedido|conta|id conta|cliente|"
        "id cliente|negociacao|id negociacao|oportunidade|id oportunidade|jornada|fall id|fall|fallnummer|vorgang|"
        "cas|id cas|dossier|expediente|id expediente|instancia|id|uuid|key"
    ),
    "time": (
        "time timestamp|timestamp|event time|eventtime|time|datetime|date time|complete timestamp|completion time|"
        "end timestamp|end time|start timestamp|start time|occurred at|happened at|created at|event date|date|when|at|"
        "data hora|data e hora|data hora evento|data do evento|datahora|carimbo|quando|momento|data|instante|"
        "fecha hora|fecha y hora|fecha|hora|zeitstempel|zeitpunkt|datum|zeit|horodatage|date heure|moment|inicio|fim"
    ),
    "activity": (
        "concept name|activity|activity name|event|event name|event type|action|task|task name|operation|step|"
        "touchpoint|interaction|stage|state|status|atividade|nome da atividade|evento|tipo de evento|acao|tarefa|"
        "etapa|passo|interacao|ponto de contato|estagio|tipo|actividad|accion|tarea|aktivitat|tatigkeit|ereignis|"
        "schritt|activite|evenement|tache|etape|type"
    ),
    "channel": "channel|case channel|canal|kanal|medium|meio|midia|source|origem|origen|quelle",
    "value": (
        "value|amount|revenue|deal value|close value|price|total|valor|valor total|preco|receita|montante|monto|"
        "importe|betrag|wert|umsatz|montant|valeur|cost|custo|amount usd"
    ),
    "outcome": "outcome|result|resultado|desfecho|deal stage|ergebnis|resultat|case outcome|label|y",
}
_RANKS = {role: {name: place for place, name in enumerate(names.split("|"))} for role, names in NAMES.items()}
_MOST_CANDIDATES = 8


@dataclass(frozen=True)
class Roles:
    """The columns that make a table an event log.

    Attributes
    ----------
    columns : dict of str to str
        Name of the column for each role that was found or given.
    how : dict of str to str
        `given`, `name` or `content` for each of them.
    """

    columns: dict[str, str]
    how: dict[str, str]

    def __getitem__(self, role: str) -> str:
        return self.columns[role]

    def get(self, role: str) -> str | None:
        """Say the column of a role, None when there is none."""
        return self.columns.get(role)


class NotALog(problems.FileProblem):
    """A table in which case, time or activity cannot be told."""

    code = "not_a_log"
    message = (
        "{file} is not an event log that can be understood by itself: no column looks like the {role}. "
        "Say which it is with --{role} NAME. The columns are: {known}."
    )


@dataclass(frozen=True)
class _Facts:
    """What the choice needs to know of a column."""

    column: Column
    filled: int
    distinct: int


def find_roles(table: Table, given: dict[str, str | None]) -> Roles:
    """Say which columns are case, time and activity, and channel, value and outcome where they are clear.

    Parameters
    ----------
    table : Table
        The opened file.
    given : dict of str to str or None
        Columns that the caller named, by role.

    Returns
    -------
    Roles

    Raises
    ------
    FileProblem
        `unknown_column` if a given column does not exist, `not_a_log` if one cannot be told.
    """
    known = {role: matching_name(table, name) for role, name in given.items() if name}
    how = dict.fromkeys(known, "given")
    counts = table.distinct()
    facts = [_Facts(column, *counts[column.name]) for column in table.columns]
    choice = _Choice(table, facts, known, how)
    choice.settle("time")
    choice.settle_case_and_activity()
    for role in ROLES[3:]:
        choice.settle_if_named(role)
    return Roles({role: known[role] for role in ROLES if role in known}, how)


def matching_name(table: Table, wanted: str) -> str:
    """Find a column by its name, or by its name without regard to case, accents and signs."""
    if wanted in table.names:
        return wanted
    alike = [name for name in table.names if plain(name) == plain(wanted)]
    if len(alike) == 1:
        return alike[0]
    raise problems.UnknownColumn(file=table.found.file, column=repr(wanted), known=", ".join(table.names)[:1000])


def plain(name: str) -> str:
    """Write a name in small letters, without accents, its words apart by one space.

    Examples
    --------
    >>> plain("case:concept:name"), plain("ID_do Caso"), plain("eventTime")
    ('case concept name', 'id do caso', 'event time')
    """
    bare = unicodedata.normalize("NFKD", re.sub(r"([a-z])([A-Z])", r"\1 \2", name)).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", bare.lower()))


def time_reading(column: Column, zone: str) -> Reading:
    """Say how to read the column of instants: as dates, or as a count since 1970 when it holds whole numbers."""
    return column.reading_as("epoch" if column.kind in {"integer", "number"} else "instant", zone=zone)


@dataclass
class _Choice:
    """The roles given out so far."""

    table: Table
    facts: list[_Facts]
    known: dict[str, str]
    how: dict[str, str]

    def settle(self, role: str) -> None:
        """Give a role to the column with the best score."""
        if role in self.known:
            return
        best = max(self._free(role), key=lambda facts: self._score(role, facts), default=None)
        if best is None or self._score(role, best) <= 0:
            raise NotALog(file=self.table.found.file, role=role, known=", ".join(self.table.names)[:1000])
        self._give(role, best)

    def settle_case_and_activity(self) -> None:
        """Choose both at once when neither is known: what is the case decides what can be the activity."""
        if "case" in self.known or "activity" in self.known:
            self.settle("case")
            self.settle("activity")
            return
        cases, activities = self._free("case"), self._free("activity")
        pairs = [(c, a) for c in cases for a in activities if c is not a]
        if not pairs:
            self.settle("case")
            self.settle("activity")
            return
        case, activity = max(pairs, key=lambda pair: self._pair_score(*pair))
        for role, facts in (("case", case), ("activity", activity)):
            if self._score(role, facts) <= 0:
                raise NotALog(file=self.table.found.file, role=role, known=", ".join(self.table.names)[:1000])
            self._give(role, facts)

    def settle_if_named(self, role: str) -> None:
        """Give a role that a log can do without to a column that has its name and fitting values."""
        free = [facts for facts in self._free(role) if plain(facts.column.name) in _RANKS[role]]
        if role not in self.known and free:
            best = max(free, key=lambda facts: self._score(role, facts))
            if self._score(role, best) > 0:
                self._give(role, best)

    def _give(self, role: str, facts: _Facts) -> None:
        self.known[role] = facts.column.name
        self.how[role] = "name" if _name_score(role, facts.column.name) > 0 else "content"

    def _free(self, role: str) -> list[_Facts]:
        taken = set(self.known.values())
        free = [facts for facts in self.facts if facts.column.name not in taken]
        return sorted(free, key=lambda facts: -self._score(role, facts))[:_MOST_CANDIDATES]

    def _score(self, role: str, facts: _Facts) -> float:
        blank = 1 - facts.filled / self.table.rows
        content = _CONTENT[role](facts, self.table.rows)
        return _name_score(role, facts.column.name) + content - 2 * blank

    def _pair_score(self, case: _Facts, activity: _Facts) -> float:
        score = self._score("case", case) + self._score("activity", activity)
        return score + (0.5 if case.distinct > activity.distinct else -0.5)


def _name_score(role: str, name: str) -> float:
    """3 for a usual name (less for the rarer ones), 1.5 for one that contains it; names of case attributes lose."""
    words = re.sub(r"([a-z]{4,})id$", r"\1 id", plain(name))
    is_of_case = words.startswith("case ") and role in {"time", "activity", "outcome"}
    if words in _RANKS[role]:
        return 3 - _RANKS[role][words] / 100
    padded = f" {words} "
    holds = any(len(known) > 3 and f" {known} " in padded for known in _RANKS[role])
    return (1.5 if holds else 0.0) - (3 if is_of_case else 0)


def _as_time(facts: _Facts, rows: int) -> float:
    column = facts.column
    if column.kind in {"date", "instant"}:
        return 1.5 if column.has_time else 1.0
    return 0.2 if column.is_counted_time else -9


def _as_case(facts: _Facts, rows: int) -> float:
    """Ids that repeat: several events each, many different ones."""
    if facts.column.kind in {"date", "instant", "boolean"} or not facts.distinct:
        return -9
    if facts.column.kind == "number" and not facts.column.is_whole:
        return -4
    repeats = facts.filled / facts.distinct
    if repeats < 1.05:
        return -2.5
    return (1.0 if repeats >= 1.5 else 0.3) + min(1.0, facts.distinct / 400) - (2 if facts.distinct < 2 else 0)


def _as_activity(facts: _Facts, rows: int) -> float:
    """Few values, in words, more than one."""
    if facts.column.kind in {"date", "instant", "number"}:
        return -5
    if facts.distinct > max(10, min(5000, rows / 3)):
        return -2.5
    wordy = {"text": 1.0, "integer": 0.2, "boolean": -0.2}[facts.column.kind]
    few = 1.0 if 3 <= facts.distinct <= 200 else 0.2
    return wordy + few - (2 if facts.distinct < 2 else 0)


def _as_channel(facts: _Facts, rows: int) -> float:
    return 1.0 if facts.column.kind == "text" and facts.distinct <= 200 else -9


def _as_value(facts: _Facts, rows: int) -> float:
    return 1.0 if facts.column.kind in {"number", "integer"} else -9


def _as_outcome(facts: _Facts, rows: int) -> float:
    return 1.0 if facts.column.kind in {"text", "boolean", "integer"} and 1 < facts.distinct <= 50 else -9


_CONTENT = {
    "time": _as_time,
    "case": _as_case,
    "activity": _as_activity,
    "channel": _as_channel,
    "value": _as_value,
    "outcome": _as_outcome,
}
