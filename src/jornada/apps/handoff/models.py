"""The contract between Marketing and Sales: agreements in versions, offers with clocks, routing and its log."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Persona
from jornada.apps.org.alphabet import NAME
from jornada.apps.org.models import Team

PERSON = settings.AUTH_USER_MODEL


class Agreement(models.Model):
    """What Marketing and one team of Sales owe each other; what exactly, its versions say."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    team = models.ForeignKey(
        Team, verbose_name=_("answering team"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    marketing_owner = models.ForeignKey(
        PERSON, verbose_name=_("for Marketing"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sales_owner = models.ForeignKey(
        PERSON, verbose_name=_("for Sales"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_automatic = models.BooleanField(_("offer qualified leads by itself"), default=False)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["order", NAME]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/agreements/{self.pk}/"


class AgreementVersion(models.Model):
    """The terms as they stood. Each lead keeps the version under which it was handed over."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", _("Waiting for approval")
        IN_FORCE = "in_force", _("In force")
        RETIRED = "retired", _("Retired")

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    terms = models.JSONField(_("terms"))
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.DRAFT)
    note = models.CharField(_("what changed and why"), max_length=500, blank=True)
    created_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))
    marketing_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    marketing_at = models.DateTimeField(_("approved by Marketing"), null=True)
    sales_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    sales_at = models.DateTimeField(_("approved by Sales"), null=True)
    in_force_at = models.DateTimeField(_("in force since"), null=True)
    retired_at = models.DateTimeField(_("retired at"), null=True)

    class Meta:
        verbose_name = _("version of an agreement")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_once"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(status="in_force"), name="agreement_one_version_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.number}"


class RefusalReason(models.Model):
    """Why Sales refuses a lead."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    label_en = models.CharField(max_length=120)
    label_pt = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("reason of refusal")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.label_pt if (get_language() or "").startswith("pt") else self.label_en


class Offer(models.Model):
    """A lead handed over, from the offer to its answer, with the clock of the answer."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        ASKED = "asked", _("Waiting for information")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        RETURNED = "returned", _("Handed back")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OPEN = (Status.WAITING, Status.ASKED)

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="offers")
    version = models.ForeignKey(AgreementVersion, null=True, on_delete=models.PROTECT, related_name="offers")
    offered_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    to = models.ForeignKey(
        PERSON, verbose_name=_("to"), null=True, on_delete=models.SET_NULL, related_name="offers", db_index=False
    )
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.WAITING)
    note = models.CharField(_("note"), max_length=500, blank=True)
    offered_at = models.DateTimeField(_("offered at"))
    due_at = models.DateTimeField(_("due"), null=True)
    look_at = models.DateTimeField(null=True, help_text="when the clock must be looked at again")
    steps_done = models.JSONField(default=list)
    is_hot = models.BooleanField(_("hot"), default=False)
    completeness = models.FloatField(_("dossier complete"), default=1.0)
    missing = models.JSONField(default=list)
    persona = models.ForeignKey(
        Persona, verbose_name=_("persona"), null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    persona_state = models.CharField(
        max_length=10, blank=True, default="", db_default="", help_text="of the persona, at the hand-over"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    answer_used = models.DurationField(_("working time to the answer"), null=True)
    is_breached = models.BooleanField(_("late"), default=False)
    reason = models.ForeignKey(
        RefusalReason, verbose_name=_("reason"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer_note = models.CharField(_("note"), max_length=500, blank=True)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)
    return_on = models.DateField(_("come back on"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["-offered_at", "-id"]
        indexes = [
            models.Index(fields=["to", "due_at"], name="offer_open_of_person", condition=Q(answered_at=None)),
            models.Index(fields=["look_at"], name="offer_to_look_at", condition=Q(look_at__isnull=False)),
            models.Index(fields=["-offered_at"], name="offer_newest"),
            models.Index(fields=["-answered_at"], name="offer_answered"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], condition=Q(status__in=["waiting", "asked"]), name="offer_one_open_of_lead"
            )
        ]

    def __str__(self) -> str:
        return str(self.lead)

    def get_absolute_url(self) -> str:
        return f"/handoff/{self.pk}/"

    @property
    def owes_rating(self) -> bool:
        """Say whether the agreement asks for a rating with the answer."""
        return bool(self.version and self.version.terms.get("sales", {}).get("is_rating_owed"))


class Question(models.Model):
    """Sales asks Marketing for information: the clock of the answer stands still, that of Marketing runs."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=500)
    asked_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("question")
        ordering = ["asked_at", "id"]


class OfferEvent(models.Model):
    """What happened to an offer: who, when, what; rows are only ever added."""

    class Kind(models.TextChoices):
        OFFERED = "offered", _("Offered")
        REMINDED = "remind", _("Reminded")
        ESCALATED = "escalate", _("Escalated")
        REROUTED = "reroute", _("Given to somebody else")
        UNROUTED = "unrouted", _("Nobody could take it")
        ASKED = "asked", _("Information asked for")
        ANSWERED = "answered", _("Information given")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        RETURNED = "returned", _("Handed back")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REPLIED = "replied", _("Refusal answered")
        UNREFUSED = "unrefused", _("Refusal taken back")
        UNACCEPTED = "unaccept", _("Acceptance taken back")

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=9, choices=Kind.choices)
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    to = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["at", "id"]


class FollowUp(models.Model):
    """What follows an acceptance: attempts, connections, meaningful contacts. Derived from the log."""

    class Status(models.TextChoices):
        OPEN = "open", _("Under way")
        COMPLETE = "complete", _("Done")
        FAILED = "failed", _("Not followed up")

    offer = models.OneToOneField(Offer, primary_key=True, on_delete=models.CASCADE, related_name="follow_up")
    started_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    first_attempt_at = models.DateTimeField(null=True)
    first_attempt_due = models.DateTimeField(null=True)
    is_first_late = models.BooleanField(default=False)
    attempts = models.PositiveIntegerField(default=0)
    channels = models.PositiveSmallIntegerField(default=0)
    connected_at = models.DateTimeField(null=True)
    meaningful_at = models.DateTimeField(null=True)
    next_due = models.DateTimeField(null=True)
    owner_before = models.ForeignKey(
        PERSON, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False, help_text="of the lead"
    )
    has_heated = models.BooleanField(
        default=False, db_default=False, help_text="whether the offer became hot by being accepted"
    )

    class Meta:
        verbose_name = _("follow-up")
        indexes = [models.Index(fields=["next_due"], name="follow_up_open", condition=Q(status="open"))]


class RefusalReply(models.Model):
    """A refusal is work for Marketing: to be answered within the time agreed."""

    class Change(models.TextChoices):
        NOTHING = "nothing", _("Nothing: it stays as it is")
        CRITERION = "criterion", _("What qualifies a lead was changed")
        SOURCE = "source", _("A source or campaign was changed or stopped")
        DATA = "data", _("Data are completed before handing over")
        NURTURE = "nurture", _("The lead is nurtured further")
        ROUTING = "routing", _("Who gets such leads was changed")
        OTHER = "other", _("Something else was changed")

    offer = models.OneToOneField(Offer, primary_key=True, on_delete=models.CASCADE, related_name="reply")
    change = models.CharField(_("what was changed"), max_length=9, choices=Change.choices, blank=True)
    due_at = models.DateTimeField(null=True)
    text = models.CharField(_("what Marketing does about it"), max_length=1000, blank=True)
    replied_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    replied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reply to a refusal")
        indexes = [models.Index(fields=["due_at"], name="refusal_unanswered", condition=Q(replied_at=None))]


class RoutingRule(models.Model):
    """One rule of distribution; asked in order."""

    class Way(models.TextChoices):
        ACCOUNT_OWNER = "account_owner", _("To the owner of the account")
        PEOPLE = "people", _("By turns among people")

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="routing")
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    condition = models.JSONField(_("condition"), null=True, blank=True)
    way = models.CharField(_("way"), max_length=13, choices=Way.choices, default=Way.PEOPLE)
    is_fallback = models.BooleanField(_("only when no other rule finds anybody"), default=False)
    is_active = models.BooleanField(pgettext_lazy("rule", "active"), default=True)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("routing rule")
        ordering = ["is_fallback", "order", "id"]

    def __str__(self) -> str:
        return self.name


class RoutingMember(models.Model):
    """A person who takes turns under a rule: `turns` counts those given, as the log of assignments does.

    `start` keeps whoever joins or comes back level with the others.
    """

    rule = models.ForeignKey(RoutingRule, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    weight = models.FloatField(_("weight"), default=1.0)
    start = models.IntegerField(default=0)
    turns = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["rule", "user"], name="routing_member_once")]


class Seat(models.Model):
    """How many leads a person takes at a time."""

    user = models.OneToOneField(PERSON, primary_key=True, on_delete=models.CASCADE, related_name="seat")
    capacity = models.PositiveIntegerField(_("most leads at a time"), null=True, blank=True)
    is_paused = models.BooleanField(_("takes none now"), default=False)


class Assignment(models.Model):
    """The log of routing: who was given which lead, by which rule, and who was passed over, why."""

    class Why(models.TextChoices):
        ACCOUNT_OWNER = "account_owner", _("owns the account")
        TURN = "turn", _("was next")
        FALLBACK = "fallback", _("was left")
        NOBODY = "nobody", _("nobody could take it")
        HAND = "hand", _("was chosen by hand")

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="assignments")
    at = models.DateTimeField()
    person = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    rule = models.ForeignKey(RoutingRule, null=True, on_delete=models.SET_NULL, related_name="+")
    why = models.CharField(max_length=13, choices=Why.choices)
    passed = models.JSONField(default=list)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["rule", "person"], name="assignment_turns"),
            models.Index(fields=["rule", "-at", "-id"], name="assignment_last_turn"),
        ]
