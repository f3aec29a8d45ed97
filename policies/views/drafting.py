"""Start policies and versions, write the text in two languages, keep the details."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from people.views.acting import asking, done, form_page, typed
from policies.drafting import create_policy, discard, remove_section, save_details, start_version
from policies.forms.drafting import DetailsForm, PolicyForm
from policies.models import Policy
from policies.refusals import Refused
from policies.starting import UnknownStarter, procedures, starter, starters
from policies.views.finding import policy_at, section_at, version_at

EMPTY = "empty"


def policy_new(request):
    """Choose a starter text or an empty page, then name the policy (R45)."""
    chosen = request.GET.get("starter", "")
    if not chosen and request.method != "POST":
        wanted = request.GET.get("kind")
        context = {"starters": _offered(wanted), "procedures": _offered_procedures()}
        return render(request, "policies/policy_new.html", context)
    text = _starter(chosen)
    form = PolicyForm(typed(request), on=request.today, initial=_suggested(request, text))
    made = done(form, lambda: _create(request, form, text))
    if made:
        (version,) = made
        messages.success(request, _("The draft is there. Adapt it, then send it to review."))
        return redirect("version-edit", version.policy.slug, version.number)
    context = {"form": form, "starter": text}
    status = 422 if form.is_bound else 200
    return render(request, "policies/policy_name.html", context, status=status)


def _offered(kind):
    """The starter texts, those of the wanted kind first, each with what is already there."""
    present = {policy.starter: policy for policy in Policy.objects.exclude(starter="")}
    found = [{"text": text, "present": present.get(text.slug)} for text in starters()]
    return sorted(found, key=lambda entry: entry["text"].kind != kind)


def _offered_procedures():
    """The starter procedures, one per situation, each with what is already there."""
    present = {policy.starter: policy for policy in Policy.objects.exclude(starter="")}
    return [{"text": text, "present": present.get(text.slug)} for text in procedures()]


def _starter(slug):
    if slug in ("", EMPTY):
        return None
    try:
        return starter(slug)
    except UnknownStarter as error:
        raise Http404 from error


def _suggested(request, text):
    """What the form starts with: the starter's names, and oneself as the owner."""
    initial = {"owner": request.user.pk, "kind": request.GET.get("kind") or Policy.Kind.OTHER}
    if text is None:
        return initial
    taken = Policy.objects.filter(slug=text.slug).exists()
    return initial | {
        "title_pl": text.title_pl,
        "title_en": text.title_en,
        "kind": text.kind,
        "slug": "" if taken else text.slug,
    }


def _create(request, form, text):
    values = form.cleaned_data
    return create_policy(
        **asking(request),
        slug=values["slug"],
        kind=values["kind"],
        titles={"pl": values["title_pl"], "en": values["title_en"]},
        summaries={"pl": text.summary_pl, "en": text.summary_en} if text else None,
        starter=text,
        owner=values["owner"],
    )


def policy_details(request, slug):
    """Owner, summary, binding language, review, public or not."""
    policy = policy_at(slug)
    form = DetailsForm(typed(request), instance=policy, on=request.today)
    if done(form, lambda: save_details(form.instance, **asking(request), fields=form.changed_data)):
        messages.success(request, _("The details are saved."))
        return redirect("policy", slug)
    return form_page(
        request,
        form,
        title=_("Details of the policy"),
        submit=_("Save"),
        back=policy.get_absolute_url(),
        up=policy.title,
    )


def version_start(request, slug):
    """Open the next draft, a copy of the text in force."""
    policy = policy_at(slug)
    if request.method != "POST":
        return redirect(policy)
    try:
        version = start_version(policy, **asking(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(policy)
    return redirect("version-edit", slug, version.number)


def version_discard(request, slug, number):
    """Ask, then give up a draft."""
    version = version_at(slug, number)
    if not version.is_editable:
        raise PermissionDenied
    form = forms.Form(typed(request))
    if done(form, lambda: discard(version, **asking(request))):
        messages.success(request, _("Draft %(number)s is discarded.") % {"number": number})
        return redirect("policy", slug)
    stays = [_("Published versions and everything acknowledged stay as they are.")]
    return form_page(
        request,
        form,
        title=_("Discard draft %(number)s") % {"number": number},
        submit=_("Discard the draft"),
        back=version.get_absolute_url(),
        up=version.policy.title,
        is_danger=True,
        ends=[_("Nobody can read or continue this draft any more.")],
        stays=stays,
    )


def section_remove(request, slug, number, pk):
    """Ask, then take a section out of a draft."""
    section = section_at(slug, number, pk)
    if not section.version.is_editable:
        raise PermissionDenied
    form = forms.Form(typed(request))
    if done(form, lambda: remove_section(section, **asking(request))):
        messages.success(request, _("The section is removed."))
        return redirect("version-edit", slug, number)
    heading = section.heading_pl or section.heading_en or _("without a heading")
    return form_page(
        request,
        form,
        title=_("Remove section %(position)s") % {"position": section.position},
        lead=heading,
        submit=_("Remove the section"),
        back=reverse("version-edit", args=[slug, number]),
        up=section.version.policy.title,
        is_danger=True,
        ends=[_("Its heading and text go in both languages.")],
        stays=[_("Published versions keep theirs.")],
    )
