"""Who we sell to, and what: accounts, contacts, products."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jornada.apps.market.points.models import ContactPoint, label_field
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.owners import OwnerKey


class Industry(models.Model):
    """A value of the pick list of industries, in the user's own spelling."""

    name = models.CharField(_("name"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("industry")
        verbose_name_plural = _("industries")
        ordering = [NAME]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    name = models.CharField(_("name"), max_length=200, unique=True)
    code = models.CharField(_("code"), max_length=60, blank=True)
    family = models.CharField(_("product family"), max_length=120, blank=True)
    list_price = models.DecimalField(_("list price"), max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="BRL")
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = [NAME]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/products/{self.pk}/"


class Competitor(models.Model):
    """Somebody else from whom our buyers may buy."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    website = models.CharField(_("website"), max_length=200, blank=True)
    strengths = models.TextField(_("strengths"), blank=True, max_length=2000)
    weaknesses = models.TextField(_("weaknesses"), blank=True, max_length=2000)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("competitor")
        verbose_name_plural = _("competitors")
        ordering = [NAME]

    def __str__(self) -> str:
        return self.name


class Account(models.Model):
    """A company we sell to (or a person, when it is B2C)."""

    class Kind(models.TextChoices):
        B2B = "b2b", _("Company")
        B2C = "b2c", _("Person")

    class SizeBand(models.TextChoices):
        MICRO = "micro", _("1 to 9 employees")
        SMALL = "small", _("10 to 49 employees")
        MEDIUM = "medium", _("50 to 249 employees")
        LARGE = "large", _("250 to 999 employees")
        ENTERPRISE = "enterprise", _("1,000 employees or more")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=3, choices=Kind.choices, default=Kind.B2B)
    domain = models.CharField(_("domain"), max_length=200, blank=True)
    tax_id = models.CharField(_("tax id (CNPJ)"), max_length=20, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    phone_label = label_field(_("label of the phone"))
    industry = models.ForeignKey(
        Industry,
        verbose_name=_("industry"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="accounts",
        db_index=False,
    )
    size_band = models.CharField(_("size"), max_length=10, choices=SizeBand.choices, blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    revenue = models.DecimalField(_("annual revenue"), max_digits=18, decimal_places=2, null=True, blank=True)
    founded = models.PositiveSmallIntegerField(_("year founded"), null=True, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=60, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True, default="", db_default="")
    street_number = models.CharField(_("house number"), max_length=20, blank=True, default="", db_default="")
    complement = models.CharField(_("complement"), max_length=120, blank=True, default="", db_default="")
    district = models.CharField(_("district"), max_length=120, blank=True, default="", db_default="")
    postcode = models.CharField(_("CEP (postal code)"), max_length=20, blank=True, default="", db_default="")
    parent = models.ForeignKey(
        "self",
        verbose_name=_("parent company"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="branches",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="accounts",
        db_index=False,
    )
    external_id = models.CharField(_("external id"), max_length=100, null=True, blank=True, unique=True)
    custom = models.JSONField(_("custom fields"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = [NAME, "id"]
        indexes = [
            models.Index(NAME, "id", name="account_in_alphabet"),
            models.Index(fields=["created_at", "id"], name="account_by_age"),
            models.Index(OwnerKey("owner"), NAME, "created_at", name="account_of_owners_az"),
            models.Index(models.F("industry"), NAME, name="account_of_industry_az"),
            models.Index(models.F("state"), NAME, name="account_of_state_az"),
            models.Index(models.F("size_band"), NAME, name="account_of_size_az"),
            models.Index(fields=["tax_id"], name="account_by_tax_id", condition=~models.Q(tax_id="")),
            models.Index(fields=["domain"], name="account_by_domain", condition=~models.Q(domain="")),
            models.Index(fields=["phone"], name="account_by_phone", condition=~models.Q(phone="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/accounts/{self.pk}/"


class Contact(models.Model):
    """A person, with the part they play in buying."""

    class BuyingRole(models.TextChoices):
        DECISION_MAKER = "decision_maker", _("Decision maker")
        CHAMPION = "champion", _("Champion")
        INFLUENCER = "influencer", _("Influencer")
        USER = "user", _("User")
        PURCHASING = "purchasing", _("Purchasing")
        LEGAL = "legal", _("Legal")

    account = models.ForeignKey(
        Account,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contacts",
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    email_label = label_field(_("label of the e-mail"))
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    phone_label = label_field(_("label of the phone"))
    title = models.CharField(_("job title"), max_length=200, blank=True)
    buying_role = models.CharField(_("buying role"), max_length=16, choices=BuyingRole.choices, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contacts",
        db_index=False,
    )
    external_id = models.CharField(_("external id"), max_length=100, null=True, blank=True, unique=True)
    custom = models.JSONField(_("custom fields"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = [NAME, "id"]
        indexes = [
            models.Index(NAME, "id", name="contact_in_alphabet"),
            models.Index(fields=["created_at", "id"], name="contact_by_age"),
            models.Index(OwnerKey("owner"), NAME, name="contact_of_owners_az"),
            models.Index(models.F("buying_role"), NAME, name="contact_of_role_az"),
            models.Index(fields=["email"], name="contact_by_email", condition=~models.Q(email="")),
            models.Index(fields=["phone"], name="contact_by_phone", condition=~models.Q(phone="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/contacts/{self.pk}/"


from jornada.apps.market.brazil.models import ChatText  # noqa: E402
from jornada.apps.market.duplicates.models import DuplicatePair, Merge  # noqa: E402
from jornada.apps.market.personas.models import Persona, PersonaOfContact, PersonaValidation  # noqa: E402
from jornada.apps.market.profiles.models import AccountFit, Profile, ProfileCriterion  # noqa: E402
from jornada.apps.market.segments.models import Segment, SegmentMember, SegmentSize  # noqa: E402

__all__ = [
    "Account",
    "AccountFit",
    "ChatText",
    "Competitor",
    "Contact",
    "ContactPoint",
    "DuplicatePair",
    "Industry",
    "Merge",
    "Persona",
    "PersonaOfContact",
    "PersonaValidation",
    "Product",
    "Profile",
    "ProfileCriterion",
    "Segment",
    "SegmentMember",
    "SegmentSize",
]
