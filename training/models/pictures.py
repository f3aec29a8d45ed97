"""Pictures in lessons: written anew from their pixels, so that nothing else travels with them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from training.models.course import CourseVersion
from training.models.learning import Learning


class PictureQuerySet(models.QuerySet):
    def visible_to(self, person, *, oversees):
        """Those in a version that the person has started; all of them for who oversees courses."""
        if oversees:
            return self
        started = Learning.objects.filter(person=person).values("version")
        placed = LessonPicture.objects.filter(picture=OuterRef("pk"), version__in=started)
        return self.filter(Exists(placed))


class Picture(models.Model):
    """The bytes of a picture, a JPEG of our own making; versions of a course share them."""

    data_level = 0

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return str(self.uid)

    def get_absolute_url(self):
        return reverse("picture", args=[self.uid])


class LessonPicture(models.Model):
    """A picture in a lesson and what it shows, in words for those who do not see it.

    ``number`` is what the text calls it: a paragraph "[picture 1]" is where it stands; pictures
    that the text does not name stand below it.
    """

    data_level = 0

    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="pictures")
    lesson_key = models.SlugField(max_length=60)
    number = models.PositiveSmallIntegerField()
    alt = models.CharField(_("what it shows"), max_length=300)
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="places")

    class Meta:
        ordering = ["lesson_key", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "lesson_key", "number"], name="training_picture_number_unique"
            )
        ]

    def __str__(self):
        return f"{self.lesson_key} {self.number}"
