"""Which values a pick list has already, in the database or in the same plan, and what its unknown ones may mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from jornada.analytics.door import Table
from jornada.apps.interactions.models import Activity
from jornada.apps.leads.models import Program, Source
from jornada.apps.market.models import Account, Competitor, Industry, Product
from jornada.apps.org.access import locked_fields
from jornada.apps.sales.models import LossReason, Pipeline, PipelineStage
from jornada.edge.files.cells import first_of_list, tidying
from jornada.edge.files.kinds import Field, plain
from jornada.edge.files.kinds.custom import CUSTOM, choice_names
from jornada.edge.files.matching import stages, synonyms
from jornada.edge.files.matching.offered import by_words
from jornada.edge.files.matching.people import propose_people
from jornada.edge.files.matching.values import ValueProposal, propose_values, same
from jornada.edge.files.matching.words import COUNTRIES, INDUSTRIES
from jornada.edge.files.plan import Step
from jornada.edge.files.tax_ids import in_place_of_name

CHECKED = frozenset(
    {
        "account",
        "product",
        "user",
        "manager",
        "industry",
        "country",
        "source",
        "program",
        "stage",
        "pipeline",
        "activity",
        "outcome",
        "loss_reason",
        "competitor",
    }
)
_OWN_FIELDS = {
    "account": ("accounts", ("name",)),
    "product": ("products", ("name",)),
    "user": ("teams", ("name", "manager")),
}
_TOO_MANY = 300_000
# Why a value is asked about: a deal is over, and nothing says how it ended.
OVER = "over"


def counts_of(
    table: Table,
    header: str,
    one: Field,
    *,
    is_list: bool = False,
    behind: Mapping[str, Sequence[str]] | None = None,
) -> Counter[str]:
    """Count the values of a column as its field reads them, blanks left out and spaces evened.

    Of columns that go before it for the same field, `behind` gives the texts that say nothing.
    """
    tidy = tidying(one)
    found: Counter[str] = Counter()
    for value, number in table.counts(header, behind).items():
        text = tidy(" ".join((first_of_list(value) if is_list else value).split()))
        if text:
            found[text] += number
    return found


def saying_nothing(table: Table, header: str, one: Field, mapped: Mapping[str, str]) -> list[str]:
    """Give the texts of a column that its field reads as blank, or of which it was said that they stand for nothing."""
    tidy = tidying(one)
    texts = {value: tidy(" ".join(value.split())) for value in table.counts(header)}
    return [value for value, text in texts.items() if not text or mapped.get(text) == ""]


def is_checked(refers: str) -> bool:
    """Say whether the values of a reference are compared with what its list holds."""
    return refers in CHECKED or refers.startswith(CUSTOM)


def propose_for(
    one: Field, counts: Mapping[str, int], plan_values: Iterable[str], *, is_outcome_told: bool = False
) -> list[ValueProposal]:
    """Propose what the unknown values of a column stand for; those that are to be added come with no target.

    `is_outcome_told` says that another column of the file tells how its deals ended.
    """
    if one.refers == "stage":
        return by_words(_for_stages(counts, is_outcome_told=is_outcome_told), one.refers)
    return by_words(_judged(one, counts, plan_values), one.refers)


def _judged(one: Field, counts: Mapping[str, int], plan_values: Iterable[str]) -> list[ValueProposal]:
    if one.refers == "pipeline":
        return _for_pipelines(counts)
    if one.refers == "outcome":
        return _for_outcomes(counts)
    if one.refers in {"activity", "source"}:
        return _for_catalogue(one.refers, counts)
    if one.refers in {"user", "manager"}:
        return propose_people(counts, plan_values)
    spelled: Sequence[str] = {"industry": INDUSTRIES, "country": COUNTRIES}.get(one.refers, ())
    known = [*database_values(one.refers), *plan_values]
    found = _for_accounts(counts, known) if one.refers == "account" else propose_values(counts, known, spelled)
    if one.refers == "country":
        # A country is text, not a list: what is spelled right needs no word.
        return [proposal for proposal in found if proposal.target]
    return found


def database_values(refers: str) -> list[str]:
    if refers.startswith(CUSTOM):
        return choice_names(refers)
    if refers == "loss_reason":
        return [name for names in LossReason.objects.values_list("label_en", "label_pt") for name in names]
    rows = {
        "account": Account.objects.values_list("name", flat=True),
        "product": Product.objects.values_list("name", flat=True),
        "industry": Industry.objects.values_list("name", flat=True),
        "competitor": Competitor.objects.values_list("name", flat=True),
        "program": Program.objects.values_list("name", flat=True),
        "pipeline": Pipeline.objects.values_list("name", flat=True),
    }.get(refers)
    return [] if rows is None else list(rows[:_TOO_MANY])


def plan_columns(refers: str, steps: Sequence[Step]) -> list[tuple[Step, str]]:
    """Say which columns of the plan bring the records that a reference names."""
    kind, codes = _OWN_FIELDS.get("user" if refers == "manager" else refers, ("", ()))
    return [(step, step.header_of(code)) for step in steps if step.kind == kind for code in codes if step.has(code)]


def _for_accounts(counts: Mapping[str, int], known: Sequence[str]) -> list[ValueProposal]:
    """Propose which companies are meant by names; a CNPJ is no name that is spelled otherwise."""
    named = {value: number for value, number in counts.items() if not in_place_of_name(value)}
    ids = [ValueProposal(value, number, "", 0.0, "") for value, number in counts.items() if value not in named]
    return propose_values(named, known, (), strict=True) + ids


def without_known_ids(counts: Mapping[str, int], in_plan: Iterable[str], user: Any) -> dict[str, int]:
    """Leave out the CNPJs and CPFs in place of names by which companies are found, here or in the same plan.

    Of whom may not know which ids companies have, all are asked about.
    """
    ids = {value: found for value in counts if (found := in_place_of_name(value))}
    if not ids or "tax_id" in locked_fields(user, "account"):
        return dict(counts)
    known = set(Account.objects.filter(tax_id__in=set(ids.values())).values_list("tax_id", flat=True))
    known |= {in_place_of_name(text) for text in in_plan}
    return {value: number for value, number in counts.items() if ids.get(value, "") not in known - {""}}


def _for_pipelines(counts: Mapping[str, int]) -> list[ValueProposal]:
    """Offer a pipeline for those that are not there; one by the name of all pipelines is the default one."""
    named = {value: number for value, number in counts.items() if not stages.is_any_pipeline(value)}
    return propose_values(named, database_values("pipeline"))


def _for_outcomes(counts: Mapping[str, int]) -> list[ValueProposal]:
    unknown = ((value, number) for value, number in counts.items() if not stages.outcome_of(value))
    return [
        _of_what_is_over(value, number, counts) if stages.is_over(value) else ValueProposal(value, number, "", 0, "")
        for value, number in unknown
    ]


def _for_stages(counts: Mapping[str, int], *, is_outcome_told: bool) -> list[ValueProposal]:
    rows = PipelineStage.objects.filter(is_retired=False).order_by("pipeline__is_default")
    labels = {plain(name): row.label for row in rows for name in (row.code, row.label_en, row.label_pt)}
    codes = {row.code: row.label for row in rows}
    found = []
    for value, number in sorted(counts.items(), key=lambda pair: -pair[1]):
        outcome = stages.outcome_of(value)
        if plain(value) in labels or outcome in {"won", "lost"}:
            continue
        near = codes.get(stages.same_as(value), "")
        if stages.is_over(value) and not is_outcome_told:
            found.append(_of_what_is_over(value, number, counts))
        elif near or outcome != "open":
            found.append(ValueProposal(value, number, near, 90.0 if near else 0.0, "meaning" if near else ""))
    return found


def _of_what_is_over(value: str, number: int, beside: Iterable[str]) -> ValueProposal:
    """Take *Closed* for won where that leaves no doubt; else it is asked how its deals ended."""
    if stages.is_closed_as_won(value, beside):
        return ValueProposal(value, number, _("Won"), 90.0, "meaning")
    return ValueProposal(value, number, "", 0.0, OVER)


def _for_catalogue(refers: str, counts: Mapping[str, int]) -> list[ValueProposal]:
    """Compare with our own names for activities and sources, and with those that other systems have."""
    model, table = (Activity, synonyms.ACTIVITY_CODES) if refers == "activity" else (Source, synonyms.SOURCE_CODES)
    rows = list(model.objects.all())
    names = {same(name) for row in rows for name in (row.code, row.label_en, row.label_pt)}
    plain_names = {plain(name): row.code for row in rows for name in (row.code, row.label_en, row.label_pt)}
    labels = {row.code: row.label for row in rows}
    found = []
    for value, number in sorted(counts.items(), key=lambda pair: -pair[1]):
        if same(value) in names:
            continue
        code = plain_names.get(plain(value)) or table.get(plain(value), "")
        if code in labels:
            found.append(ValueProposal(value, number, labels[code], 90.0, "meaning"))
        else:
            found.append(ValueProposal(value, number, "", 0.0, ""))
    return found
