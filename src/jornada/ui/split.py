"""The two columns of a record page: what the narrow one holds beyond the wide one flows below both.

A timeline of three touches stood beside ten cards, and half the page was blank. How high a card will be is guessed
from what is drawn in it: that is known before the browser has the page, so that nothing moves on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile

from django.utils.safestring import SafeString, mark_safe

GAP = 16
CARD = 100
# What a kind of thing adds to the height of its card, in pixels; fitted to 120 cards of all kinds: off by 31 (RMS).
_ADDS = (
    (44, re.compile(r'class="dot"')),
    (37, re.compile(r'<li class="day"')),
    (33, re.compile(r'<li(?![^>]*class="(?:day|j-note)|[^>]*data-direction)[\s>]')),
    (18, re.compile(r"<dt[\s>]")),
    (214, re.compile(r"data-chart=")),
    (10, re.compile(r"<p[\s>]")),
    (26, re.compile(r"j-stat-label")),
    (11, re.compile(r"<form[\s>]")),
    (59, re.compile(r"<textarea[\s>]")),
)
# Signs on a line of a narrow card, and what such a line adds.
_LINE, _LINE_ADDS = 40, 21
# All of it begins with one sign, which the search leaps to.
_UNSEEN = re.compile(
    r"<(?:(dialog|script|template|select|datalist)\b.*?</\1>|/summary>.*?</details>|(\w+)[^>]*visually-hidden.*?</\2>)",
    re.DOTALL,
)
_TAG, _SPACE = re.compile(r"<[^>]+>"), re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Split:
    """What stands in the wide column, in the narrow one beside it, and below both, each in order."""

    main: SafeString
    beside: SafeString
    below: SafeString


def split(main: Sequence[str], side: Sequence[str]) -> Split:
    """Leave in the narrow column what is about as high as the wide one; the first always stays."""
    room = sum(height(part, is_narrow=False) for part in main)
    ends = list(accumulate(height(part) for part in side))
    fitting = takewhile(lambda each: (each[0] + each[1]) / 2 <= room, zip([0, *ends], ends, strict=False))
    kept = max(1, len(list(fitting)))
    return Split(_joined(main), _joined(side[:kept]), _joined(side[kept:]))


def height(drawn: str, *, is_narrow: bool = True) -> float:
    """Guess how many pixels a card takes, with the gap after it; what opens on demand does not count."""
    seen = _UNSEEN.sub("", drawn)
    if "<section" not in seen:
        return 0
    text = len(_SPACE.sub(" ", _TAG.sub("", seen))) / _LINE * _LINE_ADDS if is_narrow else 0
    return GAP + CARD + text + sum(adds * len(thing.findall(seen)) for adds, thing in _ADDS)


def _joined(parts: Sequence[str]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 (rendered templates)
