"""Reasons for a loss that name a competitor ask which one it was."""

from django.db import migrations, models
from django.db.models import Q

OF_RIVALS = Q(label_en__icontains="competitor") | Q(label_pt__icontains="concorr")


def mark_reasons(apps, schema_editor):
    """Have the reasons that speak of a competitor ask for it; running it again changes nothing."""
    reasons = apps.get_model("sales", "LossReason").objects.using(schema_editor.connection.alias)
    reasons.filter(OF_RIVALS).update(asks_competitor=True)


class Migration(migrations.Migration):
    dependencies = [("sales", "0015_discount_as_an_amount")]

    operations = [
        migrations.AddField(
            model_name="lossreason",
            name="asks_competitor",
            field=models.BooleanField(db_default=False, default=False, verbose_name="asks for the competitor"),
        ),
        migrations.RunPython(mark_reasons, migrations.RunPython.noop),
    ]
