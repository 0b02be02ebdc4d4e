"""Which leads may become an opportunity."""

from __future__ import annotations


def may_become_opportunity(status: str, *, has_one: bool) -> bool:
    """Say whether a lead may become an opportunity: an open one, or one that a file says did, without bringing it.

    Parameters
    ----------
    status : {"open", "parked", "discarded", "converted"}
        Of the lead.
    has_one : bool
        Whether an opportunity came of it already.

    Returns
    -------
    bool

    Examples
    --------
    >>> may_become_opportunity("converted", has_one=False), may_become_opportunity("converted", has_one=True)
    (True, False)
    """
    return status == "open" or (status == "converted" and not has_one)
