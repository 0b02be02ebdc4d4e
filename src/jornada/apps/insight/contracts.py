"""What each figure means: one definition per figure, shown beside it wherever it stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Contract:
    """The definition of a figure.

    `formula` says in words how it is computed, `population` of whom, `time_basis` which instant puts
    something into a period, `unit` what is counted.
    """

    code: str
    name: Text
    formula: Text
    population: Text
    time_basis: Text
    unit: Text

    @property
    def facts(self) -> list[tuple[str, Text]]:
        """Return the definition as the component for definitions takes it."""
        return [
            (_("Counted"), self.unit),
            (_("Of whom"), self.population),
            (_("In a period"), self.time_basis),
        ]


_ACCOUNTS = _l("Accounts that you may see and that the filters let through.")
_BEGAN = _l("An account belongs to the period in which its walk began, whatever came later; with several, the first.")
_STAY = _l("Stays: each time an account enters a stage begins one.")
_STAY_BEGAN = _l("A stay belongs to the period in which it began.")
_DEALS = _l("Opportunities that you may see and that the filters let through.")
_CLOSE = _l("An opportunity belongs to the period of its closing date.")
_DEAL = _l("Opportunities")
_MONEY = _l("Money, in the company's currency")

CONTRACTS: dict[str, Contract] = {
    contract.code: contract
    for contract in (
        Contract(
            "accounts_now",
            _l("Accounts now"),
            _l("Accounts that stand at the stage at this moment, by their latest evidence."),
            _ACCOUNTS,
            _l("This moment; the period does not narrow it."),
            _l("Accounts"),
        ),
        Contract(
            "entered",
            _l("Entered"),
            _l("Accounts with evidence for the stage on that walk. Falling back for lack of activity is no entry."),
            _ACCOUNTS,
            _BEGAN,
            _l("Accounts"),
        ),
        Contract(
            "step_rate",
            _l("Step rate"),
            _l("Of the accounts that entered the stage, the share that then went on to the next stage or a later one."),
            _ACCOUNTS,
            _BEGAN,
            _l("Accounts; with a window, those that entered a full window ago."),
        ),
        Contract(
            "cumulative_rate",
            _l("Cumulative rate"),
            _l("Of all accounts whose walk began in the period, the share that reached the stage or a later one."),
            _ACCOUNTS,
            _BEGAN,
            _l("Accounts; with a window, those that began a full window ago."),
        ),
        Contract(
            "dwell",
            _l("Time at the stage"),
            _l(
                "The time after which half (median) and nine in ten (p90) of the stays are over, by Kaplan and Meier: "
                "an account that still stands here counts as staying at least this long, and is not left out."
            ),
            _ACCOUNTS,
            _STAY_BEGAN,
            _STAY,
        ),
        Contract(
            "still_here",
            _l("Over 90 days"),
            _l("Share of the stays that last longer than 90 days, open ones counted right (Kaplan and Meier)."),
            _ACCOUNTS,
            _STAY_BEGAN,
            _STAY,
        ),
        Contract(
            "moves",
            _l("Moves"),
            _l("From one stage to the one where the account was seen next; back means to an earlier stage."),
            _ACCOUNTS,
            _l("A move belongs to the period in which it happened."),
            _l("Moves; an account that goes back and forth makes several."),
        ),
        Contract(
            "paths",
            _l("Paths"),
            _l("The stages of a walk in the order they were entered; only exactly the same order is the same path."),
            _ACCOUNTS,
            _l("A walk belongs to the period in which it began."),
            _l("Walks: one buying cycle of one account; an account that buys twice walks twice."),
        ),
        Contract(
            "win_rate",
            _l("Win rate"),
            _l("Opportunities won, divided by opportunities won or lost."),
            _DEALS,
            _CLOSE,
            _DEAL,
        ),
        Contract(
            "win_rate_value",
            _l("Win rate by value"),
            _l("Amount won, divided by amount won or lost. Opportunities without an amount, or of 0, weigh nothing."),
            _DEALS,
            _CLOSE,
            _MONEY,
        ),
        Contract(
            "sales_volume",
            _l("Sales volume"),
            _l("Sum of the amounts of the opportunities won."),
            _DEALS,
            _CLOSE,
            _MONEY,
        ),
        Contract(
            "average_order",
            _l("Average order value"),
            _l("Amounts won, divided by the number of those that have one; the median stands beside it."),
            _DEALS,
            _CLOSE,
            _MONEY,
        ),
        Contract(
            "time_to_close",
            _l("Time to close"),
            _l("Days from the engage date to the closing date of opportunities won: mean, with the median beside it."),
            _l("Opportunities won that have both dates."),
            _CLOSE,
            _l("Days"),
        ),
        Contract(
            "conversion",
            _l("Lead conversion"),
            _l("Leads whose opportunity was won so far, divided by all leads that were opened in the period."),
            _l("Leads that you may see and that the filters let through; young ones count, and may still be won."),
            _l("A lead belongs to the period in which it was opened."),
            _l("Leads"),
        ),
        Contract(
            "mql_to_sal",
            _l("MQL to SAL"),
            _l("MQLs that Sales accepted within 30 days (SAL or further), divided by MQLs at least 30 days old."),
            _l("Leads that became MQL, you may see and the filters let through; younger ones are counted apart."),
            _l("A lead belongs to the period in which it became MQL."),
            _l("Leads"),
        ),
        Contract(
            "open_deals",
            _l("Open opportunities"),
            _l("Opportunities neither won nor lost, with the sum of their amounts."),
            _DEALS,
            _l("This moment; the period does not narrow it."),
            _DEAL,
        ),
        Contract(
            "stage_time",
            _l("Cycle time per stage"),
            _l("Median time that stays at a stage last, by Kaplan and Meier, open stays counted right."),
            _ACCOUNTS,
            _STAY_BEGAN,
            _STAY,
        ),
    )
}
