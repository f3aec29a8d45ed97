"""Pictures in pages: put in, described, taken out, and handed to those who may see them."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from people.views.acting import asking, done, form_page, typed
from training import rules
from training.forms.writing import PictureForm
from training.models import Picture
from training.picturing import add_picture, remove_picture, save_picture
from training.views.finding import draft_at, lesson_at


def picture_new(request, slug, number, key):
    """Put a picture into a page of the draft."""
    draft_at(slug, number)
    lesson = lesson_at(slug, number, key)
    form = PictureForm(typed(request), request.FILES or None)
    made = done(form, lambda: add_picture(lesson, **asking(request), **form.values))
    if made:
        messages.success(
            request,
            _("The picture is there. A paragraph [picture %(number)d] says where it stands.")
            % {"number": made[0].number},
        )
        return redirect("lesson-edit", slug, number, key)
    return _form_page(request, form, lesson, title=_("Add a picture"), submit=_("Add the picture"))


def picture_edit(request, slug, number, key, place):
    """Change what the words of a picture say, or put another one there."""
    lesson, found = _place(slug, number, key, place)
    form = PictureForm(typed(request), request.FILES or None, place=found)
    if done(form, lambda: save_picture(found, **asking(request), **form.values)):
        messages.success(request, _("The picture is saved."))
        return redirect("lesson-edit", slug, number, key)
    return _form_page(request, form, lesson, title=_("Change the picture"), submit=_("Save"))


def picture_remove(request, slug, number, key, place):
    """Ask, then take a picture out of a page of the draft."""
    lesson, found = _place(slug, number, key, place)
    form = forms.Form(typed(request))
    if done(form, lambda: remove_picture(found, **asking(request))):
        messages.success(request, _("The picture is removed."))
        return redirect("lesson-edit", slug, number, key)
    return _form_page(
        request,
        form,
        lesson,
        title=_("Remove the picture"),
        lead=found.alt,
        submit=_("Remove the picture"),
        is_danger=True,
        stays=[_("Published versions keep theirs.")],
    )


def _place(slug, number, key, place):
    version = draft_at(slug, number)
    lesson = lesson_at(slug, number, key)
    rows = version.pictures.select_related("picture").defer("picture__content")
    found = get_object_or_404(rows, lesson_key=key, number=place)
    found.version = version
    return lesson, found


def _form_page(request, form, lesson, **more):
    version = lesson.version
    back = reverse("lesson-edit", args=[version.course.slug, version.number, lesson.key])
    up = lesson.title or _("Page without a title")
    return form_page(request, form, back=back, up=up, **more)


def picture(request, uid):
    """The picture itself, for those who take the course or oversee it."""
    oversees = rules.can_oversee(request.user, on=request.today)
    found = get_object_or_404(Picture.objects.visible_to(request.user, oversees=oversees), uid=uid)
    response = HttpResponse(bytes(found.content), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    return response
