import uuid

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models

from keyring.values import EncryptedTextField


class SessionQuerySet(models.QuerySet):
    def alive(self, at):
        """Those that nobody ended and that have not run out."""
        return self.filter(expire_date__gt=at)


class Session(AbstractBaseSession):
    """One browser that somebody is signed in with, or that waits to sign in.

    Nothing about the browser or its address is kept: only whose it is, since when, and when it was
    last seen, to within five minutes.
    """

    data_level = 1

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sessions"
    )
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = BaseSessionManager.from_queryset(SessionQuerySet)()

    class Meta(AbstractBaseSession.Meta):
        ordering = ["-seen_at", "-created_at"]

    @classmethod
    def get_session_store_class(cls):
        from people.sessions import SessionStore

        return SessionStore


class KeptText(models.Model):
    """What somebody had typed when their session was over, for one hour.

    The browser's new session names the row; ``person`` is known only where an old session said so.
    """

    data_level = 2

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    path = models.CharField(max_length=500)
    fields = EncryptedTextField()
    kept_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return str(self.uid)
