"""All courses and one course, as those who keep and oversee them see it (features 4.1, 4.9)."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from documents.templatetags.page import day
from people.views.acting import asking, done, form_page, typed
from people.wording import audience, timing
from policies.starting import UnknownStarter
from training import rules, starting
from training.beginning import begin_course, ready_courses
from training.counting import Counts, counts
from training.drafting import create_course, retire_course, save_course
from training.editing import next_draft
from training.forms.courses import CourseForm, NewCourseForm, RetireForm
from training.models import Course, CourseVersion, Learning
from training.views.finding import course_at

EMPTY = "empty"


def courses(request):
    """Every course: its state, how long it holds, how many owe it and how many hold it."""
    found = list(Course.objects.all())
    counted = counts(request.today)
    versions = _versions_by_course()
    rows = [
        {
            "course": course,
            "tags": tags_of(course, versions.get(course.pk, []), request.today),
            "current": _current(versions.get(course.pk, [])),
            "counts": counted.get(course.pk, Counts()),
        }
        for course in sorted(found, key=lambda course: (course.title or "").casefold())
    ]
    context = {"rows": rows, "can_keep": rules.can_keep(request.user, on=request.today)}
    return render(request, "training/courses.html", context)


def _versions_by_course():
    """Map each course's id to its versions, the newest first."""
    found = {}
    for version in CourseVersion.objects.order_by("course", "-number"):
        found.setdefault(version.course_id, []).append(version)
    return found


def _current(versions):
    return next((version for version in versions if version.is_published), None)


def tags_of(course, versions, on):
    """The state of a course in words: a tag each."""
    tags = []
    current = _current(versions)
    if course.retired_on and course.retired_on <= on:
        tags.append({"text": _("no longer offered"), "kind": ""})
    elif current:
        tags.append({"text": _("offered"), "kind": "ok"})
    else:
        tags.append({"text": _("not published yet"), "kind": "warn"})
    if course.retired_on and course.retired_on > on:
        words = _("until %(day)s") % {"day": day(course.retired_on)}
        tags.append({"text": _("ending"), "kind": "warn", "words": words})
    if versions and not versions[0].is_published:
        words = _("draft %(number)s") % {"number": versions[0].number}
        tags.append({"text": words, "kind": "info"})
    return tags


def course(request, slug):
    """State, the one action, how many hold it, whom it asks, versions, settings."""
    shown = course_at(slug)
    versions = list(shown.versions.select_related("published_by"))
    draft = versions[0] if versions and not versions[0].is_published else None
    context = {
        "course": shown,
        "tags": tags_of(shown, versions, request.today),
        "current": _current(versions),
        "draft": draft,
        "versions": [_timeline(shown, version, versions) for version in versions],
        "counts": counts(request.today).get(shown.pk, Counts()),
        "begun": Learning.objects.filter(version__course=shown).count(),
        "rules": _rules(shown, request.today),
        "renews": list(shown.renews.all()),
        "taught": list(shown.policies.all()),
        "can_keep": rules.can_keep(request.user, on=request.today),
        "is_retired": bool(shown.retired_on and shown.retired_on <= request.today),
    }
    return render(request, "training/course.html", context)


def _timeline(shown, version, versions):
    """One version as a row of the timeline."""
    row = {
        "title": _("Version %(number)s") % {"number": version.number},
        "url": reverse("course-version", args=[shown.slug, version.number]),
    }
    if not version.is_published:
        return row | {"state": "draft", "tag": _("draft"), "tag_kind": "warn", "link": _("Write")}
    words = _("Published on %(day)s") % {"day": day(version.published_at.date())}
    if version.change_note:
        words = f"{words}. {version.change_note}"
    is_current = version == _current(versions)
    return row | {
        "state": "now" if is_current else "on",
        "tag": _("current") if is_current else "",
        "tag_kind": "ok" if is_current else "",
        "words": words,
        "link": _("Read"),
    }


def _rules(shown, on):
    """The rules of a course in words, the newest first."""
    found = shown.rules.prefetch_related("units", "functions").order_by("-starts_on", "-pk")
    return [
        {
            "rule": rule,
            "audience": audience(rule),
            "timing": timing(rule),
            "begins": rule.starts_on > on,
            "is_over": rule.ends_on is not None and rule.ends_on < on,
        }
        for rule in found
    ]


def course_new(request):
    """Choose a ready course or an empty one; an empty one gets its name first."""
    chosen = request.GET.get("starter", "")
    if request.method == "POST" and chosen not in ("", EMPTY):
        return _begin(request, chosen)
    if chosen != EMPTY:
        context = {"ready": ready_courses()}
        return render(request, "training/course_new.html", context)
    form = NewCourseForm(typed(request), on=request.today, initial={"owner": request.user.pk})
    made = done(form, lambda: create_course(**asking(request), **form.values))
    if made:
        messages.success(request, _("The course is there. Write its first page."))
        return redirect("course-version", made[0].slug, 1)
    return form_page(
        request,
        form,
        title=_("Name the course"),
        submit=_("Start the course"),
        back=reverse("course-new"),
        up=_("Start a course"),
    )


def _begin(request, chosen):
    try:
        starting.course(chosen)
    except UnknownStarter as error:
        raise Http404 from error
    form = forms.Form(request.POST)
    made = done(form, lambda: begin_course(chosen, **asking(request)))
    if not made:
        messages.error(request, " ".join(form.non_field_errors()))
        return redirect("course-new")
    messages.success(request, _("The draft is there. Adapt it, then publish it."))
    return redirect("course-version", made[0].slug, 1)


def course_edit(request, slug):
    """Change what is known about a course."""
    shown = course_at(slug)
    form = CourseForm(typed(request), instance=course_at(slug), on=request.today)
    if done(form, lambda: save_course(shown, **asking(request), **form.values)):
        messages.success(request, _("The settings are saved."))
        return redirect(shown)
    return form_page(
        request,
        form,
        title=_("Settings of the course"),
        lead=_("Certificates that were given keep their days; new ones follow these settings."),
        submit=_("Save"),
        back=shown.get_absolute_url(),
        up=shown.title,
    )


def course_retire(request, slug):
    """Stop offering a course from a day on, or offer it again."""
    shown = course_at(slug)
    if shown.retired_on:
        return _offer_again(request, shown)
    form = RetireForm(typed(request), initial={"retired_on": request.today})
    if done(form, lambda: retire_course(shown, **asking(request), **form.cleaned_data)):
        messages.success(request, _("It is noted from when the course is not offered any more."))
        return redirect(shown)
    return form_page(
        request,
        form,
        title=_("Stop offering the course"),
        lead=shown.title,
        submit=_("Stop offering it"),
        back=shown.get_absolute_url(),
        up=shown.title,
        is_danger=True,
        ends=[_("Nobody can start it, and nobody is asked to take it.")],
        stays=[_("Certificates stay valid until they end, and past days keep their answer.")],
    )


def _offer_again(request, shown):
    form = forms.Form(typed(request))
    if done(form, lambda: retire_course(shown, **asking(request), retired_on=None)):
        messages.success(request, _("The course is offered again."))
        return redirect(shown)
    return form_page(
        request,
        form,
        title=_("Offer the course again"),
        lead=shown.title,
        submit=_("Offer it again"),
        back=shown.get_absolute_url(),
        up=shown.title,
    )


def course_draft(request, slug):
    """Start the next version, as a copy of the newest one, or go on with the draft."""
    shown = course_at(slug)
    if request.method != "POST":
        return redirect(shown)
    draft = next_draft(shown, **asking(request))
    return redirect("course-version", slug, draft.number)
