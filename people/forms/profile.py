from django import forms
from django.utils.text import capfirst

from people.models import Person


class ProfileForm(forms.ModelForm):
    """What people choose for themselves."""

    class Meta:
        model = Person
        fields = ["language", "theme"]
        widgets = {"language": forms.RadioSelect, "theme": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        theme = self.fields["theme"]
        theme.choices = [(value, capfirst(label)) for value, label in theme.choices]
