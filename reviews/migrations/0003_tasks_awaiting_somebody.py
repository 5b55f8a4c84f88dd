from django.db import migrations, models

#: Candidates came with the tasks until now: only those without any await somebody.
MARK_GIVEN = """
UPDATE reviews_steptask SET awaits_somebody = false
 WHERE state = 'open'
   AND EXISTS (SELECT 1 FROM reviews_taskcandidate WHERE reviews_taskcandidate.task_id = reviews_steptask.id)
"""


class Migration(migrations.Migration):
    """Open tasks alone are touched. While the old release still opens some, they count as awaiting until looked at."""

    dependencies = [
        ("reviews", "0002_phrases"),
    ]

    operations = [
        migrations.AddField(
            model_name="steptask",
            name="awaits_somebody",
            field=models.BooleanField(
                db_default=True, default=True, help_text="False from the moment that it has candidates"
            ),
        ),
        migrations.RunSQL(MARK_GIVEN, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="steptask",
            index=models.Index(
                condition=models.Q(("awaits_somebody", True), ("state", "open")),
                fields=["opened_at", "id"],
                name="tasks_awaiting_somebody",
            ),
        ),
    ]
