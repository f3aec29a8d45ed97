"""What the pages about people have in common: find what one may see, ask, do, answer."""

from django.shortcuts import get_object_or_404, render

from people.models import Person
from people.refusals import Refused


def get_person(request, uid):
    """The person, if this reader may see them; hidden looks like absent."""
    return get_object_or_404(Person.objects.visible_to(request.user, on=request.today), uid=uid)


def visible_among(people, request):
    """The ids of those persons whose own page the reader may open today."""
    visible = Person.objects.visible_to(request.user, on=request.today)
    return set(visible.filter(pk__in=[person.pk for person in people]).values_list("pk", flat=True))


def typed(request):
    """What was sent, for a form's first argument; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def asking(request):
    """Who, when and which day, for an operation."""
    return {"by": request.user, "at": request.now, "on": request.today}


def done(form, operation):
    """Run the operation if the form is in order; a refusal becomes an error of the form.

    Returns what the operation returns, wrapped in a tuple, or None when nothing was done.
    """
    if not form.is_valid():
        return None
    try:
        return (operation(),)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def form_page(request, form, *, title, submit, back, **more):
    """A page with one form: 422 with everything typed when something is wrong with it.

    ``back`` is the address that Cancel leads to; ``more`` may hold lead, up (the words for the way
    back), is_danger, stays and ends (lists of words), hint.
    """
    context = {"form": form, "title": title, "submit": submit, "back": back, **more}
    return render(request, "people/form.html", context, status=422 if form.is_bound else 200)
