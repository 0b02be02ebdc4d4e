"""The log of touches, the catalogue of activities, planned touches, and counts derived from the log."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jornada.apps.interactions.plans import TODO, planned_label
from jornada.apps.market.models import Account, Contact, Product
from jornada.rules.catalogue import DECISIONS, OF_CHANGES


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("Video")
    CHAT = "chat", _("Chat")
    WHATSAPP = "whatsapp", _("WhatsApp")
    WEB = "web", _("Web")
    SOCIAL = "social", _("Social")
    EVENT = "event", _("Event")
    POST = "post", _("Post")
    ADS = "ads", _("Ads")
    SUPPORT = "support", _("Support")
    COMMERCE = "commerce", _("Commerce")


class Direction(models.TextChoices):
    IN = "in", _("From the buyer")
    OUT = "out", _("To the buyer")


class Actor(models.TextChoices):
    BUYER = "buyer", _("Buyer")
    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")
    SERVICE = "service", _("Service")
    SYSTEM = "system", _("System")


class Outcome(models.TextChoices):
    NONE = "none", _("None")
    ATTEMPT = "attempt", _("Attempt")
    CONNECTION = "connection", _("Connection")
    MEANINGFUL = "meaningful", _("Meaningful")


class Activity(models.Model):
    """One kind of touch; filled from `rules.catalogue`, and the company may add its own."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    by = models.CharField(_("by"), max_length=10, choices=Actor.choices)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    label_en = models.CharField(max_length=120)
    label_pt = models.CharField(max_length=120)
    is_manual = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        from django.utils.translation import get_language

        return self.label_pt if (get_language() or "").startswith("pt") else self.label_en

    @property
    def is_decision(self) -> bool:
        return self.code in DECISIONS


class Thread(models.Model):
    """One buying conversation: a lead opens it, its opportunity continues it."""

    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.CASCADE, related_name="threads")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="threads")
    opened_at = models.DateTimeField()


