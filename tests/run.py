"""Everything `make test` runs; or only some parts: `python tests/run.py [lint|unit|spark|wheel|browser]...`.

Nothing is skipped in silence: what cannot run here (no PostgreSQL, no Chromium) is said at the end.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
# Without a screen a browser that has none takes a third less time: the others draw their own windows as well.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
# What asks no database, or brings an SQLite file of its own, says the same in both runs. These are not even read for
# the second; of other files, tests/conftest.py leaves out the tests without a database: pytest calls them deselected.
ON_NO_SERVER = (
    "analytics",
    "rules",
    "architecture",
    "project/test_import_command.py",
    "project/test_analyse_command.py",
)
WITHOUT_DATABASE = [f"--ignore=tests/{place}" for place in ON_NO_SERVER]
PARTS = ["lint", "unit", "spark", "wheel", "browser"]
LINT = [
    ("style", ["ruff", "check", "."]),
    ("format", ["ruff", "format", "--check", "."]),
    ("types", ["mypy"]),
    ("import contracts", ["lint-imports"]),
    ("migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run"]),
]


def main(wanted: list[str]) -> int:
    """Run the wanted parts; return 0 when every step passed."""
    unknown = set(wanted) - set(PARTS)
    if unknown:
        print(f"Unknown: {', '.join(sorted(unknown))}. Expected some of {', '.join(PARTS)}.")
        return 2
    wanted = wanted or PARTS
    failed: list[str] = []
    unsaid: list[str] = []
    with tempfile.TemporaryDirectory(prefix="jornada-test-") as home:
        environment = {**os.environ, "JORNADA_HOME": home, "JORNADA_SECRET_KEY": "only-for-tests"}
        environment.pop("DATABASE_URL", None)
        # Each of the many processes would compile every module again: half of the time of a short one.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        with ThreadPoolExecutor(max_workers=1) as side:
            beside = side.submit(one_by_one, wanted, {**environment, "JORNADA_HOME": f"{home}/beside"})
            failed += on_two_cores(wanted, environment, unsaid)
            failed += beside.result()
    for line in unsaid:
        print(f"NOT RUN: {line}")
    print(f"FAILED: {', '.join(failed)}" if failed else "All steps passed.")
    return 1 if failed else 0


def one_by_one(wanted: list[str], environment: dict[str, str]) -> list[str]:
    """Run what knows one core only, beside the tests: a core that waits at the ends of their parts has work."""
    steps = LINT if "lint" in wanted else []
    if "wheel" in wanted:
        steps = [*steps, ("wheel", ["python", "tests/wheel.py"])]
    return [name for name, words in steps if not step(name, words, environment, is_beside=True)]


def on_two_cores(wanted: list[str], environment: dict[str, str], unsaid: list[str]) -> list[str]:
    """Run the tests: the suite first, then the browser while Spark's packages come, then Spark.

    Beside each other the last two take longer than one after the other, and pages in the browser too long.
    """
    failed: list[str] = []
    if "unit" in wanted or "browser" in wanted:
        environment = {**environment, "JORNADA_TEST_TEMPLATE": f"{environment['JORNADA_HOME']}/jornada.sqlite3"}
        failed += migrations(environment)
    if "unit" in wanted:
        failed += unit(environment, unsaid)
    # The packages must not be there before the suite has ended.
    with ThreadPoolExecutor(max_workers=1) as side:
        beside = side.submit(sparks_packages, environment, unsaid) if "spark" in wanted else None
        if "browser" in wanted:
            failed += browser(environment, unsaid)
        if beside is not None and (has := beside.result()) is not None:
            failed += spark(environment) if has else ["Spark's packages"]
    return failed


def migrations(environment: dict[str, str]) -> list[str]:
    """Migrate an empty SQLite file once; whatever needs a database begins with a copy."""
    words = ["python", "manage.py", "migrate", "--verbosity", "0"]
    return [] if step("migrations on SQLite", words, environment) else ["migrations on SQLite"]


def unit(environment: dict[str, str], unsaid: list[str]) -> list[str]:
    """Run the suite on SQLite, and on PostgreSQL when one answers."""
    words = ["pytest", "-q", "-m", "not browser", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    failed = [] if step("tests on SQLite", words, environment) else ["tests on SQLite"]
    url = postgres()
    if url is None:
        unsaid.append("tests on PostgreSQL: none answers (set JORNADA_TEST_POSTGRES to its address).")
        return failed
    with made_database(url) as name:
        on_server = {**environment, "DATABASE_URL": f"{url.rpartition('/')[0]}/{name}"}
        migrate = ["python", "manage.py", "migrate", "--verbosity", "0"]
        if not step("migrations on PostgreSQL", migrate, on_server):
            failed.append("migrations on PostgreSQL")
        # No test asks what is left after the server itself loses power.
        on_server |= {"DATABASE_URL": url, "JORNADA_TEST_TEMPLATE": name, "PGOPTIONS": "-c synchronous_commit=off"}
        if not step("tests on PostgreSQL", [*words, *WITHOUT_DATABASE], on_server):
            failed.append("tests on PostgreSQL")
    return failed


@contextlib.contextmanager
def made_database(url: str) -> Iterator[str]:
    """Make an empty database on the server for the time of a run; answers its name."""
    import psycopg

    name = f"jornada_template_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield name
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def sparks_packages(environment: dict[str, str], unsaid: list[str]) -> bool | None:
    """Install what Spark needs, where there is Java (else None); the extra is large and comes only here."""
    if shutil.which("java") is None:
        unsaid.append("tests on Spark: no Java on this machine (17 or later).")
        return None
    install = [
        "uv",
        "pip",
        "install",
        "--quiet",
        "--python",
        sys.executable,
        "--no-deps",
        "-r",
        "requirements-spark.lock",
    ]
    return step("Spark's packages", install, environment, is_beside=True)


def spark(environment: dict[str, str]) -> list[str]:
    """Run the engine's tests on Spark."""
    words = [
        "pytest",
        "-q",
        "tests/analytics/test_spark.py",
        "tests/analytics/test_results.py",
        "tests/analytics/test_api.py",
        # Of the last two, those that the suite left out for want of a package that Spark's bring.
        "-k",
        "spark or polars",
    ]
    return [] if step("tests on Spark", words, environment) else ["tests on Spark"]


