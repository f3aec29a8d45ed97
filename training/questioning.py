"""Write the questions of a draft: add, change, order and remove them."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from people.refusals import Refused
from training.drafting import CannotWrite, changing, swap
from training.models import Question
from training.models.course import MOST_QUESTIONS


class QuestionChanged(Refused):
    """Somebody else saved this question in the meantime; ``stored`` is theirs."""

    def __init__(self, stored):
        super().__init__(
            _(
                "Somebody else has saved this question in the meantime. Your words are below; "
                "save again to keep yours."
            )
        )
        self.stored = stored


@transaction.atomic
def add_question(version, *, by, at, on, **words):
    """Put a question at the end; ``words`` are the model's fields. Raises CannotWrite."""
    with changing(version, by=by, at=at, on=on, fields=["questions"]) as locked:
        if locked.questions.count() >= MOST_QUESTIONS:
            raise CannotWrite(_("A course has sixty questions at the most."))
        last = locked.questions.aggregate(last=Max("position"))["last"] or 0
        key = _free_key(locked, last + 1)
        return Question.objects.create(version=locked, position=last + 1, key=key, **words)


def _free_key(version, number):
    taken = set(version.questions.values_list("key", flat=True))
    return next(
        key for n in range(number, number + len(taken) + 1) if (key := f"q{n}") not in taken
    )


@transaction.atomic
def save_question(question, *, by, at, on, revision, **words):
    """Store a question's words; raises QuestionChanged when somebody saved in between."""
    with changing(question.version, by=by, at=at, on=on, fields=["questions"]) as version:
        found = _locked(version, question)
        if found.revision != revision:
            raise QuestionChanged(found)
        for name, value in words.items():
            setattr(found, name, value)
        found.revision += 1
        found.save()
    return found


@transaction.atomic
def move_question(question, *, by, at, on, up):
    """Swap a question with its neighbour; at the edge nothing happens."""
    with changing(question.version, by=by, at=at, on=on, fields=["questions"]) as version:
        swap(list(version.questions.select_for_update()), question.key, up=up)


@transaction.atomic
def remove_question(question, *, by, at, on):
    """Take a question out of a draft; those after it move up."""
    with changing(question.version, by=by, at=at, on=on, fields=["questions"]) as version:
        _locked(version, question).delete()
        for position, row in enumerate(version.questions.all(), start=1):
            Question.objects.filter(pk=row.pk).update(position=position)


def _locked(version, question):
    found = version.questions.select_for_update().filter(key=question.key).first()
    if found is None:
        raise CannotWrite(_("This question is not there any more."))
    return found
