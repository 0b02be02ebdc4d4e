"""Forms of invitations, and of whoever follows one."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from jornada.apps.org.alphabet import NAME
from jornada.apps.org.forms import ROLE_HELP, PasswordField
from jornada.apps.org.invites.actions import Invited
from jornada.apps.org.models import Team, User
from jornada.apps.org.roles import role_choices

MOST = 200
WITH_NAME = re.compile(r'^"?(?P<name>[^"<>]*?)"?\s*<(?P<email>[^<>]+)>$')


class InviteForm(forms.Form):
    """Many people at once, as they are copied from a mail program or a sheet."""

    people = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        widget=forms.Textarea({"rows": 4, "placeholder": "Bruno Lima <bruno@empresa.com.br>"}),
        help_text=gettext_lazy("One or many, by line, comma or semicolon; names may be left out."),
    )
    role = forms.ChoiceField(label=gettext_lazy("role"), initial=User.Role.SALES, help_text=ROLE_HELP)
    team = forms.ModelChoiceField(
        label=gettext_lazy("team"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=pgettext_lazy("team", "None"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = role_choices()
        self.fields["team"].queryset = Team.objects.order_by(NAME)

    def clean_people(self) -> list[Invited]:
        parts = [part.strip() for part in re.split(r"[\n;,]", self.cleaned_data["people"]) if part.strip()]
        if not parts:
            raise ValidationError(self.fields["people"].error_messages["required"])
        if len(parts) > MOST:
            raise ValidationError(_("%(n)d addresses: at most %(most)d at once.") % {"n": len(parts), "most": MOST})
        found = {guest.email: guest for guest in map(_guest, parts)}
        known = _known(list(found))
        if known:
            said = ngettext("%(names)s is here already.", "%(names)s are here already.", len(known))
            raise ValidationError(said % {"names": ", ".join(known)})
        return list(found.values())

    def values(self) -> dict[str, Any]:
        return {"role": self.cleaned_data["role"], "team": self.cleaned_data["team"]}


class WelcomeForm(forms.Form):
    """What somebody says who comes in by an invitation; by a link for a new password, only that."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"})
    )
    password = PasswordField(label=gettext_lazy("New password"))

    def __init__(self, *args: Any, asks_name: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not asks_name:
            del self.fields["name"]


class HelpForm(forms.Form):
    """Who cannot sign in."""

    login = forms.CharField(label=gettext_lazy("User name or e-mail"), max_length=200)


def _guest(text: str) -> Invited:
    """Read one address, with or without a name before it."""
    match = WITH_NAME.match(text)
    name, email = (match["name"].strip(), match["email"]) if match else ("", text)
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        said = _("“%(text)s” is no e-mail address: expected one such as %(like)s.")
        raise ValidationError(said % {"text": text[:80], "like": "bruno@empresa.com.br"}) from None
    return Invited(name or _name_from(email), email)


def _name_from(email: str) -> str:
    """Guess a name from an address; whoever follows the invitation puts it right."""
    words = re.split(r"[._+\-]+", email.partition("@")[0])
    return " ".join(word.capitalize() for word in words if word) or email


def _known(emails: list[str]) -> list[str]:
    taken = Q(email__in=emails) | Q(username__in=emails)
    return sorted(str(person.email or person.username) for person in User.objects.filter(taken))
