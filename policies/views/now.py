"""What do I do now: choose a situation, get the steps. Nothing is typed and nothing is stored (R3).

Never hidden behind a missing acknowledgement, a second step of signing in or, if the organisation
chooses so, behind signing in at all.
"""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from documents.serving import as_rendered, kept
from people.kept_text import to_sign_in
from people.middleware import has_left
from people.models import Organisation, Role
from people.roles import holds
from people.telephone import as_read, duty_unit
from policies.cards import SIZES, cards_of, cards_pdf
from policies.reading import readable_language, text_of
from policies.rules import READERS
from policies.situations import procedures_in_force, situations

PRINTERS = (*READERS, Role.UNIT_LEAD)


def now(request):
    """The situations in plain words, the urgent ones first."""
    if (closed := _closed(request)) is not None:
        return closed
    context = {
        "groups": situations(request.today, get_language()),
        "may_print_all": _may_print_all(request),
        **_around(request),
    }
    return render(request, "policies/now.html", context)


def now_steps(request, slug):
    """The steps of one procedure in force, the first one on top."""
    if (closed := _closed(request)) is not None:
        return closed
    version = _in_force(request, slug)
    wanted = request.GET.get("text")
    wanted = wanted if wanted in dict(settings.LANGUAGES) else get_language()
    language = readable_language(version, wanted)
    context = {
        "version": version,
        "policy": version.policy,
        "text": text_of(version, language),
        "is_other_language": language != wanted,
        **_around(request),
    }
    return render(request, "policies/now_steps.html", context)


def now_card(request, slug, size):
    """One procedure as a card to carry, A6 or A5."""
    version = _in_force(request, slug)
    return _card(request, [version], size, f"{slug}-{size}.pdf")


def now_cards(request, size):
    """The cards of all procedures in force in one file."""
    versions = list(procedures_in_force(request.today))
    if not versions:
        raise Http404
    return _card(request, versions, size, f"cards-{size}.pdf")


def _card(request, versions, size, name):
    if size not in SIZES:
        raise Http404
    if request.method not in ("GET", "HEAD"):
        return redirect("now")
    language = get_language()
    cards = cards_of(versions, size=size, on=request.today, language=language)

    def make():
        return cards_pdf(cards, at=request.now, language=language)

    return as_rendered(request, lambda: kept(f"cards-{language}", cards, make), name)


def _in_force(request, slug):
    version = procedures_in_force(request.today).filter(policy__slug=slug).first()
    if version is None:
        raise Http404
    return version


def _closed(request):
    """Where to send somebody who may not read this without signing in; None for all others."""
    if request.user.is_authenticated and not has_left(request.user, on=request.today):
        return None
    # The row itself, not the copy that pages keep for half a minute: this decides who may read.
    if Organisation.objects.filter(procedures_are_public=True).exists():
        return None
    if request.user.is_authenticated:
        return redirect("my-tasks")  # the gate there says that the account has ended
    return to_sign_in(request)


def _may_print_all(request):
    """Those who print for others; a single card is for everybody signed in."""
    return request.user.is_authenticated and holds(request.user, *PRINTERS, on=request.today)


def _around(request):
    """The frame by who reads, and the number on duty of their own unit."""
    reader = request.user
    is_known = reader.is_authenticated and not has_left(reader, on=request.today)
    unit = duty_unit(reader, request.today) if is_known else None
    return {
        "shell": "shells/app.html" if is_known else "shells/public.html",
        "is_known": is_known,
        "duty": {
            "name": unit.name,
            "dial": unit.phone.as_e164,
            "shown": as_read(unit.phone.as_e164),
        }
        if unit
        else None,
    }
