from django.db import models
from django.utils.translation import gettext_lazy as _

from policies.models.version import PolicyVersion


class PolicyReference(models.Model):
    """A text links to another policy: found in its sections whenever a draft is saved.

    Only the address is kept, as it stands in the text. It may lead nowhere; that is told before the
    text goes to review. The rows of a published version are as fixed as its text.
    """

    data_level = 1

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="references")
    slug = models.SlugField(_("address"), max_length=60)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(fields=["version", "slug"], name="policies_reference_once"),
        ]
        indexes = [models.Index(fields=["slug", "version"], name="policies_reference_to")]

    def __str__(self):
        return f"{self.version_id}: {self.slug}"
