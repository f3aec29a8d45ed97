from django.db import migrations


def begin(apps, schema_editor):
    """Make the one head row, from which the first event goes on."""
    head = apps.get_model("audit", "Head")
    head.objects.using(schema_editor.connection.alias).get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop, elidable=False)]
