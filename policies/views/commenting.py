"""Comment on a place in a draft, answer, settle, reopen; all of it shown on the review page."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from people.views.acting import asking, done, form_page, typed
from policies import rules
from policies.commenting import Place, add_comment, answer, remarks, reopen, settle
from policies.forms.commenting import AnswerForm, CommentForm
from policies.hashing import in_language
from policies.refusals import Refused
from policies.views.finding import version_at


def comment_new(request, slug, number):
    """Say something about a section; the words that are typed stay when something is wrong."""
    version = version_at(slug, number)
    review = reverse("version-review", args=[slug, number])
    form = CommentForm(typed(request), initial={"section": request.GET.get("section", "")})
    added = done(form, lambda: _add(request, version, form))
    if added:
        messages.success(request, _("Your comment is there."))
        return redirect(f"{review}#comment-{added[0].pk}")
    wanted = form["section"].value()
    section = next((each for each in version.sections.all() if each.key == wanted), None)
    if request.method != "POST" and (section is None or not version.is_open):
        return redirect(review)
    return form_page(
        request,
        form,
        title=_("Comment on a section"),
        lead=heading_of(section) if section else "",
        submit=_("Save the comment"),
        back=review,
        up=version.policy.title,
    )


def _add(request, version, form):
    values = form.cleaned_data
    place = Place(values["section"], values["language"], values["quote"])
    return add_comment(version, **asking(request), place=place, text=values["text"])


def heading_of(section):
    """The heading in the reader's language, else in the other one."""
    return in_language(section, "heading", get_language()) or section.heading_pl or ""


def comment_answer(request, slug, number, pk):
    """Answer a comment."""
    comment = _comment(slug, number, pk)
    form = AnswerForm(typed(request))
    if done(form, lambda: answer(comment, **asking(request), **form.cleaned_data)):
        messages.success(request, _("Your answer is there."))
        return redirect(_place(slug, number, pk))
    return form_page(
        request,
        form,
        title=_("Answer a comment"),
        lead=comment.text,
        submit=_("Save the answer"),
        back=_place(slug, number, pk),
        up=comment.version.policy.title,
    )


def comment_settle(request, slug, number, pk):
    """Note that nothing is left to do about a comment."""
    return _do(request, slug, number, pk, settle, _("The comment is settled."))


def comment_reopen(request, slug, number, pk):
    """Take up a settled comment again."""
    return _do(request, slug, number, pk, reopen, _("The comment is open again."))


def _do(request, slug, number, pk, operation, words):
    comment = _comment(slug, number, pk)
    if request.method == "POST":
        try:
            operation(comment, **asking(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, words)
    return redirect(_place(slug, number, pk))


def _comment(slug, number, pk):
    version = version_at(slug, number)
    comment = get_object_or_404(version.comments.select_related("by"), pk=pk)
    comment.version = version
    return comment


def _place(slug, number, pk):
    return f"{reverse('version-review', args=[slug, number])}#comment-{pk}"


def talk(request, version, keys):
    """What the review page shows of comments: a place for each section key in ``keys``, one for
    sections that are gone, and all open ones in that order.
    """
    is_commenter = version.is_open and rules.can_comment(request.user, on=request.today)
    is_keeper = rules.can_keep(request.user, on=request.today)
    found = {
        key: [_row(remark, request.user, is_commenter, is_keeper) for remark in each]
        for key, each in remarks(version).items()
    }
    places = [_shown(found.pop(key, [])) for key in keys]
    gone = _shown([row for rows in found.values() for row in rows])
    return {
        "can_comment": is_commenter,
        "places": places,
        "gone": gone,
        "open": [row["remark"] for place in (*places, gone) for row in place["open"]],
    }


def _row(remark, reader, is_commenter, is_keeper):
    """A comment with what the reader may do about it."""
    is_own = remark.comment.by_id == reader.pk
    return {
        "remark": remark,
        "can_answer": is_commenter and not remark.comment.is_settled,
        "can_settle": is_commenter and (is_keeper or is_own),
    }


def _shown(rows):
    return {
        "open": [row for row in rows if not row["remark"].comment.is_settled],
        "settled": [row for row in rows if row["remark"].comment.is_settled],
    }
