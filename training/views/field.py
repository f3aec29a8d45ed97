"""The field card on a phone and on paper: for everybody if the organisation wants so (R27).

The page is the same for every reader, so that nothing personal stays on a phone: it shows neither
who is signed in nor whose phone it is.
"""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from documents.serving import as_rendered, kept
from people.kept_text import to_sign_in
from people.middleware import has_left
from people.models import Organisation
from training.field_card import card_in
from training.field_printing import CARDS, POSTER, field_pdf, field_print


def field_card(request):
    """Signs by situation, what to do, what never to do, what to say, whom to call."""
    if (closed := _closed(request)) is not None:
        return closed
    card = card_in(get_language(), on=request.today)
    nobody = {"user": AnonymousUser(), "messages": ()}
    context = {"card": card, "as_of": request.today, **nobody}
    return render(request, "training/field_card.html", context)


def field_cards(request):
    """The same on cards of A6 for the pocket, as a PDF."""
    return _printed(request, CARDS)


def field_poster(request):
    """The same on a sheet of A4 for the wall, as a PDF."""
    return _printed(request, POSTER)


def field_worker(request):
    """The script that keeps the card on the phone; its address limits it to the card."""
    script = render_to_string("training/field_worker.js")
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


def _printed(request, sheet):
    if (closed := _closed(request)) is not None:
        return closed
    contents = field_print(get_language(), on=request.today)

    def make():
        return field_pdf(sheet, contents, at=request.now)

    name = f"field-{sheet}-{contents.card.language}.pdf"
    return as_rendered(request, lambda: kept(sheet, contents, make), name)


def _closed(request):
    """Where to send somebody who may not read this without signing in; None for all others."""
    if request.user.is_authenticated and not has_left(request.user, on=request.today):
        return None
    # The row itself, not the copy that pages keep for half a minute: this decides who may read.
    if Organisation.objects.filter(field_card_is_public=True).exists():
        return None
    return redirect("my-tasks") if request.user.is_authenticated else to_sign_in(request)
