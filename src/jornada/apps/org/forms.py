"""Forms of people, teams, tokens and one's own settings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from jornada.apps.org import tokens
from jornada.apps.org.models import Team, User
from jornada.apps.org.namesakes import offer_people
from jornada.apps.org.record_forms import RecordForm
from jornada.apps.org.roles import role_choices
from jornada.apps.org.zones import zone_choices

ROLE_HELP = _("What each role may do stands under Settings › Roles, and can be changed there.")

DIGEST_HOURS = range(5, 21)

# The scopes of tokens as the menu groups what they open; what stands in none comes last.
SCOPE_GROUPS = (
    (_("Market"), ("accounts", "contacts", "segments", "personas", "products", "duplicates")),
    (_("Sell"), ("leads", "opportunities", "handoff", "intent-tests")),
    (_("Interactions and tasks"), ("touches", "tasks", "notes", "files")),
)


class PasswordField(forms.CharField):
    """A new password, with the rules it must keep."""

    def __init__(self, **options: Any) -> None:
        widget = forms.PasswordInput({"autocomplete": "new-password"})
        super().__init__(**{"label": _("Password"), "strip": False, "widget": widget, **options})

    def validate(self, value: str) -> None:
        super().validate(value)
        if value:
            validate_password(value)


class UserForm(RecordForm):
    password = PasswordField(required=False)
    role = forms.ChoiceField(label=_("role"), initial=User.Role.SALES)

    class Meta:
        model = User
        fields = ("name", "username", "email", "role", "team", "is_active")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["username"].help_text = _("Signs in with this or with the e-mail.")
        self.fields["role"].choices = role_choices()
        self.fields["role"].help_text = ROLE_HELP
        self.fields["team"].empty_label = pgettext("team", "None")
        self.fields["is_active"].label = _("may sign in")
        self.fields["is_active"].help_text = _("Without it the person cannot sign in; their records stay theirs.")
        if self.instance.pk:
            del self.fields["password"]
        else:
            self.fields["password"].help_text = _("At least 10 characters. Left out, the person is invited.")
            self.fields["username"].required = False
            self.fields["username"].help_text = _("Signs in with this or with the e-mail. Left out, it is the e-mail.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "username" in cleaned and not cleaned["username"]:
            cleaned["username"] = cleaned.get("email") or ""
            if not cleaned["username"] and "email" in cleaned:
                self.add_error("username", _("Give a user name or an e-mail: one of them is needed to sign in."))
        return cleaned

    def clean_email(self) -> str | None:
        return (self.cleaned_data["email"] or "").lower() or None

    def values(self) -> dict[str, Any]:
        extra = {"password": self.cleaned_data["password"]} if "password" in self.fields else {}
        return {**super().values(), **extra}


class NewPasswordForm(forms.Form):
    password = PasswordField()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["password"].help_text = " ".join(str(text) for text in password_validators_help_texts())


class TeamForm(RecordForm):
    class Meta:
        model = Team
        fields = ("name", "office", "manager", "calendar")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_people(self.fields["manager"])
        self.fields["manager"].empty_label = str(_("Nobody"))
        self.fields["calendar"].help_text = _("Clocks of this team run in its hours; without one, in the default ones.")


class ProfileForm(RecordForm):
    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("time zone"))
    digest_hour = forms.TypedChoiceField(
        label=_("daily mail"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("What stands on My day, each day at this hour of your time zone."),
    )

    class Meta:
        model = User
        fields = ("name", "language", "time_zone", "theme", "digest_hour")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["time_zone"].choices = zone_choices()
        self.fields["digest_hour"].choices = [("", _("Off")), *((hour, f"{hour}:00") for hour in DIGEST_HOURS)]
        field = self.fields["digest_hour"]
        if not (settings.HAS_MAIL and self.instance.email):
            field.disabled, field.help_text = True, self._why_no_mail()

    def _why_no_mail(self) -> str:
        if not self.instance.email:
            return gettext("You have no e-mail address here: an administrator adds it.")
        return gettext("No mail goes out from here yet: whoever runs Jornada sets that up.")


class TokenForm(forms.Form):
    """A new token: what for, until when, and what it may do."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("What will use it, such as “Website form”."))
    days = forms.TypedChoiceField(
        label=_("Works for"),
        coerce=int,
        empty_value=None,
        required=False,
        initial=365,
        choices=[
            (30, _("30 days")),
            (90, _("90 days")),
            (365, _("one year")),
            ("", _("as long as it is not revoked")),
        ],
    )
    is_full = forms.BooleanField(label=_("may do everything that I may"), required=False)
    scopes = forms.MultipleChoiceField(label=_("What it may do"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kinds = tokens.scope_names()
        self.fields["scopes"].choices = [
            (f"{kind}:{deed}", label) for kind, label in self.kinds for deed in ("read", "write")
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("is_full") or data.get("scopes")) and "scopes" not in self.errors:
            self.add_error("scopes", _("Tick at least one thing that the token may do."))
        return data

    def groups(self) -> list[tuple[Any, list[dict[str, Any]]]]:
        """Return the tables of scopes: in each line a kind of record, with reading and writing it."""
        ticked, labels = self["scopes"].value() or [], dict(self.kinds)
        groups = [(label, [kind for kind in kinds if kind in labels]) for label, kinds in SCOPE_GROUPS]
        grouped = {kind for _label, kinds in groups for kind in kinds}
        groups.append((_("Company"), [kind for kind in labels if kind not in grouped]))
        return [(label, [_scope_row(kind, labels[kind], ticked) for kind in kinds]) for label, kinds in groups if kinds]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        until = timezone.now() + timedelta(days=data["days"]) if data["days"] else None
        scopes = [tokens.EVERYTHING] if data["is_full"] else data["scopes"]
        return {"name": data["name"], "scopes": scopes, "expires_at": until}


def _scope_row(kind: str, label: str, ticked: list[str]) -> dict[str, Any]:
    may_write = f"{kind}:write" in ticked
    return {"kind": kind, "label": label, "read": may_write or f"{kind}:read" in ticked, "write": may_write}
