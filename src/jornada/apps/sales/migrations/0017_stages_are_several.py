"""Several stages have a name of their own, which Portuguese does not make of one by an s."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sales", "0016_reasons_ask_for_the_competitor")]

    operations = [
        migrations.AlterModelOptions(
            name="pipelinestage",
            options={
                "ordering": ["pipeline", "order"],
                "verbose_name": "pipeline stage",
                "verbose_name_plural": "pipeline stages",
            },
        )
    ]
