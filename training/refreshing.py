"""The short course on what changed in a policy, for those trained before (features 4.13, R20).

A version that its readers must "refresh" asks those who, on the day before it began to bind, held a
valid credential in a course that teaches the policy. They owe the course that was named for the
policy by its first day until they complete it on that day or later. The major version in force
decides: a later one without a refresher asks nobody any more.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, IntegerField, Min, OuterRef, Q, Subquery, Value
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people.models import Assignment, Person
from people.obligations import Obligation, State
from people.refusals import Refused
from people.sets import having, without
from policies.models import PolicyVersion
from training.editing import check_keeper
from training.models import Course, CourseVersion, Credential, PolicyRefresher


class NotOffered(Refused):
    """Nobody can take the course, so it cannot be asked of anybody."""


@dataclass(frozen=True)
class Refresh:
    """What one version of a policy asks on a day; ``taught_by`` are the ids of courses."""

    version: PolicyVersion
    course: Course
    due_days: int
    taught_by: tuple
    on: date

    @property
    def begins_on(self):
        return self.version.effective_on

    @property
    def late_before(self):
        """What is owed since a day before this one is missing on the day."""
        return self.on - timedelta(days=self.due_days)

    def assignments(self):
        """Everybody's assignments of the day: who left is not asked."""
        return Assignment.objects.open_on(self.on)

    def trained(self):
        """The credentials that held on the day before the version began to bind."""
        before = self.begins_on - timedelta(days=1)
        return Credential.objects.filter(course__in=self.taught_by).valid_on(before)

    def completed(self):
        """The credentials of the short course that were awarded since."""
        given = Credential.objects.filter(course=self.course, awarded_on__gte=self.begins_on)
        return given.awarded_by(self.on).unrevoked(self.on)

    def owed_by(self, mine):
        """The condition on persons "owes it", with these assignments of the day."""
        trained = self.trained().filter(person=OuterRef("pk"))
        completed = self.completed().filter(person=OuterRef("pk"))
        return Q(Exists(mine)) & Q(Exists(trained)) & ~Q(Exists(completed))

    def late(self):
        """The assignments of those who owe it and are past the due day."""
        mine = self.assignments()
        if self.begins_on >= self.late_before:
            return mine.none()
        mine = mine.filter(starts_on__lt=self.late_before)
        return without(having(mine, self.trained()), self.completed())

    def rows(self, index, people):
        """(person id, index, first assignment's start) of those who owe it."""
        base = Person.objects if people is None else people
        mine = self.assignments().filter(person=OuterRef("pk")).order_by()
        first = mine.values("person").annotate(first=Min("starts_on")).values("first")
        return (
            base.order_by()
            .filter(self.owed_by(mine))
            .annotate(term_ref=Value(index, IntegerField()), assigned_on=Subquery(first))
            .values_list("pk", "term_ref", "assigned_on")
        )

    def obligation(self, assigned_on, former):
        """What somebody owes whose first assignment of the day began on a day."""
        since = max(self.begins_on, assigned_on)
        due = since + timedelta(days=self.due_days)
        return Obligation(
            due_on=due,
            since_on=since,
            kind="course",
            label=self.course.title,
            state=State.MISSING if due < self.on else State.DUE,
            what=self.course,
            because=_("Version %(number)s of “%(title)s” is in force; you know the former one.")
            % {"number": self.version.number, "title": self.version.title or self.version.policy},
        )


def refreshes(on, *, courses=None):
    """What the versions in force on the day ask, as Refreshes; one query while none asks."""
    asking = PolicyVersion.objects.counted().filter(
        readers_must=PolicyVersion.Duty.REFRESH, effective_on__lte=on
    )
    asking = {(row.policy_id, row.major): row for row in asking.select_related("policy")}
    if not asking:
        return []
    policies = {policy for policy, _major in asking}
    bound = PolicyVersion.objects.in_force(on).filter(policy__in=policies)
    binding = [asking.get(key) for key in bound.order_by().values_list("policy", "major")]
    named = _named(policies)
    teaching = Course.policies.through.objects.filter(policy__in=policies)
    taught = list(teaching.order_by("course").values_list("policy", "course"))
    found = []
    for version in filter(None, binding):
        row = _newest(named, version.policy_id, version.effective_on)
        if row is None or not _is_asked(row.course, on, courses):
            continue
        taught_by = tuple(course for policy, course in taught if policy == version.policy_id)
        found.append(Refresh(version, row.course, row.due_days, taught_by, on))
    return sorted(found, key=lambda refresh: refresh.version.pk)


def _named(policies):
    rows = PolicyRefresher.objects.filter(policy__in=policies)
    return list(rows.select_related("course").order_by("-pk"))


def _newest(named, policy, day):
    """The course that was named last for a policy (its id) by a day, or None."""
    of_policy = (row for row in named if row.policy_id == policy and row.starts_on <= day)
    return next(of_policy, None)


def _is_asked(course, on, courses):
    is_offered = course.retired_on is None or course.retired_on > on
    return is_offered and (courses is None or course in courses)


def named_for(policy, *, on):
    """The PolicyRefresher that counts for a policy on a day, or None."""
    return _newest(_named([policy.pk]), policy.pk, on)


def course_named(policy, *, on):
    """What the short course named for the policy is called; "" when nobody could take any."""
    row = named_for(policy, on=on)
    return row.course.title if row is not None and _is_asked(row.course, on, None) else ""


@transaction.atomic
def name_refresher(policy, course, *, due_days, by, at, on):
    """Say which short course explains what changed in the policy. Raises NotAllowed, NotOffered."""
    check_keeper(by, on=on)
    published = CourseVersion.objects.published().filter(course=course)
    if not _is_asked(course, on, None) or not published.exists():
        raise NotOffered(_("Nobody can take this course: it is not published, or retired."))
    row = PolicyRefresher.objects.create(
        policy=policy, course=course, due_days=due_days, starts_on=on, named_by=by, named_at=at
    )
    record("refresher.named", row, by=by, at=at)
    return row


def owes_refresher(person, course, *, on):
    """Whether somebody owes the course because a policy changed, whatever they hold in it."""
    me = Person.objects.filter(pk=person.pk)
    return any(
        me.filter(refresh.owed_by(refresh.assignments().filter(person=OuterRef("pk")))).exists()
        for refresh in refreshes(on, courses=[course])
    )
