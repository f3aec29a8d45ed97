"""What needs somebody's eye today: the most urgent first, each with the page that settles it."""

from dataclasses import dataclass

from django.db.models import Count, F, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.templatetags.page import day
from home.reminders.plan import LEAST
from home.reminders.writing import ESCALATION
from people.models import OutgoingMail, Person, Role
from people.recovering import waiting_for
from people.roles import holds
from people.sets import among
from policies import rules
from policies.models import ApprovalSeat, Policy, PolicyQuestion, PolicyVersion
from policies.reviewing import reviews_due
from training import rules as training_rules
from training.figures import ending
from training.obligations import late_people as late_with_courses
from training.targets import too_few

MOST = 6


@dataclass(frozen=True)
class Attention:
    """One line: what, since or until when, and the button that fixes it."""

    title: str
    detail: str
    url: str
    button: str
    icon: str
    tone: str = ""


def attention_for(person, *, on, entries=()):
    """At most six lines that this person can do something about (R1, R30).

    ``entries`` are the dashboard's counted figures: policy, version and coverage of each.
    """
    lines = [
        *_mail_trouble(person, on),
        *_decisions(person),
        *_questions(person, on),
        *_recoveries(person, on),
        *_waiting_people(person, on),
    ]
    if rules.can_oversee(person, on=on):
        lines += [*_without_policy(on), *_drafts(person, on), *_missing(entries), *_reviews(on)]
    if training_rules.can_oversee(person, on=on):
        lines += [*_late_with_courses(on), *_too_few_trained(on), *_certificates_ending(on)]
    return lines[:MOST]


def _decisions(person):
    seats = ApprovalSeat.objects.filter(
        approver=person, decision=None, round__closed_at=None
    ).select_related("round__version__policy", "round__opened_by")
    for seat in seats:
        version = seat.round.version
        yield Attention(
            title=_("Your decision: %(title)s") % {"title": version.policy.title},
            detail=_("Version %(number)s, sent by %(name)s.")
            % {"number": version.number, "name": seat.round.opened_by},
            url=reverse("version-review", args=[version.policy.slug, version.number]),
            button=_("Read and decide"),
            icon="check2-square",
            tone="warn",
        )


def _recoveries(person, on):
    for recovery in waiting_for(person, on=on):
        yield Attention(
            title=_("Lost second step: %(name)s") % {"name": recovery.person},
            detail=_("%(name)s asks for your confirmation.") % {"name": recovery.asked_by},
            url=reverse("person-recovery", args=[recovery.person.uid]),
            button=_("Look and confirm"),
            icon="shield-lock",
            tone="warn",
        )


def _mail_trouble(person, on):
    """The mail server or some mails failed: for administrators, who can do something about it."""
    if not holds(person, Role.ADMINISTRATOR, on=on):
        return
    if trouble := OutgoingMail.objects.server_trouble():
        yield Attention(
            title=str(trouble.label),
            detail=_("Mails wait, and every one of them is tried again."),
            url=reverse("mail"),
            button=_("See the mails"),
            icon="envelope",
            tone="bad",
        )
    elif failed := OutgoingMail.objects.filter(state=OutgoingMail.State.FAILED).count():
        words = ngettext(
            "%(count)s mail could not be sent.", "%(count)s mails could not be sent.", failed
        )
        yield Attention(
            title=words % {"count": failed},
            detail=_("Check the addresses, then try again."),
            url=reverse("mail") + "?state=failed",
            button=_("See the mails"),
            icon="envelope",
            tone="bad",
        )


def _waiting_people(person, on):
    """Somebody waits for this lead, who got a mail about it in the last week."""
    told = OutgoingMail.objects.filter(
        person=person, purpose=ESCALATION, key__gt=(on - LEAST).isoformat()
    )
    if told.exists():
        yield Attention(
            title=_("People you answer for have open tasks."),
            detail=_("Reminders did not help, or mail cannot reach them."),
            url=reverse("reminders"),
            button=_("Who"),
            icon="people",
            tone="warn",
        )


