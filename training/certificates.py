"""The printed certificate: rendered when asked for, from rows that never change (R20)."""

from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from documents.contents import Words
from documents.pdf import render
from people.days import day_of
from policies.printing import label, organisation_name, words
from training.models import Credential

#: So many certificates at most are set into one file.
MOST_IN_A_BUNDLE = 500
#: A title or a name with more signs than this is set smaller.
LONG_TITLE, LONG_NAME = 46, 32


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What one certificate says. ``address`` is the page behind the QR code."""

    organisation: str
    number: str
    person: str
    course: Words
    #: The number of the version that was taken; None for training taken elsewhere.
    version: int | None
    #: The shorter course that renewed a former certificate, else empty.
    refresher: Words
    completed_on: date
    valid_until: date | None
    way: Words
    #: Who gave a course that was taken elsewhere, else empty; then also when it was recognised.
    provider: str
    recognised_on: date | None
    address: str

    @property
    def page(self):
        """The address of the check page as it is typed in."""
        return self.address.partition("://")[2].rstrip("/").rpartition("/")[0]

    @property
    def is_long(self):
        """Whether the course has a title that needs smaller letters."""
        return max(len(self.course.pl), len(self.course.en)) > LONG_TITLE

    @property
    def has_long_name(self):
        """Whether the name needs smaller letters."""
        return len(self.person) > LONG_NAME


@dataclass(frozen=True, kw_only=True)
class CertificateContents:
    """Certificates in one file, each on a page of its own."""

    organisation: str
    certificates: tuple[Certificate, ...]


def check_address(number, language):
    """Where anybody checks a certificate with that number; the page is in the language."""
    with translation.override("en" if language == "en" else "pl"):
        return f"{settings.SITE_URL}{reverse('certificate-check', args=[number])}"


def certificate_of(standing, language, *, organisation):
    """The Certificate of a ``standing.Standing``; person, course and version are read along."""
    row = standing.credential
    renewed = row.version is not None and row.version.course_id != row.course_id
    outside = row.source == Credential.Source.OUTSIDE
    return Certificate(
        organisation=organisation,
        number=row.number,
        person=str(row.person),
        course=_both(row.course),
        version=row.version.number if row.version else None,
        refresher=_both(row.version.course) if renewed else Words(),
        completed_on=row.awarded_on,
        valid_until=standing.valid_until,
        way=label(Credential.Source(row.source).label),
        provider=row.provider,
        recognised_on=day_of(row.recorded_at) if outside else None,
        address=check_address(row.number, language),
    )


def _both(course):
    """The title of a course in both languages, one in place of the other where that is missing."""
    found = words(course, "title")
    return replace(found, pl=found.pl or found.en, en=found.en or found.pl)


def certificate_pdf(standing, *, language):
    """The bytes of one certificate as PDF/UA; ``language`` is "pl", "en" or "both"."""
    row = standing.credential
    return _pdf([standing], language=language, created_at=row.recorded_at, title=row.number)


def bundle_pdf(standings, *, language, at, title, beat=None, told=None):
    """The bytes of many certificates in one file; ``told`` hears how many are prepared."""
    return _pdf(standings, language=language, created_at=at, title=title, beat=beat, told=told)


def _pdf(standings, *, language, created_at, title, beat=None, told=None):
    organisation, prepared = organisation_name(language), []
    for standing in standings:
        prepared.append(certificate_of(standing, language, organisation=organisation))
        if told:
            told(len(prepared))
    contents = CertificateContents(organisation=organisation, certificates=tuple(prepared))
    with translation.override("en" if language == "en" else "pl"):
        name = _("Certificate")
    return render(
        "training/pdf/certificates.html",
        {"contents": contents},
        language=language,
        title=f"{name} {title}",
        author=organisation,
        created_at=created_at,
        apart=True,
        beat=beat,
    )
