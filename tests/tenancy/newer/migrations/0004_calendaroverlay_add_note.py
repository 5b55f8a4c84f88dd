from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0003_days_from_above")]
    operations = [
        migrations.AddField("calendaroverlay", "note", models.CharField(default="—", max_length=20, db_index=True)),
        migrations.CreateModel(
            "Extra", [("id", models.UUIDField(primary_key=True))], {"permissions": [("see_extra", "See")]}
        ),
    ]
