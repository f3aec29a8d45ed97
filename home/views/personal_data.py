"""Get everything stored about oneself, or as an administrator about somebody, with a reason."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from documents.serving import as_download
from home.personal_data import KEPT_FOR, alive, ask_for_export
from people.views.acting import asking, done, get_person, typed

ZIP = "application/zip"


class OwnForm(forms.Form):
    """Nothing to fill in."""

    @property
    def reason(self):
        return ""


class ReasonForm(forms.Form):
    """Who wants the data, and on which ground."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy(
            "For example: asked for by the person in writing on 3 March. It stays with the entry."
        ),
    )


@reauthentication_required(allow_get=True)
def my_data(request):
    """One's own data."""
    return _page(request, request.user, OwnForm(typed(request)), reverse("profile"))


@reauthentication_required(allow_get=True)
def person_data(request, uid):
    """Somebody's data, for an administrator who says why."""
    person = get_person(request, uid)
    return _page(request, person, ReasonForm(typed(request)), person.get_absolute_url())


def _page(request, person, form, back):
    def ask():
        reason = form.cleaned_data.get("reason", "")
        return ask_for_export(person, **asking(request), reason=reason)

    if done(form, ask):
        messages.success(request, _("The file is being made. It is kept for 24 hours."))
        return redirect(request.path)
    context = {
        "form": form,
        "person": person,
        "is_own": person.pk == request.user.pk,
        "exports": alive(request.now).filter(person=person, asked_by=request.user),
        "hours": int(KEPT_FOR.total_seconds() // 3600),
        "back": back,
    }
    return render(request, "home/personal_data.html", context, status=422 if form.is_bound else 200)


def personal_file(request, uid):
    """The finished ZIP, for whom asked for it, within a day."""
    export = get_object_or_404(
        alive(request.now).filter(asked_by=request.user, document__isnull=False), uid=uid
    )
    name = f"{_('personal-data')}-{get_language()}.zip"
    return as_download(request, export.document, name, content_type=ZIP)
