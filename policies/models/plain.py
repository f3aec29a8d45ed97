from django.db import models
from django.utils.translation import gettext_lazy as _

from policies.fields import ProseField
from policies.models.version import PolicyVersion


class PlainText(models.Model):
    """A version said again for other readers: in plain language, or for children.

    It belongs to one version, is approved with it and frozen with it. The version itself binds;
    this text explains. ``revision`` grows with every save, so that nobody overwrites another.
    """

    data_level = 1

    class Kind(models.TextChoices):
        PLAIN = "plain", _("in plain language")
        CHILDREN = "children", _("for children")

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="plain_texts")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    title = models.CharField(_("title"), max_length=160, blank=True)
    body = ProseField(_("text"), blank=True)
    is_sample = models.BooleanField(default=False, editable=False)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "kind"], name="policies_plain_once"),
        ]

    def __str__(self):
        return self.title or self.get_kind_display()
