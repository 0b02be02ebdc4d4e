"""Generated bad input over forms, addresses, the API and files: never a 500, nothing half-written.

`JORNADA_BAD_INPUTS` says how many in total (300 when not set, 500 on PostgreSQL; 10,000 before a release),
`JORNADA_BAD_SEED` asks for others than each run has: any number not used before.
"""

import json
import os

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from jornada.apps.interactions.models import PlannedTouch, Thread, Touch
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact
from jornada.apps.org.models import Change, CustomField, User
from jornada.apps.sales.models import Opportunity
from tests.apps.conftest import STAMPS

pytestmark = pytest.mark.django_db
# PostgreSQL takes less than SQLite does: it is asked more.
TOTAL = int(os.environ.get("JORNADA_BAD_INPUTS", "500" if connection.vendor == "postgresql" else "300"))
SEED = os.environ.get("JORNADA_BAD_SEED")
COUNTED = (Account, Contact, Lead, Opportunity, Touch, Thread, PlannedTouch, Change, User)
KEPT = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large)


def share(part):
    """Run a part of the total; the same inputs each time, or those of the seed, so that a failure comes again."""
    number = max(1, int(TOTAL * part))
    told = settings(
        max_examples=number, deadline=None, derandomize=SEED is None, database=None, suppress_health_check=KEPT
    )
    return told if SEED is None else lambda test: seed(int(SEED))(told(test))


