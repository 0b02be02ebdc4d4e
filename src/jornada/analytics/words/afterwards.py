"""Names of columns that are filled when it has ended, in English and Portuguese."""

from __future__ import annotations

import re

# Names of what comes to be known when, or after, it has ended; the first kind is never known before.
AFTER = re.compile(
    r"(?<![a-z])(?:clos(e|ed|ing)[ _-]?(date|on|at|time|value|amount|reason)?$"
    r"|(won|lost|loss|win|closed?|churn)[ _-]?(reason|date|value|amount|at|on|time|why)"
    r"|(date|reason|value|amount)[ _-]?(won|lost|closed|conver\w+)|reason[ _-]?(for[ _-])?(won|lost|loss)"
    r"|convert(ed|ion)?[ _-]?(date|at|on|time)|conversion[ _-]?(date|time|value)"
    r"|(days|time)[ _-]to[ _-](close|convert|win)|is[ _-](won|closed|converted|lost)"
    r"|(data|motivo|valor)[ _]?(d[aeo][ _])?(ganh[oa]|perd[ai]|fechamento|convers[aã]o)"
    r"|(fechad|convertid)[oa]([ _]em)?$|(ganh|perdid)[oa][ _]em|dias[ _]at[eé][ _](fechar|ganhar))"
)
PERHAPS = re.compile(
    r"(?<![a-z])(?:duration|dura[cç][aã]o|talk[ _-]?time|call[ _-]?(length|seconds|minutes)"
    r"|tempo[ _]de[ _](chamada|liga[cç][aã]o)|invoice|fatura|nota[ _]?fiscal|paid|payment|pag(o|amento)"
    r"|contract|contrato|revenue[ _-]?won|booked|renew|onboard|status|stage|est[aá]gio|etapa|disposition"
    r"|won|lost|ganh[oa]|perdid[oa]|outcome|result|churn|cancel|order[ _-]?(id|value|date|number)|pedido)"
)
EARLIER = re.compile(r"^p_?(outcome|result|days)|^(last|hist|first)|prev|past|prior|anterior")


def plain_name(name: str) -> str:
    """Write a column's name in small letters, its parts apart."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip()).lower()


def tells_afterwards(name: str) -> bool:
    """Say whether a column's name belongs to what is only known once it has ended.

    Examples
    --------
    >>> tells_afterwards("Close Date"), tells_afterwards("created at")
    (True, False)
    """
    return bool(AFTER.search(plain_name(name)))
