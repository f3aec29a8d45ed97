"""A file of people on its way in: what was uploaded, and its rows until they are taken over."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models.organisation import Function, Unit
from people.models.standing import Kind


def random_path(imported, filename):
    """Where the uploaded file waits: a random name that says nothing about what is in it."""
    return f"imports/{uuid.uuid4()}"


class PeopleImport(models.Model):
    """One uploaded file: how far its check is, what it would change, and what became of it.

    The file and its rows go when they are taken over or dropped, and after a day in any case; this
    row stays, with numbers only.
    """

    data_level = 1

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        UNREADABLE = "unreadable", _("not readable")
        TAKEN = "taken", _("taken over")
        DROPPED = "dropped", _("dropped")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    filename = models.CharField(max_length=120)
    file = models.FileField(upload_to=random_path, max_length=80, blank=True)
    sha256 = models.CharField(max_length=64)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)
    #: Why the file cannot be read, as {"code", "params"}.
    refusal = models.JSONField(default=dict)
    #: The headings of the file as [heading, our column or ""].
    columns = models.JSONField(default=list)
    #: Which run of the checking job holds the rows; another run makes it stop.
    run = models.UUIDField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    steps_done = models.PositiveIntegerField(default=0)
    steps_total = models.PositiveIntegerField(default=0)
    #: The number of the trail's last event when the check began.
    known_until = models.BigIntegerField(default=0)
    #: How many rows are in which state, by the value of ImportRow.State.
    counts = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["taken", "dropped"])
                | Q(file="", finished_at__isnull=False),
                name="people_import_finished_keeps_no_file",
            )
        ]

    def __str__(self):
        return self.filename


class ImportRow(models.Model):
    """One row of the file as it was understood, what it would change, and what is wrong with it."""

    data_level = 1

    class State(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        ASK = "ask", _("to decide")
        PROBLEM = "problem", _("with a problem")

    class Decision(models.TextChoices):
        SAME = "same", _("the same person")
        OTHER = "other", _("somebody else")
        SKIP = "skip", _("leave out")

    imported = models.ForeignKey(PeopleImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    #: The first row of the same new person: rows of one person are taken over together.
    leader = models.PositiveIntegerField()
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    name_key = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, blank=True)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, blank=True)
    function = models.ForeignKey(Function, null=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    state = models.CharField(max_length=9, choices=State)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    #: An assignment of this person that the row lets end.
    assignment_id = models.BigIntegerField(null=True)
    #: What changes about a person who is here: names of fields, "assignment", "ends_on".
    changes = models.JSONField(default=list)
    #: What is wrong, or to be decided, as [{"column", "code", …}].
    problems = models.JSONField(default=list)
    decision = models.CharField(max_length=5, choices=Decision, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["imported", "number"], name="people_import_row_once"),
        ]
        indexes = [
            models.Index(fields=["imported", "state", "number"], name="people_import_by_state"),
            models.Index(fields=["imported", "email"], name="people_import_by_email"),
            models.Index(fields=["imported", "name_key"], name="people_import_by_name"),
            models.Index(fields=["imported", "leader", "number"], name="people_import_by_leader"),
        ]

    def __str__(self):
        return f"{self.number}: {self.given_name} {self.family_name}".strip()
