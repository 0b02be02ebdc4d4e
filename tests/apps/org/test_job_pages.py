import pytest
from django.utils import timezone

from jornada.apps.org.models import Job

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def job(owner):
    return Job.objects.create(kind="import", title="accounts.csv", user=owner, done=3, total=12, status="running")


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("admin", 200), ("colleague", 404)])
def test_a_job_is_seen_by_who_started_it_and_by_administrators(request, client, job, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/jobs/{job.pk}/").status_code == status


def test_a_running_job_asks_for_itself_again_and_a_finished_one_shows_the_whole_page(client, job, owner):
    client.force_login(owner)
    assert "every 1s" in client.get(f"/jobs/{job.pk}/", headers=HTMX).content.decode()
    Job.objects.update(status="done")
    response = client.get(f"/jobs/{job.pk}/", headers=HTMX)
    assert (response["HX-Refresh"], "every 1s" in response.content.decode()) == ("true", False)


def test_a_job_under_way_has_no_end_yet(client, job, owner):
    client.force_login(owner)
    assert "Finished" not in client.get(f"/jobs/{job.pk}/").content.decode()
    Job.objects.update(status="done", finished_at=timezone.now())
    assert "Finished" in client.get(f"/jobs/{job.pk}/").content.decode()


def test_a_job_can_be_asked_to_stop(client, job, owner, colleague):
    client.force_login(colleague)
    assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 404
    client.force_login(owner)
    client.post(f"/jobs/{job.pk}/cancel/")
    job.refresh_from_db()
    assert job.is_cancel_requested


def test_a_stop_that_came_too_late_is_said_and_the_last_phase_is_gone(client, job, owner):
    client.force_login(owner)
    Job.objects.update(is_cancel_requested=True, phase="accounts.csv, part 7")
    assert "part 7" in client.get(f"/jobs/{job.pk}/").content.decode()
    Job.objects.update(status="done")
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert ("It was finished before it could be stopped." in page, "part 7" in page) == (True, False)
    Job.objects.update(status="cancelled")
    assert "before it could be stopped" not in client.get(f"/jobs/{job.pk}/").content.decode()


def test_a_list_without_jobs_says_what_jobs_are(client, owner):
    client.force_login(owner)
    assert "No job yet" in client.get("/jobs/").content.decode()


def test_a_finished_job_is_whole_however_far_it_had_said_to_be(client, job, owner):
    client.force_login(owner)
    Job.objects.update(status="done")
    assert "100%" in client.get("/jobs/").content.decode()
    assert "3 / 12" not in client.get(f"/jobs/{job.pk}/").content.decode()
