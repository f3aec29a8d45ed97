"""All policies and one policy, as those who keep and oversee them see it."""

from datetime import timedelta
from itertools import pairwise

from django.db.models import Count
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.templatetags.page import day
from people.wording import audience, timing
from policies import rules
from policies.figures import coverage, coverage_by_unit, meant_by
from policies.models import Acknowledgement, PlainText, Policy, PolicyVersion, Withdrawal
from policies.obligations import owed
from policies.publishing import next_number
from policies.references import referred, referring
from policies.standing import kinds_missing, standing, standings
from policies.views.finding import policy_at

State = PolicyVersion.State
REVIEWS_SHOWN = 10
#: Tag colours of the states that a version has while people work on it.
STATE_KINDS = {
    State.DRAFT: "warn",
    State.IN_REVIEW: "info",
    State.CHANGES_REQUESTED: "warn",
    State.APPROVED: "ok",
}


def policies(request):
    """Every policy with its state of today, its coverage and its next review (R1)."""
    found = standings(Policy.objects.in_order().select_related("owner"), on=request.today)
    context = {
        "rows": [{"standing": entry, "tags": tags_of(entry)} for entry in found],
        "missing": [_missing(kind, found) for kind in kinds_missing(found)],
        "in_force": sum(1 for entry in found if entry.in_force),
        "can_keep": rules.can_keep(request.user, on=request.today),
    }
    return render(request, "policies/policies.html", context)


def _missing(kind, found):
    """What is not in force although it must be, and where to do something about it."""
    for entry in found:
        if entry.policy.kind == kind:
            return {"label": kind.label, "url": entry.policy.get_absolute_url(), "exists": True}
    return {"label": kind.label, "url": f"{reverse('policy-new')}?kind={kind}", "exists": False}


def tags_of(entry):
    """The state of a policy in words, the binding one first: a tag each, and since when."""
    tags = []
    if entry.in_force:
        tags.append(_tag(_("in force"), "ok", _("since %(day)s"), entry.in_force.effective_on))
        if entry.withdrawal:
            tags.append(_tag(_("ending"), "warn", _("until %(day)s"), entry.ends_on))
    elif entry.withdrawal:
        withdrawn_on = entry.withdrawal.withdrawn_on
        tags.append(_tag(_("withdrawn"), "", _("on %(day)s"), withdrawn_on))
    elif not entry.draft and not entry.scheduled:
        tags.append(_tag(_("nothing in force"), "bad"))
    if entry.scheduled:
        words = _("%(number)s scheduled") % {"number": entry.scheduled.number}
        tags.append(_tag(words, "info", _("from %(day)s"), entry.scheduled.effective_on))
    if entry.draft:
        words = f"{entry.draft.number}, {entry.draft.get_state_display()}"
        tags.append(_tag(words, STATE_KINDS[entry.draft.state]))
    return tags


def _tag(text, kind, words="", on=None):
    return {"text": text, "kind": kind, "words": words % {"day": day(on)} if on else ""}


def policy(request, slug):
    """State, the one action, who has acknowledged by unit, versions, details, audience."""
    shown = policy_at(slug)
    entry = standing(shown, on=request.today)
    asked = owed(request.today, policies=[shown]).by_policy.get(shown.pk)
    can_keep = rules.can_keep(request.user, on=request.today)
    context = {
        "policy": shown,
        "standing": entry,
        "tags": tags_of(entry),
        "can_keep": can_keep,
        "can_remind": rules.can_remind(request.user, on=request.today),
        "action": _action(shown, entry, request, can_keep),
        "versions": _timeline(shown, request.today),
        "rules": _rules(shown, request.today),
        "changed": _changed(entry),
        "withdrawable": _withdrawable(entry) if can_keep else [],
        "coverage": coverage(asked) if asked else None,
        "units": coverage_by_unit(asked) if asked else [],
        **_over_the_years(shown, entry, request),
    }
    return render(request, "policies/policy.html", context)


def _over_the_years(shown, entry, request):
    """Its place among the other policies, its reviews, and who stands in for its owner."""
    deputies = shown.deputies.exclude(ends_on__lt=request.today).select_related("person")
    return {
        "refers_to": list(referred(shown, on=request.today)),
        "referred_by": list(referring(shown, on=request.today)),
        "reviews": list(shown.reviews.select_related("by", "version")[:REVIEWS_SHOWN]),
        "can_review": rules.can_review(request.user, shown, on=request.today),
        "deputies": [(row, row.starts_on > request.today) for row in deputies],
        "plain_texts": _plain_texts(entry),
    }


def _plain_texts(entry):
    """The texts for other readers: of the version in force, and of the one being written."""
    versions = [version for version in (entry.in_force, entry.draft) if version]
    rows = PlainText.objects.filter(version__in=versions).select_related("version__policy")
    return list(rows.order_by("version__order", "-kind"))


def _changed(entry):
    """The version whose note on what changed is worth showing: in force, else the coming one."""
    version = entry.in_force or entry.scheduled
    return version if version and version.change_note else None


