"""Turns are counted where they are taken: counting the log anew for each lead took longer the more there were."""

from django.db import migrations, models

COUNT = """
UPDATE handoff_routingmember SET turns = (
    SELECT count(*) FROM handoff_assignment
    WHERE handoff_assignment.rule_id = handoff_routingmember.rule_id
      AND handoff_assignment.person_id = handoff_routingmember.user_id
)
"""


class Migration(migrations.Migration):
    dependencies = [("handoff", "0002_what_was_changed")]
    operations = [
        migrations.AddField("routingmember", "turns", models.PositiveIntegerField(default=0)),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
