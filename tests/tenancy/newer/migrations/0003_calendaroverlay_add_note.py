from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0002_local_days_have_a_basis")]
    operations = [
        migrations.AddField("calendaroverlay", "note", models.CharField(default="—", max_length=20, db_index=True)),
        migrations.CreateModel(
            "Extra", [("id", models.UUIDField(primary_key=True))], {"permissions": [("see_extra", "See")]}
        ),
    ]
