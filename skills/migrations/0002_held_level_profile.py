import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


def measure_again(apps, schema_editor):
    """Stored levels say now for which profile they are; the worker makes them again from the log."""
    apps.get_model("skills", "HeldLevel").objects.all().delete()
    assignments = apps.get_model("skills", "ProfileAssignment").objects
    assignments.filter(ends=None).update(levels_due_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("skills", "0001_initial")]

    operations = [
        migrations.RunPython(measure_again, migrations.RunPython.noop),
        migrations.AddField(
            model_name="heldlevel",
            name="profile",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="skills.jobprofile"
            ),
            preserve_default=False,
        ),
    ]
