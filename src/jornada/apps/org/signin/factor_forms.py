"""Forms of a sign-in by passkey or second factor; what fails is noted in the log of sign-ins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from jornada.apps.org.signin import log
from jornada.apps.org.signin.models import SignIn

HELD = "too_many_login_attempts"
# As many as an authenticator app shows; recovery codes are longer.
APP_DIGITS = 6


class CodeForm(AuthenticateForm):
    def clean_code(self) -> str:
        try:
            return super().clean_code()
        except ValidationError as error:
            # A wrong code has a signal of its own; one that is not looked at has none.
            if error.code == HELD:
                log.note_held(context.request, SignIn.Way.TWO_FACTORS, self.user)
            elif len("".join(self.data.get("code", "").split())) > APP_DIGITS:
                raise _used_up() from error
            raise


class SecondKeyForm(AuthenticateWebAuthnForm):
    """A passkey that is asked for after the password."""

    def clean_credential(self) -> Authenticator:
        try:
            return _read(super().clean_credential)
        except ValidationError as error:
            if error.code == HELD:
                log.note_held(context.request, SignIn.Way.TWO_FACTORS, self.user)
            else:
                log.note_wrong_factor(None, context.request, self.user)
            raise


class PasskeyForm(LoginWebAuthnForm):
    """A passkey alone. Whom it names is not believed until it fits, so that a refused one has no name in the log."""

    def clean_credential(self) -> Authenticator:
        try:
            return _read(super().clean_credential)
        except ValidationError:
            log.note_refused(context.request, SignIn.Way.PASSKEY)
            raise


class KeyAgainForm(ReauthenticateWebAuthnForm):
    """A passkey of whoever is in already and is asked once more."""

    def clean_credential(self) -> Authenticator:
        return _read(super().clean_credential)


def _read(clean: Callable[[], Any]) -> Any:
    """Say of a passkey that it does not fit: of one that is no code, and of what no browser sends, such as a list."""
    try:
        return clean()
    except (AttributeError, LookupError, OverflowError, TypeError, ValueError) as error:
        raise _unfit() from error
    except ValidationError as error:
        if error.code == HELD:
            raise
        raise _unfit() from error


def _used_up() -> ValidationError:
    return ValidationError(
        _("This is none of your recovery codes, or you used it already: each is good once."), code="incorrect_code"
    )


def _unfit() -> ValidationError:
    return ValidationError(
        _("This passkey gives no access here, or no longer. Go on another way."), code="incorrect_code"
    )
