"""Opportunities from files, with the decisions they tell of as touches in the log."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from typing import Any

from jornada.apps.interactions.actions import Known, record_columns
from jornada.apps.interactions.models import Thread, Touch
from jornada.apps.interactions.new_touch import Catalogue, catalogue
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account
from jornada.apps.sales.models import Opportunity, StageMove
from jornada.apps.sales.queries import visible_opportunities
from jornada.edge.files.load.alike import Alike
from jornada.edge.files.load.by_id import by_id_else, note_missing
from jornada.edge.files.load.decisions import Decision, Instants, as_columns, decided, known_of, not_yet
from jornada.edge.files.load.holders import owners
from jornada.edge.files.load.keyed import KeyedWriter, made_of
from jornada.edge.files.load.lists import Lists
from jornada.edge.files.load.marks import MARK, own_marks
from jornada.edge.files.load.matched import Again
from jornada.edge.files.load.outdated import void_outdated
from jornada.edge.files.load.records import Columns, Records, Target
from jornada.edge.files.load.two_people import note_two_people
from jornada.edge.files.load.work import Verdicts, Work
from jornada.edge.files.matching.stages import is_over, outcome_of
from jornada.edge.files.plan import BY_NAME, Step
from jornada.edge.files.reading import Chunk

_BLANKS = {"currency": "BRL", "lost_reason": "", "outcome": "open"}
_OVER = frozenset({"won", "lost"})
_ONLY_NEW = frozenset({"thread_id", "lead_id", "created_at"})


class OpportunityWriter(KeyedWriter):
    target = Target(
        Opportunity,
        "opportunity",
        _BLANKS,
        _ONLY_NEW,
        mine=lambda user: visible_opportunities(user, "change"),
        order=("created_at",),
        dealt="thread_id",
        unless="lead_id",
    )

    fills = (Thread, Opportunity, Account)
    fills_too = (Touch, StageMove)

    def __init__(self, work: Work, lists: Lists, step: Step) -> None:
        super().__init__(work, lists, replace(step, key="") if step.key == BY_NAME else step)
        only_new = _ONLY_NEW if step.has("name") else _ONLY_NEW | {"name"}
        blanks = {**_BLANKS, "currency": step.currency or work.currency}
        self.records = Records(work, replace(self.target, blanks=blanks, only_new=only_new), step.mode)
        self._marks: dict[str, int] = defaultdict(int)
        self._named: set[str | None] = set()
        self._verdicts: dict[tuple[Any, ...], tuple[str | None, int | None, bool]] = {}
        pipeline_of = lists.pipelines.of_stage if step.has("pipeline") else None
        self._alike = Alike(pipeline_of, self.before.created, is_by_name=step.key == BY_NAME)
        self._is_by_name, self._has_alike = step.key == BY_NAME, False

    def natural_keys(self) -> list[str]:
        return ["external_id"]

    @property
    def learns(self) -> bool:
        return self.work.is_dry

    def columns(self, chunk: Chunk, verdicts: Verdicts) -> Columns:
        columns = self.of(chunk, "expected_on", "closed_on", "engaged_on", "lost_reason", "amount")
        if "engaged_on" not in columns and "created_at" in chunk.values:
            # Most systems know only when the row was made: that is when it began.
            columns["engaged_on"] = [at and self.work.day_of(at) for at in chunk.values["created_at"]]
        columns["account_id"] = self._accounts(chunk)
        columns["contact_id"] = self._contacts(chunk, columns["account_id"])
        for code in ("account_id", "contact_id"):
            note_missing(chunk, code, columns[code], verdicts)
        note_two_people(chunk.values.get("contact", ()), "contact", verdicts)
        columns["owner_id"] = owners(self.lists, "opportunity", chunk, verdicts)
        columns["product_id"] = self.lists.products.find_or_add_all(chunk.column("product"))
        if "currency" in chunk.values:
            columns["currency"] = chunk.values["currency"]
        if "lost_reason" in columns:
            columns["loss_reason_id"] = self.lists.loss_reasons.find_or_add_all(columns["lost_reason"])
        if "competitor" in chunk.values:
            columns["competitor_id"] = self.lists.competitors.find_or_add_all(chunk.column("competitor"))
        columns["external_id"] = self._external(chunk)
        columns["name"] = self._names(chunk)
        self._judge(chunk, columns, verdicts)
        self._open(chunk, columns, verdicts)
        return columns

    def _write(self, columns: Columns, keys: dict[str, list[Any]], verdicts: Verdicts) -> list[int | None]:
        # Whoever chose the ids wants to go by nothing else.
        self._has_alike = not self.step.key and self._alike.look(columns, self._index["external_id"])
        ids = super()._write(columns, keys, verdicts)
        for row, number in self._alike.several.items():
            verdicts.note(row, "name", columns["name"][row], "several_alike", number=number)
        return ids

    def _are_new(self, keys: dict[str, list[Any]]) -> bool:
        return not self._has_alike and super()._are_new(keys)

    def _found(self, keys: dict[str, list[Any]], row: int, columns: Columns) -> int | None:
        """Failing an id that is known, the row may tell of an opportunity that has another or none."""
        if self._has_alike and self._is_by_name:
            found = self._found_alike(row, columns) or super()._found(keys, row, columns)
        else:
            found = super()._found(keys, row, columns)
            if found is None and self._has_alike:
                return self._found_alike(row, columns)
        if found is not None:
            self._alike.take(found)
        return found

    def _found_alike(self, row: int, columns: Columns) -> int | None:
        """Find an opportunity by its name; it takes on the id that the row brings, unless another has that."""
        deal = self._alike.find(columns, row)
        if deal is None:
            return None
        external = columns["external_id"][row]
        if external is None:
            return deal.pk
        if self._index["external_id"].setdefault(external, deal.pk) != deal.pk:
            columns["external_id"][row] = None
        elif self.work.is_dry:
            self.lists.imagined["opportunity"][external] = deal.thread
        return deal.pk

    def after(self, chunk: Chunk, columns: Columns, ids: list[int | None], verdicts: Verdicts) -> None:
        made = made_of(ids, verdicts)
        of = {"id": "thread_id", "account": "account_id", "contact": "contact_id", "opened_at": "created_at"}
        created = [row for row, status in enumerate(verdicts.status) if status == "created"]
        threads = [columns["thread_id"][row] for row in created if columns["lead_id"][row] is None]
        self.work.insert_from(Opportunity, made, Thread, of, {}, "AND lead_id IS NULL", made=threads)
        moved = {"opportunity": "id", "at": "created_at", "to_stage": "stage_id", "outcome": "outcome"}
        self.work.insert_from(Opportunity, made, StageMove, moved, {"user": self.work.user_id})
        self._convert_leads([columns["lead_id"][row] for row in created])
        self._record(columns, ids, verdicts)

    def learn(self, columns: Columns, row: int, pk: int) -> None:
        if self.work.is_dry:
            self.lists.imagined["opportunity"][columns["external_id"][row]] = columns["thread_id"][row]

    def replay(self, chunk: Chunk, again: Again) -> None:
        """Count the rows of a chunk that was written before, so that equal rows keep their numbers.

        An opportunity that a row was about is no other row's.
        """
        for external, pk in zip(self._external(chunk), again.ids, strict=True):
            is_made = pk in self.before.created
            if pk and (is_made or not external.startswith(MARK)):
                self._index.get("external_id", {}).setdefault(external, pk)
            if pk and not is_made:
                self._alike.take(pk)
        # Said already at the first row that named each.
        self._named.update(chunk.values.get("pipeline", ()))

    # ---- names, people, ids ------------------------------------------------------------------------
    def _contacts(self, chunk: Chunk, accounts: list[int | None]) -> list[int | None]:
        contacts = self.lists.contacts
        if not {"contact", "email", "contact_id"} & chunk.values.keys():
            return [None] * len(chunk)
        known = contacts.by_external if "contact_id" in chunk.values else {}
        columns = [chunk.column(code) for code in ("contact_id", "contact", "email")]
        contacts.ask(columns[1], columns[2], accounts, columns[0])
        return [
            known.get(external or "") or contacts.find_or_add_person(name, email, account)
            for external, name, email, account in zip(*columns, accounts, strict=True)
        ]

    def _accounts(self, chunk: Chunk) -> list[int | None]:
        accounts, names = self.lists.accounts, chunk.column("account")
        if "account_id" not in chunk.values:
            return accounts.find_or_add_all(names)
        return by_id_else(accounts.by_external, chunk.values["account_id"], names, accounts.find_or_add_all)

    def _external(self, chunk: Chunk) -> list[str]:
        identity = [chunk.column(code) for code in ("name", "account", "product", "owner", "engaged_on", "created_at")]
        return own_marks(chunk.column("external_id"), identity, self._marks)

    def _names(self, chunk: Chunk) -> list[str]:
        """Call an opportunity without name by what it is about: account and product, else its id."""
        rows = zip(*(chunk.column(code) for code in ("name", "account", "product", "external_id")), strict=True)
        return [
            name or " · ".join(filter(None, (account, product))) or external or f"{line}"
            for (name, account, product, external), line in zip(rows, chunk.lines, strict=True)
        ]

    # ---- outcome, stage, amount, dates -------------------------------------------------------------
    def _judge(self, chunk: Chunk, columns: Columns, verdicts: Verdicts) -> None:
        codes = ("stage", "outcome", "won_flag", "closed_flag", "pipeline")
        outcomes, stages = [], []
        for row, said in enumerate(zip(*(chunk.column(code) for code in codes), strict=True)):
            if said not in self._verdicts:
                self._verdicts[said] = self._verdict(*said)
            outcome, stage, is_known = self._verdicts[said]
            if outcome is None:
                outcome = self._by_the_rest(columns, row, said)
            if not is_known:
                verdicts.note(row, "outcome", said[1] or said[0], "unknown_status")
            outcomes.append(outcome)
            stages.append(stage)
        columns["outcome"], columns["stage_id"] = outcomes, stages
        self._tell_pipelines(chunk, verdicts)
        self._amounts(columns, verdicts)
        self._dates(columns, verdicts)

    def _tell_pipelines(self, chunk: Chunk, verdicts: Verdicts) -> None:
        """Note a pipeline that is not there at the first row that names it."""
        for row, name in enumerate(chunk.values.get("pipeline", ())):
            if name and name not in self._named and not self.lists.pipelines.knows(name):
                verdicts.note(row, "pipeline", name, "no_such_pipeline")
            self._named.add(name)

    def _by_the_rest(self, columns: Columns, row: int, said: tuple[Any, ...]) -> str | None:
        """Judge a row that names no outcome: "not won" with a day of closing is lost, so is a reason for a loss."""
        stage, status, won, closed, _pipeline = said
        if stage or status or closed is not None:
            return None
        if won is False:
            return "open" if "closed_on" in columns and columns["closed_on"][row] is None else "lost"
        return "lost" if "lost_reason" in columns and columns["lost_reason"][row] else None

    def _verdict(
        self, stage: str | None, status: str | None, won: bool | None, closed: bool | None, pipeline: str | None
    ) -> tuple[str | None, int | None, bool]:
        """Say outcome and stage by what the columns tell together; the status goes before the stage's name."""
        stages = self.lists.pipelines.of(pipeline)
        by_status, by_stage = outcome_of(status or ""), outcome_of(stage or "")
        by_flags = _by_flags(won, closed, by_stage)
        outcome = by_status if by_status in _OVER else by_flags or by_stage or by_status
        is_outcome_word = by_stage in {"won", "lost"} or (by_stage == "open" and not stages.find(stage or ""))
        named = None if not stage or is_outcome_word else stages.find_or_add(stage)
        if named is None and outcome in {"won", "lost"}:
            named = stages.last if outcome == "won" else None
        if named is None and stages is not self.lists.pipelines.default:
            named = stages.first
        is_known = bool(outcome) or not (status or is_over(stage or ""))
        return outcome or ("open" if stage or status else None), named, is_known

    def _amounts(self, columns: Columns, verdicts: Verdicts) -> None:
        for row, (amount, outcome) in enumerate(zip(columns.get("amount", ()), columns["outcome"], strict=False)):
            if amount is not None and not amount and outcome == "lost":
                columns["amount"][row] = None
                verdicts.note(row, "amount", amount, "lost_at_zero")

    def _dates(self, columns: Columns, verdicts: Verdicts) -> None:
        """A close date in the row of an open opportunity is the one that is expected."""
        size = len(columns["outcome"])
        closed = columns.setdefault("closed_on", [None] * size)
        engaged = columns.setdefault("engaged_on", [None] * size)
        expected = columns.setdefault("expected_on", [None] * size)
        for row, outcome in enumerate(columns["outcome"]):
            if outcome in {"won", "lost"}:
                if closed[row] is None:
                    verdicts.note(row, "closed_on", "", f"{outcome}_without_date")
                elif engaged[row] is not None and closed[row] < engaged[row]:
                    verdicts.note(row, "closed_on", closed[row], "closes_before_start")
            elif closed[row] is not None:
                expected[row], closed[row] = expected[row] or closed[row], None

    # ---- thread, lead, touches ---------------------------------------------------------------------
    def _open(self, chunk: Chunk, columns: Columns, verdicts: Verdicts) -> None:
        created = chunk.column("created_at")
        columns["created_at"] = [
            at or (self.work.midnight(day) if day else self.work.now)
            for at, day in zip(created, columns["engaged_on"], strict=True)
        ]
        leads = self._leads_of(chunk, verdicts)
        columns["lead_id"] = [lead[0] for lead in leads]
        threads = self.work.new_ids(Thread, len(leads))
        columns["thread_id"] = [lead[1] or thread for lead, thread in zip(leads, threads, strict=True)]
        self.records.target.blanks["stage_id"] = self.lists.pipelines.default.first

    def _leads_of(self, chunk: Chunk, verdicts: Verdicts) -> list[tuple[int | None, int | None]]:
        """Find lead and thread of each row; of several rows that name one lead it is the first one's."""
        found: list[tuple[int | None, int | None]] = [(None, None)] * len(chunk)
        taken: set[int] = set()
        for row, external in enumerate(chunk.values.get("lead", ())):
            if not external:
                continue
            lead = self._leads.get(external)
            if lead is not None and lead[0] not in taken:
                taken.add(lead[0])
                found[row] = lead
            elif lead is None and external not in self._known_leads:
                verdicts.note(row, "lead", external, "no_such_lead")
        return found

    @cached_property
    def _leads(self) -> dict[str, tuple[int, int]]:
        """Leads that no opportunity grew out of yet, with their threads."""
        rows = Lead.objects.filter(external_id__isnull=False, opportunity=None, thread__opportunity=None)
        return {external: (pk, thread) for external, pk, thread in rows.values_list("external_id", "pk", "thread_id")}

    @cached_property
    def _known_leads(self) -> set[str]:
        ids = Lead.objects.filter(external_id__isnull=False).values_list("external_id", flat=True)
        return {*ids, *self.lists.imagined["lead"]}

    def _convert_leads(self, leads: list[int | None]) -> None:
        ids = [pk for pk in leads if pk]
        if ids and not self.work.is_dry:
            Lead.objects.filter(pk__in=ids, status="open").update(status="converted", updated_at=self.work.now)
        for external in [key for key, (pk, _) in self._leads.items() if pk in set(ids)] if ids else ():
            del self._leads[external]

    def _record(self, columns: Columns, ids: list[int | None], verdicts: Verdicts) -> None:
        """Tell the log what the rows decided; a key per decision keeps a second import from doubling it."""
        if self.work.is_dry:
            return
        old = known_of([pk for pk, status in zip(ids, verdicts.status, strict=True) if pk and status == "updated"])
        threads: dict[int, int] = {}
        names: dict[int, str] = {}
        for row, (pk, status) in enumerate(zip(ids, verdicts.status, strict=True)):
            if status == "created":
                threads[row], names[row] = columns["thread_id"][row], columns["external_id"][row]
            elif status == "updated" and pk in old:
                threads[row], names[row] = old[pk]
        instants = Instants(self.work, columns)
        void_outdated({old[pk][0]: instants.told(row) for row, pk in enumerate(ids) if pk in old}, self.work.now)
        found = not_yet(decided(instants, threads), threads, [thread for thread, _name in old.values()])
        self._write_decisions(columns, found, threads, names, verdicts)

    def _write_decisions(
        self,
        columns: Columns,
        found: list[Decision],
        threads: dict[int, int],
        names: dict[int, str],
        verdicts: Verdicts,
    ) -> None:
        if not found:
            return
        fresh = {
            thread
            for thread, lead, status in zip(columns["thread_id"], columns["lead_id"], verdicts.status, strict=True)
            if status == "created" and lead is None
        }
        touches = as_columns(self.work, columns, found, names) | {"thread": [threads[one.row] for one in found]}
        self.work.note_references(Touch, {**touches, "activity": []})
        known = Known(self._catalogue, fresh)
        done = record_columns(touches, source="import", user=None, now=self.work.now, skip_invalid=True, known=known)
        for fault in done.faults:
            verdicts.note(found[fault.row].row, "closed_on", touches["at"][fault.row].date(), _reason(fault))

    @cached_property
    def _catalogue(self) -> Catalogue:
        return catalogue()


def _by_flags(won: bool | None, closed: bool | None, by_stage: str) -> str:
    """Say what the columns of yes and no tell; one that only says "closed" leaves to the stage how it ended."""
    if won:
        return "won"
    if closed:
        return "lost" if won is False or by_stage not in _OVER else by_stage
    return "open" if closed is False else ""


def _reason(fault: Any) -> str:
    return "future" if fault.code == "time_in_future" else fault.message
