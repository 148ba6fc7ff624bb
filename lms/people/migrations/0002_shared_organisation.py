from django.db import migrations


def make_shared_organisation(apps, schema_editor):
    """The owner of the common catalogue, and the account under which the installation itself writes."""
    apps.get_model("people", "Organisation").objects.get_or_create(
        kind="shared", defaults={"name": "Bouwsteen", "slug": "shared"}
    )
    apps.get_model("people", "User").objects.get_or_create(
        username="bouwsteen", defaults={"name": "Bouwsteen", "is_active": False, "password": "!"}
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(make_shared_organisation, migrations.RunPython.noop)]
