"""An import whose worker was killed ends as one that nobody interrupted: counts, report, records, taking back."""

import random
import uuid
from datetime import UTC, datetime
from itertools import product

import pytest
from django.db import transaction

from jornada.apps.interactions.models import Touch
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact
from jornada.apps.org.models import Change
from jornada.apps.sales.models import Opportunity
from jornada.edge.files import reading
from jornada.edge.files import run as running
from jornada.edge.files.load.work import Work
from jornada.edge.files.run import run_plan
from jornada.edge.files.undo import undo

BEGAN = datetime(2026, 5, 1, 12, tzinfo=UTC)
COMPANIES = ("Aço", "Bela", "Casa", "Dado", "Eco")
DAYS = ("01/02/2024", "02/02/2024", "03/03/2025", "")
FILES = {
    "accounts": ("ID;Empresa;Cidade", lambda chance, n: (n, COMPANIES[n], chance.choice(("Recife", "Joinville")))),
    "contacts": (
        "ID;Nome;E-mail;Empresa;Cargo",
        lambda chance, n: (n, f"Ana {n}", f"a{n}@aco.com.br", COMPANIES[n], chance.choice(("Gerente", ""))),
    ),
    "leads": (
        "Nome;E-mail;Empresa;Criado em",
        lambda chance, n: (f"Ana {n}", f"a{n}@aco.com.br", COMPANIES[n], chance.choice(DAYS)),
    ),
    "opportunities": (
        "Oportunidade;Empresa;Valor;Etapa;Criado em;Funil",
        lambda chance, n: (f"Forno {n}", COMPANIES[n], "100,00", "Proposta", chance.choice(DAYS), "Outro"),
    ),
    "touches": (
        "Atividade;Data;Empresa",
        lambda chance, n: (chance.choice(("Ligação", "Reunião")), chance.choice(DAYS[:3]), COMPANIES[n]),
    ),
}
TOGETHER = ("upsert", ("accounts", "contacts", "opportunities", "touches"))


class KilledError(Exception):
    """The worker is no more."""


class BackError(Exception):
    """Leaves the world as it was before."""


class Watch(running.Silent):
    """Keeps the state as the job does, and dies once so many chunks are written."""

    def __init__(self, chunks=0):
        self.state, self.chunks, self.seen = {}, chunks, 0

    def save_state(self, **state):
        self.state.update(state)

    def progress(self, done, total, phase=""):
        self.seen += 1
        if self.seen == self.chunks:
            raise KilledError


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 4)
    monkeypatch.setitem(running.SIZES, "touches", 4)
    monkeypatch.setattr(reading, "FIRST", 2)


def table(kind, seed, rows):
    chance = random.Random(seed)
    head, row = FILES[kind]
    lines = (";".join(map(str, row(chance, chance.randrange(5)))) for _line in range(rows))
    return "\n".join([head, *lines]) + "\n"


def world():
    named = {model.__name__: sorted(map(str, model.objects.all())) for model in (Account, Contact, Lead, Opportunity)}
    touches = sorted(
        map(str, Touch.objects.values_list("activity__code", "at", "account__name", "voids__activity__code"))
    )
    changes = Change.objects.exclude(model="org.user").values_list("kind", "model", "field")
    return {**named, "Touch": touches, "Change": sorted(changes)}


def done(make, folder, chunks=0):
    """Import in a world of its own, where the worker may be killed; return all that came of it, and the chunks."""
    found, batch, path, watch = [], uuid.uuid4(), folder / "report.csv", Watch(chunks)
    try:
        with transaction.atomic():
            steps = make()
            try:
                result = run_plan(steps, Work(None, is_dry=False, batch=batch, now=BEGAN), path, watch=watch)
            except KilledError:
                work = Work(None, is_dry=False, batch=batch, now=BEGAN)
                result = run_plan(steps, work, path, state=watch.state)
            result.pop("report")
            found = [result, path.read_text(), running.notes_beside(path).read_text(), world()]
            found += [undo(batch, [BEGAN], None, folder / "kept.csv"), world()]
            raise BackError
    except BackError:
        return found, watch.seen


@pytest.mark.django_db
@pytest.mark.parametrize(("mode", "kinds"), [*product(("upsert", "create"), ((kind,) for kind in FILES)), TOGETHER])
def test_wherever_it_was_killed_it_ends_the_same(kinds, mode, write, plan_of, tmp_path):
    def make():
        old = plan_of(*((kind, write(f"old-{kind}.csv", table(kind, 1, 4))) for kind in kinds))
        before = datetime(2026, 4, 1, tzinfo=UTC)
        run_plan(old, Work(None, is_dry=False, batch=uuid.uuid4(), now=before), tmp_path / "old" / "report.csv")
        return plan_of(*((kind, write(f"{kind}.csv", table(kind, 2, 12))) for kind in kinds), mode=mode)

    straight, chunks = done(make, tmp_path / "straight")
    assert chunks > 2
    # Of several files, the ends of some chunks: every end of each is tried alone.
    for number in range(1, chunks + 1, 1 if len(kinds) == 1 else 4):
        assert done(make, tmp_path / str(number), number)[0] == straight
