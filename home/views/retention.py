"""How long what is kept, as the site executes it; and erasing one person before that."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.erasing import erase
from home.retention import due
from people.anonymising import Why, code_of
from people.searching import fold
from people.views.acting import asking, done, form_page, get_person, typed


def retention_page(request):
    """The rules of retention.toml in words, and how much is over today."""
    rows = [
        {
            "what": rule.words("what"),
            "since": rule.words("since"),
            "then": rule.words("then"),
            "basis": rule.words("basis"),
            "how_long": rule.how_long,
            "is_fixed": rule.is_fixed,
            "number": number,
        }
        for rule, number in due(at=request.now, on=request.today)
    ]
    return render(request, "home/retention.html", {"rows": rows})


class EraseForm(forms.Form):
    """Why, and on the second step the name as a confirmation."""

    why = forms.ChoiceField(label=gettext_lazy("Why"), choices=[], widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("Name of the person"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Write first and last name, to be sure that it is the right one."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args, person, is_second, **kwargs):
        super().__init__(*args, **kwargs)
        self.person, self.is_second = person, is_second
        self.fields["why"].choices = [(why.value, why.label) for why in Why]
        if is_second:
            self.fields["why"].widget = forms.HiddenInput()
            self.fields["name"].required = True
        else:
            del self.fields["name"]

    def clean_name(self):
        name = self.cleaned_data["name"]
        if fold(name).split() != fold(str(self.person)).split():
            raise forms.ValidationError(_("This is not the name of this person."))
        return name


@reauthentication_required
def person_erase(request, uid):
    """First what goes, what stays and why; then the name as a confirmation."""
    person = get_person(request, uid)
    is_second = request.method == "POST" and request.POST.get("step") == "2"
    form = EraseForm(typed(request), person=person, is_second=is_second)
    if is_second:
        why = request.POST.get("why")
        if done(form, lambda: erase(person, **asking(request), why=form.cleaned_data["why"])):
            messages.success(
                request,
                _("The person is anonymised. The code is %(code)s.") % {"code": code_of(person)},
            )
            return redirect(person)
        if why not in Why.values:
            form = EraseForm(None, person=person, is_second=False)
            is_second = False
    elif form.is_valid():
        is_second = True
        form = EraseForm(
            None, person=person, is_second=True, initial={"why": form.cleaned_data["why"]}
        )
    return form_page(
        request,
        form,
        title=_("Anonymise: %(name)s") % {"name": person},
        submit=_("Anonymise for good") if is_second else _("Continue"),
        back=person.get_absolute_url(),
        up=str(person),
        is_danger=is_second,
        step=2 if is_second else 1,
        lead=_("Step %(step)s of 2. There is no way back.") % {"step": 2 if is_second else 1},
        ends=[
            _("Name and e-mail: a code takes their place (%(code)s)") % {"code": code_of(person)},
            _("The account with every way to sign in"),
            _("Mails, invitations and files with personal data"),
        ],
        stays=[
            _("Acknowledgements, decisions and history, under the code and still valid"),
            _("The audit trail, which knows a random number only"),
            _("Names in documents already handed out, and in backups until they age out"),
        ],
    )
