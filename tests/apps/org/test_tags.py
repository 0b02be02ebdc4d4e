"""Tags: on records, in lists and conditions, over many; renamed, merged, deleted, and back."""

import json

import pytest

from jornada.apps.insight.conditions.answers import CopyEngine
from jornada.apps.market.duplicates import moving
from jornada.apps.market.models import Account
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.models import Change, RoleRule
from jornada.apps.org.tags import actions
from jornada.apps.org.tags.models import Tag, Tagging
from jornada.apps.org.tags.queries import tags_of
from jornada.rules.conditions import Attribute

pytestmark = pytest.mark.django_db
KINDS = ["account", "contact", "lead", "opportunity"]
HTMX = {"HX-Request": "true"}


def names(record, row):
    return [tag.name for tag in tags_of(record, [row.pk]).get(row.pk, [])]


def hang(user, record, row, *some):
    actions.change_tags(user, record, [row], actions.named(some))


@pytest.mark.parametrize("kind", KINDS)
def test_a_tag_is_hung_on_a_record_and_taken_off(request, client, owner, kind):
    row = request.getfixturevalue(kind)
    client.force_login(owner)
    page = client.post(f"/lists/{kind}/{row.pk}/tags/", {"add": "VIP, Feira 2026"}, headers=HTMX).content.decode()
    assert ">VIP</a>" in page
    assert names(kind, row) == ["Feira 2026", "VIP"]
    assert 'class="j-tag"' in client.get(row.get_absolute_url()).content.decode()
    client.post(f"/lists/{kind}/{row.pk}/tags/", {"remove": Tag.objects.get(name="VIP").pk})
    assert names(kind, row) == ["Feira 2026"]
    assert list(Change.objects.filter(field="tags").order_by("pk").values_list("old", "new")) == [
        ("", "Feira 2026, VIP"),
        ("Feira 2026, VIP", "Feira 2026"),
    ]


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("outsider", 404), ("viewer", 403), ("admin", 302)])
def test_who_may_tag(request, client, account, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.post(f"/lists/account/{account.pk}/tags/", {"add": "VIP"}).status_code == status
    assert bool(names("account", account)) == (status == 302)


def test_one_name_is_one_tag_in_any_case_and_with_or_without_accents(owner, account):
    hang(owner, "account", account, "São Paulo", "sao paulo", "SÃO  PAULO")
    assert Tag.objects.count() == Tagging.objects.count() == 1


@pytest.mark.parametrize("name", ["", "  ", "x" * 41])
def test_a_name_that_is_none_is_told(owner, name):
    with pytest.raises(WrongMomentError):
        actions.named([name])


def test_lists_filter_by_tag_and_show_a_column(client, owner, account, contact):
    hang(owner, "account", account, "VIP")
    pk = Tag.objects.get().pk
    client.force_login(owner)
    for asked, is_there in ((f"is:{pk}", True), (f"is_not:{pk}", False), ("empty:", False), ("filled:", True)):
        page = client.get(f"/accounts/?f=tags:{asked}&columns=tags").content.decode()
        assert (account.get_absolute_url() in page) == is_there, asked
    assert 'data-colour="' in client.get("/accounts/?columns=tags").content.decode()


@pytest.mark.parametrize(("kind", "address"), [("account", "/accounts/"), ("contact", "/contacts/")])
def test_a_tag_in_a_list_leads_to_those_that_bear_it(request, client, owner, kind, address):
    hang(owner, kind, request.getfixturevalue(kind), "VIP")
    client.force_login(owner)
    link = f'<a href="{address}?f=tags:is:{Tag.objects.get().pk}">VIP</a>'
    assert link in client.get(f"{address}?columns=tags").content.decode()


def test_conditions_ask_for_tags(owner, account, contact):
    hang(owner, "account", account, "VIP", "Hot")
    vip = str(Tag.objects.get(name="VIP").pk)
    engine = CopyEngine()
    assert engine.ids("account", Attribute("tags", "contains", vip)).tolist() == [account.pk]
    assert engine.ids("account", Attribute("tags", "is_empty")).tolist() == []
    hang(owner, "contact", contact, "VIP")
    assert engine.ids("contact", Attribute("tags", "contains", vip)).tolist() == [contact.pk]


def test_many_are_tagged_at_once_and_one_undo_takes_it_back(client, owner, account, contact):
    hang(owner, "account", account, "Old")
    client.force_login(owner)
    old = Tag.objects.get()
    answer = client.post(
        "/lists/account/bulk/tag/", {"ids": str(account.pk), "new": "VIP, Hot", "remove": old.pk}, headers=HTMX
    )
    assert names("account", account) == ["Hot", "VIP"]
    undo = json.loads(answer.headers["HX-Trigger"])["bulkdone"]["undo"]
    client.post(undo["url"], headers=HTMX)
    assert names("account", account) == ["Old"]


def offered_to_take_off(client, values):
    form = client.get("/lists/account/bulk/tag/", values, headers=HTMX).context["form"]
    return [name for _pk, name in form.fields["remove"].choices] if "remove" in form.fields else None


def test_only_tags_of_the_selected_are_offered_to_take_off(client, owner, account):
    hang(owner, "account", account, "VIP", "Key")
    actions.named(["Fair"])
    bare = Account.objects.create(
        name="Beta", owner=owner, created_at=account.created_at, updated_at=account.created_at
    )
    client.force_login(owner)
    assert offered_to_take_off(client, {"ids": f"{account.pk},{bare.pk}"}) == ["Key", "VIP"]
    assert offered_to_take_off(client, {"all": "1", "query": ""}) == ["Key", "VIP"]
    assert offered_to_take_off(client, {"all": "1", "query": "q=Beta"}) is None
    assert offered_to_take_off(client, {"ids": str(bare.pk)}) is None
    assert offered_to_take_off(client, {}) == ["Fair", "Key", "VIP"]


def test_tags_of_accounts_out_of_sight_are_not_told(client, owner, outsider, account):
    hang(owner, "account", account, "VIP")
    RoleRule.objects.create(code=outsider.role, rule={"reaches": {"account.view": "own"}})
    client.force_login(outsider)
    assert offered_to_take_off(client, {"ids": str(account.pk)}) is None


def test_a_tag_that_somebody_took_off_meanwhile_may_be_taken_off(client, owner, account):
    hang(owner, "account", account, "VIP")
    (fair,) = actions.named(["Fair"])
    client.force_login(owner)
    answer = client.post("/lists/account/bulk/tag/", {"ids": str(account.pk), "remove": fair.pk}, headers=HTMX)
    assert (answer.status_code, names("account", account)) == (204, ["VIP"])


def test_a_tag_is_renamed_and_back(client, manager, owner, account):
    hang(owner, "account", account, "VIP")
    tag = Tag.objects.get()
    client.force_login(manager)
    page = client.post(f"/settings/tags/{tag.pk}/update/", {"name": "Key", "colour": "red"}, follow=True)
    assert names("account", account) == ["Key"]
    undo = f"/settings/tags/{tag.pk}/put-back/?name=VIP&colour={tag.colour}"
    assert f'action="{undo.replace("&", "&amp;")}"' in page.content.decode()
    client.post(undo)
    assert names("account", account) == ["VIP"]


def test_merging_moves_what_it_hung_on_and_comes_back(client, manager, owner, account, contact):
    hang(owner, "account", account, "VIP")
    hang(owner, "contact", contact, "VIP", "Key")
    vip, key = Tag.objects.get(name="VIP"), Tag.objects.get(name="Key")
    client.force_login(manager)
    client.post(f"/settings/tags/{vip.pk}/merge/", {"into": key.pk})
    assert (names("account", account), names("contact", contact)) == (["Key"], ["Key"])
    client.post(f"/settings/tags/{vip.pk}/restore/")
    assert (names("account", account), names("contact", contact)) == (["VIP"], ["Key", "VIP"])


def test_a_deleted_tag_is_gone_everywhere_and_comes_back(client, admin, owner, account):
    hang(owner, "account", account, "VIP")
    tag = Tag.objects.get()
    client.force_login(admin)
    page = client.post(f"/settings/tags/{tag.pk}/delete/", follow=True).content.decode()
    assert names("account", account) == []
    assert f'action="/settings/tags/{tag.pk}/restore/"' in page
    client.post(f"/settings/tags/{tag.pk}/restore/")
    assert names("account", account) == ["VIP"]


def test_only_administrators_and_managers_keep_tags(client, owner, admin):
    client.force_login(owner)
    assert client.get("/settings/tags/").status_code == 403
    client.force_login(admin)
    assert client.get("/settings/tags/").status_code == 200


def test_names_are_never_markup(client, admin, account):
    hang(admin, "account", account, "<script>alert(1)</script>")
    client.force_login(admin)
    for url in (account.get_absolute_url(), "/accounts/?columns=tags", "/settings/tags/"):
        assert "<script>alert(1)" not in client.get(url).content.decode()


def test_a_merge_of_duplicates_takes_the_tags_along_and_a_split_gives_them_back(admin, account):
    other = Account.objects.create(name="Acme 2", created_at=account.created_at, updated_at=account.updated_at)
    hang(admin, "account", other, "VIP", "Key")
    hang(admin, "account", account, "Key")
    moved = moving.move(admin, other, account)
    assert names("account", account) == ["Key", "VIP"]
    moving.move_back(admin, moved, other, account)
    assert (names("account", account), names("account", other)) == (["Key"], ["Key", "VIP"])


def test_a_tag_that_is_refused_is_told_at_once_and_stays_written(client, owner, account):
    client.force_login(owner)
    answer = client.post(f"/lists/account/{account.pk}/tags/", {"add": "n" * 41}, headers=HTMX)
    assert "40" in answer["HX-Trigger"]
    assert f'autofocus value="{"n" * 41}"' in answer.content.decode()
    assert not list(client.get(account.get_absolute_url()).context["messages"])
