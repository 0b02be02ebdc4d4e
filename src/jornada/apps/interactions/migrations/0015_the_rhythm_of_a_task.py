from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("interactions", "0014_touches_that_say_something")]

    operations = [
        migrations.AddField(
            model_name="plannedtouch",
            name="rhythm_from",
            field=models.DateTimeField(
                blank=True, help_text="the first of the rhythm; none: this one", null=True, verbose_name="repeats from"
            ),
        ),
        migrations.AddField(
            model_name="plannedtouch",
            name="occurs_at",
            field=models.DateTimeField(
                blank=True,
                help_text="where this one was before it was put off; none: due_at",
                null=True,
                verbose_name="due by its rhythm",
            ),
        ),
    ]
