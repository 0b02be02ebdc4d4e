"""The kinds of files that can be imported, in the order in which they depend on each other."""

from jornada.edge.files.kinds.accounts import ACCOUNTS
from jornada.edge.files.kinds.contacts import CONTACTS
from jornada.edge.files.kinds.fields import Field, Kind, plain, squashed
from jornada.edge.files.kinds.leads import LEADS
from jornada.edge.files.kinds.opportunities import OPPORTUNITIES
from jornada.edge.files.kinds.products import PRODUCTS
from jornada.edge.files.kinds.teams import TEAMS
from jornada.edge.files.kinds.touches import TOUCHES

ORDERED: tuple[Kind, ...] = (TEAMS, PRODUCTS, ACCOUNTS, CONTACTS, LEADS, OPPORTUNITIES, TOUCHES)
KINDS: dict[str, Kind] = {kind.code: kind for kind in ORDERED}

__all__ = ["KINDS", "ORDERED", "Field", "Kind", "plain", "squashed"]