def browser(environment: dict[str, str], unsaid: list[str]) -> list[str]:
    """Run the tests in a real browser when there is one."""
    if CHROMIUM is None:
        unsaid.append("browser tests: no Chromium on this machine (Debian: apt-get install chromium-headless-shell).")
        return []
    words = ["pytest", "-q", "-m", "browser", "-n", "2", "tests/browser"]
    environment = {**environment, "JORNADA_CHROMIUM": CHROMIUM}
    return [] if step("tests in the browser", words, environment) else ["tests in the browser"]


def postgres() -> str | None:
    """Return the address of a PostgreSQL where we may make databases, or None."""
    import psycopg

    url = os.environ.get("JORNADA_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error:
        return None
    return url


def step(name: str, words: list[str], environment: dict[str, str], is_beside: bool = False) -> bool:
    """Run one command of the environment in the project's folder and say how it went; beside others, all at its end."""
    started = time.monotonic()
    head = f"\n=== {name}: {' '.join(words)}"
    if not is_beside:
        print(head, flush=True)
    done = subprocess.run(
        [str(BIN / words[0]), *words[1:]],
        cwd=ROOT,
        env=environment,
        check=False,
        stdout=subprocess.PIPE if is_beside else None,
        stderr=subprocess.STDOUT if is_beside else None,
        text=True,
    )
    said = f"{head}\n{done.stdout}" if is_beside else ""
    how = "passed" if done.returncode == 0 else "FAILED"
    print(f"{said}=== {name}: {how} in {time.monotonic() - started:.0f} s", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
