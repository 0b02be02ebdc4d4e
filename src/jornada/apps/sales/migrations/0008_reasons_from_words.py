"""Reasons for a loss become a pick list: what stood there as free text names the rows."""

from django.db import migrations
from django.db.models import Max

DEFAULTS = (
    ("Price", "Preço"),
    ("Bought from a competitor", "Comprou de um concorrente"),
    ("No budget", "Sem orçamento"),
    ("No decision", "Sem decisão"),
    ("Not the right time", "Não era o momento"),
    ("Something is missing in the product", "Falta algo no produto"),
)


def name_reasons(apps, schema_editor):
    """Give each text that was written its reason; running it again finds nothing left to do."""
    using = schema_editor.connection.alias
    Opportunity = apps.get_model("sales", "Opportunity").objects.using(using)
    LossReason = apps.get_model("sales", "LossReason").objects.using(using)
    texts = Opportunity.filter(loss_reason=None).exclude(lost_reason="").order_by()
    texts = sorted(set(texts.values_list("lost_reason", flat=True)))
    if not texts:
        return
    if not LossReason.exists():
        LossReason.bulk_create(
            LossReason.model(label_en=english, label_pt=portuguese, order=order)
            for order, (english, portuguese) in enumerate(DEFAULTS)
        )
    known = {}
    for row in LossReason.order_by("-id"):
        known |= {row.label_en.casefold(): row, row.label_pt.casefold(): row}
    last = LossReason.aggregate(last=Max("order"))["last"]
    for text in texts:
        label = " ".join(text.split())[:120]
        row = known.get(label.casefold())
        if row is None:
            last = min(last + 1, 32_000)
            row = known[label.casefold()] = LossReason.create(label_en=label, label_pt=label, order=last)
        Opportunity.filter(loss_reason=None, lost_reason=text).update(loss_reason=row)


class Migration(migrations.Migration):
    dependencies = [("sales", "0007_lines_reasons_proposals")]

    operations = [migrations.RunPython(name_reasons, migrations.RunPython.noop)]
