from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0030_sign_ins'),
    ]

    operations = [
        migrations.AlterField(
            model_name='signin',
            name='outcome',
            field=models.CharField(choices=[('in', 'came in'), ('wrong', 'wrong login or password'), ('factor', 'wrong second factor'), ('inactive', 'inactive person'), ('unknown', 'vouched for by the provider, but nobody here'), ('refused', "passkey or provider's answer not accepted"), ('held', 'held back after too many tries')], max_length=10),
        ),
    ]
