from django.db import migrations


def read_names_again(apps, schema_editor):
    """Words of three letters were not kept; the worker reads all names once more, which adds what is missing."""
    apps.get_model("org", "WordsRead").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("org", "0025_logos")]

    operations = [migrations.RunPython(read_names_again, migrations.RunPython.noop, elidable=True)]
