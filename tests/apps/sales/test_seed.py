import pytest

from jornada.apps.sales.models import Pipeline, PipelineStage
from jornada.apps.sales.seed import add_missing_pipeline
from jornada.rules.default_map import DEFAULT_STAGES

pytestmark = pytest.mark.django_db


def test_a_new_database_has_one_pipeline_bound_to_the_journey():
    stages = PipelineStage.objects.filter(pipeline__is_default=True)
    assert [stage.code for stage in stages] == ["qualification", "discovery", "demo", "proposal", "negotiation"]
    assert {stage.journey_stage for stage in stages} <= {stage.code for stage in DEFAULT_STAGES}


def test_seeding_again_adds_nothing_and_keeps_own_names():
    Pipeline.objects.update(name="Ours")
    add_missing_pipeline()
    assert [pipeline.name for pipeline in Pipeline.objects.all()] == ["Ours"]
