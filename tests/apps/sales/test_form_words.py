import pytest
from django import forms
from django.utils.translation import override

from jornada.apps.interactions.forms import TaskForm
from jornada.apps.interactions.places import Place

pytestmark = pytest.mark.django_db
DASHES = (">---------<", ">—<", ">–<")
PAGES = (
    "/opportunities/new/",
    "/accounts/new/",
    "/contacts/new/",
    "/leads/new/",
    "/tasks/new/",
    "/settings/users/new/",
    "/settings/fields/new/?record=account",
    "/agreements/new/",
    "/segments/new/?record=account",
)


@pytest.mark.parametrize("path", PAGES)
def test_no_choice_of_a_form_is_a_dash(client, admin, stage, path):
    client.force_login(admin)
    page = client.get(path)
    assert page.status_code == 200
    assert [dash for dash in DASHES if f'<option value=""{dash}/option>' in page.text] == []


def test_the_blank_choice_says_whether_one_must_be_made():
    class Sample(forms.Form):
        must = forms.ChoiceField(choices=[("", "---------"), ("a", "A")])
        may = forms.ChoiceField(choices=[("", "—"), ("a", "A")], required=False)
        own = forms.ChoiceField(choices=[("", "All of them"), ("a", "A")], required=False)

    with override("en"):
        must, may, own = (str(field) for field in Sample())
    assert '<option value="" selected>Choose…</option>' in must
    assert '<option value="" selected>Not given</option>' in may
    assert "All of them" in own


def test_a_new_task_is_one_s_own_and_offers_no_blank(owner, colleague):
    shown = str(TaskForm(user=owner, place=Place())["owner"])
    assert f'<option value="{owner.pk}" selected>' in shown
    assert 'value=""' not in shown


def test_the_stage_of_a_pipeline_is_named_so(client, owner, stage):
    client.force_login(owner)
    assert "Pipeline stage" in client.get("/opportunities/new/").text
