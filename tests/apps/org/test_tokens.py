"""API keys: shown once, refused when revoked, wrong, or of somebody who left."""

import pytest

from jornada.apps.org import tokens
from jornada.apps.org.models import ApiToken, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return User.objects.create(username="ana", name="Ana")


def test_a_key_opens_for_its_owner_and_is_not_kept(user):
    token, text = tokens.make_token(user, "laptop")
    assert tokens.verify(text) == user
    assert text not in (token.prefix, token.digest)
    assert ApiToken.objects.get().last_used_at is not None


def test_a_revoked_key_opens_no_more(user):
    token, text = tokens.make_token(user, "laptop")
    tokens.revoke(token)
    assert tokens.verify(text) is None


@pytest.mark.parametrize("text", ["", ".", "x" * 500, "é", "\x00"])
def test_nonsense_opens_nothing(user, text):
    tokens.make_token(user, "laptop")
    assert tokens.verify(text) is None


def test_a_right_prefix_with_a_wrong_secret_opens_nothing(user):
    token, _ = tokens.make_token(user, "laptop")
    assert tokens.verify(f"{token.prefix}.guess") is None


def test_who_left_gets_in_no_more(user):
    _, text = tokens.make_token(user, "laptop")
    User.objects.update(is_active=False)
    assert tokens.verify(text) is None
