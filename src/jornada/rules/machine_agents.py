"""Whether a page was asked for by a machine: link checkers, previews and robots open links that nobody read."""

from __future__ import annotations

import re

_MACHINES = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|scan|monitor|check|fetch|proxy|prefetch|headless|phantom|"
    r"curl|wget|httpie|python|java/|go-http|okhttp|axios|node|ruby|perl|libwww|postman|"
    r"facebookexternalhit|whatsapp|telegram|slack|discord|skype|linkedin|twitter|embedly|"
    r"safelinks|barracuda|mimecast|proofpoint|symantec|forcepoint|ironport|trendmicro|sophos",
    re.IGNORECASE,
)


def is_machine_agent(user_agent: str, purpose: str = "") -> bool:
    """Say whether a request came from a machine rather than from somebody who reads.

    Parameters
    ----------
    user_agent : str
        Header ``User-Agent``; a blank one is a machine's.
    purpose : str
        Header ``Sec-Purpose`` or ``Purpose``; browsers that load ahead say ``prefetch`` there.

    Examples
    --------
    >>> is_machine_agent("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0")
    False
    >>> is_machine_agent("WhatsApp/2.23.20 A")
    True
    """
    return not user_agent.strip() or "prefetch" in purpose.lower() or bool(_MACHINES.search(user_agent))
