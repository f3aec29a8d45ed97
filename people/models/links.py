import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

OPEN = Q(used_up_at=None, revoked_at=None)


class PersonalLink(models.Model):
    """Lets one person read and acknowledge what they owe, without signing in (security.md 4.1).

    It opens these texts and nothing else, until none is left or it expires. Only the hash of its
    token is kept; the token itself exists in the mail alone.
    """

    data_level = 1

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="links"
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, blank=True)
    used_up_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=OPEN, name="people_one_open_link"),
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="people_link_token"
            ),
        ]

    def __str__(self):
        return f"{self.person_id}: {self.sent_at:%Y-%m-%d}"
