import uuid

from django.conf import settings
from django.db import migrations

ROOT_PATH = "0001"


def make_homes(apps, schema_editor):
    """One home per language, below the root; the Dutch one is where the site starts."""
    Page = apps.get_model("wagtailcore", "Page")
    Page.objects.filter(depth=2, slug="home", content_type__model="page").delete()
    key = uuid.uuid4()
    homes = [
        make_home(apps, code, number, key) for number, (code, _name) in enumerate(settings.LANGUAGES, start=1)
    ]
    Page.objects.filter(path=ROOT_PATH).update(numchild=Page.objects.filter(depth=2).count())
    apps.get_model("wagtailcore", "Site").objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": "localhost",
            "port": 80,
            "site_name": settings.WAGTAIL_SITE_NAME,
            "root_page_id": homes[0].pk,
        },
    )


def make_home(apps, code, number, key):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="cms", model="homepage"
    )
    locale, _ = apps.get_model("wagtailcore", "Locale").objects.get_or_create(language_code=code)
    return apps.get_model("cms", "HomePage").objects.create(
        title="Bouwsteen",
        draft_title="Bouwsteen",
        slug=code,
        url_path=f"/{code}/",
        path=f"{ROOT_PATH}{number:04d}",
        depth=2,
        numchild=0,
        live=True,
        locale=locale,
        translation_key=key,
        content_type=content_type,
    )


def close_default_doors(apps, schema_editor):
    """Wagtail starts with groups that may change every page, and a workflow that shows everybody's drafts to them."""
    for name in ("WorkflowPage", "WorkflowTask", "Workflow", "Task"):
        apps.get_model("wagtailcore", name).objects.all().delete()
    apps.get_model("auth", "Group").objects.filter(name__in=["Editors", "Moderators"]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [
        migrations.RunPython(make_homes, migrations.RunPython.noop),
        migrations.RunPython(close_default_doors, migrations.RunPython.noop),
    ]
