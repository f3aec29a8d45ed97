"""Write the steps of a procedure: add, change, move, remove them; keep the notes beside them."""

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from policies.drafting import CannotDraft, changing
from policies.models import Guidance, Step
from policies.procedure_text import guidance_of
from policies.refusals import Refused


class StepChanged(Refused):
    """Somebody else saved this meanwhile; ``stored`` holds what is there now."""

    def __init__(self, stored):
        super().__init__(
            _("Somebody else has changed this in the meantime. Press Save again to keep yours.")
        )
        self.stored = stored


@transaction.atomic
def add_step(version, *, by, at, on, texts):
    """Put a step at the end; ``texts`` maps the fields of Step, words with their language."""
    with changing(version, by=by, at=at, on=on, fields=["steps"]) as version:
        last = version.steps.aggregate(last=Max("position"))["last"] or 0
        return Step.objects.create(version=version, position=last + 1, **texts)


@transaction.atomic
def save_step(step, *, by, at, on, revision, texts):
    """Store a step; raises StepChanged when somebody saved since ``revision``."""
    with changing(step.version, by=by, at=at, on=on, fields=["steps"]) as version:
        return _save(_locked(step, version), revision=revision, texts=texts)


@transaction.atomic
def move_step(step, *, by, at, on, up):
    """Swap a step with its neighbour; at the edge nothing happens."""
    with changing(step.version, by=by, at=at, on=on, fields=["steps"]) as version:
        ordered = [step.pk for step in version.steps.all()]
        place = ordered.index(_locked(step, version).pk)
        target = place + (-1 if up else 1)
        if 0 <= target < len(ordered):
            ordered[place], ordered[target] = ordered[target], ordered[place]
            for position, pk in enumerate(ordered, start=1):
                Step.objects.filter(pk=pk).update(position=position)


@transaction.atomic
def remove_step(step, *, by, at, on):
    """Take a step out of a draft."""
    with changing(step.version, by=by, at=at, on=on, fields=["steps"]) as version:
        step = _locked(step, version)
        position = step.position
        step.delete()
        version.steps.filter(position__gt=position).update(position=F("position") - 1)


@transaction.atomic
def save_guidance(version, *, by, at, on, revision, texts):
    """Store situation and notes; raises StepChanged when somebody saved since ``revision``."""
    with changing(version, by=by, at=at, on=on, fields=["notes"]) as version:
        return _save(
            guidance_of(version) or Guidance(version=version), revision=revision, texts=texts
        )


def _save(row, *, revision, texts):
    if row.revision != revision:
        raise StepChanged(row)
    for field, words in texts.items():
        setattr(row, field, words)
    row.revision += 1
    row.save()
    return row


def _locked(step, version):
    """The step as it is now, under lock; somebody may have removed it in the meantime."""
    found = Step.objects.select_for_update().filter(pk=step.pk, version=version).first()
    if found is None:
        raise CannotDraft(_("This step is not in the text any more."))
    found.version = version
    return found
