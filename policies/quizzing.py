"""Write the questions that check understanding, beside the draft they belong to."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from policies.drafting import CannotDraft, _editable, _touched
from policies.models import ComprehensionQuestion
from policies.models.comprehension import MOST_QUESTIONS
from policies.refusals import Refused


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
    """Put a question at the end; ``words`` are the model's fields in both languages."""
    version = _editable(version, by=by, on=on)
    last = version.comprehension.aggregate(last=Max("position"))["last"] or 0
    if last >= MOST_QUESTIONS:
        raise CannotDraft(_("Five questions are the most that readers are asked."))
    question = ComprehensionQuestion.objects.create(version=version, position=last + 1, **words)
    _touched(version, by=by, at=at, fields=["questions"])
    return question


@transaction.atomic
def save_question(question, *, by, at, on, revision, **words):
    """Store a question's words; raises QuestionChanged when somebody saved in between."""
    version, question = _locked(question, by=by, on=on)
    if question.revision != revision:
        raise QuestionChanged(question)
    for field, value in words.items():
        setattr(question, field, value)
    question.revision += 1
    question.save()
    _touched(version, by=by, at=at, fields=["questions"])
    return question


@transaction.atomic
def remove_question(question, *, by, at, on):
    """Take a question out of a draft; those after it move up."""
    version, question = _locked(question, by=by, on=on)
    question.delete()
    for position, other in enumerate(version.comprehension.all(), start=1):
        ComprehensionQuestion.objects.filter(pk=other.pk).update(position=position)
    _touched(version, by=by, at=at, fields=["questions"])


def _locked(question, *, by, on):
    """The version and its question as they are now, under lock."""
    version = _editable(question.version, by=by, on=on)
    found = version.comprehension.select_for_update().filter(pk=question.pk).first()
    if found is None:
        raise CannotDraft(_("This question is not there any more."))
    return version, found
