"""REST v1: everything under /api/v1/, described at /api/v1/docs."""

from __future__ import annotations

from jornada import __version__
from jornada.api import (
    closing_many,
    duplicates,
    figures,
    files,
    handoff,
    journeys,
    log,
    market,
    me,
    notes,
    past_tried,
    personas,
    problems,
    qualifying,
    reminder_rules,
    scoring,
    search,
    segments,
    selling,
    tags,
    tasks,
    tasks_bulk,
    trials,
)
from jornada.api.auth import AUTH
from jornada.api.description import DescribedAPI
from jornada.api.idempotency import once
from jornada.api.limits import PerCaller
from jornada.api.parameters import only_known
from jornada.api.proposals import lines, lists, proposals
from jornada.api.rendering import JsonRenderer

api = DescribedAPI(
    title="Jornada",
    version=__version__,
    urls_namespace="api",
    auth=AUTH,
    throttle=[PerCaller()],
    renderer=JsonRenderer(),
    docs_url="/docs",
    description="Accounts, contacts, leads, opportunities and the log of touches. "
    "Send `Authorization: Bearer <token>`; make tokens under Settings › API tokens. "
    "Errors are problem details (RFC 9457).",
)
problems.install(api)
api.add_decorator(once, mode="view")
api.add_decorator(only_known, mode="view")
api.add_router("/accounts", market.accounts)
api.add_router("/contacts", market.contacts)
api.add_router("/contacts", personas.contacts)
api.add_router("/personas", personas.router)
api.add_router("/products", market.products)
api.add_router("/search", search.router)
api.add_router("/segments", segments.router)
api.add_router("/duplicates", duplicates.router)
api.add_router("/leads", selling.leads)
api.add_router("/leads", qualifying.router)
api.add_router("/opportunities", qualifying.opportunities)
api.add_router("/intent-tests", qualifying.tests)
api.add_router("/leads", scoring.leads)
api.add_router("/scoring", scoring.models)
api.add_router("/handoff", handoff.router)
api.add_router("/handoff", trials.router)
api.add_router("/handoff", past_tried.router)
api.add_router("/opportunities", closing_many.router)
api.add_router("/opportunities", selling.opportunities)
api.add_router("/opportunities", lines)
api.add_router("/proposals", proposals)
api.add_router("", lists)
api.add_router("/touches", log.router)
api.add_router("/notes", notes.router)
api.add_router("/files", files.router)
api.add_router("/tasks", tasks.router)
api.add_router("/tasks", tasks_bulk.router)
api.add_router("/reminder-rules", reminder_rules.router)
for path, record in (
    ("/accounts", "account"),
    ("/contacts", "contact"),
    ("/leads", "lead"),
    ("/opportunities", "opportunity"),
):
    api.add_router(path, tags.router_of(record))
api.add_router("/journey", journeys.router)
api.add_router("", figures.router)
api.add_router("/users", me.users)
api.add_router("/teams", me.teams)
api.add_router("", me.router)