def _questions(person, on):
    """One line for all questions in which somebody waits for this person, with the oldest one."""
    found = PolicyQuestion.objects.answered_by(person, on=on).open().with_last_word()
    waiting = found.filter(last_author=F("person")).aggregate(
        count=Count("pk"), oldest=Min("opened_on")
    )
    if waiting["count"]:
        words = ngettext(
            "%(count)s question waits for your answer",
            "%(count)s questions wait for your answer",
            waiting["count"],
        )
        yield Attention(
            title=words % {"count": waiting["count"]},
            detail=_("The oldest since %(day)s. Deadlines wait until then.")
            % {"day": day(waiting["oldest"])},
            url=reverse("questions"),
            button=_("Answer"),
            icon="chat-dots",
            tone="warn",
        )


def _without_policy(on):
    """R1, R5, R7: the zero tolerance statement and the code of conduct must be in force."""
    present = set(PolicyVersion.objects.in_force(on).values_list("policy__kind", flat=True))
    for kind in (Policy.Kind.ZERO_TOLERANCE, Policy.Kind.CODE_OF_CONDUCT):
        if kind not in present:
            yield Attention(
                title=_("Nothing in force: %(kind)s") % {"kind": kind.label},
                detail=_("Start from a ready text and adapt it."),
                url=reverse("policies"),
                button=_("See policies"),
                icon="exclamation-triangle",
                tone="bad",
            )


def _drafts(person, on):
    if not rules.can_keep(person, on=on):
        return
    waiting = PolicyVersion.objects.filter(
        state__in=[PolicyVersion.State.CHANGES_REQUESTED, PolicyVersion.State.APPROVED]
    ).select_related("policy")
    for version in waiting.order_by("saved_at"):
        is_approved = version.state == PolicyVersion.State.APPROVED
        page = "version-publish" if is_approved else "version-edit"
        yield Attention(
            title=(
                _("Approved, not yet published: %(title)s")
                if is_approved
                else _("Changes requested: %(title)s")
            )
            % {"title": version.policy.title},
            detail=_("Version %(number)s") % {"number": version.number},
            url=reverse(page, args=[version.policy.slug, version.number]),
            button=_("Publish") if is_approved else _("Open the draft"),
            icon="journal-check" if is_approved else "pencil",
            tone="warn",
        )


def _missing(entries):
    for entry in sorted(entries, key=lambda entry: -entry["coverage"].missing):
        figures, version = entry["coverage"], entry["version"]
        if figures.missing:
            yield Attention(
                title=ngettext(
                    "%(count)s person has not acknowledged: %(title)s",
                    "%(count)s people have not acknowledged: %(title)s",
                    figures.missing,
                )
                % {"count": figures.missing, "title": version.title or entry["policy"].title},
                detail=_("In force since %(day)s.") % {"day": day(version.effective_on)},
                url=reverse("acknowledgements") + f"?policy={entry['policy'].slug}&state=open",
                button=_("Who"),
                icon="patch-question",
                tone="warn",
            )


def _late_with_courses(on):
    late = Person.objects.present_on(on).filter(among(late_with_courses(on=on))).count()
    if late:
        words = ngettext(
            "%(count)s person is late with a course",
            "%(count)s people are late with a course",
            late,
        )
        yield Attention(
            title=words % {"count": late},
            detail=_("Until then they are not ready for duty."),
            url=reverse("training-matrix") + "?state=missing",
            button=_("Who"),
            icon="mortarboard",
            tone="warn",
        )


def _too_few_trained(on):
    for strength in too_few(on=on, most=2):
        yield Attention(
            title=_("Too few trained people: %(unit)s") % {"unit": strength.target.unit.name},
            detail=_("%(course)s: %(trained)s of %(number)s.")
            % {
                "course": strength.target.course.title,
                "trained": strength.trained,
                "number": strength.target.number,
            },
            url=reverse("training-targets"),
            button=_("Where"),
            icon="people",
            tone="warn",
        )


def _certificates_ending(on):
    number = ending(on).count()
    if number:
        words = ngettext(
            "%(count)s person has a certificate that ends soon",
            "%(count)s people have a certificate that ends soon",
            number,
        )
        yield Attention(
            title=words % {"count": number},
            detail=_("Within 60 days. They are reminded by mail."),
            url=reverse("training-matrix") + "?state=ending",
            button=_("Who"),
            icon="hourglass-split",
        )


def _reviews(on):
    for version, due in reviews_due(on=on):
        yield Attention(
            title=_("Review due: %(title)s") % {"title": version.policy.title},
            detail=_("Since %(day)s.") % {"day": day(due)},
            url=version.policy.get_absolute_url(),
            button=_("Open"),
            icon="arrow-repeat",
        )
