"""The same pages in Creme CRM, filled with as many rows: the other side of `benchmarks.crm`.

Creme stays out of our environment (its licence is the AGPL); it is measured in one of its own:

    python -m venv /tmp/creme && /tmp/creme/bin/pip install creme-crm
    cd /tmp/creme && bin/creme creme_start_project peer && cd peer && echo "SECRET_KEY = 'peer'" >> peer/settings.py
    export PYTHONPATH=$PWD DJANGO_SETTINGS_MODULE=peer.settings
    for step in migrate creme_populate generatemedia; do ../bin/creme $step; done
    ../bin/python CLONE/benchmarks/beside_creme.py 100000

Prints the median milliseconds of five requests in this process, by the clock and of the processor.
"""

from __future__ import annotations

import statistics
import sys
import time
from typing import Any

RUNS = 5
ENTITY = (
    "id, created, modified, entity_type_id, header_filter_search_field, is_deleted, user_id, description, uuid, "
    "sandbox_id, extra_data"
)
TEXTS = ("Char", "Text", "Phone", "URL", "Email")


def main(rows: int) -> None:
    import django

    django.setup()
    from creme import opportunities, persons
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    settings.ALLOWED_HOSTS, settings.DEBUG = ["*"], False
    user = get_user_model().objects.get(username="root")
    contact, company = persons.get_contact_model(), persons.get_organisation_model()
    deal = opportunities.get_opportunity_model()
    if contact.objects.count() < rows:
        _fill(contact, rows, user.pk, {"last_name": "'Alfa '||i", "first_name": "'Beta'"})
        _fill(company, rows, user.pk, {"name": "'Empresa Alfa '||i"})
        _fill(deal, rows // 5, user.pk, _deal_values())
    client = Client()
    client.force_login(user)
    for name, address in _pages(contact, company, deal).items():
        _say(name, client, address)


def _deal_values() -> dict[str, str]:
    from creme.creme_core.models import Currency
    from creme.opportunities.models import SalesPhase

    phase, currency = SalesPhase.objects.first().pk, Currency.objects.first().pk
    return {"name": "'Venda '||i", "sales_phase_id": repr(phase), "currency_id": repr(currency), "made_sales": "i"}


def _pages(contact: Any, company: Any, deal: Any) -> dict[str, str]:
    return {
        "list of companies": company.get_lv_absolute_url(),
        "list of contacts": contact.get_lv_absolute_url(),
        "list of opportunities": deal.get_lv_absolute_url(),
        "record page of a company": company.objects.order_by("pk")[777].get_absolute_url(),
        "record page of a contact": contact.objects.order_by("pk")[777].get_absolute_url(),
        "search": "/creme_core/search?research=Alfa+4242",
    }


def _fill(model: Any, rows: int, user: int, values: dict[str, str]) -> None:
    """Write rows of an entity and of its own table; columns that may not be empty are blank."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection, transaction

    kind = ContentType.objects.get_for_model(model).pk
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})"
    at = "'2026-01-01 00:00:00'"
    own = {**_blanks(model), **values}
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SELECT coalesce(max(id), 0) FROM creme_core_cremeentity")
        pk = f"{cursor.fetchone()[0]} + i"
        mark = "lower(hex(randomblob(16)))"
        head = f"{pk}, {at}, {at}, {kind}, 'Alfa '||i||' Beta', 0, {user}, '', {mark}, NULL, '{{}}'"
        cursor.execute(f"{numbers} INSERT INTO creme_core_cremeentity ({ENTITY}) SELECT {head} FROM n")
        target = f"{model._meta.db_table} (cremeentity_ptr_id, {', '.join(own)})"
        cursor.execute(f"{numbers} INSERT INTO {target} SELECT {pk}, {', '.join(own.values())} FROM n")


def _blanks(model: Any) -> dict[str, str]:
    needed = [field for field in model._meta.local_fields if not field.null and field.column != "cremeentity_ptr_id"]
    return {field.column: "''" if any(text in type(field).__name__ for text in TEXTS) else "0" for field in needed}


def _say(name: str, client: Any, address: str) -> None:
    clocks, processors = [], []
    for _run in range(RUNS + 1):
        clock, processor = time.perf_counter(), time.process_time()
        answer = client.get(address, follow=True)
        clocks.append(time.perf_counter() - clock)
        processors.append(time.process_time() - processor)
    clock, processor = (statistics.median(times[1:]) * 1000 for times in (clocks, processors))
    print(f"{name:28} {answer.status_code} {clock:7.0f} ms, processor {processor:7.0f} ms", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
