from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policies.models.version import PolicyVersion


class CommentQuerySet(models.QuerySet):
    def open(self):
        """Those that nobody has settled yet."""
        return self.filter(settled_at=None)


class Comment(models.Model):
    """A remark on a place in the text of a version; it belongs to this version alone.

    The place is a section by its key, which outlives a removed section, and with a ``quote`` the
    very words in one language. Comments are kept, but prove nothing and are in no hash.
    """

    data_level = 1

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="comments")
    section_key = models.SlugField(max_length=60)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, blank=True)
    quote = models.CharField(_("quoted words"), max_length=500, blank=True)
    text = models.TextField(_("comment"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="policies_comment_settled_whole",
            ),
            models.CheckConstraint(
                condition=Q(quote="", language="") | (~Q(quote="") & ~Q(language="")),
                name="policies_comment_quote_language",
            ),
        ]

    def __str__(self):
        return f"{self.version_id}: {self.section_key}"

    @property
    def is_settled(self):
        return self.settled_at is not None


class CommentAnswer(models.Model):
    """What somebody says to a comment."""

    data_level = 1

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(_("answer"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.comment_id}: {self.pk}"
