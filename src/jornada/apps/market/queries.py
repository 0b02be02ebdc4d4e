"""Reads of accounts, contacts and products; what a person may see of them is decided here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from jornada.apps.market.models import Account, Contact, Industry, Product
from jornada.apps.org import access
from jornada.apps.org.alphabet import NAME, called
from jornada.apps.org.kept import Kept
from jornada.apps.org.prepared import rows_with
from jornada.apps.org.prepared_values import values_with
from jornada.apps.org.words import (
    few_with_words,
    sampled_with_words,
    some_with_words,
    split_words,
    with_whole_words,
)
from jornada.rules.access import Action

PRODUCT_KEEPERS = ("admin", "manager", "marketing")
# So many are ranked; of a word that thousands have, a page shows a dozen at least and looks no further.
SAMPLE, DOZEN = 100, 12
MOST_OF_ACCOUNT = 500
AT_ONCE = 5_000

STATES = """
    WITH RECURSIVE known(state) AS (
        SELECT min(state) FROM market_account WHERE state > ''
        UNION ALL
        SELECT (SELECT min(state) FROM market_account WHERE state > known.state) FROM known WHERE state IS NOT NULL
    )
    SELECT state FROM known WHERE state IS NOT NULL LIMIT 200
"""


def visible_accounts(user: Any, action: Action = "view", pk: int | None = None) -> QuerySet[Account]:
    """Return the accounts of a person; with `pk` that one only, which may be shown beyond the person's reach."""
    if pk is not None and action == "view":
        return access.one(Account.objects.all(), user, "account", pk)
    return access.scope(Account.objects.all(), user, "account", action)


def why_no_head(account: Account, head: Account) -> str:
    """Say why a company cannot be the head office of another; blank: it can."""
    if head.pk == account.pk:
        return _("A company cannot be its own parent.")
    return _("“%(name)s” is a branch of it already.") % {"name": head} if lies_below(head, {account.pk}) else ""


def branches_of(user: Any, heads: Collection[int]) -> dict[int, int]:
    """Return how many branches companies have, those that the person sees; companies without any are left out."""
    rows = visible_accounts(user).filter(parent__in=heads).order_by().values_list("parent")
    return dict(rows.annotate(number=Count("pk")))


def heads_of(ids: Collection[int]) -> dict[int, int]:
    """Return the company that stands above each and all between them; itself, where nothing does (a query a level)."""
    above: dict[int, int | None] = {}
    level = set(ids)
    while level:
        asked = sorted(level)
        for at in range(0, len(asked), AT_ONCE):
            rows = Account.objects.filter(pk__in=asked[at : at + AT_ONCE]).order_by()
            above |= dict(rows.values_list("pk", "parent_id"))
        level = {parent for pk in level if (parent := above.get(pk))} - above.keys()
    return {pk: _head(pk, above) for pk in ids}


def _head(pk: int, above: Mapping[int, int | None]) -> int:
    """Walk up; of companies in a ring, as an older import may have left them, the smallest number is their head."""
    met: list[int] = []
    at: int | None = pk
    while at is not None and at not in met:
        met.append(at)
        at = above.get(at)
    return min(met[met.index(at) :]) if at is not None else met[-1]


def lies_below(account: Account, ids: Set[int]) -> bool:
    """Say whether a company is one of these, or a branch of one, at whatever distance."""
    above, seen = account.parent_id, {account.pk}
    while not seen & ids and above is not None and above not in seen:
        seen.add(above)
        above = Account.objects.filter(pk=above).values_list("parent_id", flat=True).first()
    return bool(seen & ids)


def visible_contacts(user: Any, action: Action = "view", pk: int | None = None) -> QuerySet[Contact]:
    """Return the contacts of a person; with `pk` that one only, which may be shown beyond the person's reach."""
    if pk is not None and action == "view":
        return access.one(Contact.objects.all(), user, "contact", pk)
    return access.scope(Contact.objects.all(), user, "contact", action)


def visible_products(user: Any) -> QuerySet[Product]:
    """Return all products: whoever is signed in may know what we sell."""
    return Product.objects.all() if user.is_authenticated and user.is_active else Product.objects.none()


def may_keep_products(user: Any) -> bool:
    """Say whether the user may add and change products."""
    is_in = getattr(user, "is_authenticated", False) and user.is_active
    return bool(is_in and access.base_role(user) in PRODUCT_KEEPERS)


def industries() -> QuerySet[Industry]:
    return Industry.objects.order_by(NAME)


def _read_industries() -> tuple[tuple[int, str], ...]:
    return tuple(industries().values_list("pk", "name"))


names_of_industries = Kept(_read_industries, Industry)


def states_in_use() -> list[str]:
    """Return the states that accounts stand in, each once: a walk along the index, not over all accounts."""
    with connection.cursor() as cursor:
        cursor.execute(STATES)
        return [row[0] for row in cursor.fetchall()]


def contacts_of(account: Account, user: Any) -> QuerySet[Contact]:
    return visible_contacts(user).filter(account=account).select_related("owner").order_by(NAME, "id")


def missing_roles(account: Account) -> list[str]:
    """Return the labels of the buying roles that no contact of the account plays."""
    known = set(Contact.objects.filter(account=account).exclude(buying_role="").values_list("buying_role", flat=True))
    return [str(role.label) for role in Contact.BuyingRole if role.value not in known]


def people_like(rows: QuerySet[Contact], text: str, account: int, limit: int = 8) -> list[Contact]:
    """Return contacts named so, those of this account first; of a blank text the account's alone."""
    names = rows.filter(account=account).order_by(NAME).values_list("pk", "name")[:MOST_OF_ACCOUNT]
    own = [pk for pk, name in names if _has_words(name, text)][:limit]
    found = rows.in_bulk(own)
    others = [row for row in named_like(rows, text, limit) if row.pk not in found] if text.strip() else []
    return [*(found[pk] for pk in own if pk in found), *others][:limit]


def _has_words(name: str, text: str) -> bool:
    """Say whether each word of the text begins a word of the name."""
    words = split_words(name)
    return all(any(word.startswith(wanted) for word in words) for wanted in split_words(text))


def named_like(rows: QuerySet, text: str, limit: int = 8) -> list[Any]:
    """Return rows named so, then some with these words in their name: those that start with the text first."""
    text, names = text.strip(), rows.values_list("pk", "name")
    whole = cache(lambda: with_whole_words(rows, text))
    # Names first, and whole rows of the few that are shown.
    enough = min(limit, DOZEN)
    near = sampled_with_words(names, text, enough, SAMPLE, whole)
    if len(near) < enough:
        few = few_with_words(rows, text, limit, whole)
        if few is not None:
            return sorted(few, key=lambda row: _rank(row.name, text))
        near = some_with_words(names, text, SAMPLE, whole(), enough)
    same = [pk for (pk,) in values_with(rows.values_list("pk"), _called, (text,), limit)]
    ranked = sorted(near, key=lambda row: _rank(row[1], text))
    best = list(dict.fromkeys([*same, *(pk for pk, _name in ranked)]))[:limit]
    found = {row.pk: row for row in rows_with(rows, pk=best)} if best else {}
    return [found[pk] for pk in best if pk in found]


def _called(rows: QuerySet, text: str) -> QuerySet:
    return rows.filter(called(text)).order_by("pk")


def _rank(name: str, text: str) -> tuple[bool, bool, str]:
    """Put the name itself first, then those that start with the text."""
    small, wanted = name.lower(), text.lower()
    return small != wanted, not small.startswith(wanted), name
