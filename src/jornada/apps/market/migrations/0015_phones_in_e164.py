"""Phones that files brought as they were written are kept as forms keep them: so they are found, and called."""

from django.db import migrations

from jornada.apps.market.phones import stored_phone

AT_ONCE = 1000


def rewrite(apps, _schema_editor):
    for name, field in (("Account", "phone"), ("Contact", "phone"), ("ContactPoint", "value")):
        rows = apps.get_model("market", name)._base_manager.exclude(**{field: ""})
        rows = rows.exclude(**{f"{field}__startswith": "+"})
        if name == "ContactPoint":
            rows = rows.filter(kind="phone")
        _rewrite(rows, field)


def _rewrite(rows, field):
    changed = []
    for row in rows.only("pk", field).iterator(AT_ONCE):
        text = getattr(row, field)
        setattr(row, field, stored_phone(text))
        if getattr(row, field) != text:
            changed.append(row)
    rows.model._base_manager.bulk_update(changed, [field], batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("market", "0014_in_alphabet")]

    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop, elidable=True)]
