"""Handouts: a page or a whole course as a PDF to print (features 4.21)."""

from django.core.cache import caches
from django.http import Http404

from documents.serving import as_rendered
from training.learning import version_for
from training.models import Course, Learning
from training.printing import handout_pdf
from training.views.finding import version_at
from training.views.writing import text_language

SECONDS_KEPT = 3600


def course_handout(request, slug, number, place=None):
    """For those who oversee: any version, or one page of it."""
    return _handout(request, version_at(slug, number), place)


def my_handout(request, slug, number=None):
    """For learners: the version that they have started, or one page of it."""
    course = Course.objects.filter(slug=slug).first()
    version = course and version_for(request.user, course)
    if not version or not Learning.objects.filter(person=request.user, version=version).exists():
        raise Http404
    return _handout(request, version, number)


def _handout(request, version, place):
    """The PDF; that of a frozen text is kept for a while, so that nobody makes us set it anew."""
    lessons = list(version.lessons.all())
    if place is not None:
        if not 1 <= place <= len(lessons):
            raise Http404
        lessons = [lessons[place - 1]]
    language = text_language(request)

    def make():
        return handout_pdf(version, lessons, language=language, at=request.now)

    def keep():
        key = f"handout:{version.content_hash}:{place}:{language}:{request.today}"
        return caches["process"].get_or_set(key, make, SECONDS_KEPT)

    name = f"{version.course.slug}-{version.number}"
    name = f"{name}-{place}" if place else name
    return as_rendered(request, keep if version.is_published else make, f"{name}-{language}.pdf")
