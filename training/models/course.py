"""What is taught: courses, their frozen versions, lessons and questions."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from policies.models import Policy
from training.fields import LessonField

FEWEST_OPTIONS, MOST_OPTIONS = 2, 5
MOST_LESSONS, MOST_QUESTIONS = 30, 60


class CourseQuerySet(models.QuerySet):
    def offered(self, day):
        """Those that can be taken on that day: somebody may start them."""
        return self.filter(Q(retired_on=None) | Q(retired_on__gt=day))


class Course(models.Model):
    """Something that people learn, and how long knowing it lasts (R20).

    ``valid_months`` is how long a credential holds, None for ever; for ``renewable_months`` after
    that the ``refresher``, which may be a shorter course, is enough to renew it. Later the whole
    course is needed again. ``policies`` are those that it teaches.
    """

    data_level = 0

    class Form(models.TextChoices):
        ONLINE = "online", _("online")
        SESSION = "session", _("face to face")
        EITHER = "either", _("online or face to face")

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    form = models.CharField(_("form"), max_length=8, choices=Form, default=Form.ONLINE)
    valid_months = models.PositiveSmallIntegerField(
        _("valid for so many months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text=_("Empty: for good."),
    )
    renewable_months = models.PositiveSmallIntegerField(
        _("may be renewed for so many months afterwards"),
        default=0,
        validators=[MaxValueValidator(60)],
        help_text=_("In that time the refresher is enough; later the whole course is needed."),
    )
    refresher = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="renews",
        verbose_name=_("renewed by"),
        help_text=_("Empty: by taking the same course again."),
    )
    policies = models.ManyToManyField(
        Policy, blank=True, related_name="+", verbose_name=_("policies that it teaches")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("owner"),
    )
    is_open = models.BooleanField(_("anybody may take it, also unasked"), default=True)
    retired_on = models.DateField(_("no longer offered from"), null=True, blank=True)
    created_at = models.DateTimeField()

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(refresher=None) | ~Q(refresher=F("id")),
                name="training_course_not_its_own_refresher",
            ),
            models.CheckConstraint(
                condition=Q(renewable_months=0) | Q(valid_months__isnull=False),
                name="training_course_renewable_ends",
                violation_error_message=_("What is valid for good needs no time to renew it."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("course", args=[self.slug])

    @property
    def is_online(self):
        """Whether it can be taken on a screen."""
        return self.form in (self.Form.ONLINE, self.Form.EITHER)

    @property
    def has_sessions(self):
        """Whether it can be taken together with others, on a day and at a place."""
        return self.form in (self.Form.SESSION, self.Form.EITHER)


class CourseVersionQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=CourseVersion.State.PUBLISHED)

    def current(self):
        """The newest published version of each course: what somebody who starts now gets."""
        newest = CourseVersion.objects.published().filter(course=OuterRef("course"))
        number = newest.order_by("-number").values("number")[:1]
        return self.published().filter(number=Subquery(number))


class CourseVersion(models.Model):
    """The lessons and questions of a course at one time. Once published it never changes again.

    Whoever has started a version ends it, also when a newer one is published meanwhile; an
    attempt belongs to the version it was taken on. ``questions_drawn`` are asked at a time, 0 for
    all; ``tries`` is how often somebody may try, 0 for as often as they like.
    """

    data_level = 0

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    change_note = models.CharField(_("what changed"), max_length=400, blank=True)
    pass_percent = models.PositiveSmallIntegerField(
        _("right answers needed, in per cent"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    questions_drawn = models.PositiveSmallIntegerField(
        _("questions at a time"),
        default=0,
        validators=[MaxValueValidator(MOST_QUESTIONS)],
        help_text=_("0: all of them."),
    )
    tries = models.PositiveSmallIntegerField(
        _("tries"), default=0, help_text=_("0: as many as somebody likes.")
    )
    content_hash = models.CharField(max_length=64, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = CourseVersionQuerySet.as_manager()

    class Meta:
        ordering = ["course", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "number"], name="training_version_number_unique"
            ),
            models.UniqueConstraint(
                fields=["course"], condition=Q(state="draft"), name="training_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None, published_by=None, content_hash="")
                | (
                    Q(state="published", published_at__isnull=False, published_by__isnull=False)
                    & ~Q(content_hash="")
                ),
                name="training_version_published_whole",
            ),
        ]

    def __str__(self):
        return f"{self.course} {self.number}"

    @property
    def is_published(self):
        return self.state == self.State.PUBLISHED


class Lesson(models.Model):
    """One page of a course. ``content_note`` stands before distressing material and is calm.

    ``indicators`` are the codes of the signs that it explains; ``shows_support`` puts the numbers
    for people in distress on the page.
    """

    data_level = 0

    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="lessons")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=60)
    title = models.CharField(_("title"), max_length=160, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=5, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    content_note = models.CharField(
        _("note before distressing material"), max_length=400, blank=True
    )
    shows_support = models.BooleanField(_("show whom to call for support"), default=False)
    body = LessonField(_("text"), blank=True)
    video_url = models.URLField(
        _("video"), blank=True, help_text=_("An https address. It opens in a new tab, on request.")
    )
    indicators = models.JSONField(_("signs"), default=list, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="training_lesson_key_unique"),
            models.CheckConstraint(
                condition=Q(video_url="") | Q(video_url__startswith="https://"),
                name="training_lesson_video_https",
                violation_error_message=_("The address must begin with https://."),
            ),
        ]

    def __str__(self):
        return self.title or ""


class Question(models.Model):
    """A question about a lesson, with one right answer and the reason why it is right.

    ``options`` is a list of {"pl", "en"}; ``correct`` is the place of the right one, from 0.
    A critical one must be answered rightly to pass, whatever the percentage.
    """

    data_level = 0

    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="questions")
    lesson_key = models.SlugField(max_length=60)
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    question = models.CharField(_("question"), max_length=600, blank=True)
    options = models.JSONField(default=list)
    correct = models.PositiveSmallIntegerField(default=0)
    explanation = models.CharField(_("explanation"), max_length=800, blank=True)
    is_critical = models.BooleanField(_("must be answered rightly"), default=False)
    is_case = models.BooleanField(_("tells a case"), default=False)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="training_question_key_unique"),
            models.CheckConstraint(
                condition=Q(correct__lt=MOST_OPTIONS), name="training_question_correct"
            ),
        ]

    def __str__(self):
        return self.question or ""
