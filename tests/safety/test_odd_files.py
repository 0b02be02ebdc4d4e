"""Odd files through every step of an import, and calendars: no error of the server, reasons in the reader's language.

`JORNADA_ODD_FILES` says how many tables are sent (half as many calendars), `JORNADA_ODD_SEED` which; with
`JORNADA_ODD_KEEP` those that break something are kept in a folder, `JORNADA_ODD_SAID` gathers in a file what was said.
"""

import os
import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from jornada.apps.org import jobs
from jornada.apps.org.models import Job
from jornada.edge.files.kinds import KINDS
from jornada.edge.files.models import ImportPlan
from tests.safety.odd_files import Maker

pytestmark = pytest.mark.django_db
SENT = int(os.environ.get("JORNADA_ODD_FILES", "40"))
# Each database is sent others.
SEED = os.environ.get("JORNADA_ODD_SEED", "1" if connection.vendor == "sqlite" else "2")
LEAKS = ("/tmp/", "/home/", "Traceback", "site-packages", "Something unexpected", "inesperado")
ENGLISH = ("Error:", " error", " not ", "Invalid", " expected", "cannot", "Input ", "while ", "missing", " or ")


class Browser:
    """Sends a file through the pages of an import as a person might, or might not, and keeps what breaks."""

    def __init__(self, client, rng):
        self.client, self.rng, self.found, self.said = client, rng, [], set()

    def ask(self, way, address, data=None):
        try:
            answer = getattr(self.client, way)(address, data)
            if answer.streaming:
                b"".join(answer.streaming_content)
        except Exception as error:
            self.found.append(f"{way} {address} {type(error).__name__}: {error}"[:600])
            raise
        if answer.status_code >= 500:
            self.found.append(f"{way} {address} {answer.status_code}")
        return answer

    def send(self, name, data):
        kind = self.rng.choice(("", "", "", *KINDS))
        files = [SimpleUploadedFile(name, data)]
        answer = self.ask("post", "/imports/new/", {"files": files, "kind": kind})
        if answer.status_code != 302:
            self.tell(answer.context["problems"])
            return
        plan = ImportPlan.objects.get(pk=answer.url.split("/")[2])
        at = f"/imports/{plan.pk}"
        self.ask("get", f"{at}/mapping/")
        if self.rng.random() < 0.3:
            self.ask("post", f"{at}/values/", {"rows": "0"})
        page = self.ask("post", f"{at}/mapping/", self.choices(plan))
        if page.status_code == 200:
            self.tell([page.context["problem"]])
        self.ask("get", f"{at}/values/")
        self.ask("post", f"{at}/values/", {"rows": "0"})
        self.ask("get", f"{at}/")
        self.ask("get", f"{at}/refused/0/")
        self.run(plan, at)

    def run(self, plan, at):
        self.ask("post", f"{at}/run/")
        plan.refresh_from_db()
        if plan.job_id:
            jobs.perform(plan.job_id)
            self.tell([Job.objects.get(pk=plan.job_id).error])
        for page in ("", "report/", "refused/0/"):
            self.ask("get", f"{at}/{page}")

    def choices(self, plan):
        """Fill in the form of the mapping as it stands, a few choices at random."""
        sent = {"action": "next"}
        for place, step in enumerate(plan.steps):
            kind = KINDS[step["kind"]]
            sent[f"kind-{place}"] = step["kind"]
            for number, column in enumerate([*step["columns"], *range(3)]):
                code = step["columns"].get(column, "")
                sent[f"col-{place}-{number}"] = code if self.rng.random() < 0.5 else self.rng.choice(kind.fields).code
            sent[f"encoding-{place}"] = self.rng.choice(("", "", "", "utf-8", "windows-1252", "utf-16", "x"))
        return sent

    def tell(self, texts):
        """Keep what was said that no reader should get."""
        for text in filter(None, map(str, texts)):
            self.said.add(text)
            if any(word in text for word in (*LEAKS, *ENGLISH)):
                self.found.append(f"said: {text[:400]}")


def test_no_odd_file_breaks_an_import(settings, tmp_path, client, admin):
    settings.MEDIA_ROOT = tmp_path
    sent = browser_of(client, admin)
    maker = Maker(sent.rng)
    for number in range(SENT):
        name, data = maker.file()
        kept = len(sent.found)
        try:
            with transaction.atomic():
                sent.send(name, data)
                transaction.set_rollback(len(sent.found) > kept)
        except Exception as error:
            sent.found.append(f"{type(error).__name__}: {error}"[:500])
        sent.found[kept:] = [f"{number} {name[:40]} {data[:60]!r}: {one}" for one in sent.found[kept:]]
        if sent.found[kept:] and os.environ.get("JORNADA_ODD_KEEP"):
            with open(f"{os.environ['JORNADA_ODD_KEEP']}/{SEED}-{number}-{name[-40:].replace('/', '_')}", "wb") as out:
                out.write(data)
    report(sent)


def test_no_odd_calendar_breaks_the_import(client, admin):
    sent = browser_of(client, admin)
    maker = Maker(sent.rng)
    for number in range(SENT // 2):
        data, kept = maker.calendar(), len(sent.found)
        try:
            with transaction.atomic():
                answer = sent.ask("post", "/calendar/import/", {"file": SimpleUploadedFile("x.ics", data)})
                if answer.status_code == 200:
                    sent.tell([row.reason for row in answer.context["rows"]])
                transaction.set_rollback(len(sent.found) > kept)
        except Exception as error:
            sent.found.append(f"{type(error).__name__}: {error}"[:500])
        sent.found[kept:] = [f"{number} {data[:400]!r}: {one}" for one in sent.found[kept:]]
    report(sent)


def browser_of(client, admin):
    admin.language = "pt-br"
    admin.save()
    client.force_login(admin)
    client.raise_request_exception = bool(os.environ.get("JORNADA_ODD_RAISE"))
    return Browser(client, random.Random(SEED))


def report(sent):
    if path := os.environ.get("JORNADA_ODD_SAID"):
        with open(path, "a") as out:
            out.writelines(f"{one}\n" for one in sorted(sent.said))
    assert not sent.found, f"{len(sent.found)}\n" + "\n".join(sent.found)
