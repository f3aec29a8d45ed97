"""Send a text to its approvers, read it with them, decide, take it back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.views.acting import asking, done, typed
from policies import rules
from policies.approving import decide, recall, send_to_review
from policies.comparing import compared_with
from policies.comprehension import quizzes
from policies.forms.approving import DecideForm, SendForm, possible_approvers
from policies.models import ApprovalSeat
from policies.progress import completeness, loose_ends, stages
from policies.reading import LANGUAGES, text_of
from policies.references import dead_links
from policies.refusals import Refused
from policies.views.commenting import talk
from policies.views.finding import version_at


def version_send(request, slug, number):
    """Choose who decides; each of them gets one mail."""
    version = version_at(slug, number)
    if not version.is_editable:
        return redirect("version-review", slug, number)
    offered = possible_approvers(version, sender=request.user, on=request.today)
    form = SendForm(typed(request), offered=offered)
    if done(form, lambda: send_to_review(version, **asking(request), **form.cleaned_data)):
        people = len(form.cleaned_data["approvers"])
        words = ngettext(
            "The text is with %(count)s person now. They get a mail.",
            "The text is with %(count)s people now. They get a mail.",
            people,
        )
        messages.success(request, words % {"count": people})
        return redirect("version-review", slug, number)
    sections = list(version.sections.all())
    context = {
        "version": version,
        "policy": version.policy,
        "form": form,
        "offered": offered,
        "languages": completeness(version, sections),
        "ends": loose_ends(version, sections),
        "dead_links": dead_links(version, on=request.today),
        "samples": version.plain_texts.filter(is_sample=True),
        "stages": stages(version),
    }
    status = 422 if form.is_bound else 200
    return render(request, "policies/version_send.html", context, status=status)


def version_review(request, slug, number):
    """Both texts side by side, who decides, what was decided, and the decision itself."""
    version = version_at(slug, number)
    newest = version.rounds.select_related("opened_by").first()
    can_decide = rules.can_decide(request.user, version, on=request.today) and not _has_decided(
        request.user, newest
    )
    form = DecideForm(typed(request)) if can_decide or request.method == "POST" else None
    if form is not None and done(form, lambda: _decide(request, version, form)):
        version.refresh_from_db()
        messages.success(request, _said(version, form))
        return redirect("version-review", slug, number)
    sections = list(version.sections.all())
    remarks = talk(request, version, [section.key for section in sections])
    context = {
        "version": version,
        "policy": version.policy,
        "base": compared_with(version, on=request.today),
        "round": newest,
        "seats": _seats(newest),
        "procedures": _procedures(version),
        "talk": remarks,
        "rows": [
            {"key": section.key, "pair": pair, "place": place}
            for section, pair, place in zip(
                sections, _pairs(version), remarks["places"], strict=True
            )
        ],
        "questions": [(code, found) for code in LANGUAGES if (found := quizzes(version, code))],
        "plain_texts": version.plain_texts.all(),
        "stages": stages(version),
        "languages": completeness(version, sections),
        "ends": loose_ends(version, sections),
        "form": form,
        "can_decide": can_decide,
        "can_recall": newest is not None
        and rules.can_keep(request.user, on=request.today)
        and version.state in (version.State.IN_REVIEW, version.State.APPROVED),
        "can_edit": rules.can_keep(request.user, on=request.today) and version.is_editable,
        "can_publish": rules.can_keep(request.user, on=request.today)
        and version.state == version.State.APPROVED,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "policies/version_review.html", context, status=status)


def _decide(request, version, form):
    return decide(
        version,
        **asking(request),
        approve=form.approves,
        comment=form.cleaned_data["comment"],
    )


def _said(version, form):
    """What happened, and what is next."""
    if not form.approves:
        return _("The text goes back to its writers with your comment.")
    if version.state == version.State.APPROVED:
        return _("Approved. Everybody has agreed, the text can be published.")
    return _("Approved. The others still have to decide.")


def _has_decided(person, newest):
    return (
        newest is not None and newest.seats.filter(approver=person, decision__isnull=False).exists()
    )


def _seats(newest):
    """The approvers of a round with their decisions; none before the first round."""
    if newest is None:
        return []
    seats = ApprovalSeat.objects.filter(round=newest).select_related("approver", "decision")
    return [{"seat": seat, "decision": getattr(seat, "decision", None)} for seat in seats]


def _pairs(version):
    """The sections of both languages side by side, in their order."""
    texts = [text_of(version, code) for code in LANGUAGES]
    return [
        list(zip(LANGUAGES, sections, strict=True))
        for sections in zip(*(text.sections for text in texts), strict=True)
    ]


def _procedures(version):
    """(language, steps and notes) for both languages; nothing for a text without any."""
    found = [(code, text_of(version, code).procedure) for code in LANGUAGES]
    return found if any(procedure for _code, procedure in found) else []


def version_recall(request, slug, number):
    """Take the text back to change it."""
    version = version_at(slug, number)
    if request.method != "POST":
        return redirect("version-review", slug, number)
    try:
        recall(version, **asking(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("version-review", slug, number)
    messages.success(request, _("The text is a draft again. Decisions so far stay on record."))
    return redirect("version-edit", slug, number)
