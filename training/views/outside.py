"""The list of courses that others give, kept by the coordinators (R28)."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from people.refusals import Refused
from people.views.acting import asking, done, form_page, typed
from training import rules
from training.beginning import begin_outside
from training.cataloguing import (
    OutsideChanged,
    add_outside,
    note_checked,
    retire_outside,
    save_outside,
)
from training.forms.outside import OutsideForm
from training.models import OutsideCourse


def outside_courses(request):
    """The list, with the day on which somebody last looked at each; or take over the known ones."""
    can_keep = rules.can_keep(request.user, on=request.today)
    if request.method == "POST":
        form = forms.Form(request.POST)
        if done(form, lambda: begin_outside(**asking(request))):
            messages.success(request, _("The list is filled. Look at each course once."))
        else:
            messages.error(request, " ".join(form.non_field_errors()))
        return redirect("outside-courses")
    rows = OutsideCourse.objects.filter(retired_on=None)
    context = {"rows": rows, "can_keep": can_keep}
    return render(request, "training/outside_courses.html", context)


def outside_new(request):
    """Put a course on the list."""
    form = OutsideForm(typed(request))
    if done(form, lambda: add_outside(**asking(request), slug=_free_slug(form), **form.values)):
        messages.success(request, _("The course is on the list."))
        return redirect("outside-courses")
    return _form_page(request, form, title=_("Add a course of somebody else"), submit=_("Add it"))


def _free_slug(form):
    made = slugify(form.cleaned_data["title_en"])[:36].strip("-") or "course"
    taken = {"new", *OutsideCourse.objects.values_list("slug", flat=True)}
    if made not in taken:
        return made
    return next(f"{made}-{n}" for n in range(2, len(taken) + 3) if f"{made}-{n}" not in taken)


def outside_edit(request, slug):
    """Change an entry; if somebody changed it meanwhile, nothing is overwritten unseen."""
    row = _row(slug)
    form = OutsideForm(typed(request), instance=_row(slug))
    theirs = None
    if form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            save_outside(row, **asking(request), revision=revision, **form.values)
        except OutsideChanged as refusal:
            theirs = refusal.stored
            form.data = form.data.copy()
            form.data["revision"] = theirs.revision
            form.add_error(None, str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The entry is saved."))
            return redirect("outside-courses")
    answer = _form_page(
        request, form, title=_("Change the entry"), submit=_("Save"), stays=_stored(theirs)
    )
    answer.status_code = 409 if theirs else answer.status_code
    return answer


def _stored(theirs):
    """What somebody else saved, as lines to read beside one's own words."""
    if theirs is None:
        return []
    names = OutsideForm.Meta.fields
    labels = OutsideForm.Meta.labels
    return [f"{labels[name]}: {value}" for name in names if (value := getattr(theirs, name))]


def outside_check(request, slug):
    """One press: I have looked today, it is there."""
    row = _row(slug)
    if request.method == "POST":
        form = forms.Form(request.POST)
        if done(form, lambda: note_checked(row, **asking(request))):
            messages.success(request, _("%(title)s: noted for today.") % {"title": row.title})
    return redirect(reverse("outside-courses") + f"#{row.slug}")


def outside_retire(request, slug):
    """Ask, then take an entry off the list."""
    row = _row(slug)
    form = forms.Form(typed(request))
    if done(form, lambda: retire_outside(row, **asking(request))):
        messages.success(request, _("The entry is off the list."))
        return redirect("outside-courses")
    return _form_page(
        request,
        form,
        title=_("Take it off the list"),
        lead=row.title,
        submit=_("Take it off"),
        is_danger=True,
        stays=[_("Certificates that somebody has from there stay.")],
    )


def _row(slug):
    return get_object_or_404(OutsideCourse, slug=slug, retired_on=None)


def _form_page(request, form, **more):
    back = reverse("outside-courses")
    return form_page(request, form, back=back, up=_("Courses of others"), **more)
