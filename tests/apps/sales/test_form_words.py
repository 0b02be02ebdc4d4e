import pytest

pytestmark = pytest.mark.django_db


def test_a_form_names_the_pipeline_stage_and_has_one_kind_of_blank(client, owner, stage):
    client.force_login(owner)
    page = client.get("/opportunities/new/").text
    assert "Pipeline stage" in page
    assert "---------" not in page
    assert ">—</option>" in page
    assert "---------" not in client.get("/accounts/new/").text
