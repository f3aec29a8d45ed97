"""The field card on a phone: open to everybody if the organisation wants so, also offline (R27).

The page is the same for every reader, so that nothing personal stays on a phone: it shows neither
who is signed in nor whose phone it is.
"""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from people.kept_text import to_sign_in
from people.middleware import has_left
from people.models import Organisation
from training.field_card import card_in


def field_card(request):
    """Signs by situation, what to do, what never to do, what to say, whom to call."""
    if (closed := _closed(request)) is not None:
        return closed
    card = card_in(get_language(), on=request.today)
    nobody = {"user": AnonymousUser(), "messages": ()}
    context = {"card": card, "as_of": request.today, **nobody}
    return render(request, "training/field_card.html", context)


def field_worker(request):
    """The script that keeps the card on the phone; its address limits it to the card."""
    script = render_to_string("training/field_worker.js")
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


def _closed(request):
    """Where to send somebody who may not read this without signing in; None for all others."""
    if request.user.is_authenticated and not has_left(request.user, on=request.today):
        return None
    # The row itself, not the copy that pages keep for half a minute: this decides who may read.
    if Organisation.objects.filter(field_card_is_public=True).exists():
        return None
    return redirect("my-tasks") if request.user.is_authenticated else to_sign_in(request)
