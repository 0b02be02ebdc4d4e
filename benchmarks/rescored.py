"""How long it takes to score everybody anew with all that is written: scores, history, accounts, what lists show.

    python -m benchmarks.rescored [--rows 1000000] [--touches 2000000] [--home FOLDER]

Fills the scratch company of `benchmarks.lists` with touches on top (SQLite in a folder, or the database that
DATABASE_URL names) and scores it three times with the model that a company begins with: when nothing is kept, when
every score differs, and when none does. The target is a minute for a million leads.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from dataclasses import replace
from typing import Any

from benchmarks import crm, lists


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--touches", type=int, default=2_000_000)
    asked.add_argument("--home", help="keep the scratch company in this folder, and use it again")
    options = asked.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jornada.project.settings")
    with tempfile.TemporaryDirectory(prefix="jornada-rescored-") as folder:
        os.environ["JORNADA_HOME"] = options.home or folder
        lists._set_up()
        lists._fill_once(options.rows)
        crm._fill_touches(options.touches)
        _report()


def _report() -> None:
    from jornada.apps.leads.models import ScoringModel, ScoringVersion
    from jornada.apps.leads.scoring.actions import create_model
    from jornada.apps.leads.scoring.defaults import first_model
    from jornada.apps.org.models import User
    from jornada.rules.scoring_json import model_to_json
    from jornada.ui.conditions.engine import engine

    rules = first_model()
    stronger = replace(rules, rules=tuple(replace(rule, points=rule.points * 1.37) for rule in rules.rules))
    ScoringModel.objects.all().delete()
    model = create_model(User.objects.get(username="admin"), rules, name="Main")
    ScoringVersion.objects.filter(model=model).update(status=ScoringVersion.Status.LIVE)
    engine().population("lead", [])
    for label, definition in (
        ("nothing is kept", rules),
        ("every score differs", stronger),
        ("none differs", stronger),
    ):
        ScoringVersion.objects.filter(model=model).update(definition=model_to_json(definition))
        print(f"{label}: {_timed()}", flush=True)


def _timed() -> Any:
    from jornada.apps.leads.scoring.keeping import live_versions, score_everybody

    started, busy = time.perf_counter(), time.process_time()
    number = score_everybody(live_versions().get())
    clock, cpu = time.perf_counter() - started, time.process_time() - busy
    return f"{number:,} leads in {clock:.1f} s, {cpu:.1f} s of this process's processor"


if __name__ == "__main__":
    main()
