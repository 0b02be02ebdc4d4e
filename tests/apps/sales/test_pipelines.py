import pytest

from jornada.apps.org.edits import WrongMomentError
from jornada.apps.sales import actions, pipeline_actions, queries
from jornada.apps.sales.models import Opportunity, Pipeline, PipelineStage

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(admin):
    return pipeline_actions.create_pipeline(admin, name="Renewals", like=queries.default_pipeline())


def codes():
    return list(queries.stages().values_list("code", flat=True))


def test_a_new_pipeline_starts_with_the_stages_of_another(second):
    assert list(queries.stages(second).values_list("code", flat=True)) == codes()
    assert queries.default_pipeline() != second


def test_there_is_one_default_pipeline(admin, second):
    pipeline_actions.update_pipeline(admin, second, is_default=True)
    assert list(Pipeline.objects.filter(is_default=True)) == [second]


def test_stages_are_ordered_by_drag_and_by_button(client, admin, stage):
    client.force_login(admin)
    first, *rest = queries.stages().values_list("pk", flat=True)
    url = f"/settings/pipelines/{stage.pipeline_id}/order/"
    client.post(url, {"order": ",".join(map(str, [*rest, first]))}, headers={"HX-Request": "true"})
    assert list(queries.stages().values_list("pk", flat=True)) == [*rest, first]
    client.post(url, {"stage": first, "step": "-1"})
    assert list(queries.stages().values_list("pk", flat=True)) == [*rest[:-1], first, rest[-1]]


def test_a_stage_with_open_opportunities_is_retired_with_a_mapping_only(admin, opportunity, stage):
    with pytest.raises(WrongMomentError):
        pipeline_actions.retire_stage(admin, stage)
    into = PipelineStage.objects.get(code="discovery")
    assert pipeline_actions.retire_stage(admin, stage, into) == 1
    opportunity.refresh_from_db()
    move = opportunity.moves.get()
    assert (opportunity.stage, move.from_stage, move.to_stage, move.user) == (into, stage, into, admin)
    assert "qualification" not in codes()


def test_a_closed_opportunity_stays_at_a_retired_stage(admin, owner, opportunity, stage):
    actions.win_opportunity(owner, opportunity)
    pipeline_actions.retire_stage(admin, stage)
    opportunity.refresh_from_db()
    assert opportunity.stage == stage


def test_the_last_stage_cannot_be_retired(admin):
    *others, last = queries.stages()
    for stage in others:
        pipeline_actions.retire_stage(admin, stage)
    with pytest.raises(WrongMomentError):
        pipeline_actions.retire_stage(admin, last)


def test_nothing_moves_to_a_retired_stage(admin, owner, opportunity):
    gone = PipelineStage.objects.get(code="demo")
    pipeline_actions.retire_stage(admin, gone)
    gone.refresh_from_db()
    with pytest.raises(WrongMomentError):
        actions.move_opportunity(owner, opportunity, gone)


def test_moving_to_another_pipeline_proposes_the_stage_that_fits(client, owner, opportunity, second):
    client.force_login(owner)
    there = PipelineStage.objects.get(pipeline=second, code="qualification")
    url = f"/opportunities/{opportunity.pk}/pipeline/?to={second.pk}"
    assert f'value="{there.pk}" selected' in client.get(url).text
    client.post(url, {"stage": there.pk})
    move = Opportunity.objects.get(pk=opportunity.pk).moves.get()
    assert (move.to_stage, move.user) == (there, owner)


def test_a_pipeline_that_opportunities_went_through_is_kept(admin, owner, opportunity, second):
    here = opportunity.stage
    actions.move_opportunity(owner, opportunity, queries.first_stage(second))
    opportunity.refresh_from_db()
    actions.move_opportunity(owner, opportunity, here)
    with pytest.raises(WrongMomentError):
        pipeline_actions.delete_pipeline(admin, second)


def test_a_stage_is_described_on_a_page(client, admin, stage):
    client.force_login(admin)
    sent = {"label_en": "Talk", "label_pt": "Conversa", "percent": "12.5", "card_limit": "9", "stalled_days": "10"}
    client.post(f"/settings/stages/{stage.pk}/", {**sent, "exit_criteria": "Need named\n\nBudget known"})
    stage.refresh_from_db()
    assert (stage.probability, stage.card_limit, stage.evidence) == (0.125, 9, ["Need named", "Budget known"])


@pytest.mark.parametrize("who", ["owner", "manager", "outsider", "viewer"])
@pytest.mark.parametrize("page", ["pipelines/", "pipelines/new/", "loss-reasons/", "loss-reasons/new/"])
def test_settings_of_sales_are_the_administrators(request, client, who, page):
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/settings/{page}").status_code == 403
