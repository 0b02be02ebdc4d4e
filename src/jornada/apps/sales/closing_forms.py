"""Forms of winning and losing, with what is still open then."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jornada.apps.interactions.models import PlannedTouch
from jornada.apps.market.fields import MoneyField
from jornada.apps.org.access import locked_fields
from jornada.apps.sales.actions import today
from jornada.apps.sales.competitor_picks import CompetitorField
from jornada.apps.sales.forms import day_input, refuse_long_ago
from jornada.apps.sales.loose_ends import loose_ends
from jornada.apps.sales.models import LossReason, Opportunity, Proposal
from jornada.ui.amounts import currencies
from jornada.ui.cells import short_day
from jornada.ui.numbers import money


class TasksField(forms.ModelMultipleChoiceField):
    """Planned touches to cancel; one that was closed meanwhile is no error."""

    def __init__(self, opportunity: Opportunity, tasks: list[PlannedTouch]) -> None:
        rows = PlannedTouch.objects.filter(thread=opportunity.thread_id)
        shown = forms.CheckboxSelectMultiple({"class": "j-checks"})
        shown.is_wide = True
        super().__init__(rows, required=False, widget=shown, label=_("Cancel what is planned"))
        self.choices = [(task.pk, f"{task.title} · {short_day(task.due_at)}") for task in tasks]


class CloseAsking(forms.Form):
    """What closing one and closing many ask alike."""

    closed_on = forms.DateField(label=_("Closed on"), widget=day_input())

    def __init__(self, data: Any = None, *, user: Any) -> None:
        super().__init__(data, auto_id=f"id_{type(self).__name__.lower()}_%s")
        self.user = user
        self.fields["closed_on"].initial = today()

    def clean_closed_on(self) -> date:
        closed = self.cleaned_data["closed_on"]
        if closed > today():
            raise forms.ValidationError(_("This day has not come yet."))
        refuse_long_ago(closed)
        return closed

    def offer_competitors(self) -> None:
        self.fields["competitor"] = CompetitorField()

    def leave_out_locked(self) -> None:
        """Ask for nothing that the role may not change."""
        for name in locked_fields(self.user, "opportunity") & set(self.fields) - {"closed_on"}:
            del self.fields[name]


class ClosingForm(CloseAsking):
    """What winning and losing one ask alike."""

    def __init__(self, data: Any = None, *, opportunity: Opportunity, user: Any) -> None:
        super().__init__(data, user=user)
        self.opportunity = opportunity
        self.ends = loose_ends(user, opportunity)

    def clean_closed_on(self) -> date:
        closed = super().clean_closed_on()
        if self.opportunity.engaged_on and closed < self.opportunity.engaged_on:
            raise forms.ValidationError(_("It cannot close before the day it was engaged."))
        return closed

    def offer_competitors(self) -> None:
        super().offer_competitors()
        self.fields["competitor"].initial = self.opportunity.competitor_id

    def offer_to_withdraw(self, label: Any) -> None:
        self.fields["withdraw"] = forms.BooleanField(label=label, required=False, initial=True)

    def offer_to_cancel(self, *, is_usual: bool) -> None:
        """Offer the planned touches one by one, ticked where they usually have no sense any more."""
        if self.ends.tasks:
            self.fields["cancel"] = TasksField(self.opportunity, self.ends.tasks)
            self.fields["cancel"].initial = [task.pk for task in self.ends.tasks] if is_usual else []


@dataclass(frozen=True, slots=True)
class Known:
    """An amount that the sale may have, and what knows it."""

    name: str
    worth: Decimal
    currency: str


class WonForm(ClosingForm):
    amount = MoneyField(label=_("Amount sold"))

    def __init__(self, data: Any = None, *, opportunity: Opportunity, user: Any, **options: Any) -> None:
        super().__init__(data, opportunity=opportunity, user=user, **options)
        self._offer_currencies()
        known = self._known_amounts()
        self._propose(known)
        self.offer_competitors()
        if self.ends.waiting and not self.ends.accepted:
            self._offer_versions()
        if len(self.ends.waiting) > (not self.ends.accepted):
            self.offer_to_withdraw(_("Withdraw the other versions that wait for an answer"))
        self.offer_to_cancel(is_usual=False)
        self.order_fields(("accepted", "amount", "currency", "competitor", "closed_on", "withdraw", "cancel"))
        self.leave_out_locked()

    def clean_accepted(self) -> Proposal | None:
        chosen = self.cleaned_data["accepted"]
        return next((row for row in self.ends.waiting if str(row.pk) == chosen), None)

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"] or self.opportunity.currency

    def _offer_currencies(self) -> None:
        """Ask for the currency where a version that waits is in another one than the opportunity."""
        used = [self.opportunity.currency, *(row.currency for row in self._choosable())]
        is_open = not locked_fields(self.user, "opportunity") & {"amount", "currency"}
        if is_open and len(set(used)) > 1:
            choices = [(code, label) for code, label in currencies(*used) if code in used]
            self.fields["currency"] = forms.ChoiceField(label=_("Currency"), choices=choices, required=False)
            self.fields["currency"].initial = self.opportunity.currency

    def _choosable(self) -> list[Proposal]:
        return [] if self.ends.accepted else self.ends.waiting

    def _propose(self, known: list[Known]) -> None:
        """Write the likeliest amount; none where a version is proposed whose currency the amount cannot have."""
        first = next((row for row in self._choosable() if not _is_late(row)), None)
        is_foreign = first is not None and not self._is_offered(first)
        taken = None if is_foreign else next(iter(known), None)
        self.fields["amount"].initial = taken and taken.worth
        if taken and "currency" in self.fields:
            self.fields["currency"].initial = taken.currency
        self.fields["amount"].help_text = self._help(known, taken)

    def _is_offered(self, row: Proposal) -> bool:
        return row.currency == self.opportunity.currency or ("currency" in self.fields and row in self._choosable())

    def _offer_versions(self) -> None:
        waiting = self.ends.waiting
        shown = [(str(row.pk), f"{_version(row)} · {money(row.total, row.currency)}") for row in waiting]
        choices = [*shown, ("", gettext("None: it was won without an answer to a proposal"))]
        field = forms.ChoiceField(label=_("Accepted proposal"), choices=choices, required=False)
        field.initial = next((str(row.pk) for row in waiting if not _is_late(row)), "")
        field.widget.attrs |= {"data-fills": self._places(), "data-values": json.dumps(self._amounts())}
        self.fields["accepted"] = field

    def _places(self) -> str:
        """Name the fields that an amount is written into, with its currency where that is asked for."""
        return " ".join(self.auto_id % name for name in ("amount", "currency") if name in self.fields)

    def _written(self, worth: Decimal, currency: str) -> list[str]:
        write = self.fields["amount"].widget.format_value
        return [write(worth), currency] if "currency" in self.fields else [write(worth)]

    def _amounts(self) -> dict[str, list[str]]:
        """Write the amount that each choice of a version brings with it; none where it cannot have its currency."""
        deal = self.opportunity
        found = {
            str(row.pk): self._written(row.total, row.currency) if self._is_offered(row) else [""]
            for row in self.ends.waiting
        }
        return found | ({"": self._written(deal.amount, deal.currency)} if deal.amount is not None else {})

    def _known_amounts(self) -> list[Known]:
        """Gather the amounts that the sale may have, the likeliest first: versions whose validity is over last."""
        deal = self.opportunity
        versions = [row for row in (self.ends.accepted, *self.ends.waiting) if row and self._is_offered(row)]
        own = [(gettext("Opportunity"), deal.amount), (gettext("Sum of the lines"), self.ends.lines)]
        return [
            *(Known(_version(row), row.total, row.currency) for row in versions if not _is_late(row)),
            *(Known(name, worth, deal.currency) for name, worth in own if worth is not None),
            *(Known(_version(row), row.total, row.currency) for row in versions if _is_late(row)),
        ]

    def _help(self, known: list[Known], taken: Known | None) -> SafeString | str:
        """Say where the amount comes from, and offer those that say something else with a button each."""
        accepted, said = self.ends.accepted, ""
        if accepted and accepted.currency == self.opportunity.currency:
            said = gettext("As version %(n)s of the proposal, which was accepted.") % {"n": accepted.version}
        others = {(each.worth, each.currency): each for each in reversed(known)}
        if taken:
            others.pop((taken.worth, taken.currency), None)
        return format_html("{} {} {}", said, gettext("Or:"), self._buttons(others.values())) if others else said

    def _buttons(self, amounts: Iterable[Known]) -> SafeString:
        rows = (
            (
                self._places(),
                json.dumps(self._written(each.worth, each.currency)),
                each.name,
                money(each.worth, each.currency),
            )
            for each in amounts
        )
        button = '<button type="button" class="j-button" data-size="sm" data-fill="{}" data-values="{}">{}: {}</button>'
        return format_html_join(" ", button, rows)


def _version(row: Proposal) -> str:
    name = gettext("Version %(n)s") % {"n": row.version}
    return f"{name} ({Proposal.Status.EXPIRED.label.lower()})" if _is_late(row) else name


def _is_late(row: Proposal) -> bool:
    """Say that a version waits for an answer though its validity is over."""
    return row.state(today()) == Proposal.Status.EXPIRED


class AsksWhom(forms.Form):
    """Why it was lost; a reason that somebody else was chosen asks whom, and takes "nobody knows" for an answer."""

    reason = forms.ModelChoiceField(LossReason.objects.none(), label=_("Lost reason"), empty_label=_("Choose…"))
    unknown = forms.BooleanField(label=_("We do not know which competitor"), required=False)
    note = forms.CharField(label=_("In words"), max_length=200, required=False)
    return_on = forms.DateField(label=_("Come back on"), required=False, widget=day_input())

    def offer_reasons(self) -> None:
        self.fields["reason"].queryset = LossReason.objects.filter(is_active=True)
        self.fields["return_on"].help_text = gettext("Blank: as the reason says.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_known, reason = not cleaned.pop("unknown", False), cleaned.get("reason")
        is_asked = reason and reason.asks_competitor and "competitor" in self.fields
        if is_asked and is_known and not cleaned.get("competitor") and "competitor" not in self.errors:
            self.add_error("competitor", _("Which competitor was chosen? Tick below if nobody knows."))
        return cleaned

    def ask_whom(self) -> None:
        """Have the page show, with the reasons that ask for the competitor, that it is needed."""
        if "competitor" not in self.fields:
            del self.fields["unknown"]
            return
        asking = self.fields["reason"].queryset.filter(asks_competitor=True)
        reasons = " ".join(str(pk) for pk in asking.values_list("pk", flat=True))
        asked = {"data-asks": reasons, "data-asks-for": self.auto_id % "competitor"}
        self.fields["reason"].widget.attrs |= asked | {"data-asks-or": self.auto_id % "unknown"}


class LostForm(AsksWhom, ClosingForm):
    """How one was lost."""

    def __init__(self, data: Any = None, *, opportunity: Opportunity, user: Any, **options: Any) -> None:
        super().__init__(data, opportunity=opportunity, user=user, **options)
        self.offer_reasons()
        self.offer_competitors()
        if self.ends.waiting:
            self.offer_to_withdraw(_("Withdraw the proposals that wait for an answer"))
            self.fields["withdraw"].help_text = ", ".join(_version(row) for row in self.ends.waiting)
        self.offer_to_cancel(is_usual=True)
        self.order_fields(("reason", "competitor", "unknown", "note", "closed_on", "return_on", "withdraw", "cancel"))
        self.leave_out_locked()
        self.ask_whom()


class LostReturnForm(forms.Form):
    """When the buyer of a lost opportunity comes back instead."""

    return_on = forms.DateField(label=_("Come back on"), required=False, widget=day_input())

    def __init__(self, data: Any = None, *, opportunity: Opportunity) -> None:
        super().__init__(data, initial={"return_on": opportunity.return_on})
        self.fields["return_on"].help_text = gettext("Blank: it does not come back by itself.")
