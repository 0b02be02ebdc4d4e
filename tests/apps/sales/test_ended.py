"""The page of an opportunity that is over is drawn as ended, and gives no advice."""

import pytest

from jornada.apps.sales.models import Opportunity

pytestmark = pytest.mark.django_db
ADVICE = "Nothing planned. A record without a next step is easily forgotten."


@pytest.mark.parametrize(("outcome", "state"), [("won", "past"), ("lost", "ended")])
def test_all_stages_of_what_is_over_look_alike(client, owner, opportunity, outcome, state):
    Opportunity.objects.filter(pk=opportunity.pk).update(outcome=outcome)
    client.force_login(owner)
    text = client.get(opportunity.get_absolute_url()).text
    stages = text.split('class="j-stages"')[1].split("</form>")[0]
    assert stages.count(f'data-state="{state}"') == stages.count("<button")
    assert "aria-current" not in stages
    assert ADVICE not in text
    assert 'id="win"' not in text


def test_one_that_is_open_has_a_stage_now_and_ways_to_cancel_its_dialogs(client, owner, opportunity):
    client.force_login(owner)
    text = client.get(opportunity.get_absolute_url()).text
    assert text.count('data-state="current"') >= 1
    assert ADVICE in text
    win = text.split('id="win"')[1].split("</dialog>")[0]
    assert "Cancel" in win.split("j-form-foot")[1]
