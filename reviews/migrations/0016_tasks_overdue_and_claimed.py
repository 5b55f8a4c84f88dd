from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("reviews", "0015_evidence_of_acts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="steptask",
            index=models.Index(
                fields=["due_on"],
                condition=models.Q(state="open", due_on__isnull=False),
                name="tasks_open_by_due",
            ),
        ),
        migrations.AddIndex(
            model_name="steptask",
            index=models.Index(
                fields=["claimed_by", "opened_at", "id"],
                condition=models.Q(state="open", claimed_by__isnull=False),
                name="tasks_claimed_by",
            ),
        ),
    ]
