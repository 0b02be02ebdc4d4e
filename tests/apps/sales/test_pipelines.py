import pytest

from jornada.apps.org.change_words import ChangeWords
from jornada.apps.org.edits import WrongMomentError
from jornada.apps.org.history_undo import undo
from jornada.apps.org.models import Change
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
    assert f"Move “{opportunity.name}” to {second.name}" in client.get(url).text
    assert f'value="{there.pk}" selected' in client.get(url).text
    page = client.post(url, {"stage": there.pk}, follow=True)
    move = Opportunity.objects.get(pk=opportunity.pk).moves.get()
    assert (move.to_stage, move.user) == (there, owner)
    undo = f"/opportunities/{opportunity.pk}/unmove/{opportunity.stage_id}/"
    assert undo in page.text
    client.post(undo)
    record = Opportunity.objects.get(pk=opportunity.pk)
    assert (record.stage, list(record.moves.all())) == (opportunity.stage, [])
    change = Change.objects.filter(model="sales.opportunity", field="stage").earliest("pk")
    assert ChangeWords([change]).new(change) == f"{second}: {there}"


def test_an_edit_of_the_stage_that_is_taken_back_was_never_made(owner, opportunity):
    there = queries.stages()[2]
    actions.update_opportunity(owner, opportunity, stage=there, name="Other")
    for field in ("stage", "name"):
        undo(owner, Change.objects.filter(model="sales.opportunity", field=field).latest("pk"))
    record = Opportunity.objects.get(pk=opportunity.pk)
    assert (record.stage, record.name, record.moves.count()) == (opportunity.stage, opportunity.name, 0)


def test_a_move_is_taken_back_by_those_who_may_move(client, owner, colleague, outsider, opportunity, second):
    actions.move_opportunity(owner, opportunity, queries.first_stage(second))
    undo = f"/opportunities/{opportunity.pk}/unmove/{opportunity.stage_id}/"
    client.force_login(colleague)
    assert client.post(undo).status_code == 403
    client.force_login(outsider)
    assert client.post(undo).status_code == 404


def test_a_new_opportunity_begins_in_any_pipeline(client, owner, second):
    client.force_login(owner)
    form = client.get("/opportunities/new/").context["form"]
    groups = dict(form.fields["stage"].choices)
    assert list(groups) == [str(queries.default_pipeline()), str(second)]
    assert form["stage"].value() == queries.first_stage().pk
    asked = client.get(f"/opportunities/new/?pipeline={second.pk}").context["form"]
    assert asked["stage"].value() == queries.first_stage(second).pk
    there = queries.stages(second)[1]
    client.post("/opportunities/new/", {"name": "Pilot", "stage": there.pk, "currency": "BRL"})
    assert Opportunity.objects.get(name="Pilot").stage == there


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


@pytest.mark.parametrize(("language", "given"), [("pt-br", "label_pt"), ("en", "label_en")])
def test_one_name_will_do_for_both_languages(client, admin, stage, language, given):
    admin.language = language
    admin.save()
    client.force_login(admin)
    url = f"/settings/stages/{stage.pk}/"
    first = next(iter(client.get(url).context["form"].fields))
    assert first == given
    other = "label_en" if given == "label_pt" else "label_pt"
    assert client.post(url, {"percent": "12.5"}).status_code == 422
    for one in (given, other):
        client.post(url, {one: f"Conversa {one}", "percent": "12.5"})
        stage.refresh_from_db()
        assert {stage.label_en, stage.label_pt} == {f"Conversa {one}"}


@pytest.mark.parametrize("who", ["owner", "manager", "outsider", "viewer"])
@pytest.mark.parametrize("page", ["pipelines/", "pipelines/new/", "loss-reasons/", "loss-reasons/new/"])
def test_settings_of_sales_are_the_administrators(request, client, who, page):
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/settings/{page}").status_code == 403