NASTY = [
    *(
        "",
        " ",
        "\x00",
        "a\x00b",
        "\ud7ff",
        "\u202egnp",
        "' OR 1=1 --",
        '"; DROP TABLE org_user; --',
        "=cmd|'/c calc'!A1",
    ),
    *(
        "<script>alert(1)</script>",
        "javascript:alert(1)",
        "{{7*7}}",
        "{% include 'x' %}",
        "../../etc/passwd",
        "%00",
        "%s%n",
    ),
    *("-1", "0", "1e308", "1e999", "NaN", "Infinity", "-0.0", "9" * 30, "9" * 400, "1,5,5", "R$ -1.234,56", "٣", "²"),
    *("2026-02-30", "0000-00-00", "99999-12-31", "2026-13-01T25:61", "31/02/2026", "T", "2026-01-01T00:00:00+99:99"),
    *("null", "[]", "{}", "true", "a" * 5000, "é" * 300, "\r\nX-Evil: 1", "@", "a@b", "+55", "+5511999999999" * 5),
    *("00000000000000", "11222333000199", "12ABC34501DE99", "pt-br", "b2b", "1", "2", "all", "3|x|", ":::", "f:is:"),
]
texts = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
values = st.recursive(
    st.one_of(
        texts, st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=6,
)
FIELDS = [
    *(
        "name",
        "kind",
        "tax_id",
        "domain",
        "phone",
        "email",
        "city",
        "state",
        "country",
        "employees",
        "revenue",
        "owner",
    ),
    *("account", "contact", "stage", "amount", "currency", "expected_on", "engaged_on", "source", "title", "language"),
    *("activity", "at", "channel", "direction", "outcome", "text", "due_at", "notes", "parent", "industry", "role"),
    *("seen_at", "is_sure", "time_zone", "password", "username", "days", "scopes", "code", "label_en", "label_pt"),
    *("type", "choices", "record", "team", "manager", "is_active", "competitor", "reason", "query", "share", "base"),
    *("condition", "starts_on", "ends_on", "hours", "country", "digest_hour", "theme", "form_token", "owner_id"),
    *(
        "account_id",
        "contact_id",
        "stage_id",
        "external_id",
        "custom",
        "tags",
        "value",
        "product_id",
        "lead_id",
        "items",
        "items-product",
        "items-quantity",
        "items-price",
        "job",
        "back",
    ),
]
filled = st.dictionaries(st.sampled_from(FIELDS), texts, max_size=12)
rows = st.fixed_dictionaries(
    {"rows": st.lists(st.dictionaries(st.sampled_from(FIELDS), values, max_size=6), min_size=1, max_size=3)},
    optional={
        "mode": st.sampled_from(["create", "update", "upsert"]),
        "key": st.sampled_from(["id", "external_id", "name"]),
    },
)
bodies = st.dictionaries(st.one_of(st.sampled_from(FIELDS), texts), values, max_size=8)

PAGES = [
    *("/accounts/new/", "/contacts/new/", "/leads/new/", "/opportunities/new/", "/touches/new/", "/tasks/new/"),
    *(
        "/settings/profile/",
        "/settings/users/new/",
        "/settings/tokens/",
        "/settings/roles/sales/",
        "/settings/teams/new/",
    ),
    *(
        "/settings/roles/new/",
        "/settings/fields/new/",
        "/settings/calendars/new/",
        "/settings/absences/",
        "/segments/new/",
    ),
    *("/settings/sign-in/providers/new/", "/products/new/", "/accounts/{account}/edit/", "/contacts/{contact}/edit/"),
    *(
        "/leads/{lead}/edit/",
        "/opportunities/{opportunity}/edit/",
        "/opportunities/{opportunity}/lose/",
        "/lists/opportunity/bulk/lose/",
        "/lists/opportunity/bulk/win/",
        "/auth/login/",
    ),
    *("/lists/account/{account}/edit/phone/", "/lists/contact/{contact}/edit/email/", "/preferences/"),
    *("/auth/2fa/webauthn/login/", "/auth/2fa/authenticate/", "/auth/password/reset/"),
]
READ = [
    *("/accounts/", "/contacts/", "/leads/", "/opportunities/", "/opportunities/board/", "/opportunities/calendar/"),
    *("/search/", "/tasks/", "/tasks/agenda/", "/settings/history/", "/settings/users/", "/products/", "/segments/"),
    *("/opportunities/new/worth/", "/duplicates/"),
    *("/kpis/", "/journey/", "/scoreboard/", "/handoff/", "/imports/", "/settings/who-sees/account/{account}/"),
]
ASKED = [
    *("q", "f", "sort", "after", "before", "columns", "where", "view", "owner", "team", "page", "by", "from", "until"),
    *(
        "segment",
        "pipeline",
        "person",
        "model",
        "field",
        "week",
        "day",
        "month",
        "export",
        "f_field",
        "f_test",
        "f_value",
    ),
    *("items-product", "items-quantity", "items-price", "currency", "job"),
    *("created_from", "stage", "state", "industry", "next", "period", "show"),
]
CALLS = [
    *("accounts/", "contacts/", "leads/", "opportunities/", "touches/", "tasks/", "segments/", "products/"),
    *("accounts/bulk", "contacts/bulk", "accounts/{account}", "contacts/{contact}", "leads/{lead}", "segments/count"),
    *("opportunities/{opportunity}", "opportunities/{opportunity}/lines", "opportunities/{opportunity}/move"),
    *("leads/{lead}/park", "duplicates/search", "duplicates/merges", "notes/", "leads/{lead}/offer"),
    *(
        "leads/bulk",
        "opportunities/bulk",
        "opportunities/close",
        "tasks/bulk",
        "products/bulk",
        "accounts/{account}/tags",
        "touches/1/private",
    ),
    *("handoff/agreements/1/what-if", "handoff/agreements/1/dry-run", "handoff/weak-criteria", "files/", "webhooks/"),
]


def counts():
    return [model.objects.count() for model in COUNTED]


def ask(client, send):
    """Send a request and take back what it wrote; a refusal must not have written anything."""
    with transaction.atomic():
        before = counts()
        answer = send()
        is_refused = answer.status_code >= 400
        after = counts()
        transaction.set_rollback(True)
    assert answer.status_code < 500, answer.status_code
    if is_refused:
        assert after == before
    return answer


@share(0.3)
@given(path=st.sampled_from(PAGES), data=filled)
def test_forms(world, path, data):
    client, ids = world
    ask(client, lambda: client.post(path.format(**ids), data))


@share(0.25)
@given(path=st.sampled_from(READ), data=st.dictionaries(st.sampled_from(ASKED), texts, max_size=5))
def test_addresses(world, path, data):
    client, ids = world
    answer = ask(client, lambda: client.get(path.format(**ids), data))
    if answer.streaming:
        b"".join(answer.streaming_content)


@share(0.35)
@given(
    path=st.sampled_from(CALLS), method=st.sampled_from(["POST", "PATCH", "PUT"]), body=st.one_of(bodies, rows, values)
)
def test_api_writes(world, path, method, body):
    client, ids = world
    text = json.dumps(body)
    path = f"/api/v1/{path.format(**ids)}"
    answer = ask(client, lambda: client.generic(method, path, text, content_type="application/json"))
    if answer.status_code >= 400:
        assert answer["Content-Type"].startswith("application/problem+json"), answer.content[:200]


@share(0.05)
@given(
    path=st.sampled_from(CALLS),
    data=st.dictionaries(st.sampled_from([*ASKED, "fields", "limit", "external_id"]), texts),
)
def test_api_reads(world, path, data):
    client, ids = world
    ask(client, lambda: client.get(f"/api/v1/{path.format(**ids)}", data))


lines = st.lists(st.lists(texts, min_size=1, max_size=6).map(";".join), max_size=8).map("\n".join)
contents = st.one_of(st.binary(max_size=400), lines.map(str.encode), lines.map(lambda text: text.encode("utf-16")))
NAMES = [
    "contas.csv",
    "contas.xlsx",
    "contas.parquet",
    "x.txt",
    "..",
    "a/../b.csv",
    "reuniao.ics",
    "sem",
    "\x00.csv",
    "con.csv",
    "a" * 300 + ".csv",
]


@share(0.05)
@given(name=st.sampled_from(NAMES), content=contents)
def test_files(world, name, content):
    client, _ids = world
    head = f'--B\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
    body = head.encode() + content + b"\r\n--B--\r\n"
    for address in ("/imports/new/", "/calendar/import/", "/api/v1/files/?account_id=1"):
        for field in ("file", "files"):
            sent = body.replace(b'name="file"', f'name="{field}"'.encode(), 1)
            ask(client, lambda a=address, s=sent: client.generic("POST", a, s, "multipart/form-data; boundary=B"))


def test_a_body_that_is_too_large_is_refused(world, settings):
    client, _ids = world
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert client.post("/accounts/new/", {"name": "x" * 5000}).status_code in (400, 413)
    big = json.dumps({"name": "x" * 5000})
    assert client.generic("POST", "/api/v1/accounts/", big, content_type="application/json").status_code in (
        400,
        413,
        422,
    )


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,<script>", "vbscript:x"]
)
def test_a_link_that_is_a_script_is_refused(world, link):
    client, ids = world
    CustomField.objects.create(record="account", code="site", label_en="Site", label_pt="Site", type="link", **STAMPS)
    body = json.dumps({"custom": {"site": link}})
    answer = client.generic("PATCH", f"/api/v1/accounts/{ids['account']}", body, content_type="application/json")
    assert answer.status_code == 422
    assert not (Account.objects.get(pk=ids["account"]).custom or {}).get("site")


def test_what_no_database_keeps_is_left_out_of_pickers_and_chats(client, manager, account):
    client.force_login(manager)
    for kind in ("accounts", "contacts"):
        assert client.get(f"/{kind}/pick/?field=account&account=%00&list=x").status_code == 200
        assert client.get(f"/{kind}/pick/?q=Ac%00me&list=x").status_code == 200
    client.post(f"/touches/whatsapp/?account={account.pk}&text=Boas-%00vindas")
    assert Touch.objects.get(activity__code="whatsapp.sent").note == "Boas-vindas"
