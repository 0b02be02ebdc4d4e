"""People, teams, the company's settings, change history and jobs."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jornada.apps.org.alphabet import NAME


class Workspace(models.Model):
    """Settings of the one company in this database; a single row with id 1."""

    name = models.CharField(_("name"), max_length=200, default="", help_text="blank while nobody has given it one")
    tax_id = models.CharField(_("CNPJ"), max_length=20, blank=True, default="", db_default="")
    currency = models.CharField(_("currency"), max_length=3, default="BRL")
    language = models.CharField(_("language"), max_length=8, default="pt-br")
    time_zone = models.CharField(_("time zone"), max_length=64, default="America/Sao_Paulo")
    is_demo = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("workspace")

    def __str__(self) -> str:
        return self.name


class Calendar(models.Model):
    """Working hours of teams, and which holidays they keep."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="America/Sao_Paulo")
    hours = models.JSONField(_("hours"), default=list, help_text="minutes after midnight, Monday first")
    country = models.CharField(_("country of the holidays"), max_length=2, blank=True, default="BR")
    state = models.CharField(_("state of the holidays"), max_length=4, blank=True)
    has_optional = models.BooleanField(_("closed on optional holidays (Carnival, Corpus Christi)"), default=True)
    has_bridges = models.BooleanField(_("closed on bridge days"), default=False)
    is_default = models.BooleanField(_("calendar of everybody without another"), default=False)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("working calendar")
        verbose_name_plural = _("working calendars")
        ordering = [NAME]
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="calendar_default_once")
        ]

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day that differs from its weekday: an own holiday, a half day, a Saturday that is worked."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    hours = models.JSONField(_("hours"), default=list, help_text="none: closed")

    class Meta:
        verbose_name = _("own holiday")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="calendar_day_once")]

    def __str__(self) -> str:
        return self.name or self.day.isoformat()


