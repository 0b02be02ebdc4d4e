"""What all tests share."""

import gc
import shutil
from pathlib import Path

import pytest
from django.template.base import Template
from django.test.signals import template_rendered
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests import emptied
from tests.template import template

# Until all tests are loaded nothing becomes garbage.
gc.disable()
BLOCKER, RUN = pytest.StashKey(), pytest.StashKey()
REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "data"

# Machines that run other work too make single examples, and the making of them, slow now and then.
hypothesis_settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("patient")


# Files whose few tests take long: begun first, so that the last core does not end alone.
LONG = ["test_fresh.py", "test_import_command.py", "test_bad_input.py", "test_generated.py", "test_demo.py"]
# What reads through all numbers that records ever had: imports on PostgreSQL leave millions of them behind.
LONG += ["test_figures.py"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Begin with the long files; on PostgreSQL, a whole run leaves out what asks no database and ran before."""
    from django.conf import settings

    items.sort(key=lambda item: item.path.name not in LONG)
    if not template() or not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    without = [item for item in items if not asks_the_database(item)]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if asks_the_database(item)]


def pytest_collection_finish(session):
    """Look for garbage less often: of what was loaded for thousands of tests nothing becomes any."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 100)


def pytest_sessionfinish():
    gc.unfreeze()


@pytest.fixture(scope="session", autouse=True)
def pages_are_told_of_alone(django_test_environment):
    """Tell the test client of the page that is drawn, not of its hundred parts, which takes a fifth of a test."""

    def drawn(self, context):
        if context.template is self:
            template_rendered.send(sender=self, template=self, context=context)
        return self.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", drawn)
        yield


def asks_the_database(item) -> bool:
    """Say whether a test may answer otherwise on another database."""
    if item.get_closest_marker("one_database") and not item.get_closest_marker("each_database"):
        return False
    return item.get_closest_marker("django_db") is not None or "db" in item.fixturenames


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, django_db_modify_db_settings):
    """Begin with a copy of the run's migrated SQLite file, if there is one; PostgreSQL copies by its own means."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if not template() or not database["ENGINE"].endswith("sqlite3"):
        return django_db_keepdb
    shutil.copyfile(template(), database["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_blocker):
    """Keep what the migrated database holds, for after the tests that commit."""
    request.session.stash[BLOCKER] = django_db_blocker
    with django_db_blocker.unblock():
        emptied.put_back_instead()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item, nextitem):
    """Between tests, sweep now and then."""
    answer = yield
    blocker = item.session.stash.get(BLOCKER, None)
    item.session.stash[RUN] = item.session.stash.get(RUN, 0) + 1
    if blocker and item.session.stash[RUN] % emptied.SWEPT_AFTER == 0:
        with blocker.unblock():
            emptied.sweep()
    return answer


@pytest.fixture(autouse=True)
def own_copy(settings, tmp_path):
    """Give each test its own analytics copy: rows of a test that was rolled back must not be seen by the next."""
    settings.COPY_FOLDER = tmp_path / "copy"


@pytest.fixture(autouse=True)
def no_request_under_way():
    """Forget what a request of another test kept that never ended, as one whose file nobody read to its end."""
    from jornada.apps.org.kept import reading

    reading._end()
