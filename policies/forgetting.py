"""What was said about a text goes when its time is over; that it was said stays.

How long that is, ``retention.toml`` says (GDPR art. 5(1)(e)); the nightly run asks here which rows
are over.
"""

from django.db.models import Exists, OuterRef, Q

from policies.models import Comment, CommentAnswer, PolicyVersion, QuestionMessage


def over_messages(*, closed_until, left_until):
    """Messages of threads closed by that moment, or left open by somebody gone by that day.

    The rows stay, for the days on which a thread was open are evidence; only words are erased.
    """
    closed = Q(question__closed_at__lte=closed_until)
    abandoned = Q(question__closed_at=None, question__person__left_on__lte=left_until)
    return QuestionMessage.objects.filter(closed | abandoned).exclude(text="")


def erase_words(messages):
    """Erase the words of these messages; returns how many had some."""
    return messages.update(text="")


def over_comments(*, until):
    """Comments settled by that moment, or that old on a text that is published or discarded."""
    later = CommentAnswer.objects.filter(comment=OuterRef("pk"), at__gt=until)
    closed = ~Q(version__state__in=PolicyVersion.OPEN)
    forgotten = Q(closed, ~Exists(later), settled_at=None, at__lte=until)
    return Comment.objects.filter(Q(settled_at__lte=until) | forgotten)


def delete_comments(comments):
    """Delete these comments with their answers; returns how many comments there were."""
    CommentAnswer.objects.filter(comment__in=comments).delete()
    return comments.delete()[0]
