"""Files that change what rows are known by: wherever the worker is killed, a row is about what it was about before."""

import difflib
import json
import os
import random
import re
import uuid
from datetime import UTC, datetime

import pytest

from jornada.apps.interactions.models import Touch
from jornada.apps.leads.models import Lead
from jornada.apps.market.models import Account, Contact, Product
from jornada.apps.org.models import Change, User
from jornada.apps.sales.models import Opportunity
from jornada.edge.files.load.work import Work
from jornada.edge.files.run import run_plan
from tests.edge.files import test_resumed as resumed
from tests.edge.files.test_resumed import KilledError, Watch, done, small  # noqa: F401

# More of them, each killed at every chunk, by hand: KILLED_SEEDS=100.
BY_HAND = int(os.environ.get("KILLED_SEEDS", "0"))
SEEDS = range(BY_HAND or 1)
_NUMBERED = re.compile(r"/\d+/")
FIRMS = ("Aço", "ACO", "Bela", "Casa", "Casa Ltda")
PEOPLE = ("Ana Lima", "Rui Sá", "Ana", "Bia Reis", "bia@aco.com.br")
MAILS = ("ana@aco.com.br", "rui@bela.com", "bia@aco.com.br", "x@y.com", "", "")
TAXES = ("11.222.333/0001-81", "11.444.777/0001-61", "", "")
SITES = ("aco.com.br", "bela.com", "", "")
DAYS = ("01/02/2024", "02/03/2024", "", "")
COLUMNS = {
    "teams": {"Nome": PEOPLE[:4], "E-mail": MAILS, "Equipe": ("Sul", "Norte", ""), "Gerente": (*PEOPLE[:2], "")},
    "products": {"Código": ("1", "2", "3", ""), "Produto": ("Forno", "Fogão", "FORNO"), "Família": ("A", "B", "")},
    "accounts": {"ID": "1234", "Empresa": FIRMS, "CNPJ": TAXES, "Site": SITES, "Matriz": (*FIRMS, "", "")},
    "contacts": {
        "ID": "1234", "Nome": PEOPLE, "E-mail": MAILS, "Empresa": (*FIRMS, ""), "CNPJ": TAXES, "Site": SITES,
        "Cargo": ("Gerente", "Diretora", ""),
    },
    "leads": {
        "ID": "1234", "Nome": PEOPLE, "E-mail": MAILS, "Empresa": FIRMS, "Cargo": ("Gerente", ""), "Criado em": DAYS,
    },
    "opportunities": {
        "ID": "1234", "Oportunidade": ("Forno", "Fogão"), "Empresa": FIRMS, "Contato": PEOPLE[:3],
        "Valor": ("100,00", "200,00", ""), "Etapa": ("Proposta", "Ganho", "Perdido"), "Criado em": DAYS,
        "Fechado em": ("05/05/2024", ""),
    },
}  # fmt: skip
MUST = {"Nome", "Empresa", "Oportunidade", "Produto"}
ORDERS = (*((kind,) for kind in COLUMNS), tuple(COLUMNS), ("accounts", "contacts"), ("accounts", "opportunities"))
STATED = {
    Account: ("name", "tax_id", "domain", "external_id", "parent__name"),
    Contact: ("name", "email", "external_id", "account__name", "title", "account__external_id"),
    Lead: ("external_id", "contact__name", "contact__email", "account__name", "cycle"),
    Opportunity: ("external_id", "name", "account__name", "contact__name", "amount", "outcome", "engaged_on"),
    Product: ("name", "code", "family"),
    User: ("name", "email", "role", "team__name"),
    Touch: ("activity__code", "at", "account__name", "contact__name", "voids__activity__code"),
    Change: ("kind", "model", "field", "old", "new"),
}
NUMBERS = ("account", "contact", "owner", "thread", "parent", "team", "manager")


def table(chance, kind, rows):
    """Make a file of some of the columns, with few values: rows meet, and change what others are known by."""
    columns = [head for head in COLUMNS[kind] if head in MUST or chance.random() < 0.6]
    lines = (";".join(chance.choice(COLUMNS[kind][head]) for head in columns) for _line in range(rows))
    return "\n".join([";".join(columns), *lines]) + "\n"


def world():
    """Tell all there is but numbers, which killed runs leave gaps in."""
    found = {}
    for model, names in STATED.items():
        rows = model.objects.exclude(field__in=NUMBERS) if model is Change else model.objects.all()
        found[model.__name__] = sorted(map(str, rows.values_list(*names)))
    return found


def differences(found, wanted):
    """Say in short what two runs differ in."""
    texts = [_NUMBERED.sub("/", str(part)) for part in (found, wanted)]
    lines = [text.replace("\\r\\n", "\n").replace("), ", ")\n").replace(')", ', ")\n").splitlines() for text in texts]
    return "\n".join(line for line in difflib.unified_diff(*lines, lineterm="", n=0))


class Torn(Watch):
    """Dies while a chunk is written: what it wrote is lost, not what it had put into its files."""

    def save_state(self, **state):
        self.seen += 1
        if self.seen == self.chunks:
            raise KilledError
        super().save_state(**json.loads(json.dumps(state)))

    def progress(self, done, total, phase=""):
        pass


@pytest.mark.django_db
@pytest.mark.parametrize("kinds", ORDERS, ids="-".join)
@pytest.mark.parametrize("seed", SEEDS)
def test_rows_meet_what_they_would_have_met(seed, kinds, write, plan_of, tmp_path, monkeypatch):
    chance = random.Random(f"{seed}{kinds}")
    ages = (("old", 5), ("new", 14 if BY_HAND or len(kinds) == 1 else 8))
    texts = {f"{age}-{kind}.csv": table(chance, kind, rows) for age, rows in ages for kind in kinds}
    mode = chance.choice(("upsert", "upsert", "create", "update"))
    monkeypatch.setattr(resumed, "world", world)

    def make():
        old = plan_of(*((kind, write(f"old-{kind}.csv", texts[f"old-{kind}.csv"])) for kind in kinds))
        before = datetime(2026, 4, 1, tzinfo=UTC)
        run_plan(old, Work(None, is_dry=False, batch=uuid.uuid4(), now=before), tmp_path / "old" / "report.csv")
        pairs = ((kind, write(f"new-{kind}.csv", texts[f"new-{kind}.csv"])) for kind in kinds)
        return plan_of(*pairs, mode=mode)

    straight, chunks = done(make, tmp_path / "straight")
    for kind, watch in (("killed", Watch), ("torn", Torn)):
        monkeypatch.setattr(resumed, "Watch", watch)
        every = range(1, chunks + 1)
        for number in every if BY_HAND else chance.sample(every, 1):
            said = differences(done(make, tmp_path / f"{kind}{number}", number)[0], straight)
            assert not said, f"{kind} after {number}:\n{said}"
