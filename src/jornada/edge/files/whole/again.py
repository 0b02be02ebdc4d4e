"""Accounts, contacts, leads and opportunities as files that our own import reads: names where tables have numbers.

Records find each other by their external ids; one that has none is given `jornada-` and its number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact
from jornada.apps.market.points.models import ContactPoint
from jornada.apps.org.custom.known import active
from jornada.apps.org.custom.models import CustomField
from jornada.apps.org.models import Tagging
from jornada.apps.sales.models import Opportunity

AT_ONCE = 2000
APART = "; "
Row = Mapping[str, Any]
Cell = str | Callable[[Row], Any]


@dataclass(frozen=True)
class File:
    """A file of one kind of record: its columns by the field of the import, and what each is read from."""

    kind: str
    record: str
    model: type[Model]
    columns: Mapping[str, Cell]
    paths: tuple[str, ...]

    @property
    def fields(self) -> list[CustomField]:
        return list(active(self.record))

    @property
    def head(self) -> list[str]:
        return [*self.columns, "tags", *(one.name for one in self.fields)]

    def batches(self) -> Iterator[list[list[Any]]]:
        """Read the records in pieces, in the order of their keys."""
        last, fields = 0, self.fields
        while rows := list(self._rows(last)):
            last = rows[-1]["pk"]
            more = _beside(self.record, [row["pk"] for row in rows])
            yield [self._line({**row, **more[row["pk"]]}, fields) for row in rows]

    def _rows(self, last: int) -> Any:
        rows = self.model._base_manager.filter(pk__gt=last).order_by("pk")
        return rows.values("pk", "custom", *self.paths)[:AT_ONCE]

    def _line(self, row: Row, fields: Sequence[CustomField]) -> list[Any]:
        own = [row[cell] if isinstance(cell, str) else cell(row) for cell in self.columns.values()]
        kept = row["custom"] or {}
        return [*own, APART.join(row["tags"]), *(_said(kept.get(one.code)) for one in fields)]


def _id_of(path: str) -> Callable[[Row], str]:
    """Return what names a record in these files: its id elsewhere, else one made of its number."""
    before = f"{path}__" if path else ""

    def cell(row: Row) -> str:
        pk = row[f"{path}_id" if path else "pk"]
        return row[f"{before}external_id"] or (f"jornada-{pk}" if pk else "")

    return cell


def _all(name: str) -> Callable[[Row], str]:
    """Return the address on the record with the further ones behind it."""
    return lambda row: APART.join(filter(None, [row[name], *row[f"further_{name}"]]))


def _utm(name: str) -> Callable[[Row], str]:
    return lambda row: (row["utm"] or {}).get(name, "")


def _beside(record: str, ids: list[int]) -> dict[int, dict[str, list[str]]]:
    """Read tags and further addresses of some records."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: {"tags": [], "further_email": [], "further_phone": []})
    tags = Tagging.objects.filter(record=record, object_id__in=ids).order_by("tag__name")
    for pk, name in tags.values_list("object_id", "tag__name"):
        found[pk]["tags"].append(name)
    if record in ("account", "contact"):
        points = ContactPoint.objects.filter(**{f"{record}__in": ids}).order_by("order", "pk")
        for pk, kind, value in points.values_list(f"{record}_id", "kind", "value"):
            found[pk][f"further_{kind}"].append(value)
    return found


def _said(value: Any) -> Any:
    return APART.join(map(str, value)) if isinstance(value, list) else value


def _same(*names: str) -> dict[str, Cell]:
    return {name: name for name in names}


_OWNER: dict[str, Cell] = {"owner": "owner__name"}
_OF: dict[str, Cell] = {"account": "account__name", "account_id": _id_of("account")}
_OF_PATHS = ("account_id", "account__name", "account__external_id")
_WHO = ("owner__name", "created_at", "external_id")

ACCOUNTS = File(
    "accounts", "account", Account,
    {
        "external_id": _id_of(""),
        **_same("name", "kind", "domain", "tax_id"),
        "phone": _all("phone"),
        "phone_label": "phone_label",
        "industry": "industry__name",
        **_same("employees", "revenue", "founded", "city", "state", "country", "street", "street_number"),
        **_same("complement", "district", "postcode"),
        "parent_id": _id_of("parent"),
        **_OWNER,
        **_same("created_at"),
    },
    (
        "name", "kind", "domain", "tax_id", "phone", "phone_label", "industry__name", "employees", "revenue", "founded",
        "city", "state", "country", "street", "street_number", "complement", "district", "postcode", "parent_id",
        "parent__external_id", *_WHO,
    ),
)  # fmt: skip
CONTACTS = File(
    "contacts", "contact", Contact,
    {
        "external_id": _id_of(""),
        "name": "name",
        **_OF,
        "email": _all("email"),
        "email_label": "email_label",
        "phone": _all("phone"),
        **_same("phone_label", "title", "buying_role", "language"),
        **_OWNER,
        **_same("created_at"),
    },
    ("name", "email", "email_label", "phone", "phone_label", "title", "buying_role", "language", *_OF_PATHS, *_WHO),
)  # fmt: skip
LEADS = File(
    "leads", "lead", Lead,
    {
        "external_id": _id_of(""),
        "name": "name",
        **_OF,
        "contact_id": _id_of("contact"),
        "source": "source__label_pt",
        "program": "program__name",
        "utm_source": _utm("utm_source"),
        "utm_medium": _utm("utm_medium"),
        "status": "status",
        **_OWNER,
        **_same("created_at"),
    },
    (
        "name", "contact_id", "contact__external_id", "source__label_pt", "program__name", "utm", "status",
        *_OF_PATHS, *_WHO,
    ),
)  # fmt: skip
OPPORTUNITIES = File(
    "opportunities", "opportunity", Opportunity,
    {
        "external_id": _id_of(""),
        "name": "name",
        **_OF,
        "contact": "contact__name",
        "contact_id": _id_of("contact"),
        "lead": _id_of("lead"),
        "product": "product__name",
        "pipeline": "stage__pipeline__name",
        "stage": "stage__label_pt",
        **_same("outcome", "amount", "currency", "engaged_on", "expected_on", "closed_on"),
        "lost_reason": lambda row: row["loss_reason__label_pt"] or row["lost_reason"],
        "competitor": "competitor__name",
        **_OWNER,
        **_same("created_at"),
    },
    (
        "name", "contact_id", "contact__name", "contact__external_id", "lead_id", "lead__external_id", "product__name",
        "stage__pipeline__name", "stage__label_pt", "outcome", "amount", "currency", "engaged_on", "expected_on",
        "closed_on", "loss_reason__label_pt", "lost_reason", "competitor__name", *_OF_PATHS, *_WHO,
    ),
)  # fmt: skip
FILES = (ACCOUNTS, CONTACTS, LEADS, OPPORTUNITIES)