class Team(models.Model):
    name = models.CharField(_("name"), max_length=200, unique=True)
    office = models.CharField(_("office"), max_length=200, blank=True)
    calendar = models.ForeignKey(
        Calendar,
        verbose_name=_("working calendar"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="teams",
    )
    manager = models.ForeignKey(
        "org.User",
        verbose_name=_("manager"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="managed_teams",
    )

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = [NAME]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A person of our company. Imported sellers have no usable password until invited."""

    class Role(models.TextChoices):
        ADMIN = "admin", _("Administrator")
        MARKETING = "marketing", _("Marketing")
        SDR = "sdr", _("Pre-sales")
        SALES = "sales", _("Sales")
        MANAGER = "manager", _("Manager")
        VIEWER = "viewer", _("Viewer")

    class Theme(models.TextChoices):
        AUTO = "auto", _("Like the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    first_name = None
    last_name = None
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True)
    role = models.CharField(_("role"), max_length=40, default=Role.SALES, help_text="shipped, or added by the company")
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.SET_NULL, related_name="members"
    )
    language = models.CharField(_("language"), max_length=8, default="pt-br")
    time_zone = models.CharField(_("time zone"), max_length=64, default="America/Sao_Paulo")
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    digest_hour = models.PositiveSmallIntegerField(_("daily mail"), null=True, blank=True, help_text="none: no mail")
    digest_on = models.DateField(null=True, blank=True, help_text="the day whose mail was sent last")

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = [NAME]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self).split(" ")[0]

    def get_role_display(self) -> str:
        """Name the role; `PeopleBackend` reads the names of roles of the company's own together with the person."""
        from jornada.apps.org.roles import name_of

        return name_of(self)


class DailyMail(models.Model):
    """The mail of a person and a day, noted before it leaves: one whose sender was killed is taken up again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="daily_mails")
    day = models.DateField(_("day"))
    begun_at = models.DateTimeField(null=True, help_text="who sends it began then; none: free to be sent")
    sent_at = models.DateTimeField(null=True)
    is_empty = models.BooleanField(default=False, help_text="there was nothing to say, so none was sent")
    interrupted_at = models.DateTimeField(null=True, help_text="when the sending that was interrupted last had begun")
    interruptions = models.PositiveSmallIntegerField(default=0)

    MOST_INTERRUPTIONS = 5

    class Meta:
        verbose_name = _("daily mail")
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="daily_mail_once")]

    @property
    def is_given_up(self) -> bool:
        """Say whether it took so many senders with it that nobody tries it again."""
        return self.sent_at is None and self.interruptions >= self.MOST_INTERRUPTIONS


class Absence(models.Model):
    """A stretch in which a person is away: nothing is handed to them, their clocks stand still."""

    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField(_("first day away"))
    ends_on = models.DateField(_("last day away"))
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("absence")
        ordering = ["-starts_on", "-id"]
        indexes = [models.Index(fields=["user", "ends_on"], name="absence_of_user")]

    def __str__(self) -> str:
        return f"{self.user} {self.starts_on:%Y-%m-%d}"


class ApiToken(models.Model):
    """A key for the API: only its prefix and a SHA-256 are kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=100)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list, help_text="accounts:read, accounts:write …; * is everything")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("works until"), null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """Something a person should know, said in their language when they read it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    text = models.CharField(max_length=200, help_text="marked sentence, in English, with named places")
    values = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=120, null=True, unique=True, help_text="told once, however often it is said")

    class Meta:
        verbose_name = _("notice")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["user", "-at"], name="notice_of_user"),
            models.Index(fields=["user"], name="notice_unread", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        said = gettext(self.text) % self.values
        # A company called “… S.A.” brings its own point to the end of a sentence.
        return said[:-1] if said.endswith("..") and not said.endswith("...") else said


class Change(models.Model):
    """Who changed which field of what, when, from what to what. Rows are only ever added."""

    class Kind(models.TextChoices):
        CREATED = "created", _("created")
        UPDATED = "updated", _("updated")
        DELETED = "deleted", _("deleted")

    at = models.DateTimeField()
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    field = models.CharField(max_length=60, blank=True)
    old = models.TextField(null=True)
    new = models.TextField(null=True)
    batch = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("change")
        indexes = [
            models.Index(fields=["model", "object_id", "-at"], name="change_of_object"),
            models.Index(fields=["at"], name="change_by_time"),
        ]


class Job(models.Model):
    """Long work with progress that can be cancelled and survives a killed worker."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    params = models.JSONField(default=dict)
    state = models.JSONField(default=dict, help_text="where a resumed run goes on")
    result = models.JSONField(default=dict)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    phase = models.CharField(max_length=100, blank=True)
    error = models.TextField(blank=True)
    is_cancel_requested = models.BooleanField(default=False)
    run = models.UUIDField(null=True, help_text="the run that holds the job now")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="jobs")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("job")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title or self.kind


class WorkerBeat(models.Model):
    """When each worker was last seen; the sweep takes back the work of those that fell silent."""

    worker = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField()


class Slot(models.Model):
    """One run of a periodic task; the unique key lets exactly one scheduler claim it."""

    name = models.CharField(max_length=60)
    slot = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "slot"], name="slot_once")]


class KnownWord(models.Model):
    """A word of some name, in lower case and without accents; `kind` is its first letter and its length."""

    text = models.CharField(max_length=30, primary_key=True)
    kind = models.CharField(max_length=4, db_index=True)


class WordsRead(models.Model):
    """Up to which row the names of a table were read for their words."""

    table = models.CharField(max_length=64, primary_key=True)
    last = models.BigIntegerField(default=0)


from jornada.apps.org.custom.models import CustomField  # noqa: E402, F401
from jornada.apps.org.invites.models import EntryLink  # noqa: E402, F401
from jornada.apps.org.kept.models import TableChange  # noqa: E402, F401
from jornada.apps.org.lists.models import ChosenColumns, DefaultView, DeletedPart, DeletedRecord, SavedView  # noqa: E402, F401
from jornada.apps.org.logo.models import Logo  # noqa: E402, F401
from jornada.apps.org.signin.models import BrowserSession, RoleRule, SignIn  # noqa: E402, F401
from jornada.apps.org.tags.models import Tag, Tagging  # noqa: E402, F401
from jornada.apps.org.tour.models import TourMark  # noqa: E402, F401
