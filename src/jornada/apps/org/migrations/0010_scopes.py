"""Tokens have scopes and an end; those made before go on doing everything."""

from django.db import migrations, models


def everything(apps, schema_editor):
    apps.get_model("org", "ApiToken").objects.filter(scopes=[]).update(scopes=["*"])


class Migration(migrations.Migration):
    dependencies = [("org", "0009_saved_views")]

    operations = [
        migrations.AddField(
            "apitoken",
            "scopes",
            models.JSONField(default=list, help_text="accounts:read, accounts:write …; * is everything"),
        ),
        migrations.AddField(
            "apitoken", "expires_at", models.DateTimeField(blank=True, null=True, verbose_name="works until")
        ),
        migrations.RunPython(everything, migrations.RunPython.noop),
    ]
