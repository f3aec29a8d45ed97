from django.db import migrations, models

#: The pictures among the scans; everything else says its format already.
PICTURES = {"image/jpeg": "jpg", "image/png": "png"}


def say_formats(apps, schema_editor):
    documents = apps.get_model("documents", "Document").objects
    for media_type, format in PICTURES.items():
        documents.filter(media_type=media_type).update(format=format)


def say_media_types(apps, schema_editor):
    documents = apps.get_model("documents", "Document").objects
    for media_type, format in PICTURES.items():
        documents.filter(format=format).update(media_type=media_type, format="pdf")


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_scans"),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="format",
            field=models.CharField(
                choices=[
                    ("pdf", "PDF"),
                    ("csv", "CSV"),
                    ("xlsx", "XLSX"),
                    ("jpg", "JPEG"),
                    ("png", "PNG"),
                ],
                default="pdf",
                max_length=4,
            ),
        ),
        migrations.RunPython(say_formats, say_media_types),
        migrations.RemoveField(model_name="document", name="media_type"),
    ]
