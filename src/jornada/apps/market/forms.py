"""Forms of accounts, contacts and products."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jornada.apps.market import queries
from jornada.apps.market.actions import industry_meant
from jornada.apps.market.brazil import inputs
from jornada.apps.market.brazil.places import is_home, state_code
from jornada.apps.market.duplicates.check import alike, compared
from jornada.apps.market.duplicates.noting import note_pairs
from jornada.apps.market.fields import CHAT_LABEL, AddressField, MoneyField, PhoneField, normal_domain, shown_phone
from jornada.apps.market.models import Account, Competitor, Contact, Product
from jornada.apps.market.pickers import RecordField
from jornada.apps.market.points.arranging import Point, arranged
from jornada.apps.market.points.inputs import PointsField
from jornada.apps.market.points.queries import points_of
from jornada.apps.market.strangers import PAIR, doubt_about
from jornada.apps.org.custom.known import record_of
from jornada.apps.org.holders import holders
from jornada.apps.org.models import User
from jornada.apps.org.namesakes import offer_people
from jornada.apps.org.queries import people, workspace
from jornada.apps.org.record_forms import RecordForm
from jornada.ui import numbers
from jornada.ui.amounts import CURRENCIES, currencies
from jornada.ui.postcodes import normal_postcode, shown_postcode
from jornada.ui.tax_ids import normal_tax_id, shown_tax_id

FIRST_YEAR = 1000
MOST_EMPLOYEES = 2_147_483_647


class OwnedForm(RecordForm):
    """A form of a record that somebody owns; a new one is the user's own unless told otherwise."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_people(self.fields["owner"], self._who_may_own())
        self.fields["owner"].empty_label = str(_("Nobody"))
        if not self.instance.pk:
            self.fields["owner"].initial = self.user.pk

    def _who_may_own(self) -> QuerySet[User]:
        """Offer those whose role may own such a record, and who owns it now."""
        offered = holders(record_of(type(self.instance)))
        now = getattr(self.before, "owner_id", None)
        return offered | people().filter(pk=now) if now else offered

    def _get_validation_exclusions(self) -> set[str]:
        """Leave out records that a search box found: the database need not say again that they are there."""
        boxes = {name for name, field in self.fields.items() if isinstance(field, RecordField)}
        found = {name for name in boxes if self.cleaned_data.get(name) is not None}
        return super()._get_validation_exclusions() | found

    def doubts(self) -> list[str]:
        """Ask about a contact of another company, where the record names both."""
        doubt = doubt_about(self.before, self.cleaned_data) if {*PAIR} <= {*self.fields} else ""
        return [doubt] if doubt else []

    def picker(self, name: str, rows: Any, url: str, label: str | Promise, of: Any = None) -> None:
        """Turn a field with too many choices for a list into a search box; the people of account `of` come first."""
        address, given = str(reverse_lazy(url)), self.fields[name].initial
        first = getattr(of, "pk", of)
        self.fields[name] = RecordField(rows, address, self.initial.get(name), first, label=label, initial=given)


class ReachableForm(OwnedForm):
    """A form of what can be written to and called: primary e-mail and phone, and further ones beside them."""

    # What is compared with other records, and the fields that tell them apart.
    record: ClassVar[str] = ""
    telling: ClassVar[tuple[str, ...]] = ()

    @property
    def is_news(self) -> bool:
        """Say that a field that tells records apart was filled in or changed."""
        given = {name: self.cleaned_data.get(name) or "" for name in self.telling}
        return any(value != getattr(self.before, name, "") for name, value in given.items())

    def look_alikes(self) -> list[Any]:
        if not self.is_news:
            return []
        return alike(self.user, self.record, compared(self.record, self.cleaned_data), but=self.instance.pk)

    def was_saved(self, saved: Any) -> None:
        """Let what was saved all the same stand among the duplicates at once."""
        if self.is_news and self.telling:
            note_pairs(self.record, saved)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["points"].narrow(kind for kind in ("email", "phone") if kind not in self.locked)
        if not self.fields["points"].kinds:
            del self.fields["points"]
            return
        open_kinds = self.fields["points"].kinds
        known = points_of(self.before or self.instance)
        self.fields["points"].initial = [point for point in known if point.kind in open_kinds]
        if "email_label" in self.fields:
            labels = self.fields["email_label"].choices
            self.fields["email_label"].choices = [choice for choice in labels if choice[0] != CHAT_LABEL]
        self.fields["phone"].own = self.initial.get("phone") or ""
        self.initial["phone"] = shown_phone(self.fields["phone"].own)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kinds = self.fields["points"].kinds if "points" in cleaned and not self.only else ()
        if kinds and all(kind in cleaned for kind in kinds):
            given = {kind: Point(kind, cleaned[kind], cleaned.get(f"{kind}_label") or "") for kind in kinds}
            primaries, cleaned["points"] = arranged(given, cleaned["points"])
            cleaned.update({kind: point.value for kind, point in primaries.items()})
            cleaned.update({f"{kind}_label": point.label for kind, point in primaries.items()})
        return cleaned

    @property
    def points(self) -> list[Point] | None:
        """Return the further e-mails and phones; None when the person does not see such fields."""
        return self.cleaned_data.get("points")


