import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0009_links_reviews_plain_texts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField("pack", "policies"),
        migrations.RenameModel("PackPolicy", "PackPart"),
        migrations.RemoveConstraint("packpart", "policies_pack_policy_once"),
        migrations.AddField(
            "packpart",
            "kind",
            models.CharField(
                choices=[
                    ("text", "full text"),
                    ("plain", "in plain language"),
                    ("children", "version for children"),
                    ("card", "field card"),
                    ("poster", "poster"),
                ],
                default="text",
                max_length=8,
                verbose_name="form",
            ),
        ),
        migrations.AlterField(
            "packpart",
            "pack",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parts",
                to="policies.pack",
            ),
        ),
        migrations.AlterField(
            "packpart",
            "policy",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pack_parts",
                to="policies.policy",
            ),
        ),
        migrations.AddConstraint(
            "packpart",
            models.UniqueConstraint(
                fields=["pack", "policy", "kind"], name="policies_pack_part_once"
            ),
        ),
        migrations.AddConstraint(
            "packpart",
            models.UniqueConstraint(
                fields=["pack"], condition=Q(kind="poster"), name="policies_pack_one_poster"
            ),
        ),
        migrations.AddConstraint(
            "packpart",
            models.CheckConstraint(
                condition=Q(kind="poster", policy=None) | ~Q(kind="poster") & ~Q(policy=None),
                name="policies_pack_part_of_a_policy",
            ),
        ),
        migrations.AlterField(
            "pack",
            "audience",
            models.CharField(
                choices=[
                    ("volunteers", "new volunteers and staff"),
                    ("partners", "partners and donors"),
                    ("reviewers", "outside reviewers"),
                    ("children", "children and those who look after them"),
                    ("public", "everybody"),
                    ("other", "somebody else"),
                ],
                default="other",
                max_length=12,
                verbose_name="for whom",
            ),
        ),
        migrations.CreateModel(
            "PosterNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=20, unique=True)),
                ("number", models.CharField(max_length=20, verbose_name="number")),
                ("checked_on", models.DateField(verbose_name="called on")),
                (
                    "checked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
