import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from people.searching import SearchField, SortField, fold


class PersonQuerySet(models.QuerySet):
    def present_on(self, day, units=None):
        """Those with an assignment that holds on that day, in some units (ids) if given."""
        from people.models.standing import Assignment

        held = Assignment.objects.open_on(day).filter(person=OuterRef("pk"))
        if units is not None:
            held = held.filter(unit__in=units)
        return self.filter(Exists(held))

    def matching(self, words):
        """Those whose name or e-mail contains every word, without regard to case and accents."""
        for word in fold(words).split():
            self = self.filter(search__contains=word)
        return self

    def visible_to(self, person, *, on):
        """Everybody for those who keep the register; a unit lead sees the people of the unit."""
        from people.roles import REGISTER_READERS, Role, holds, scope

        if holds(person, *REGISTER_READERS, on=on):
            return self
        units = scope(person, Role.UNIT_LEAD, on=on)
        if not units:
            return self.none()
        from people.models.standing import Assignment

        led = Assignment.objects.open_on(on).filter(person=OuterRef("pk"), unit__in=units)
        return self.filter(Exists(led))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):
    def get_by_natural_key(self, email):
        return self.get(email=email.strip().lower())

    def create_person(self, *, given_name, family_name, email=None, **fields):
        """Make a row; a person without an e-mail has no way to sign in."""
        person = self.model(
            given_name=given_name,
            family_name=family_name,
            email=email.strip().lower() if email else None,
            **fields,
        )
        person.set_unusable_password()
        person.save(using=self._db)
        return person


class Theme(models.TextChoices):
    AUTO = "auto", _("as on my device")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


class Person(AbstractBaseUser):
    """Anybody who works for the organisation: staff, volunteer, contractor, board, expert.

    The same row signs in (with an e-mail) or does not (without). It is anonymised, never deleted,
    while evidence hangs on it. ``uid`` is the random id that stands in addresses and in the trail.
    """

    data_level = 1

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    given_name = models.CharField(_("first name"), max_length=80)
    family_name = models.CharField(_("last name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), null=True, blank=True)  # noqa: DJ001 (unique or none)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="pl"
    )
    theme = models.CharField(_("colours"), max_length=5, choices=Theme, default=Theme.AUTO)
    added_at = models.DateTimeField(editable=False)
    left_on = models.DateField(_("last day"), null=True, blank=True, editable=False)
    anonymised_at = models.DateTimeField(null=True, editable=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    search = SearchField(source=["given_name", "family_name", "email"])
    sort = SortField(source=["family_name", "given_name"])
    name_key = SearchField(source=["given_name", "family_name"])

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["given_name"]
    EMAIL_FIELD = "email"

    objects = PersonManager()

    class Meta:
        ordering = ["sort", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="people_person_email_unique",
                violation_error_message=_("Somebody with this e-mail is already here."),
            ),
            models.CheckConstraint(condition=~Q(email=""), name="people_person_email_or_null"),
        ]
        indexes = [
            models.Index(fields=["sort", "id"], name="people_person_by_name"),
            models.Index(fields=["name_key"], name="people_person_by_key"),
        ]

    def __str__(self):
        return f"{self.given_name} {self.family_name}".strip()

    def get_absolute_url(self):
        return reverse("person", args=[self.uid])

    def get_session_auth_hash(self):
        """Changes with the password and with ``session_epoch``, which ends every session."""
        return self._get_session_auth_hash()

    def _get_session_auth_hash(self, secret=None):
        return salted_hmac(
            "people.Person.get_session_auth_hash",
            f"{self.password}:{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()
