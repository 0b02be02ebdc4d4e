"""An import that was taken back is brought back: its rows come in once more, what it changed is changed again.

Its files are kept, so that a million rows take what the import took; each record gets a new number. Records that stayed
are left alone. The trash shows the import as one line for as long as it keeps anything; its page offers it afterwards.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jornada.apps.org.lists.trash import Lot
from jornada.apps.org.models import DeletedRecord
from jornada.edge.files.access import visible_plans
from jornada.edge.files.models import ImportPlan
from jornada.edge.files.plan import Step
from jornada.edge.files.run import Progress
from jornada.edge.files.undo import Undone, put_forth

CODE = "files.importplan"


def keep_in_trash(plan: ImportPlan, user: Any, done: dict[str, Any]) -> None:
    """Let the trash show an import that was taken back, once, with how many records went."""
    number = sum(done["deleted"].values())
    said = ngettext("%(files)s: %(n)d record", "%(files)s: %(n)d records", number)
    name = Truncator(said % {"files": plan, "n": number}).chars(200)
    forget(plan)
    DeletedRecord.objects.create(
        record=CODE, user=user, at=timezone.now(), name=name, owner=plan.user,
        packed={"rows": [], "plan": str(plan.pk), "url": plan.get_absolute_url()},
    )  # fmt: skip


def forget(plan: ImportPlan) -> None:
    DeletedRecord.objects.filter(record=CODE, packed__plan=str(plan.pk)).delete()


def has_its_files(plan: ImportPlan) -> bool:
    """Say whether the files of an import are there still."""
    return bool(plan.steps) and all(Path(step["path"]).exists() for step in plan.steps if not step.get("is_left_out"))


def can_come_again(plan: ImportPlan) -> bool:
    return plan.status == ImportPlan.Status.UNDONE and has_its_files(plan)


def steps_again(steps: Sequence[Step]) -> list[Step]:
    """Return steps that make what is not there, and leave what is; fields that are out of use are passed over."""
    return [_again(step) for step in steps]


def _again(step: Step) -> Step:
    known = {header: code for header, code in step.columns.items() if code in step.of.by_code}
    return replace(step, mode="create", columns=known, is_left_out=step.is_left_out or step.mode == "update")


def change_again(batch: uuid.UUID, user: Any, watch: Progress) -> int:
    """Write once more what an import had changed, where it still is as before; return how many records."""
    done = Undone()
    put_forth(batch, user, watch, done)
    return done.restored


def _reach(user: Any) -> Q:
    plans = visible_plans(user).filter(status=ImportPlan.Status.UNDONE).order_by().values_list("pk", flat=True)
    return Q(packed__plan__in=[str(pk) for pk in plans])


def _bring_back(user: Any, kept: DeletedRecord) -> Any:
    from jornada.edge.files.starting import start_again

    plan = visible_plans(user).filter(pk=kept.packed.get("plan")).first()
    return start_again(user, plan) if plan is not None and can_come_again(plan) else None


LOT = Lot(CODE, gettext_lazy("import taken back"), _reach, _bring_back, lambda: str(_("The import is brought back.")))
