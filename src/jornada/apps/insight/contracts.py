"""What each figure means: one definition per figure, shown beside it wherever it stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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


_ACCOUNTS = _("Accounts that you may see and that the filters let through.")
_BEGAN = _("An account belongs to the period in which its walk began, whatever came later; with several, the first.")
_STAY = _("Stays: each time an account enters a stage begins one.")
_STAY_BEGAN = _("A stay belongs to the period in which it began.")
_DEALS = _("Opportunities that you may see and that the filters let through.")
_CLOSE = _("An opportunity belongs to the period of its closing date.")
_DEAL = _("Opportunities")
_MONEY = _("Money, in the company's currency")

CONTRACTS: dict[str, Contract] = {
    contract.code: contract
    for contract in (
        Contract(
            "accounts_now",
            _("Accounts now"),
            _("Accounts that stand at the stage at this moment, by their latest evidence."),
            _ACCOUNTS,
            _("This moment; the period does not narrow it."),
            _("Accounts"),
        ),
        Contract(
            "entered",
            _("Entered"),
            _("Accounts with evidence for the stage on that walk. Falling back for lack of activity is no entry."),
            _ACCOUNTS,
            _BEGAN,
            _("Accounts"),
        ),
        Contract(
            "step_rate",
            _("Step rate"),
            _("Of the accounts that entered the stage, the share that then went on to the next stage or a later one."),
            _ACCOUNTS,
            _BEGAN,
            _("Accounts; with a window, those that entered a full window ago."),
        ),
        Contract(
            "cumulative_rate",
            _("Cumulative rate"),
            _("Of all accounts whose walk began in the period, the share that reached the stage or a later one."),
            _ACCOUNTS,
            _BEGAN,
            _("Accounts; with a window, those that began a full window ago."),
        ),
        Contract(
            "dwell",
            _("Time at the stage"),
            _(
                "The time after which half (median) and nine in ten (p90) of the stays are over, by Kaplan and Meier: "
                "an account that still stands here counts as staying at least this long, and is not left out."
            ),
            _ACCOUNTS,
            _STAY_BEGAN,
            _STAY,
        ),
        Contract(
            "still_here",
            _("Over 90 days"),
            _("Share of the stays that last longer than 90 days, open ones counted right (Kaplan and Meier)."),
            _ACCOUNTS,
            _STAY_BEGAN,
            _STAY,
        ),
        Contract(
            "moves",
            _("Moves"),
            _("From one stage to the one where the account was seen next; back means to an earlier stage."),
            _ACCOUNTS,
            _("A move belongs to the period in which it happened."),
            _("Moves; an account that goes back and forth makes several."),
        ),
        Contract(
            "paths",
            _("Paths"),
            _("The stages of a walk in the order they were entered; only exactly the same order is the same path."),
            _ACCOUNTS,
            _("A walk belongs to the period in which it began."),
            _("Walks: one buying cycle of one account; an account that buys twice walks twice."),
        ),
        Contract(
            "win_rate",
            _("Win rate"),
            _("Opportunities won, divided by opportunities won or lost."),
            _DEALS,
            _CLOSE,
            _DEAL,
        ),
        Contract(
            "by_product",
            _("By product"),
            _(
                "Each product has the value of its lines, less its share of what was taken off the whole; an "
                "opportunity without lines goes by its own product. The values add up to the sales volume. An "
                "opportunity of several products counts once in each, so that the numbers may add up to more. A win "
                "rate is won, divided by won or lost, of the opportunities that hold the product."
            ),
            _DEALS,
            _CLOSE,
            _("Opportunities that hold the product; money of its lines"),
        ),
        Contract(
            "by_competitor",
            _("By competitor"),
            _(
                "The win rate against a competitor is won, divided by won or lost, of the opportunities that name it. "
                "“No competitor named” are those of which nobody noted one: there was none, or nobody asked; they are "
                "in no competitor's rate."
            ),
            _DEALS,
            _CLOSE,
            _DEAL,
        ),
        Contract(
            "win_rate_value",
            _("Win rate by value"),
            _("Amount won, divided by amount won or lost. Opportunities without an amount, or of 0, weigh nothing."),
            _DEALS,
            _CLOSE,
            _MONEY,
        ),
        Contract(
            "sales_volume",
            _("Sales volume"),
            _("Sum of the amounts of the opportunities won."),
            _DEALS,
            _CLOSE,
            _MONEY,
        ),
        Contract(
            "average_order",
            _("Average order value"),
            _("Amounts won, divided by the number of those that have one; the median stands beside it."),
            _DEALS,
            _CLOSE,
            _MONEY,
        ),
        Contract(
            "time_to_close",
            _("Time to close"),
            _("Days from the engage date to the closing date of opportunities won: mean, with the median beside it."),
            _("Opportunities won that have both dates."),
            _CLOSE,
            _("Days"),
        ),
        Contract(
            "conversion",
            _("Lead conversion"),
            _("Leads whose opportunity was won so far, divided by all leads that were opened in the period."),
            _("Leads that you may see and that the filters let through; young ones count, and may still be won."),
            _("A lead belongs to the period in which it was opened."),
            _("Leads"),
        ),
        Contract(
            "mql_to_sal",
            _("MQL to SAL"),
            _("MQLs that Sales accepted within 30 days (SAL or further), divided by MQLs at least 30 days old."),
            _("Leads that became MQL, you may see and the filters let through; younger ones are counted apart."),
            _("A lead belongs to the period in which it became MQL."),
            _("Leads"),
        ),
        Contract(
            "open_deals",
            _("Open opportunities"),
            _("Opportunities neither won nor lost, with the sum of their amounts."),
            _DEALS,
            _("This moment; the period does not narrow it."),
            _DEAL,
        ),
        Contract(
            "stage_time",
            _("Cycle time per stage"),
            _("Median time that stays at a stage last, by Kaplan and Meier, open stays counted right."),
            _ACCOUNTS,
            _STAY_BEGAN,
            _STAY,
        ),
    )
}
