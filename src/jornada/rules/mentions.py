"""Mentions of people in a text: an @ and the name."""

from __future__ import annotations

import re
from collections.abc import Mapping

BEFORE = r"(?<![\w@.+/-])@"
WORD = re.compile(rf"{BEFORE}([^\W\d_]\w*)")


def mentioned(text: str, names: Mapping[int, str]) -> dict[int, str]:
    """Find whom a text mentions.

    Parameters
    ----------
    text : str
        What somebody wrote.
    names : Mapping[int, str]
        The people who can be mentioned, by their id.

    Returns
    -------
    dict[int, str]
        The people whose full name stands behind an @, in any case of letters, with their name. Of two names of
        which one begins the other, the longer counts; people of the same name are all mentioned.

    Examples
    --------
    >>> mentioned("@ana reis, see ana@acme.com", {1: "Ana", 2: "Ana Reis", 3: "Bo"})
    {2: 'Ana Reis'}
    """
    if "@" not in text:
        return {}
    found = {match.casefold() for match in _pattern(names).findall(text)} if any(names.values()) else set()
    return {pk: name for pk, name in names.items() if name.casefold() in found}


def marked(text: str, names: Mapping[int, str], before: str, after: str) -> str:
    """Put signs around each mention of these people.

    Parameters
    ----------
    text : str
        What somebody wrote.
    names : Mapping[int, str]
        The people it mentions, by their id.
    before, after : str
        What stands before the @ and behind the name.

    Returns
    -------
    str
        The text with the signs in it.

    Examples
    --------
    >>> marked("ask @Bo.", {3: "Bo"}, "<", ">")
    'ask <@Bo>.'
    """
    if not any(names.values()):
        return text
    return _pattern(names).sub(lambda found: f"{before}@{found[1]}{after}", text)


def unmatched(text: str, names: Mapping[int, str]) -> list[str]:
    """Find the words behind an @ that mention nobody: a first name alone, a slip.

    Parameters
    ----------
    text : str
        What somebody wrote.
    names : Mapping[int, str]
        The people who can be mentioned, by their id.

    Returns
    -------
    list[str]
        Each such word without its @, as it was written, once, in the order of the text.

    Examples
    --------
    >>> unmatched("@Ana Reis and @bo, not ana@acme.com", {2: "Ana Reis", 3: "Bo Lind"})
    ['bo']
    """
    if "@" not in text:
        return []
    rest = _pattern(names).sub(" ", text) if any(names.values()) else text
    return list(dict.fromkeys(WORD.findall(rest)))


def _pattern(names: Mapping[int, str]) -> re.Pattern[str]:
    longest_first = sorted({name for name in names.values() if name}, key=lambda name: (-len(name), name))
    return re.compile(rf"{BEFORE}({'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
