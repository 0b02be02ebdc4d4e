import datetime as dt
import json

import pytest
from click.testing import CliRunner
from django.utils import timezone

from jornada.apps.interactions.actions import record_touches
from jornada.apps.interactions.new_touch import NewTouch
from jornada.apps.journeys.models import Visit
from jornada.apps.market.models import Account
from jornada.project.commands.replay import command


@pytest.mark.django_db
def test_replay_makes_the_same_visits_again():
    now = timezone.now()
    account = Account.objects.create(name="Acme", created_at=now, updated_at=now)
    record_touches([NewTouch("demo.held", now - dt.timedelta(days=3), account=account.pk)], source="test")
    results = [json.loads(CliRunner().invoke(command, ["--json"], catch_exceptions=False).stdout) for _ in range(2)]
    assert results[0] == results[1] == {"subjects": 1, "summaries": 1, "visits": 1, "positions": 1, "rungs": 0}
    assert Visit.objects.get().stage.code == "evaluation"
