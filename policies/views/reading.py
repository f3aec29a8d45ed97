"""Any version as its readers see it, for those who keep and oversee policies; drafts included."""

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import get_language

from documents.serving import as_rendered
from policies import rules
from policies.comparing import compared_with
from policies.comprehension import quizzes
from policies.hashing import in_language
from policies.models import PackEdition, Withdrawal
from policies.printing import version_pdf as printed_version
from policies.progress import completeness, loose_ends, stages
from policies.reading import linked, text_of
from policies.references import kept_addresses
from policies.views.finding import version_at


def version(request, slug, number):
    """The text in one language with a switch, its state, and what may be done with it."""
    shown = version_at(slug, number)
    wanted = request.GET.get("text")
    language = wanted if wanted in dict(settings.LANGUAGES) else get_language()
    can_keep = rules.can_keep(request.user, on=request.today)
    withdrawal = Withdrawal.objects.filter(version=shown).first()
    text = text_of(shown, language)
    context = {
        "version": shown,
        "policy": shown.policy,
        "text": linked(text, kept_addresses(text.links)),
        "questions": quizzes(shown, language),
        "is_binding": language == shown.policy.binding_language,
        "note": in_language(shown, "change_note", language),
        "is_complete": _is_there(shown, language),
        "stages": stages(shown) if shown.is_open else None,
        "ends": loose_ends(shown, list(shown.sections.all())) if shown.is_open else None,
        "withdrawal": withdrawal,
        "base": compared_with(shown, on=request.today),
        "can_edit": can_keep and shown.is_editable,
        "can_publish": can_keep and shown.state == shown.State.APPROVED,
        "is_in_review": shown.state == shown.State.IN_REVIEW,
        "can_withdraw": can_keep and shown.is_published and withdrawal is None,
    }
    return render(request, "policies/version.html", context)


def version_pdf(request, slug, number):
    """The version as a PDF, in Polish, English or both; a draft says so across each page."""
    shown = version_at(slug, number)
    language = request.GET.get("language")
    language = language if language in PackEdition.Languages.values else get_language()
    return as_rendered(
        request,
        lambda: printed_version(shown, at=request.now, on=request.today, language=language),
        f"{shown.policy.slug}-{shown.number}-{language}.pdf",
    )


def _is_there(version, language):
    return any(
        entry["complete"]
        for entry in completeness(version, list(version.sections.all()))
        if entry["code"] == language
    )
