"""Invitations and links for a new password: made by administrators, used once, by mail or by hand."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from jornada.apps.org import people
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.invites import actions
from jornada.apps.org.invites.actions import Invited
from jornada.apps.org.models import BrowserSession, Change, EntryLink, User, Workspace

pytestmark = pytest.mark.django_db
INVITE = "/settings/users/invite/"
NEW = "a sentence to remember"


@pytest.fixture
def without_mail(settings):
    settings.HAS_MAIL = False


@pytest.fixture
def with_mail(settings):
    settings.HAS_MAIL, settings.SITE_URL = True, "https://crm.example.com"


@pytest.fixture
def guest(admin):
    (link,) = actions.invite(admin, [Invited("Nina Reis", "nina@example.com")], role="sdr", team=None)
    return link


def english(client, person):
    User.objects.filter(pk=person.pk).update(language="en")
    client.force_login(User.objects.get(pk=person.pk))
    return client


@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("manager", 403), ("owner", 403), ("outsider", 403)])
def test_administrators_invite(request, client, who, status, owner):
    client.force_login(request.getfixturevalue(who))
    assert client.get(INVITE).status_code == status
    answer = client.post(f"/settings/users/{owner.pk}/link/make/")
    assert (answer.status_code == 302, EntryLink.objects.count()) == (status == 200, int(status == 200))


def test_nobody_but_an_administrator_makes_a_link(colleague, owner):
    for deed in (actions.make_link, actions.withdraw):
        with pytest.raises(PermissionDenied):
            deed(colleague, owner)


def test_without_mail_links_are_there_to_copy(client, admin, without_mail):
    sent = {"people": "Nina Reis <Nina@Example.com>, rui.melo@example.com\n", "role": "sdr", "team": ""}
    assert english(client, admin).post(INVITE, sent)["Location"] == f"{INVITE}#waiting"
    page = client.get(INVITE).content.decode()
    assert 'id="waiting"' in page
    for name, link in (("Nina Reis", 0), ("Rui Melo", 1)):
        assert name in page
        assert actions.path_of(EntryLink.objects.order_by("pk")[link]) in page
    assert list(User.objects.filter(role="sdr").order_by("pk").values_list("username", "email")) == [
        ("nina@example.com", "nina@example.com"),
        ("rui.melo@example.com", "rui.melo@example.com"),
    ]
    assert mail.outbox == []


def test_with_mail_each_is_sent_the_link_in_the_language_of_the_company(client, admin, with_mail):
    Workspace.objects.update_or_create(pk=1, defaults={"name": "Usinagem", "language": "pt-br"})
    english(client, admin).post(INVITE, {"people": "nina@example.com;rui@example.com", "role": "sales"})
    assert [one.to for one in mail.outbox] == [["nina@example.com"], ["rui@example.com"]]
    link = EntryLink.objects.get(user__email="nina@example.com")
    assert f"https://crm.example.com{actions.path_of(link)}" in mail.outbox[0].body
    assert mail.outbox[0].subject == "Usinagem: Seu acesso ao Jornada"
    assert link.mailed_at is not None


def test_a_mail_server_that_refuses_leaves_the_link_to_copy(client, admin, with_mail, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = english(client, admin).post(INVITE, {"people": "nina@example.com", "role": "sales"}, follow=True)
    assert "The mail could not be sent: copy the link" in answer.content.decode()
    assert actions.path_of(EntryLink.objects.get()) in answer.content.decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nina", "“nina” is no e-mail address"),
        ("Nina <nina>", "is no e-mail address"),
        ("olga@example.com", "olga@example.com is here already"),
        (", ;\n", "This field is required"),
        ("\n".join(f"p{number}@example.com" for number in range(201)), "201 addresses: at most 200"),
    ],
)
def test_what_is_wrong_with_the_addresses_is_said_and_nobody_is_added(client, admin, owner, text, said):
    User.objects.filter(pk=owner.pk).update(email="olga@example.com")
    number = User.objects.count()
    answer = english(client, admin).post(INVITE, {"people": text, "role": "sales"})
    assert (answer.status_code, User.objects.count()) == (422, number)
    assert said in answer.content.decode().replace("&quot;", '"')


def test_whoever_follows_the_link_chooses_name_and_password_and_is_in(client, guest):
    path = actions.path_of(guest)
    assert client.get(path).status_code == 200
    client.post(path, {"name": "Nina Reis Alves", "password": NEW})
    assert client.get("/settings/profile/").status_code == 200
    person = User.objects.get(email="nina@example.com")
    assert (person.name, person.check_password(NEW)) == ("Nina Reis Alves", True)


def test_looking_at_a_link_does_not_use_it_up(client, guest):
    for _time in range(3):
        client.get(actions.path_of(guest))
        client.head(actions.path_of(guest))
    assert EntryLink.objects.filter(pk=guest.pk).exists()


def test_a_link_works_once(client, guest):
    path = actions.path_of(guest)
    client.post(path, {"name": "Nina", "password": NEW})
    client.logout()
    answer = client.post(path, {"name": "Nina", "password": "another sentence to remember"})
    assert answer.status_code == 410
    assert User.objects.get(email="nina@example.com").check_password(NEW)


def test_of_two_at_once_one_wins(guest):
    actions.choose_password(guest, NEW)
    with pytest.raises(actions.UsedLinkError):
        actions.choose_password(guest, "another sentence to remember")


@pytest.mark.parametrize("ends", ["over", "replaced", "withdrawn", "switched off", "password set", "forged"])
def test_a_link_that_ended_lets_nobody_in(client, admin, guest, ends):
    path, person = actions.path_of(guest), guest.user
    if ends == "over":
        EntryLink.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    elif ends == "replaced":
        actions.make_link(admin, person)
    elif ends == "withdrawn":
        actions.withdraw(admin, person)
    elif ends == "switched off":
        people.update_user(admin, person, is_active=False)
    elif ends == "password set":
        people.set_password(admin, person, "a password that was told")
    else:
        path = re.sub(r"welcome/.", "welcome/~", path)
    assert client.post(path, {"name": "Nina", "password": NEW}).status_code == 410
    assert not User.objects.get(pk=person.pk).check_password(NEW)


@pytest.mark.parametrize("password", ["short", "1234567890", "nina@example.com"])
def test_a_weak_password_is_refused_and_the_link_goes_on(client, guest, password):
    assert client.post(actions.path_of(guest), {"name": "Nina", "password": password}).status_code == 422
    assert EntryLink.objects.filter(pk=guest.pk).exists()


def test_a_link_for_a_new_password_leaves_the_old_one_until_it_is_used(client, admin, owner):
    owner.set_password("the old sentence")
    owner.save()
    link = actions.make_link(admin, owner)
    assert User.objects.get(pk=owner.pk).check_password("the old sentence")
    now = timezone.now()
    BrowserSession.objects.create(user=owner, session_key="elsewhere", began_at=now, seen_at=now)
    assert "name" not in client.get(actions.path_of(link)).context["form"].fields
    client.post(actions.path_of(link), {"password": NEW})
    assert User.objects.get(pk=owner.pk).check_password(NEW)
    assert not owner.browsers.filter(session_key="elsewhere").exists()


def test_an_invitation_waits_a_week_and_help_a_day(admin, guest, owner):
    owner.set_password(NEW)
    owner.save()
    help_link = actions.make_link(admin, owner)
    assert (guest.ends_at - guest.made_at, help_link.ends_at - help_link.made_at) == (
        timedelta(days=7),
        timedelta(days=1),
    )


def test_whoever_was_signed_in_here_is_not_any_more(client, admin, guest):
    client.force_login(admin)
    client.post(actions.path_of(guest), {"name": "Nina", "password": NEW})
    assert client.session["_auth_user_id"] == str(guest.user_id)


def test_a_second_factor_is_still_asked_for(client, admin, owner):
    from allauth.mfa.totp.internal.auth import TOTP

    owner.set_password("the old sentence")
    owner.save()
    TOTP.activate(owner, "P27JNDZS2PKSNSUUDI7RHBTAUS55WX4M")
    link = actions.make_link(admin, owner)
    assert "/2fa/" in client.post(actions.path_of(link), {"password": NEW})["Location"]
    assert client.get("/settings/profile/").status_code == 302


def test_whoever_may_not_sign_in_is_given_no_link(admin, owner):
    people.update_user(admin, owner, is_active=False)
    with pytest.raises(WrongMomentError):
        actions.make_link(admin, User.objects.get(pk=owner.pk))


def test_the_mark_in_the_database_is_not_the_address(guest):
    assert guest.mark in actions.path_of(guest)
    assert actions.link_of(guest.mark, timezone.now()) is None


def test_the_history_notes_links_and_passwords_but_not_which(admin, guest):
    actions.choose_password(guest, NEW)
    noted = Change.objects.filter(model="org.user", object_id=guest.user_id, kind=Change.Kind.UPDATED)
    assert list(noted.order_by("pk").values_list("user", "field", "old", "new")) == [
        (admin.pk, "entry_link", None, None),
        (guest.user_id, "password", None, None),
    ]


def test_a_new_user_without_a_password_is_invited(client, admin, without_mail):
    sent = {"name": "Nina", "username": "nina", "email": "nina@example.com", "role": "sdr", "is_active": "on"}
    answer = english(client, admin).post("/settings/users/new/", sent, follow=True)
    assert actions.path_of(EntryLink.objects.get()) in answer.content.decode()


def test_the_list_says_who_was_invited(client, admin, guest, django_assert_max_num_queries):
    english(client, admin)
    assert ">Invited</" in client.get("/settings/users/").content.decode()
    client.get("/settings/users/")
    with django_assert_max_num_queries(12):
        client.get("/settings/users/")


def test_the_page_says_so_in_words_when_a_link_is_over(client):
    answer = client.get("/auth/welcome/nonsense/")
    assert answer.status_code == 410


def test_a_password_chosen_by_mail_ends_the_link_and_other_browsers(admin, owner):
    from allauth.account.signals import password_reset

    now = timezone.now()
    actions.make_link(admin, owner)
    BrowserSession.objects.create(user=owner, session_key="elsewhere", began_at=now, seen_at=now)
    password_reset.send(sender=User, request=None, user=owner)
    assert (EntryLink.objects.count(), owner.browsers.count()) == (0, 0)


def test_a_withdrawn_invitation_is_in_the_change_history(client, admin, guest):
    actions.withdraw(admin, guest.user)
    actions.withdraw(admin, guest.user)
    note = Change.objects.get(model="org.user", object_id=guest.user_id, field="entry_link_withdrawn")
    assert note.user == admin
    page = english(client, admin).get("/settings/history/").content.decode()
    assert "link withdrawn" in page


@pytest.mark.parametrize(("seconds", "said"), [(86_400, "1 dia"), (7_200, "2 h")])
def test_the_page_after_the_mail_says_how_long_its_link_works(client, with_mail, settings, seconds, said):
    settings.PASSWORD_RESET_TIMEOUT = seconds
    page = client.get("/auth/password/reset/done/").content.decode()
    assert f"Ele vale por {said} " in page
