"""Say that a policy was read again; name those who stand in for its owner, and end it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from documents.templatetags.page import day
from people.views.acting import asking, done, form_page, typed
from policies import rules
from policies.deputising import end_deputy, name_deputy
from policies.forms.reviewing import DeputyForm, ReviewForm
from policies.models import ReviewRecord
from policies.reviewing import next_review_on, record_review
from policies.standing import standing
from policies.views.finding import policy_at


def policy_review(request, slug):
    """Record the result of a review of the text in force."""
    policy = policy_at(slug)
    if not rules.can_review(request.user, policy, on=request.today):
        raise PermissionDenied
    entry = standing(policy, on=request.today)
    if entry.in_force is None:
        raise Http404
    form = ReviewForm(typed(request), initial={"outcome": ReviewRecord.Outcome.UNCHANGED})
    recorded = done(form, lambda: record_review(policy, **asking(request), **form.cleaned_data))
    if recorded:
        messages.success(request, _told(recorded[0]))
        return redirect("policy", slug)
    words = _("Version %(number)s is in force since %(since)s. The review is due on %(due)s.")
    return form_page(
        request,
        form,
        title=_("Review of the policy"),
        lead=words
        % {
            "number": entry.in_force.number,
            "since": day(entry.in_force.effective_on),
            "due": day(entry.review_due_on),
        },
        submit=_("Record the review"),
        back=policy.get_absolute_url(),
        up=policy.title,
        stays=[_("The record cannot be changed later. It carries your name and today’s date.")],
    )


def _told(review):
    """What is recorded, and what is next."""
    following = day(next_review_on(review.version, review))
    if review.outcome == ReviewRecord.Outcome.UNCHANGED:
        return _("The review is recorded. The next one is due on %(day)s.") % {"day": following}
    if review.outcome == ReviewRecord.Outcome.NEW_VERSION:
        words = _("The review is recorded. Start the new version; we ask again on %(day)s.")
    else:
        words = _("The review is recorded. Withdraw the version; we ask again on %(day)s.")
    return words % {"day": following}


def deputy_new(request, slug):
    """Name somebody who stands in for the owner for a time."""
    policy = policy_at(slug)
    if not rules.can_name_deputy(request.user, policy, on=request.today):
        raise PermissionDenied
    form = DeputyForm(
        typed(request), policy=policy, on=request.today, initial={"starts_on": request.today}
    )
    named = done(form, lambda: name_deputy(policy, **asking(request), **form.cleaned_data))
    if named:
        words = _("%(name)s stands in from %(day)s.")
        values = {"name": named[0].person, "day": day(named[0].starts_on)}
        messages.success(request, words % values)
        return redirect("policy", slug)
    return form_page(
        request,
        form,
        title=_("Name a deputy"),
        lead=_("Stands in for %(name)s.") % {"name": policy.owner},
        submit=_("Name the deputy"),
        back=policy.get_absolute_url(),
        up=policy.title,
    )


def deputy_end(request, slug, pk):
    """Ask, then end a deputy's time."""
    policy = policy_at(slug)
    if not rules.can_name_deputy(request.user, policy, on=request.today):
        raise PermissionDenied
    deputy = get_object_or_404(policy.deputies.select_related("person"), pk=pk)
    if deputy.ends_on is not None and deputy.ends_on < request.today:
        raise Http404
    form = forms.Form(typed(request))
    if done(form, lambda: end_deputy(deputy, **asking(request))):
        messages.success(request, _("%(name)s stands in no longer.") % {"name": deputy.person})
        return redirect("policy", slug)
    return form_page(
        request,
        form,
        title=_("End the deputy’s time"),
        lead=str(deputy.person),
        submit=_("End it"),
        back=policy.get_absolute_url(),
        up=policy.title,
        is_danger=True,
        ends=[_("The rights for this policy, and the reminders, from today on.")],
        stays=[_("Reviews that the person recorded stay on record.")],
    )
