from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policies.models.version import PolicyVersion


class Step(models.Model):
    """One step of a procedure: who does what, by when, whom to call, what never to do (R2, R3).

    ``minutes`` is the time limit in minutes from noticing the situation; 0 is at once. Plain text,
    no markup; ``never`` and ``record`` hold one entry per line. ``revision`` grows with every save.
    """

    data_level = 1

    class Call(models.TextChoices):
        """Whom the step tells to call; the words stand in ``call``."""

        NOBODY = "", _("nobody")
        EMERGENCY = "emergency", _("the emergency number 112")
        DUTY = "duty", _("the telephone on duty of the reader's unit")
        NUMBER = "number", _("another number")

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    who = models.CharField(_("who"), max_length=120, blank=True)
    within = models.CharField(_("within how long"), max_length=120, blank=True)
    minutes = models.PositiveIntegerField(_("time limit in minutes"), null=True, blank=True)
    action = models.TextField(_("what to do"), blank=True)
    call_to = models.CharField(_("call"), max_length=10, choices=Call, blank=True)
    call = models.CharField(_("whom to call"), max_length=200, blank=True)
    number = models.CharField(_("telephone number"), max_length=24, blank=True)
    never = models.TextField(_("never do"), blank=True)
    record = models.TextField(_("what to record"), blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number="") | Q(call_to="number"), name="policies_step_number_is_called"
            ),
        ]

    def __str__(self):
        return self.action


class Guidance(models.Model):
    """What a procedure says beside its steps: its situation, and care by sex, age and trauma (R26).

    ``scenario`` is a key of ``policies.scenarios``, empty for a situation of one's own.
    """

    data_level = 1

    version = models.OneToOneField(PolicyVersion, on_delete=models.CASCADE, related_name="guidance")
    scenario = models.CharField(_("situation"), max_length=8, blank=True)
    gender = models.TextField(_("women, men, boys and girls"), blank=True)
    age = models.TextField(_("age"), blank=True)
    trauma = models.TextField(_("after trauma"), blank=True)
    revision = models.PositiveIntegerField(default=0)

    def __str__(self):
        return self.scenario
