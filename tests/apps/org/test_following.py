"""A job is followed on the page where it was begun."""

import pytest

from jornada.apps.market.duplicates.finding import KIND
from jornada.apps.org.following import with_job, without_job
from jornada.apps.org.models import Job

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
PAGE = "/duplicates/?record=account"


@pytest.fixture
def begun(client, owner):
    client.force_login(owner)
    page = client.post("/duplicates/find/", {"record": "account"})
    job = Job.objects.get(kind=KIND)
    Job.objects.update(status="running", finished_at=None)
    return job, page.url


def test_a_search_comes_back_to_its_page_and_says_how_far_it_is(client, begun):
    job, address = begun
    assert address == f"{PAGE}&job={job.pk}"
    page = client.get(address).text
    assert f"/jobs/{job.pk}/strip/?back=/duplicates/%3Frecord%3Daccount%26job%3D{job.pk}" in page
    strip = client.get(f"/jobs/{job.pk}/strip/", {"back": address}, **HTMX)
    assert (strip.status_code, "progress" in strip.text) == (200, True)


def test_when_it_is_over_the_page_is_drawn_anew_and_says_so(client, begun):
    job, address = begun
    Job.objects.update(status="failed", error="The disk is full.")
    assert client.get(f"/jobs/{job.pk}/strip/", {"back": address}, **HTMX)["HX-Redirect"] == address
    page = client.get(address).text
    assert "The disk is full." in page
    assert 'hx-trigger="every 1s"' not in page


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "evil", ""])
def test_no_job_leads_to_other_sites(client, begun, back):
    job, _address = begun
    Job.objects.update(status="done")
    answer = client.get(f"/jobs/{job.pk}/strip/", {"back": back}, **HTMX)
    assert answer["HX-Redirect"] == f"/jobs/{job.pk}/"


def test_nobody_follows_a_job_that_they_do_not_see(client, begun, outsider):
    job, address = begun
    client.force_login(outsider)
    assert "j-job-strip" not in client.get(address).text
    assert client.get(f"/jobs/{job.pk}/strip/", {"back": address}, **HTMX).status_code == 404


@pytest.mark.parametrize("asked", ["x", "999999", "9" * 40, ""])
def test_a_damaged_address_follows_nothing(client, owner, asked):
    client.force_login(owner)
    assert client.get(f"{PAGE}&job={asked}").status_code == 200


def test_an_address_names_one_job():
    job = Job(pk=7)
    assert with_job("/a/?b=1&job=3", job) == "/a/?b=1&job=7"
    assert without_job(with_job("/a/", job)) == "/a/"
