"""Find what an address of a course names, or answer 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from training.models import Course, CourseVersion


def course_at(slug):
    """The course with that address."""
    return get_object_or_404(Course.objects.select_related("owner", "refresher"), slug=slug)


def version_at(slug, number):
    """The version with a number like 2 of the course with that address."""
    found = CourseVersion.objects.filter(course__slug=slug, number=number)
    return get_object_or_404(found.select_related("course", "published_by"))


def lesson_at(slug, number, key):
    """A page of that version; its ``version`` is set."""
    version = version_at(slug, number)
    lesson = get_object_or_404(version.lessons, key=key)
    lesson.version = version
    return lesson


def draft_at(slug, number):
    """That version, if it is still a draft."""
    version = version_at(slug, number)
    if version.is_published:
        raise Http404
    return version
