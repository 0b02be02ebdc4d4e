"""How the blocks of a day stand beside each other in a grid of hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Span = tuple[int, int]


def overlaps(one: Span, other: Span) -> bool:
    """Say whether two stretches share time; one that ends when the other begins does not.

    A stretch without length is an instant, which lies in another one from its start on.

    Examples
    --------
    >>> overlaps((540, 600), (570, 630)), overlaps((540, 600), (600, 660)), overlaps((540, 600), (540, 540))
    (True, False, True)
    """
    first, second = sorted((one, other))
    return second[0] < first[1] or first[0] == second[0]


def side_by_side(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Give each stretch its column and how many columns those have that hang together with it.

    Parameters
    ----------
    spans : sequence of (int, int)
        Start and end of each, in any unit; in order of their starts.

    Returns
    -------
    list of (int, int)
        The column, from 0, and the number of columns beside which it stands, from 1.

    Examples
    --------
    >>> side_by_side([(540, 600), (570, 630), (600, 660), (700, 730)])
    [(0, 2), (1, 2), (0, 2), (0, 1)]
    """
    placed: list[tuple[int, int]] = []
    for group in _together(spans):
        columns = _columns(group)
        placed += [(column, max(columns) + 1) for column in columns]
    return placed


def _together(spans: Sequence[Span]) -> Iterator[list[Span]]:
    """Cut into groups between which no time is shared."""
    group: list[Span] = []
    end = 0
    for span in spans:
        if group and span[0] >= end:
            yield group
            group = []
        end = max(end, span[1]) if group else span[1]
        group.append(span)
    if group:
        yield group


def _columns(group: Sequence[Span]) -> list[int]:
    """Put each into the first column that is free by then."""
    free: list[int] = []
    found = []
    for start, end in group:
        column = next((place for place, until in enumerate(free) if until <= start), len(free))
        free[column : column + 1] = [end]
        found.append(column)
    return found