def _withdrawable(entry):
    """Those versions in force or to come that nobody has withdrawn yet."""
    versions = [version for version in (entry.in_force, entry.scheduled) if version]
    withdrawn = Withdrawal.objects.filter(version__in=versions).values_list("version", flat=True)
    return [version for version in versions if version.pk not in set(withdrawn)]


def _action(shown, entry, request, can_keep):
    """The one main thing to do next: a link, or a form when it starts a version."""
    draft = entry.draft
    if draft is None:
        if not can_keep:
            return None
        return {
            "label": _("Start version %(number)s") % {"number": _next_draft(shown)},
            "icon": "pencil",
            "start": True,
        }
    label, icon, name = {
        State.DRAFT: (_("Continue draft %(number)s"), "pencil", "version-edit"),
        State.CHANGES_REQUESTED: (_("Change version %(number)s"), "pencil", "version-edit"),
        State.IN_REVIEW: (_("Review of version %(number)s"), "check2-square", "version-review"),
        State.APPROVED: (_("Publish version %(number)s"), "upload", "version-publish"),
    }[draft.state]
    if draft.state == State.IN_REVIEW and rules.can_decide(request.user, draft, on=request.today):
        label = _("Decide about version %(number)s")
    elif not can_keep:
        label, icon, name = _("Read version %(number)s"), "eye", "version"
    url = reverse(name, args=[shown.slug, draft.number])
    return {"label": label % {"number": draft.number}, "icon": icon, "url": url}


def _next_draft(shown):
    """The provisional number of the next draft, as ``drafting.start_version`` gives it."""
    major, minor = next_number(shown, major=False)
    return f"{major}.{minor}"


def _timeline(shown, on):
    """The versions, newest first, each with its state of the day in words."""
    versions = list(
        shown.versions.exclude(state=State.DISCARDED)
        .select_related("started_by")
        .order_by("-order")
    )
    withdrawals = {row.version_id: row for row in Withdrawal.objects.filter(version__policy=shown)}
    given = dict(
        Acknowledgement.objects.counted()
        .filter(policy=shown)
        .order_by()
        .values_list("version")
        .annotate(people=Count("person", distinct=True))
    )
    ends = _last_days(versions, withdrawals)
    return [
        _line(
            version, ends.get(version.pk), withdrawals.get(version.pk), given.get(version.pk, 0), on
        )
        for version in versions
    ]


def _last_days(versions, withdrawals):
    """The last day of each published version whose end is known, by id."""
    counted = [
        version
        for version in versions
        if version.is_published
        and not (
            version.pk in withdrawals
            and withdrawals[version.pk].withdrawn_on <= version.effective_on
        )
    ]
    ends = {older.pk: newer.effective_on - timedelta(days=1) for newer, older in pairwise(counted)}
    for version in counted:
        if version.pk in withdrawals:
            day_before = withdrawals[version.pk].withdrawn_on - timedelta(days=1)
            ends[version.pk] = min(ends.get(version.pk, day_before), day_before)
    return ends


def _line(version, last_day, withdrawal, given, on):
    sentences, tag, kind, state = _words(version, last_day, withdrawal, on)
    if given:
        words = ngettext(
            "Acknowledged by %(count)s person", "Acknowledged by %(count)s people", given
        )
        sentences = [*sentences, words % {"count": given}]
    return {
        "title": version.number,
        "state": state,
        "tag": tag,
        "tag_kind": kind,
        "words": " ".join(words.rstrip(".") + "." for words in sentences),
        "url": version.get_absolute_url(),
        "link": _("Read %(number)s") % {"number": version.number},
    }


def _words(version, last_day, withdrawal, on):
    """(sentences, tag, its colour, the mark of the line) for one version on a day."""
    if not version.is_published:
        names = {"name": version.started_by, "day": day(version.started_at)}
        words = _("Started by %(name)s, %(day)s") % names
        return [words], version.get_state_display(), STATE_KINDS[version.state], "draft"
    begins = day(version.effective_on)
    if withdrawal and withdrawal.withdrawn_on <= version.effective_on:
        return [_("Withdrawn before its first day"), withdrawal.reason], _("withdrawn"), "", ""
    if version.effective_on > on:
        return [_("From %(day)s") % {"day": begins}], _("scheduled"), "info", "now"
    period = _("Since %(day)s") % {"day": begins}
    if last_day:
        period = _("%(first)s – %(last)s") % {"first": begins, "last": day(last_day)}
    if last_day is None or last_day >= on:
        return [period], _("in force"), "ok", "on"
    if withdrawal:
        return [period, withdrawal.reason], _("withdrawn"), "", ""
    return [period], _("replaced"), "", ""


def _rules(shown, on):
    """The audience rules that hold or will hold, with how many people each means today."""
    found = list(
        shown.rules.prefetch_related("units", "functions").exclude(ends_on__lt=on).order_by("pk")
    )
    people = meant_by(found, on=on)
    return [
        {
            "rule": rule,
            "audience": audience(rule),
            "timing": timing(rule),
            "people": people[rule.pk],
            "begins": rule.starts_on > on,
        }
        for rule in found
    ]
