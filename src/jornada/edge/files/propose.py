"""From files to a plan: what each file is, which column is which field, and what unknown values stand for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from jornada.analytics.door import Table
from jornada.analytics.door_problems import Notice
from jornada.edge.files.cells import ANY
from jornada.edge.files.kinds import Field, Kind, plain
from jornada.edge.files.kinds.common import PRODUCT_WORDS
from jornada.edge.files.matching.columns import (
    SURE,
    Proposal,
    own_id,
    propose_columns,
    signature,
    with_further,
    without_loose,
)
from jornada.edge.files.matching.known import (
    counts_of,
    database_values,
    is_checked,
    plan_columns,
    propose_for,
    saying_nothing,
    without_known_ids,
)
from jornada.edge.files.matching.presets import recognise
from jornada.edge.files.matching.stages import without_pipeline
from jornada.edge.files.matching.values import ValueProposal
from jornada.edge.files.models import ImportMapping
from jornada.edge.files.plan import Step, in_order
from jornada.edge.files.reading import in_rank, lists_of
from jornada.edge.files.sums import says_sum

# So many rows are looked through for the first filled cells of each column.
SEEN = 200
# What is said of how the cells of a column are read.
DOUBTS = frozenset({"ambiguous_date", "mixed_date", "ambiguous_number", "odd_thousands", "joined_time"})
_NUMBERS = re.compile(r"\d+(\s*[;,|]\s*\d+)*")


@dataclass
class Detected:
    """What was found in one file: its layout, its columns with proposals, what is worth saying."""

    step: Step
    rows: int
    found: dict[str, Any]
    columns: list[dict[str, Any]]
    notices: list[dict[str, Any]]
    proposals: list[Proposal]
    is_remembered: bool = False
    system: str = ""


@dataclass
class Unknown:
    """The values of one column that its pick list does not know."""

    step: Step
    field: Field
    column: str
    values: list[ValueProposal] = field(default_factory=list)


def detect(step: Step, sample: int = 3) -> Detected:
    """Open a file, and fill the step's columns where they are not decided yet.

    Raises
    ------
    FileProblem
        If the file cannot be read as a table.
    """
    with step.open() as table:
        proposals = with_further(step.of, table.columns, propose_columns(step.of, table.columns))
        proposals = without_loose(table.columns, proposals, "product", PRODUCT_WORDS, _known_products)
        remembered = mapping_before(step.of, table.names)
        _settle_open_readings(step, table)
        known_export = recognise(table.names)
        preset = known_export.columns.get(step.kind) if known_export else None
        if not step.columns:
            # What a company added to an export of its system speaks of the record that each row is.
            is_main = bool(known_export and known_export.main == step.kind)
            step.columns = (_with_sure(preset, proposals) if is_main else preset) if preset else _all_of(proposals)
            if known_export and preset:
                step.values = {code: dict(pairs) for code, pairs in known_export.preset.values.items()} | step.values
            if remembered:
                known = {c: f for c, f in remembered.columns.items() if c in table.names and f in step.of.by_code}
                step.columns = known or step.columns
                step.values = {
                    code: dict(values) for code, values in remembered.values.items() if code in step.of.by_code
                }
            if own := own_id(step.of, table.names):
                step.columns[own] = "external_id"
        return Detected(
            step, table.rows, _facts(table), _columns(table, sample),
            [_notice(one) for one in (*_still_open(step, table), *_tags_by_number(step, table))], proposals,
            is_remembered=remembered is not None, system=known_export.preset.label if known_export and preset else "",
        )  # fmt: skip


def _known_products() -> set[str]:
    return {plain(name) for name in database_values("product")}


def mapping_before(kind: Kind, names: Sequence[str]) -> ImportMapping | None:
    """Return what was decided of a file of this kind with these headers."""
    return ImportMapping.objects.filter(kind=kind.code, signature=signature(kind, names)).first()


def find_unknown(steps: Sequence[Step], user: Any = None) -> list[Unknown]:
    """Compare the values of every pick-list column with the database and with the other files of the plan."""
    counts: dict[tuple[int, str], Counter[str]] = {}
    found = []
    for step in in_order(steps):
        checked = _checked(step)
        with step.open() as table:
            for header, _one in checked:
                _count(counts, table, step, header)
    for step in in_order(steps):
        for header, one in _checked(step):
            if _same_elsewhere(steps, step, header, one):
                continue
            others = _plan_values(one.refers, steps, step, header, counts)
            is_told = step.has("outcome") or step.has("won_flag")
            own: Mapping[str, int] = counts[id(step), header]
            if one.refers == "account":
                own = without_known_ids(own, _tax_ids(steps, counts), user)
            asked = {value.value for of in found if of.step is step and of.field is one for value in of.values}
            values = propose_for(one, own, others, is_outcome_told=is_told)
            values = [value for value in values if value.value not in asked]
            if values:
                found.append(Unknown(step, one, header, values))
    return found


def share_values(steps: Sequence[Step]) -> None:
    """What a value of a column stands for is said once: it counts for every kind of record that the file holds."""
    for step in steps:
        for header, one in _checked(step):
            for other, code in _same_elsewhere(steps, step, header, one):
                step.values.setdefault(one.code, {}).update(other.values.get(code, {}))


def _same_elsewhere(steps: Sequence[Step], step: Step, header: str, one: Field) -> list[tuple[Step, str]]:
    """Find what goes before this one in the plan and takes the same names from the same column."""
    before = in_order(steps)[: in_order(steps).index(step)] if step in in_order(steps) else []
    pairs = [(other, other.columns.get(header, "")) for other in before if other.is_of_table(step)]
    return [
        (other, code)
        for other, code in pairs
        if code in other.of.by_code and other.of.by_code[code].refers == one.refers
    ]


def _checked(step: Step) -> list[tuple[str, Field]]:
    """Give the columns of names that lists hold, where it is not settled already what any value stands for."""
    fields = [(header, step.of.by_code[code]) for header, code in step.columns.items() if code in step.of.by_code]
    return [
        (header, one) for header, one in fields if is_checked(one.refers) and ANY not in step.values.get(one.code, {})
    ]


def apply_sure(unknown: Sequence[Unknown]) -> None:
    """Take over what was said of a value before, and the sure proposals that the user has not decided otherwise."""
    for one in unknown:
        given, before = one.step.values.setdefault(one.field.code, {}), said_before(one.step.kind, one.field)
        for proposal in one.values:
            if proposal.value in before:
                given.setdefault(proposal.value, before[proposal.value])
            elif proposal.is_sure:
                given.setdefault(proposal.value, proposal.target)


def said_before(kind: str, one: Field) -> dict[str, str]:
    """Return what values of a field stood for in earlier files of a kind, whatever their headers; the last word counts.

    Of people each file is asked anew, and what stood for nothing speaks of its own file only.
    """
    if one.refers in {"user", "manager"}:
        return {}
    found: dict[str, str] = {}
    for values in ImportMapping.objects.filter(kind=kind).order_by("updated_at").values_list("values", flat=True):
        found.update((value, target) for value, target in values.get(one.code, {}).items() if target)
    return found


def remember(step: Step, user: Any) -> None:
    """Keep columns and values for the next file of this kind with these headers."""
    with step.open() as table:
        mark = signature(step.of, table.names)
    ImportMapping.objects.update_or_create(
        kind=step.kind,
        signature=mark,
        defaults={"columns": step.columns, "values": step.values, "user": user if getattr(user, "pk", None) else None},
    )


def _all_of(proposals: Sequence[Proposal]) -> dict[str, str]:
    return {one.column: one.field for one in proposals if one.field}


def _with_sure(preset: dict[str, str], proposals: Sequence[Proposal]) -> dict[str, str]:
    """Lay a known export's columns over those that leave no doubt, such as fields that a company added to it."""
    fields = set(preset.values())
    sure = {
        one.column: one.field
        for one in proposals
        if one.score >= SURE and one.column not in preset and one.field not in fields
    }
    return {**sure, **preset}


