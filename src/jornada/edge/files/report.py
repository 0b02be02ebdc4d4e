"""The row-by-row report: one line per row and issue, in a CSV file that a spreadsheet opens safely."""

from __future__ import annotations

import csv
import io
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jornada.edge.files.issues import Issue
from jornada.edge.files.kinds import Kind
from jornada.edge.files.load.work import Verdicts
from jornada.edge.files.reasons import sentence
from jornada.edge.files.told import shown
from jornada.ui.export import BOM, neutralise

HEAD = (_("file"), _("line"), _("status"), _("field"), _("value"), _("reason"))
STATUS_WORDS = {
    "created": _("created"),
    "updated": _("updated"),
    "unchanged": _("unchanged"),
    "ignored": _("ignored"),
    "rejected": _("rejected"),
}
# What stands above the counts, on the phone beside each.
COUNT_WORDS = {
    "created": pgettext_lazy("rows", "Created"),
    "updated": pgettext_lazy("rows", "Updated"),
    "unchanged": pgettext_lazy("rows", "Unchanged"),
    "ignored": pgettext_lazy("rows", "Ignored"),
    "rejected": pgettext_lazy("rows", "Rejected"),
}
LIST_WORDS = {
    "account": _("accounts"),
    "contact": _("contacts"),
    "product": _("products"),
    "user": _("people of our company"),
    "industry": _("industries"),
    "loss_reason": _("lost reasons"),
    "competitor": _("competitors"),
    "source": _("sources"),
    "program": _("campaigns"),
    "stage": _("pipeline stages"),
    "activity": _("activities"),
    "tags": _("tags"),
}


def outcome(status: str, *, is_known: bool = False) -> str:
    """Say what became of a row: one that was skipped had nothing new, or was left out."""
    return ("unchanged" if is_known else "ignored") if status == "skipped" else status


def tallied(counts: Mapping[str, int]) -> dict[str, int]:
    """Give the rows of a file by what became of them; together they are those that were read."""
    known = counts.get("unchanged", 0)
    return {
        **{status: counts.get(status, 0) for status in ("created", "updated")},
        "unchanged": known, "ignored": counts.get("skipped", 0) - known, "rejected": counts.get("rejected", 0),
    }  # fmt: skip


def _value(one: Issue) -> str:
    """Write a cell, amounts and dates in the language of the report."""
    return neutralise(shown(one.value))


class Report:
    """Appends to a file; `size` is saved with the rows, so that a resumed run cuts off what was not committed."""

    def __init__(self, path: Path, size: int = 0) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        is_new = not size or not path.exists()
        self._file = path.open("w" if is_new else "r+", encoding="utf-8", newline="")
        if not is_new:
            os.truncate(path, size)
            self._file.seek(0, os.SEEK_END)
        self._writer = csv.writer(self._file)
        if is_new:
            self._file.write(BOM)
            self._writer.writerow([str(word) for word in HEAD])

    @property
    def size(self) -> int:
        self._file.flush()
        return self.path.stat().st_size

    def write(self, name: str, kind: Kind, verdicts: Verdicts) -> None:
        """Write the rows of a chunk."""
        self._write_passed(name, kind, verdicts)
        if not verdicts.issues:
            self._write_plain(name, verdicts)
            return
        issues: dict[int, list[Issue]] = defaultdict(list)
        for issue in verdicts.issues:
            issues[issue.row].append(issue)
        words, known = {status: str(word) for status, word in STATUS_WORDS.items()}, verdicts.known_already()
        name = neutralise(name)
        labels = {one.code: one.label for one in kind.fields}
        rows: list[Sequence[Any]] = []
        for row, (line, status) in enumerate(zip(verdicts.lines, verdicts.status, strict=True)):
            said = words.get(word := outcome(status, is_known=row in known), word)
            if row not in issues:
                rows.append((name, line, said, "", "", ""))
                continue
            rows += [
                (
                    name,
                    line,
                    said,
                    labels.get(one.field, one.field),
                    _value(one),
                    sentence(one.code, one.params),
                )
                for one in issues[row]
            ]
        self._writer.writerows(rows)

    def write_issues(self, name: str, kind: Kind, verdicts: Verdicts) -> None:
        """Write what was found out of rows of which a line says already what became of them."""
        labels = {one.code: one.label for one in kind.fields}
        for one in verdicts.issues:
            told = (labels.get(one.field, one.field), _value(one), sentence(one.code, one.params))
            self._writer.writerow((neutralise(name), verdicts.lines[one.row], "", *told))

    def _write_passed(self, name: str, kind: Kind, verdicts: Verdicts) -> None:
        said, labels = str(STATUS_WORDS["ignored"]), {one.code: one.label for one in kind.fields}
        for one in verdicts.passed:
            label = labels.get(one.field, one.field)
            row = (neutralise(name), one.row, said, label, _value(one), sentence(one.code, one.params))
            self._writer.writerow(row)

    def _write_plain(self, name: str, verdicts: Verdicts) -> None:
        """Write rows about which nothing is to be said, as the CSV writer would."""
        head = io.StringIO()
        csv.writer(head).writerow((neutralise(name), ""))
        start = head.getvalue().rstrip("\r\n")
        said = {status: outcome(status) for status in set(verdicts.status)}
        words = {status: f",{STATUS_WORDS.get(word, word)},,,\r\n" for status, word in said.items()}
        lines = zip(verdicts.lines, map(words.__getitem__, verdicts.status), strict=True)
        self._file.write("".join([f"{start}{line}{word}" for line, word in lines]))

    def write_rejects(self, name: str, rejects: Sequence[Any]) -> None:
        """Write the rows that were no rows of the table at all."""
        said = str(STATUS_WORDS["rejected"])
        for one in rejects:
            reason = sentence("ragged", {"came": one.came, "expected": one.expected})
            self._writer.writerow([neutralise(name), one.line, said, "", neutralise(one.text), reason])

    def close(self) -> None:
        self._file.close()
