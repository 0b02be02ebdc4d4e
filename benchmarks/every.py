"""Every page, and every filter, test, order and search of every list, over the company of `benchmarks.crm`.

    python -m benchmarks.every --home FOLDER [--as admin,user0] [--above 100] [--only /leads/]

`FOLDER` is what `benchmarks.crm --home FOLDER` left behind (or DATABASE_URL names that database). What is measured is
found out by itself: addresses without a parameter, one record page of each kind, and of each list whatever its page
offers: both ends of each filter's choices, each test of each field, each column's order both ways, a word that many
records have and one that few have. Only what takes longer than `--above` milliseconds of server time, the faster of
two times, is printed, and whatever is not answered.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from benchmarks import lists

WORDS = ("rio", "rio 2654435761", "nobody-has-this")
# What is written into a filter that offers no choices.
WRITTEN = {"text": "rio", "number": "5", "money": "1000", "date": "2025-06-01", "moment": "2025-06-01", "flag": "1"}
OF_TESTS = {"last": "30", "next": "30"}
# They would end the session that asks.
LEFT_ALONE = ("/auth/", "/health/", "/static/", "/accounts/logout/")
RECORDS = ("accounts", "contacts", "leads", "opportunities")


def main(argv: list[str] | None = None) -> int:
    options = _options(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jornada.project.settings")
    os.environ["JORNADA_HOME"] = options.home
    warnings.simplefilter("ignore")
    lists._set_up()
    from django.test.utils import setup_test_environment

    setup_test_environment()  # so that an answer tells what its page was drawn from
    slow = sum(_ask_all(name, options.above, options.only) for name in options.people.split(","))
    return 1 if slow else 0


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.every", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", required=True)
    parser.add_argument("--as", dest="people", default="admin,user0", help="usernames, between commas")
    parser.add_argument("--above", type=float, default=100, help="milliseconds from which a request is printed")
    parser.add_argument("--only", default="", help="addresses that begin so")
    return parser.parse_args(argv)


def _ask_all(username: str, above: float, only: str) -> int:
    client, slow, asked = lists._client(username), 0, 0
    for page in _pages():
        if not page.startswith(only):
            continue
        for address in _addresses(client, page):
            asked += 1
            slow += _ask(client, username, address, above)
    print(f"{username}: {asked} addresses asked, {slow} above {above:g} ms", flush=True)
    return slow


def _pages() -> Iterator[str]:
    from django.urls import get_resolver

    found = {address for address in _plain(get_resolver().url_patterns, "/") if not address.startswith(LEFT_ALONE)}
    yield from sorted(found)
    yield from (f"/{record}/777/" for record in RECORDS)


def _plain(patterns: Iterable[Any], before: str) -> Iterator[str]:
    """Walk over all addresses, those with a part that is filled in left out."""
    for pattern in patterns:
        route = getattr(pattern.pattern, "_route", None)
        if route is None or "<" in route:
            continue
        if hasattr(pattern, "url_patterns"):
            yield from _plain(pattern.url_patterns, before + route)
        else:
            yield before + route


def _addresses(client: Any, page: str) -> Iterator[str]:
    """Yield the page and, where it is a list, whatever else it offers."""
    yield page
    listing = _listing(client.get(page))
    if listing is None:
        return
    for header in listing.headers:
        if header.column.sort or header.column.sort_few:
            yield from (f"{page}?sort={sign}{header.column.code}" for sign in ("", "-"))
    for active in listing.filters:
        yield from (f"{page}?{urlencode({active.filter.code: value})}" for value in _ends(active))
    for field in listing.fields:
        yield from (f"{page}?{urlencode({'f': text})}" for text in _tests(client, field))
    if listing.is_searchable:
        yield from (f"{page}?{urlencode({'q': word})}" for word in WORDS)


def _listing(answer: Any) -> Any:
    try:
        return answer.context["listing"]
    except (KeyError, TypeError):
        return None


def _ends(active: Any) -> list[str]:
    offered = [str(value) for value, _label in active.offered if value]
    if offered:
        return list(dict.fromkeys([offered[0], offered[-1]]))
    return [WRITTEN[active.filter.kind]] if active.filter.kind in WRITTEN else []


def _tests(client: Any, field: Any) -> Iterator[str]:
    from jornada.ui import list_fields

    choices = [str(code) for code, _label in list_fields.choices_of(field, _request(client))]
    for test in list_fields.TESTS[field.type]:
        value = choices[-1] if choices else OF_TESTS.get(test) or WRITTEN.get(field.type, "")
        value = f"{value}|{value}" if test == "between" else value
        if value or test in list_fields.BARE:
            yield f"{field.code}:{test}:{'' if test in list_fields.BARE else value}"


def _request(client: Any) -> Any:
    from django.test import RequestFactory

    from jornada.apps.org.models import User

    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=client.session["_auth_user_id"])
    return request


def _ask(client: Any, username: str, address: str, above: float) -> bool:
    answers: list[Any] = []
    times: list[float] = []
    while len(times) < 2 and (not times or times[0] > above):
        times.append(1000 * lists._timed(lambda: answers.append(client.get(address))))
    status = answers[-1].status_code
    is_slow = min(times) > above
    if is_slow or status >= 500:
        print(f"{username:<10}{min(times):9.0f} ms  {status}  {address}", flush=True)
    return is_slow


if __name__ == "__main__":
    sys.exit(main())
