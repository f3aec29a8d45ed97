"""Comment on a place in a text that is not published yet, answer, settle, reopen."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from policies import rules
from policies.blocks import blocks_of
from policies.hashing import in_language
from policies.models import Comment, CommentAnswer, PolicyVersion
from policies.refusals import Refused

LANGUAGES = ("pl", "en")


class CannotComment(Refused):
    """The comment cannot be made or changed like this."""


@dataclass(frozen=True)
class Place:
    """A section of a version, named by its key, with the words in one language that are meant.

    Without a quote the whole section is meant. ``language`` may be empty: where the words stand
    tells it.
    """

    section_key: str
    language: str = ""
    quote: str = ""


@dataclass(frozen=True)
class Remark:
    """A comment as pages show it.

    ``is_gone`` says that the quoted words, or the section, are not in the text any more.
    """

    comment: Comment
    answers: tuple
    is_gone: bool


@transaction.atomic
def add_comment(version, *, by, at, on, place, text):
    """Say something about a place; refused where the section or its quoted words are not there."""
    version = _commentable(version, by=by, on=on)
    section = version.sections.filter(key=place.section_key).first()
    if section is None:
        raise CannotComment(_("This section is not in the text any more."))
    language = _language_of(place, section)
    if place.quote and not language:
        raise CannotComment(
            _("The section does not have these words any more. Select others or leave them out.")
        )
    comment = Comment.objects.create(
        version=version,
        section_key=section.key,
        language=language,
        quote=place.quote,
        text=text,
        by=by,
        at=at,
    )
    record("comment.added", comment, by=by, at=at)
    return comment


@transaction.atomic
def answer(comment, *, by, at, on, text):
    """Answer a comment; a settled one is reopened first."""
    comment = _changeable(comment, by=by, on=on)
    if comment.is_settled:
        raise CannotComment(_("This comment is settled. Reopen it to answer."))
    given = CommentAnswer.objects.create(comment=comment, text=text, by=by, at=at)
    record("comment.answered", comment, by=by, at=at)
    return given


@transaction.atomic
def settle(comment, *, by, at, on):
    """Note that nothing is left to do; its author and those who keep policies may."""
    comment = _changeable(comment, by=by, on=on)
    if not rules.can_settle(by, comment, on=on):
        raise PermissionDenied
    if not comment.is_settled:
        comment.settled_by, comment.settled_at = by, at
        comment.save(update_fields=["settled_by", "settled_at"])
        record("comment.settled", comment, by=by, at=at)
    return comment


@transaction.atomic
def reopen(comment, *, by, at, on):
    """Take up a settled comment again."""
    comment = _changeable(comment, by=by, on=on)
    if not rules.can_settle(by, comment, on=on):
        raise PermissionDenied
    if comment.is_settled:
        comment.settled_by = comment.settled_at = None
        comment.save(update_fields=["settled_by", "settled_at"])
        record("comment.reopened", comment, by=by, at=at)
    return comment


def _commentable(version, *, by, on):
    """The version under lock, if the person may comment on it now."""
    version = PolicyVersion.objects.select_for_update().get(pk=version.pk)
    if not rules.can_comment(by, on=on):
        raise PermissionDenied
    if not version.is_open:
        raise CannotComment(_("This text is published or discarded; its comments are closed."))
    return version


def _changeable(comment, *, by, on):
    """The comment as it is now, if the person may do something with it."""
    _commentable(comment.version, by=by, on=on)
    return Comment.objects.select_for_update().get(pk=comment.pk)


def remarks(version):
    """Map each section's key to its comments, open ones first; three queries at most."""
    comments = version.comments.select_related("by", "settled_by").prefetch_related("answers__by")
    sections = {section.key: section for section in version.sections.all()}
    found = {}
    for comment in sorted(comments, key=lambda comment: comment.is_settled):
        section = sections.get(comment.section_key)
        is_gone = section is None or bool(
            comment.quote and not _stands_in(comment.quote, section, comment.language)
        )
        remark = Remark(comment, tuple(comment.answers.all()), is_gone)
        found.setdefault(comment.section_key, []).append(remark)
    return found


def open_remarks(version):
    """The comments on a version that are not settled, in the order of time."""
    found = (remark for each in remarks(version).values() for remark in each)
    return sorted(
        (remark for remark in found if not remark.comment.is_settled),
        key=lambda remark: (remark.comment.at, remark.comment.pk),
    )


def open_comments(version):
    """How many comments on the version are not settled."""
    return version.comments.open().count()


def _language_of(place, section):
    """The language in which the quoted words stand; empty without a quote or without them."""
    codes = [place.language] if place.language else LANGUAGES
    return next(
        (code for code in codes if place.quote and _stands_in(place.quote, section, code)), ""
    )


def _stands_in(quote, section, language):
    """Whether the words are in the heading or the body, whatever the white space between them."""
    body = (
        word.text
        for block in blocks_of(in_language(section, "body", language))
        for word in block.words
    )
    texts = (in_language(section, "heading", language), "".join(body))
    return any(_dense(quote) in _dense(text) for text in texts)


def _dense(text):
    return "".join(text.split())
