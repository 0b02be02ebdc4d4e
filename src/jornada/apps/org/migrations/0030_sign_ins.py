
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0029_entry_links'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('login', models.CharField(blank=True, help_text="what was typed and is nobody's, most of it covered", max_length=60)),
                ('outcome', models.CharField(choices=[('in', 'came in'), ('wrong', 'wrong login or password'), ('factor', 'wrong second factor'), ('inactive', 'inactive person'), ('unknown', 'vouched for by the provider, but nobody here')], max_length=10)),
                ('way', models.CharField(choices=[('password', 'password'), ('two', 'password and second factor'), ('passkey', 'passkey'), ('provider', 'provider'), ('link', 'link')], max_length=10)),
                ('address', models.CharField(blank=True, max_length=45)),
                ('agent', models.CharField(blank=True, max_length=300)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sign_ins', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'sign-in',
                'indexes': [models.Index(fields=['at', 'id'], name='sign_in_by_time'), models.Index(fields=['user', 'at', 'id'], name='sign_in_of_person')],
            },
        ),
    ]
