import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keyring.values import EncryptedTextField
from people.models import Role
from people.roles import holds
from policies.models.policy import Policy
from policies.models.reviews import PolicyDeputy
from policies.models.version import PolicyVersion


def _answers(person, on):
    stood_in_for = PolicyDeputy.objects.open_on(on).filter(person=person).values("policy")
    mine = Q(policy__owner=person) | Q(policy__in=stood_in_for)
    if holds(person, Role.POLICY_MANAGER, on=on):
        mine |= Q(policy__owner__left_on__lt=on) | Q(policy__owner=F("person"))
    return mine & ~Q(person=person)


class PolicyQuestionQuerySet(models.QuerySet):
    def open(self):
        """Those that nobody has closed yet."""
        return self.filter(closed_at=None)

    def open_on(self, day):
        """Those that were open at the end of that day: they pause their person's due day."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)

    def answered_by(self, person, *, on):
        """Other people's questions that this person answers: about policies they own, or stand in
        for the owner of.

        Where the owner has left, or asks about their own policy, the policy managers answer.
        """
        return self.filter(_answers(person, on))

    def visible_to(self, person, *, on):
        """One's own, and those that one answers; a role alone shows nothing."""
        return self.filter(Q(person=person) | _answers(person, on))

    def with_last_word(self):
        """Each with ``last_author``, the id of who wrote last, and ``last_at``."""
        newest = QuestionMessage.objects.filter(question=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            last_author=Subquery(newest.values("author")[:1]),
            last_at=Subquery(newest.values("written_at")[:1]),
        )


class PolicyQuestion(models.Model):
    """Somebody has a question about a policy, or cannot agree: a private thread with its owner.

    While it is open the person's due day waits. The pause belongs to one major version and counts
    the days at whose end the question was open: from ``opened_on`` to the day before ``closed_on``.
    """

    data_level = 2

    class Kind(models.TextChoices):
        QUESTION = "question", _("I have a question")
        DISAGREE = "disagree", _("I cannot agree")

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("answered")
        WILL_CHANGE = "will_change", _("the policy will be changed")
        STAYS = "stays", _("the policy stays as it is")
        SETTLED = "settled", _("settled by the person who asked")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="policy_questions"
    )
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="questions")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    major = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    closed_on = models.DateField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True)

    objects = PolicyQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "policy"],
                condition=Q(closed_at=None),
                name="policies_one_open_question",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_on=None, closed_by=None, outcome="")
                | (
                    Q(
                        closed_at__isnull=False,
                        closed_by__isnull=False,
                        closed_on__gte=F("opened_on"),
                    )
                    & ~Q(outcome="")
                ),
                name="policies_question_closed_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["policy", "major", "person", "opened_on", "closed_on"],
                name="policies_question_pauses",
            )
        ]

    def __str__(self):
        return f"{self.policy_id}: {self.person_id}"

    def get_absolute_url(self):
        return reverse("question", args=[self.uid])

    @property
    def is_open(self):
        return self.closed_at is None


class QuestionMessage(models.Model):
    """One message of a thread; never changed.

    Only a new field key may rewrite its token, and the end of its period (``retention.toml``)
    erase the words.
    """

    data_level = 2

    question = models.ForeignKey(PolicyQuestion, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    text = EncryptedTextField(_("message"))

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.question_id}: {self.written_at:%Y-%m-%d}"
