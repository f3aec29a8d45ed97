import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from policies.fields import ProseField
from policies.models.policy import Policy


def _never_in_force():
    """The withdrawals that took effect before the version of the outer query did."""
    return Withdrawal.objects.filter(
        version=OuterRef("pk"), withdrawn_on__lte=OuterRef("effective_on")
    )


class PolicyVersionQuerySet(models.QuerySet):
    def open(self):
        """Texts that somebody is still working on: at most one per policy."""
        return self.filter(state__in=PolicyVersion.OPEN)

    def published(self):
        return self.filter(state=PolicyVersion.State.PUBLISHED)

    def counted(self):
        """Published and not withdrawn before it came into force."""
        return self.published().filter(~Exists(_never_in_force()))

    def with_counted(self):
        """Each with ``is_counted``: whether a published one was not withdrawn before its day."""
        return self.annotate(is_counted=~Exists(_never_in_force()))

    def in_force(self, day):
        """The versions that bind their readers on that day, past or future: one per policy at most.

        The latest effective version counts; once it is withdrawn, the policy has nothing in force.
        """
        later = PolicyVersion.objects.counted().filter(
            policy=OuterRef("policy"), effective_on__lte=day, order__gt=OuterRef("order")
        )
        withdrawn = Withdrawal.objects.filter(version=OuterRef("pk"), withdrawn_on__lte=day)
        return self.counted().filter(~Exists(later), ~Exists(withdrawn), effective_on__lte=day)

    def numbered(self, number):
        """The version with an address like "2.1"; nothing for a malformed number."""
        major, _dot, minor = number.partition(".")
        if not (major.isdecimal() and minor.isdecimal() and len(number) <= 9):
            return self.none()
        return self.exclude(state=PolicyVersion.State.DISCARDED).filter(major=major, minor=minor)


class PolicyVersion(models.Model):
    """One text of a policy in both languages. Once published it never changes again.

    The stored state ends at *published*; scheduled, in force and replaced are conclusions of a day.
    """

    data_level = 1

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        CHANGES_REQUESTED = "changes_requested", _("changes requested")
        APPROVED = "approved", _("approved")
        PUBLISHED = "published", _("published")
        DISCARDED = "discarded", _("discarded")

    OPEN = (State.DRAFT, State.IN_REVIEW, State.CHANGES_REQUESTED, State.APPROVED)
    EDITABLE = (State.DRAFT, State.CHANGES_REQUESTED)

    class Duty(models.TextChoices):
        """What readers must do with the version; chosen in the publish dialogue."""

        NOTHING = "nothing", _("nothing: a minor version")
        READ = "read", _("read and acknowledge: a major version")
        ANSWER = "answer", _("read, answer questions and acknowledge: a major version")
        REFRESH = (
            "refresh",
            _("read, answer questions, acknowledge and take the short course: a major version"),
        )

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    major = models.PositiveSmallIntegerField()
    minor = models.PositiveSmallIntegerField(default=0)
    order = models.GeneratedField(
        expression=F("major") * 10000 + F("minor"),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    title = models.CharField(_("title"), max_length=160)
    change_note = models.TextField(_("what changed"), blank=True)
    statement = models.CharField(_("statement"), max_length=400, blank=True)
    readers_must = models.CharField(max_length=10, choices=Duty, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes to read"), default=1)
    text_hash = models.CharField(max_length=64, blank=True)
    version_hash = models.CharField(max_length=64, blank=True)
    translation_due_on = models.DateField(_("translation follows by"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    editors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering = ["policy", "-major", "-minor"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "major", "minor"],
                condition=~Q(state="discarded"),
                name="policies_version_number_unique",
            ),
            models.UniqueConstraint(
                fields=["policy"],
                condition=Q(state__in=["draft", "in_review", "changes_requested", "approved"]),
                name="policies_one_open_draft",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | (
                    Q(
                        effective_on__isnull=False,
                        published_at__isnull=False,
                        published_by__isnull=False,
                    )
                    & ~Q(version_hash="")
                    & ~Q(readers_must="")
                ),
                name="policies_published_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="published") | Q(published_at=None, published_by=None),
                name="policies_unpublished_undated",
            ),
        ]
        indexes = [
            models.Index(
                fields=["policy", "state", "effective_on"], name="policies_version_by_policy"
            )
        ]

    def __str__(self):
        return f"{self.title} {self.number}"

    def get_absolute_url(self):
        return reverse("version", args=[self.policy.slug, self.number])

    @property
    def number(self):
        return f"{self.major}.{self.minor}"

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def is_editable(self):
        return self.state in self.EDITABLE

    @property
    def is_published(self):
        return self.state == self.State.PUBLISHED


class Section(models.Model):
    """A part of a version's text: a heading and a body in both languages.

    ``revision`` grows with every save, so that a late editor cannot overwrite another's words.
    ``pl_follows`` is the hash of the English text that the Polish one was last in step with, and
    the other way round; ``written_on`` names page and language of the last saving (see ``drift``).
    """

    data_level = 1

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=60)
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    body = ProseField(_("text"), blank=True)
    revision = models.PositiveIntegerField(default=0)
    pl_follows = models.CharField(max_length=64, blank=True, editable=False)
    en_follows = models.CharField(max_length=64, blank=True, editable=False)
    written_on = models.CharField(max_length=20, blank=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="policies_section_key"),
        ]

    def __str__(self):
        return self.heading

    @property
    def tone(self):
        """ "always" and "never" sections are shown with ticks and crosses."""
        first = self.key.partition("-")[0]
        return first if first in ("always", "never") else ""

    def clean_bodies(self):
        """Clean both bodies now, for whoever needs them as they will be stored."""
        clean = self._meta.get_field("body").sanitize
        self.body_pl, self.body_en = clean(self.body_pl or ""), clean(self.body_en or "")


class Withdrawal(models.Model):
    """A published version stops binding on a day; before its first day it never counts."""

    data_level = 1

    version = models.OneToOneField(
        PolicyVersion, on_delete=models.PROTECT, related_name="withdrawal"
    )
    withdrawn_on = models.DateField(_("withdrawn on"))
    reason = models.CharField(_("reason"), max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self):
        return f"{self.version_id}: {self.withdrawn_on}"
