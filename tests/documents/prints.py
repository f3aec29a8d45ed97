"""Sets the sample documents; those that several tests look at are set once."""

from functools import cache

from documents.pdf import render
from tests.documents import reading, samples


def set_document(kind, contents, language="both", **options):
    """The bytes of a document of the policies: kind is "pack", "policy" or "receipt"."""
    values = {
        "language": language,
        "title": "Tytuł pliku",
        "author": samples.ORGANISATION,
        "created_at": samples.MOMENT,
    }
    return render(f"policies/pdf/{kind}.html", {"contents": contents}, **(values | options))


def printed(kind, contents, language="both"):
    """The document, opened."""
    return reading.opened(set_document(kind, contents, language))


@cache
def sample(kind, language="both"):
    """The sample of a kind, opened; nobody changes it."""
    return printed(kind, getattr(samples, kind)(), language)