class AccountForm(ReachableForm):
    record, telling = "account", ("name", "domain", "tax_id", "phone")
    industry = forms.CharField(label=_("industry"), max_length=120, required=False)
    phone = PhoneField(label=_("phone"))
    points = PointsField(("phone",), label=_("more phones"))
    revenue = MoneyField(label=_("annual revenue"), required=False, max_digits=18)

    class Meta:
        model = Account
        fields = (
            "name",
            "kind",
            "domain",
            "tax_id",
            "phone",
            "phone_label",
            "industry",
            "size_band",
            "employees",
            "revenue",
            "founded",
            "country",
            "postcode",
            "state",
            "city",
            "district",
            "street",
            "street_number",
            "complement",
            "parent",
            "owner",
        )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.picker("parent", queries.visible_accounts(self.user), "account_pick", _("parent company"))
        self.fields["tax_id"].label = _("CNPJ (CPF of a person)")
        inputs.arm(self)
        self.initial["postcode"] = shown_postcode(self.initial.get("postcode") or "")
        self.initial["tax_id"] = shown_tax_id(self.initial.get("tax_id") or "")
        self.initial["industry"] = self.instance.industry.name if self.instance.industry_id else ""
        self._limit("employees", 0, MOST_EMPLOYEES, numbers.number)
        self._limit("founded", FIRST_YEAR, timezone.localdate().year, str)
        self.fields["industry"].widget.attrs["list"] = "industries"
        self.industries = queries.industries()

    def _limit(self, name: str, least: int, most: int, write: Callable[[int], str]) -> None:
        """Take whole numbers from `least` to `most` only, and say so for any other."""
        refusal = _("Expected a whole number from %(least)s to %(most)s.") % {
            "least": write(least),
            "most": write(most),
        }
        messages = dict.fromkeys(("invalid", "min_value", "max_value"), refusal)
        label = self.fields[name].label
        self.fields[name] = forms.IntegerField(
            label=label, required=False, min_value=least, max_value=most, error_messages=messages
        )

    def clean_domain(self) -> str:
        return normal_domain(self.cleaned_data["domain"])

    def clean_industry(self) -> str:
        return " ".join(self.cleaned_data["industry"].split())

    def clean_parent(self) -> Account | None:
        parent = self.cleaned_data["parent"]
        if parent and self.instance.pk and (why := queries.why_no_head(self.instance, parent)):
            raise forms.ValidationError(why)
        return parent

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        try:
            cleaned["tax_id"] = self._tax_id(cleaned.get("tax_id") or "", cleaned.get("kind"))
        except forms.ValidationError as error:
            self.add_error("tax_id", error)
        cleaned |= inputs.written(cleaned)
        try:
            cleaned["postcode"] = self._postcode(cleaned.get("postcode") or "", cleaned.get("country") or "")
        except forms.ValidationError as error:
            self.add_error("postcode", error)
        if isinstance(name := cleaned.get("industry"), str):
            cleaned["industry"] = industry_meant(name) if name else None
        return cleaned

    def doubts(self) -> list[str]:
        """Ask about a state that Brazil has not, unless another country is named or it stood there before."""
        now = {name: self.cleaned_data.get(name, getattr(self.before, name, "")) or "" for name in ("state", "country")}
        is_news = any(value != getattr(self.before, name, "") for name, value in now.items())
        if not is_news or not now["state"] or not is_home(now["country"]) or state_code(now["state"]):
            return super().doubts()
        said = _("“%(state)s” is no state of Brazil, and no other country is named.") % {"state": now["state"]}
        return [*super().doubts(), said]

    def _postcode(self, text: str, country: str) -> str:
        """Read a postal code; what stands on the record may stay, also where a file brought what is no CEP."""
        own = getattr(self.before, "postcode", "")
        return own if own and text == shown_postcode(own) else normal_postcode(text, is_home=is_home(country))

    def _tax_id(self, text: str, kind: str | None) -> str:
        """Read a CNPJ or CPF; what stands on the record may stay, also where a file brought a wrong one."""
        if self.before and text and text == shown_tax_id(self.before.tax_id) and kind == self.before.kind:
            return self.before.tax_id
        return normal_tax_id(text, kind == Account.Kind.B2C)


class ContactForm(ReachableForm):
    record, telling = "contact", ("name", "email", "phone")
    email = AddressField(label=_("e-mail"))
    phone = PhoneField(label=_("phone"))
    points = PointsField(label=_("more e-mails and phones"))

    class Meta:
        model = Contact
        fields = ("name", "account", "title", "buying_role", "email", "email_label", "phone", "phone_label", "owner")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        inputs.arm(self)
        self.picker("account", queries.visible_accounts(self.user), "account_pick", _("account"))


class ProductForm(RecordForm):
    list_price = MoneyField(label=_("list price"), required=False)
    currency = forms.ChoiceField(label=_("currency"), choices=CURRENCIES)

    class Meta:
        model = Product
        fields = ("name", "code", "family", "list_price", "currency", "is_active")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["currency"].choices = currencies(self.instance.currency)
        if not self.instance.pk:
            self.initial["currency"] = workspace().currency


class CompetitorForm(RecordForm):
    class Meta:
        model = Competitor
        fields = ("name", "website", "strengths", "weaknesses", "is_active")
        widgets = {"strengths": forms.Textarea({"rows": 3}), "weaknesses": forms.Textarea({"rows": 3})}

    def clean_website(self) -> str:
        return normal_domain(self.cleaned_data["website"])
