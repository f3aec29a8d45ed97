"""The two-language editor: saved as a whole by a button, or section by section by itself."""

import re

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from documents.templatetags.page import in_our_zone
from people.views.acting import asking, typed
from policies.commenting import open_remarks
from policies.comparing import Labels, compared_with, difference
from policies.comprehension import is_whole, quizzes
from policies.drafting import (
    TextChanged,
    add_section,
    confirm_translation,
    move_section,
    save_section,
    save_titles,
)
from policies.drift import behind
from policies.forms.editing import TextForm, digest_of, stored_texts
from policies.hashing import has_text, in_language
from policies.models import ApprovalDecision, PlainText, Policy
from policies.progress import completeness, stages
from policies.reading import LANGUAGES, section_of
from policies.references import dead_links, see_also
from policies.refusals import Refused
from policies.views.finding import section_at, version_at

WORDS_OF_SECTION = re.compile(r"s(\d{1,18})_(?:heading|body)_(?:pl|en)")


def version_edit(request, slug, number):
    """Show the draft; a POST saves everything that was typed, then does what the button says."""
    version = version_at(slug, number)
    sections = list(version.sections.all())
    if request.method != "POST":
        if not version.is_editable:
            return redirect(version)
        return _page(request, version, TextForm(version=version, sections=sections))
    sent = [section for section in sections if f"s{section.pk}_revision" in request.POST]
    form = TextForm(request.POST, version=version, sections=sent)
    conflicts, lost = {}, _words_without_section(request.POST, sections)
    verb, pk = _button(request.POST)
    if form.is_valid():
        try:
            conflicts = _save(request, form, leave=pk if verb == "take" else None)
            if not conflicts and not lost:
                if verb == "current":
                    _confirm(request, form, pk)
                return _do(request, version, verb, pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return _page(request, version, form, lost=lost, status=409)
    status = 409 if conflicts or lost else 422
    return _page(request, version, form, conflicts=conflicts, lost=lost, status=status)


def _button(posted):
    """The (verb, section id) of the pressed button: "up:12" is ("up", 12)."""
    verb, _colon, pk = posted.get("do", "").partition(":")
    return verb, int(pk) if pk.isdecimal() and len(pk) < 19 else None


def _words_without_section(posted, sections):
    """What was typed into sections that somebody has removed since: nothing typed is lost."""
    known = {section.pk for section in sections}
    return [
        words
        for name, words in posted.items()
        if (found := WORDS_OF_SECTION.fullmatch(name))
        and int(found[1]) not in known
        and words.strip()
    ]


def _save(request, form, leave=None):
    """Save what was touched, but not the section ``leave``; return the conflicts by section id."""
    if form.with_titles and form.titles_touched:
        save_titles(form.version, **asking(request), **form.titles)
    conflicts = {}
    for entry in form.sections:
        if entry.section.pk == leave or not entry.is_touched:
            continue
        try:
            save_section(
                entry.section,
                **asking(request),
                revision=entry.revision,
                texts=entry.texts,
                page=form.cleaned_data["page"],
            )
        except TextChanged as refusal:
            conflicts[entry.section.pk] = refusal.section
    return conflicts


def _confirm(request, form, pk):
    """Note that the translation of a section is current, if it is still as the page showed it."""
    for entry in form.sections:
        if entry.section.pk == pk:
            saved = 1 if entry.is_touched else 0
            confirm_translation(entry.section, **asking(request), revision=entry.revision + saved)


def _do(request, version, verb, pk):
    """After everything is saved: add or move a section, or go on to another page."""
    address = (version.policy.slug, version.number)
    onward = {
        "send": "version-send",
        "preview": "version",
        "steps": "steps",
        "comments": "version-review",
    }
    if verb in onward:
        return redirect(onward[verb], *address)
    if verb == "remove" and pk is not None:
        return redirect("section-remove", *address, pk)
    if verb == "compare":
        return redirect(f"{reverse('policy-compare', args=address[:1])}?new={version.number}")
    if verb == "comment" and pk is not None:
        return redirect(f"{reverse('version-review', args=address)}#comment-{pk}")
    target = reverse("version-edit", args=address)
    if verb == "add":
        pk = add_section(version, **asking(request)).pk
    elif verb == "link":
        pk = _link(request, version)
    elif verb in ("up", "down") and pk is not None:
        section = version.sections.filter(pk=pk).first()
        if section:
            section.version = version
            move_section(section, **asking(request), up=verb == "up")
    return redirect(f"{target}#section-{pk}" if pk else target)


def _link(request, version):
    """Put a link to the chosen policy at the end of the chosen section; the section's id."""
    pk = request.POST.get("link_in", "")
    section = version.sections.filter(pk=pk if pk.isdecimal() and len(pk) < 19 else 0).first()
    target = Policy.objects.filter(slug=request.POST.get("link_to", "")[:60]).first()
    if section is None or target is None:
        messages.error(request, _("Choose a policy and a section, then press the button again."))
        return None
    section.version = version
    texts = see_also(section, target)
    save_section(section, **asking(request), revision=section.revision, texts=texts)
    return section.pk


def _page(request, version, form, *, conflicts=None, lost=(), status=200):
    conflicts = conflicts or {}
    version.refresh_from_db(fields=["saved_at", "title_pl", "title_en", "title", "state"])
    now = {section.pk: section for section in version.sections.all()}
    rows = [
        _row(entry, now.get(entry.section.pk, entry.section), number, conflicts)
        for number, entry in enumerate(form.sections, start=1)
    ]
    context = {
        "version": version,
        "policy": version.policy,
        "form": form,
        "rows": rows,
        "lost": lost,
        "has_conflict": bool(conflicts),
        "languages": completeness(version, list(now.values())),
        "stages": stages(version),
        "saved": saved_words(version),
        "requests": _requested_changes(version),
        "remarks": open_remarks(version),
        "base": compared_with(version, on=request.today),
        "questions": _questions(version),
        "others": Policy.objects.exclude(pk=version.policy_id).in_order(),
        "dead_links": dead_links(version, on=request.today),
        "plain_texts": _plain_texts(version),
    }
    return render(request, "policies/version_edit.html", context, status=status)


def _questions(version):
    """The questions beside the draft, and whether each is complete in both languages."""
    pairs = zip(*[quizzes(version, code) for code in LANGUAGES], strict=True)
    whole = [all(is_whole(quiz) for quiz in pair) for pair in pairs]
    rows = version.comprehension.all()
    return [{"row": row, "is_whole": done} for row, done in zip(rows, whole, strict=True)]


def _row(entry, stored, number, conflicts):
    """What the page shows of one section. A conflict leaves the writer's words in the fields.

    The revision and the digest are those of now: pressing Save again means "mine".
    """
    failed = any(field.errors for _code, heading, body in entry.pairs for field in (heading, body))
    return {
        "section": entry.section,
        "number": number,
        "pairs": entry.pairs,
        "prefix": entry.prefix,
        "revision": entry.bound("revision").value() if failed else stored.revision,
        "base": entry.bound("base").value() if failed else digest_of(stored_texts(stored)),
        "conflict": _theirs(conflicts.get(entry.section.pk), entry),
        "languages": _languages_of(stored),
        "behind": behind(stored),
    }


def _theirs(stored, entry):
    """What somebody else saved meanwhile, beside the writer's own words, word by word."""
    if stored is None:
        return None
    labels = Labels(removed=_("only in theirs"), added=_("only in yours"))
    mine = entry.texts
    texts = [
        {
            "language": code,
            "section": section_of(stored, stored.position, code),
            "difference": difference(
                (in_language(stored, "heading", code), in_language(stored, "body", code)),
                (mine[f"heading_{code}"], mine[f"body_{code}"]),
                labels,
            ),
        }
        for code in LANGUAGES
    ]
    return {"pk": stored.pk, "texts": texts}


def _languages_of(section):
    return [{"code": code, "complete": has_text(section, code)} for code in LANGUAGES]


def _plain_texts(version):
    """(kind, its words, the text or None): what the draft has for other readers."""
    there = {text.kind: text for text in version.plain_texts.all()}
    return [(kind, kind.label, there.get(kind)) for kind in PlainText.Kind]


def _requested_changes(version):
    """What approvers asked for in the last round, while the text is back for changes."""
    if version.state != version.State.CHANGES_REQUESTED:
        return []
    newest = version.rounds.first()
    return ApprovalDecision.objects.filter(seat__round=newest).select_related("seat__approver")


def saved_words(version):
    """When the text was last saved: the time of today, or day and time."""
    when = in_our_zone(version.saved_at)
    return _("Saved at %(time)s") % {"time": date_format(when, "H:i")}


def titles_save(request, slug, number):
    """Save the titles by themselves, for the editor's script."""
    version = version_at(slug, number)
    if request.method != "POST":
        return redirect("version-edit", slug, number)
    form = TextForm(typed(request), version=version, sections=[])
    if not form.is_valid():
        return _not_saved(_first_error(form), status=422)
    try:
        _save(request, form)
    except Refused as refusal:
        return _not_saved(str(refusal), status=409)
    return JsonResponse(_state_of(version))


def section_save(request, slug, number, pk):
    """Save one section by itself, for the editor's script; 409 brings both texts to the page."""
    section = section_at(slug, number, pk)
    if request.method != "POST":
        return redirect("version-edit", slug, number)
    form = TextForm(typed(request), version=section.version, sections=[section], with_titles=False)
    if not form.is_valid():
        return _not_saved(_first_error(form), status=422)
    try:
        conflicts = _save(request, form)
    except Refused as refusal:
        return _not_saved(str(refusal), status=409)
    if conflicts:
        return _conflict(conflicts[pk], form.sections[0])
    stored = section.version.sections.get(pk=pk)
    answer = _state_of(section.version)
    answer["tags"] = render_to_string(
        "policies/editor/_complete.html", {"languages": _languages_of(stored)}
    )
    answer["drift"] = render_to_string(
        "policies/editor/_drift.html", {"behind": behind(stored), "pk": pk}
    )
    (entry,) = form.sections
    answer |= (
        {"revision": stored.revision, "base": digest_of(stored_texts(stored))}
        if stored_texts(stored) == entry.texts
        else {"revision": entry.revision, "base": form.cleaned_data[f"{entry.prefix}_base"]}
    )
    return JsonResponse(answer)


def _state_of(version):
    """What the page's head shows after saving."""
    version.refresh_from_db()
    languages = completeness(version, list(version.sections.all()))
    heads = {
        entry["code"]: render_to_string("policies/editor/_missing.html", {"entry": entry})
        for entry in languages
    }
    return {"saved": saved_words(version), "heads": heads}


def _conflict(stored, entry):
    """Somebody else saved the section: their text, to stand beside the writer's own."""
    html = render_to_string("policies/editor/_conflict.html", {"conflict": _theirs(stored, entry)})
    answer = {
        "html": html,
        "revision": stored.revision,
        "base": digest_of(stored_texts(stored)),
        "message": _("Not saved: somebody else has changed this section."),
    }
    return JsonResponse(answer, status=409)


def _first_error(form):
    errors = [message for messages in form.errors.values() for message in messages]
    return _("Not saved: %(reason)s") % {"reason": errors[0]}


def _not_saved(message, *, status):
    return JsonResponse({"message": message}, status=status)
