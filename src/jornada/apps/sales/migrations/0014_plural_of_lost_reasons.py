from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sales", "0013_proposals_withdrawn")]

    operations = [
        migrations.AlterModelOptions(
            name="lossreason",
            options={
                "ordering": ["order", "id"],
                "verbose_name": "lost reason",
                "verbose_name_plural": "lost reasons",
            },
        ),
    ]
