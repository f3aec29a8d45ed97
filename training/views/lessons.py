"""The editor of a page: both languages side by side, saved by a button or by itself."""

from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from people.refusals import Refused
from people.views.acting import asking, done, form_page, typed
from policies.comparing import Labels, difference
from policies.hashing import in_language
from policies.views.editing import saved_words
from training.drafting import LessonChanged, add_lesson, remove_lesson, save_lesson
from training.forms.writing import LessonForm, LessonWordsForm
from training.hashing import LANGUAGES
from training.models import Lesson
from training.reading import page_of
from training.views.finding import draft_at, lesson_at
from training.weighing import MOST_BYTES, weight_of


def lesson_new(request, slug, number):
    """Add an empty page at the end and open it."""
    version = draft_at(slug, number)
    if request.method != "POST":
        return redirect("course-version", slug, number)
    form = forms.Form(request.POST)
    made = done(form, lambda: add_lesson(version, **asking(request)))
    if not made:
        messages.error(request, " ".join(form.non_field_errors()))
        return redirect("course-version", slug, number)
    return redirect("lesson-edit", slug, number, made[0].key)


def lesson_edit(request, slug, number, key):
    """Write one page; a POST saves everything that was typed, then does what the button says."""
    lesson = _editable(slug, number, key)
    if lesson is None:
        return redirect("course-version", slug, number)
    verb = request.POST.get("do", "save")
    if request.method == "POST" and verb == "take":
        return redirect("lesson-edit", slug, number, key)
    form = LessonForm(typed(request), lesson=lesson)
    theirs = None
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            save_lesson(lesson, **asking(request), revision=revision, **form.values)
        except LessonChanged as refusal:
            theirs = refusal.stored
            form.data = form.data.copy()
            form.data["revision"] = theirs.revision
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _onward(request, lesson, verb)
    return _page(request, lesson, form, theirs=theirs)


def _editable(slug, number, key):
    """The page, or None when its version is published."""
    lesson = lesson_at(slug, number, key)
    return None if lesson.version.is_published else lesson


def _onward(request, lesson, verb):
    address = (lesson.version.course.slug, lesson.version.number)
    if verb == "preview":
        return redirect("lesson-preview", *address, lesson.position)
    if verb == "picture":
        return redirect("picture-new", *address, lesson.key)
    if verb == "back":
        return redirect("course-version", *address)
    messages.success(request, _("The page is saved."))
    return redirect("lesson-edit", *address, lesson.key)


def _page(request, lesson, form, *, theirs=None):
    places = lesson.version.pictures.filter(lesson_key=lesson.key)
    weight = weight_of(lesson)
    context = {
        "course": lesson.version.course,
        "version": lesson.version,
        "lesson": lesson,
        "form": form,
        "conflict": theirs and conflict_of(theirs, form),
        "saved": saved_words(lesson.version),
        "pictures": places.select_related("picture").defer("picture__content"),
        "weight": weight // 1000 + 1,
        "most_weight": MOST_BYTES // 1000,
        "languages": LANGUAGES,
    }
    status = 409 if theirs else 422 if form.is_bound else 200
    return render(request, "training/lesson_edit.html", context, status=status)


def conflict_of(stored, form):
    """What somebody else saved meanwhile, beside the writer's own words, word by word."""
    labels = Labels(removed=_("only in theirs"), added=_("only in yours"))
    mine = form.cleaned_data
    texts = []
    for code in LANGUAGES:
        page = page_of(stored, code)
        texts.append(
            {
                "language": code,
                "section": SimpleNamespace(heading=page.title, body=page.body),
                "difference": difference(
                    (page.title, in_language(stored, "body", code)),
                    (mine[f"title_{code}"], mine[f"body_{code}"]),
                    labels,
                ),
            }
        )
    return {"pk": stored.key, "texts": texts}


def lesson_save(request, slug, number, key):
    """Save a page's words by themselves, for the editor's script; 409 brings both texts."""
    lesson = _editable(slug, number, key)
    if request.method != "POST" or lesson is None:
        return redirect("course-version", slug, number)
    form = LessonWordsForm(typed(request), lesson=lesson)
    if not form.is_valid():
        reason = next(iter(form.errors.values()))[0]
        return _not_saved(_("Not saved: %(reason)s") % {"reason": reason}, status=422)
    revision = form.cleaned_data["revision"]
    try:
        stored = save_lesson(lesson, **asking(request), revision=revision, **form.values)
    except LessonChanged as refusal:
        return _conflict(refusal.stored, form)
    except Refused as refusal:
        return _not_saved(str(refusal), status=409)
    answer = {"saved": _saved(stored), "heads": {}, "revision": stored.revision, "base": ""}
    return JsonResponse(answer)


def _saved(stored):
    stored.version.refresh_from_db(fields=["saved_at"])
    return saved_words(stored.version)


def _conflict(stored, form):
    html = render_to_string(
        "policies/editor/_conflict.html", {"conflict": conflict_of(stored, form)}
    )
    message = _("Not saved: somebody else has changed this page.")
    answer = {"html": html, "revision": stored.revision, "base": "", "message": message}
    return JsonResponse(answer, status=409)


def _not_saved(message, *, status):
    return JsonResponse({"message": message}, status=status)


def lesson_remove(request, slug, number, key):
    """Ask, then take a page out of the draft."""
    version = draft_at(slug, number)
    lesson = version.lessons.filter(key=key).first() or Lesson(version=version, key=key)
    lesson.version = version
    form = forms.Form(typed(request))
    if done(form, lambda: remove_lesson(lesson, **asking(request))):
        messages.success(request, _("The page is removed."))
        return redirect("course-version", slug, number)
    return form_page(
        request,
        form,
        title=_("Remove this page"),
        lead=lesson.title or _("Page without a title"),
        submit=_("Remove the page"),
        back=reverse("course-version", args=[slug, number]),
        up=version.course.title,
        is_danger=True,
        ends=[_("Its text, its pictures and its questions are deleted from the draft.")],
        stays=[_("Published versions keep theirs.")],
    )
