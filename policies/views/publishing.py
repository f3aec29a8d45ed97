"""Publish an approved text, or let a published one stop binding."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from documents.templatetags.page import day
from people.views.acting import done, form_page, typed
from policies.comprehension import can_be_asked
from policies.figures import audience_size
from policies.forms.publishing import PublishForm, WithdrawForm
from policies.models import Withdrawal
from policies.progress import completeness, loose_ends, stages
from policies.publishing import latest_counted, next_number, publish, withdraw
from policies.references import referring
from policies.refreshing import refresher_for
from policies.views.finding import version_at


def version_publish(request, slug, number):
    """One page: from when, what changed, who must do what again, when a translation follows."""
    version = version_at(slug, number)
    if version.state != version.State.APPROVED:
        return redirect(version)
    policy = version.policy
    latest = latest_counted(policy)
    sections = list(version.sections.all())
    languages = completeness(version, sections)
    asked = audience_size(policy, on=request.today)
    form = PublishForm(
        typed(request),
        initial={"effective_on": request.today},
        is_first=latest is None,
        asked=asked,
        minor=_number(policy, major=False),
        major=_number(policy, major=True),
        is_complete=all(entry["complete"] for entry in languages),
        can_ask=can_be_asked(version),
        refresher=refresher_for(policy, on=request.today),
    )
    published = done(form, lambda: _publish(request, version, form))
    if published:
        messages.success(request, _told(published[0], asked, request.today))
        return redirect("policy", slug)
    context = {
        "version": version,
        "policy": policy,
        "form": form,
        "latest": latest,
        "first_number": _number(policy, major=True),
        "asked": asked,
        "missing": [entry for entry in languages if not entry["complete"]],
        "stages": stages(version),
        "ends": loose_ends(version, sections),
        "has_unready_questions": not can_be_asked(version) and version.comprehension.exists(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "policies/version_publish.html", context, status=status)


def _number(policy, *, major):
    return "{}.{}".format(*next_number(policy, major=major))


def _publish(request, version, form):
    return publish(
        version,
        by=request.user,
        at=request.now,
        effective_on=form.cleaned_data["effective_on"],
        major=form.is_major,
        notes=form.notes,
        translation_due_on=form.cleaned_data.get("translation_due_on"),
        with_questions=form.with_questions,
        with_refresher=form.with_refresher,
    )


def _told(version, asked, today):
    """What happened, and what is next."""
    names = {"number": version.number, "day": day(version.effective_on)}
    if version.effective_on > today:
        return _("Version %(number)s is published and begins on %(day)s.") % names
    if version.readers_must != version.Duty.NOTHING and asked:
        return _("Version %(number)s is in force. Its readers have a new task.") % names
    return _("Version %(number)s is in force.") % names


def version_withdraw(request, slug, number):
    """Ask for day and reason, then let the version stop binding."""
    version = version_at(slug, number)
    if not version.is_published or Withdrawal.objects.filter(version=version).exists():
        raise PermissionDenied
    linking = list(referring(version.policy, on=request.today))
    form = WithdrawForm(
        typed(request), initial={"withdrawn_on": request.today}, is_linked=bool(linking)
    )
    withdrawn = done(
        form, lambda: withdraw(version, by=request.user, at=request.now, **form.cleaned_data)
    )
    if withdrawn:
        words = _("Version %(number)s stops binding on %(day)s.")
        messages.success(request, words % {"number": number, "day": day(withdrawn[0].withdrawn_on)})
        return redirect("policy", slug)
    return form_page(
        request,
        form,
        title=_("Withdraw version %(number)s") % {"number": number},
        submit=_("Withdraw the version"),
        back=version.policy.get_absolute_url(),
        up=version.policy.title,
        is_danger=True,
        ends=[
            _("From that day the policy has nothing in force, and nobody is asked to read it."),
            _("A version before it does not come back by itself."),
            *_broken(linking),
        ],
        stays=[_("The text, its approvals and everything acknowledged stay on record.")],
    )


def _broken(linking):
    """One sentence that names the texts whose links would lead nowhere, if there are some."""
    if linking:
        names = ", ".join(str(version) for version in linking)
        yield _("Links to it lead nowhere in: %(names)s.") % {"names": names}
