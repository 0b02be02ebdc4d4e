from django.db import migrations, models


def forget_what_nobody_gave(apps, schema_editor):
    """A company was called as the program is until somebody named it; now it has no name until then."""
    apps.get_model("org", "Workspace").objects.filter(name="Jornada").update(name="")


class Migration(migrations.Migration):
    dependencies = [("org", "0026_words_of_three_letters")]

    operations = [
        migrations.AlterField(
            "workspace",
            "name",
            models.CharField(
                default="", help_text="blank while nobody has given it one", max_length=200, verbose_name="name"
            ),
        ),
        migrations.RunPython(forget_what_nobody_gave, migrations.RunPython.noop, elidable=True),
    ]