class Touch(models.Model):
    """One touch between a buyer and us. Never changed: a correction is a new row that voids the old.

    Indexes are few and partial on purpose: the log is written by the million.
    """

    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="touches", db_index=False)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="touches", db_index=False)
    thread = models.ForeignKey(Thread, null=True, on_delete=models.SET_NULL, related_name="touches", db_index=False)
    at = models.DateTimeField(_("when"))
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    by = models.CharField(_("by"), max_length=10, choices=Actor.choices)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    human = models.BooleanField(_("human"), default=True)
    role = models.CharField(_("buying role at the time"), max_length=16, blank=True)
    program_id = models.BigIntegerField(null=True)
    content_id = models.BigIntegerField(null=True)
    product = models.ForeignKey(Product, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    value = models.FloatField(_("value"), null=True)
    note = models.TextField(_("note"), blank=True)
    source = models.CharField(max_length=12, default="manual")
    key = models.CharField(max_length=120, null=True)
    voids = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="voided_by", db_index=False)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("touch")
        verbose_name_plural = _("touches")
        indexes = [
            models.Index(fields=["account", "at"], name="touch_of_account"),
            models.Index(fields=["contact", "at"], name="touch_of_contact", condition=Q(contact__isnull=False)),
            models.Index(fields=["thread", "at"], name="touch_of_thread", condition=Q(thread__isnull=False)),
            models.Index(fields=["at"], name="touch_by_time"),
            models.Index(fields=["channel", "at"], name="touch_by_channel"),
            models.Index(fields=["activity", "at"], name="touch_by_activity"),
            models.Index(fields=["user", "at"], name="touch_of_user", condition=Q(user__isnull=False)),
            models.Index(fields=["at"], name="touch_by_machine", condition=Q(human=False)),
            # Files bring most of a large log: whoever asks for the rest says that it is not from a file.
            models.Index(fields=["source", "at"], name="touch_by_source", condition=~Q(source="import")),
            models.Index(fields=["at"], name="touch_without_contact", condition=Q(contact__isnull=True)),
            # Few say or measure something: whoever looks for what they say goes through these alone.
            models.Index(fields=["at"], name="touch_with_note", condition=~Q(note="")),
            models.Index(fields=["at"], name="touch_with_value", condition=Q(value__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="touch_key_once", condition=Q(key__isnull=False)),
        ]

    @property
    def is_of_a_change(self) -> bool:
        """Say whether the change of a record of ours wrote it; what files and programs bring stands by itself."""
        return self.source in ("manual", "link") and self.activity.code in OF_CHANGES

    @property
    def voiding(self) -> Touch | None:
        """Return the touch that voids this one, for templates: there a missing relation is dear to ask for."""
        return getattr(self, "voided_by", None)

    @property
    def privacy(self) -> PrivateTouch | None:
        """Return the mark that hides this touch, for templates."""
        return getattr(self, "private", None)


class PrivateTouch(models.Model):
    """The mark of a touch that only its participants see; everybody's counts include it."""

    touch = models.OneToOneField(Touch, primary_key=True, on_delete=models.CASCADE, related_name="private")
    participants = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    marked_at = models.DateTimeField()


class PlannedTouch(models.Model):
    """A task: a touch that has not happened yet."""

    # What its title is made of, for those who read many.
    named_with = ("activity",)

    class Unit(models.TextChoices):
        DAY = "day", _("days")
        WEEK = "week", _("weeks")
        MONTH = "month", _("months")

    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.CASCADE, related_name="planned_touches"
    )
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="planned_touches"
    )
    thread = models.ForeignKey(Thread, null=True, blank=True, on_delete=models.SET_NULL, related_name="planned_touches")
    activity = models.ForeignKey(Activity, verbose_name=_("activity"), on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="planned_touches",
    )
    due_at = models.DateTimeField(_("due"))
    minutes = models.PositiveSmallIntegerField(_("duration"), null=True, blank=True, help_text="none: not said")
    note = models.CharField(_("note"), max_length=500, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    touch = models.OneToOneField(Touch, null=True, blank=True, on_delete=models.SET_NULL, related_name="planned")
    remind_before = models.PositiveIntegerField(_("remind before"), null=True, blank=True, help_text="minutes")
    remind_at = models.DateTimeField(null=True, blank=True, help_text="when the owner is told; none once told")
    repeat_every = models.PositiveSmallIntegerField(_("repeat every"), null=True, blank=True)
    repeat_unit = models.CharField(_("unit"), max_length=5, choices=Unit.choices, blank=True, default="", db_default="")
    repeat_until = models.DateField(_("repeat until"), null=True, blank=True)
    rhythm_from = models.DateTimeField(
        _("repeats from"), null=True, blank=True, help_text="the first of the rhythm; none: this one"
    )
    occurs_at = models.DateTimeField(
        _("due by its rhythm"),
        null=True,
        blank=True,
        help_text="where this one was before it was put off; none: due_at",
    )
    follows = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="following",
        help_text="the one whose repetition this is",
    )
    cause = models.CharField(
        max_length=120, null=True, blank=True, unique=True, help_text="why it was made by itself; made once"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["due_at"]
        indexes = [
            models.Index(
                fields=["owner", "due_at"],
                name="task_open_of_owner",
                condition=Q(done_at__isnull=True, cancelled_at__isnull=True),
            ),
            models.Index(
                fields=["due_at", "id"],
                name="task_open_by_due",
                condition=Q(done_at__isnull=True, cancelled_at__isnull=True),
            ),
            models.Index(fields=["remind_at"], name="task_reminder", condition=Q(remind_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind(self) -> str:
        return planned_label(self.activity)

    @property
    def icon(self) -> str:
        """Name what its icon shows: its channel, or that it is work of ours."""
        return "todo" if self.activity.code == TODO else self.activity.channel

    @property
    def ends_at(self) -> datetime | None:
        """Say when it is over, where somebody said how long it takes."""
        return self.due_at + timedelta(minutes=self.minutes) if self.minutes else None

    @property
    def has_place(self) -> bool:
        """Say whether it is with a buyer."""
        return bool(self.account_id or self.contact_id or self.thread_id)

    @property
    def is_closed(self) -> bool:
        return bool(self.done_at or self.cancelled_at)

    @property
    def title(self) -> str:
        return self.note or self.kind

    @property
    def rhythm(self) -> str:
        """Say how often the task comes again; blank: it comes once."""
        number, units = self.repeat_every or 0, self.Unit
        said = {
            units.DAY: ngettext("every day", "every %(n)s days", number),
            units.WEEK: ngettext("every week", "every %(n)s weeks", number),
            units.MONTH: ngettext("every month", "every %(n)s months", number),
        }
        return said.get(self.repeat_unit, "") % {"n": number} if number else ""


class TouchSummary(models.Model):
    """The few figures of an account's log that lists show. Derived from the log."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="touch_summary")
    number = models.PositiveIntegerField(default=0)
    number_30_days = models.PositiveIntegerField(default=0)
    number_30_days_before = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    derived_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.number)


class Dirty(models.Model):
    """An account or thread whose log changed and whose derived rows await `flow`.

    Written in the transaction that wrote the touches, so that no change is ever missed; `stamp` lets
    the one who settles it see whether more came in meanwhile.
    """

    class Kind(models.TextChoices):
        ACCOUNT = "account"
        THREAD = "thread"

    kind = models.CharField(max_length=7, choices=Kind.choices)
    subject_id = models.BigIntegerField()
    stamp = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="dirty_once")]


from jornada.apps.interactions.attachments.models import Attachment  # noqa: E402
from jornada.apps.interactions.notes.models import Note  # noqa: E402

__all__ = [
    "Activity",
    "Actor",
    "Attachment",
    "Channel",
    "Direction",
    "Dirty",
    "Note",
    "Outcome",
    "PlannedTouch",
    "PrivateTouch",
    "Thread",
    "Touch",
    "TouchSummary",
]