def _count(counts: dict[tuple[int, str], Counter[str]], table: Table, step: Step, header: str) -> Counter[str]:
    key = (id(step), header)
    if key not in counts:
        one = step.of.by_code[step.columns[header]]
        counts[key] = counts_of(
            table, header, one, is_list=header in lists_of(table, step), behind=_behind(table, step, header)
        )
        if not step.options.keeps_sums:
            counts[key] = Counter({value: number for value, number in counts[key].items() if not says_sum(value)})
        behind = step.header_of("pipeline")
        if behind and one.code == "stage":
            counts[key] = _bare_stages(counts[key], counts_of(table, behind, step.of.by_code["pipeline"]))
    return counts[key]


def _behind(table: Table, step: Step, header: str) -> dict[str, list[str]]:
    """Of several columns that fill one field, a later one counts where those before it say nothing."""
    order, code = in_rank(table, step), step.columns[header]
    before = [name for name in order[: order.index(header)] if step.columns[name] == code]
    one, mapped = step.of.by_code[code], step.values.get(code, {})
    return {name: saying_nothing(table, name, one, mapped) for name in before}


def _bare_stages(stages: Counter[str], pipelines: Counter[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for stage, number in stages.items():
        bare = min((without_pipeline(stage, pipeline) for pipeline in pipelines), key=len, default=stage)
        found[bare] += number
    return found


def _plan_values(
    refers: str, steps: Sequence[Step], own: Step, header: str, counts: dict[tuple[int, str], Counter[str]]
) -> list[str]:
    """Gather the names that other columns of the plan bring for the same list."""
    values: list[str] = []
    for step, column in plan_columns(refers, steps):
        if step is own and column == header:
            continue
        with step.open() as table:
            values += _count(counts, table, step, column)
    return values


def _tax_ids(steps: Sequence[Step], counts: dict[tuple[int, str], Counter[str]]) -> Iterator[str]:
    """Give the tax ids that the companies of the plan bring; a column of a million is only read where they matter."""
    for step in steps:
        if step.kind == "accounts" and step.has("tax_id"):
            with step.open() as table:
                yield from _count(counts, table, step, step.header_of("tax_id"))


def _settle_open_readings(step: Step, table: Table) -> None:
    """A column that can be read in two ways is read as the other columns of its file are."""
    for name, kinds, chosen in (
        ("date_order", {"dmy", "mdy"}, step.options.dates),
        ("decimal", {",", "."}, step.options.decimals),
    ):
        told = Counter(getattr(one, name) for one in table.columns if not one.ambiguous)
        sure = Counter({value: number for value, number in told.items() if value in kinds})
        for one in table.columns:
            if one.ambiguous and getattr(one, name) in kinds and sure:
                chosen.setdefault(one.name, sure.most_common(1)[0][0])


def _still_open(step: Step, table: Table) -> list[Notice]:
    """Leave out what is doubtful in columns that are not imported, and dates whose order other columns tell."""
    doubts = [one for one in table.notices if one.code not in DOUBTS or step.columns.get(str(one.params["column"]))]
    settled = set(step.options.dates)
    return [one for one in doubts if one.code != "ambiguous_date" or one.params["column"] not in settled]


def _facts(table: Table) -> dict[str, Any]:
    found = table.found
    return {
        "kind": found.kind, "rows": found.rows, "encoding": found.encoding, "separator": found.separator,
        "sheet": found.sheet, "has_header": found.has_header, "above": found.above, "rejects": table.reject_count,
    }  # fmt: skip


def _columns(table: Table, sample: int) -> list[dict[str, Any]]:
    first = next(iter(table.batches(table.names, SEEN)), None)
    found = []
    for column in table.columns:
        cells = [] if first is None else zip(first.lines.tolist(), first.columns[column.name], strict=True)
        filled = list(islice(((line, cell) for line, cell in cells if cell and str(cell).strip()), sample))
        # What stands further down than the rows that are shown.
        filled = filled or [(0, example) for example in column.examples[:sample]]
        found.append({
            "name": column.name, "kind": column.kind, "date_order": column.date_order, "decimal": column.decimal,
            "is_ambiguous": column.ambiguous, "is_typed": column.is_typed, "examples": list(column.examples),
            "sample": [cell for _line, cell in filled], "lines": [line for line, _cell in filled],
        })  # fmt: skip
    return found


def _tags_by_number(step: Step, table: Table) -> list[Notice]:
    """Say that tags are numbers only, as where a system exports its own ids for them; they come in as they are."""
    name = step.header_of("tags")
    examples = next((one.examples for one in table.columns if one.name == name), ())
    if not examples or not all(map(_NUMBERS.fullmatch, examples)):
        return []
    text = f"{name}: tags such as {examples[0]} are numbers, perhaps ids of the other system."
    return [Notice("tags_by_number", text, {"column": name, "example": examples[0]})]


def _notice(notice: Any) -> dict[str, Any]:
    return {"code": notice.code, "text": notice.text, "params": dict(notice.params)}
