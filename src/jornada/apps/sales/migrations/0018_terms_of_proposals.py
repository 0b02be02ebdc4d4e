from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sales", "0017_stages_are_several")]

    operations = [
        migrations.CreateModel(
            name="ProposalTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=[("pt-br", "Portuguese"), ("en", "English")],
                        max_length=5,
                        unique=True,
                        verbose_name="language",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=5000, verbose_name="terms")),
            ],
            options={
                "verbose_name": "terms of proposals",
                "verbose_name_plural": "terms of proposals",
                "ordering": ["language"],
            },
        )
    ]
