"""What somebody who leaves has goes to another person: kind by kind, each as a job with its own way back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jornada.apps.org.access import is_admin
from jornada.apps.org.edits import refuse_unless
from jornada.apps.org.holders import may_hold
from jornada.apps.org.lists import bulk
from jornada.apps.org.lists.acts import act_of
from jornada.apps.org.lists.kinds import Kind, kinds
from jornada.apps.org.models import Job, User
from jornada.apps.org.notices import tell

LAST = 10
HANDED = gettext_noop("%(who)s gives you what is open of %(person)s.")


@dataclass(frozen=True, slots=True)
class Share:
    """How many records of a kind a person has that would go to somebody else, and the list that shows them."""

    kind: Kind
    query: str
    number: int

    @property
    def url(self) -> str:
        return f"{reverse(self.kind.url_name)}?{self.query}"


def shares(admin: Any, person: User) -> list[Share]:
    """Count what a person has, without what is over: its owner stays in the figures."""
    found = []
    for kind in kinds():
        if kind.passed_on is not None:
            query = f"owner={person.pk}&{kind.passed_on}".rstrip("&")
            found.append(Share(kind, query, bulk.selected(admin, kind, None, query).order_by().count()))
    return [share for share in found if share.number]


def hand_over(admin: Any, person: User, to: User, codes: Collection[str]) -> list[Job]:
    """Begin to give the chosen kinds of a person's records to another one."""
    if not is_admin(admin):
        raise PermissionDenied
    refuse_unless(to.is_active, _("%(name)s is inactive and can be given nothing.") % {"name": to})
    refuse_unless(to != person, _("Choose somebody else: these are the records of %(name)s.") % {"name": person})
    chosen = [share for share in shares(admin, person) if share.kind.code in codes]
    closed = [str(share.kind.label) for share in chosen if not may_hold(to, share.kind.code)]
    names = {"name": to, "kinds": ", ".join(closed)}
    refuse_unless(not closed, _("The role of %(name)s may not own these: %(kinds)s.") % names)
    jobs = [_begin(admin, person, to, share) for share in chosen]
    if chosen and to != admin:
        url = f"{reverse(chosen[-1].kind.url_name)}?owner={to.pk}"
        tell([to], "handed_over", HANDED, url=url, who=admin, person=person)
    return jobs


def handed_over(person: User) -> QuerySet[Job]:
    """Return what was begun to be given away of a person, the latest first."""
    return Job.objects.filter(kind="bulk", params__of_person=person.pk).order_by("-pk")[:LAST]


def _begin(admin: Any, person: User, to: User, share: Share) -> Job:
    act = act_of(share.kind, "edit")
    if act is None:
        raise LookupError(f"Records of the kind {share.kind.code!r} are passed on, so they need the act 'edit'.")
    values = QueryDict(mutable=True)
    values.update({"field": "owner", "owner": str(to.pk)})
    names = {"kind": share.kind.label, "person": person, "to": to}
    title = _("%(kind)s of %(person)s go to %(to)s") % names
    return bulk.begin(admin, share.kind, act, values, None, share.query, is_job=True, title=title, of_person=person.pk)
