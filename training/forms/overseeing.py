from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.filters import UnitsOnDay
from people.models import Function, Kind
from training.models import Course


class CoursesFilter(UnitsOnDay):
    """Which courses and units a table shows, and as of which day."""

    courses = forms.MultipleChoiceField(
        required=False, label=_("Courses"), widget=forms.CheckboxSelectMultiple
    )

    field_order = ["unit", "on", "courses"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._all = list(Course.objects.select_related("refresher"))
        self.fields["courses"].choices = [(course.slug, course.title) for course in self._all]

    def courses_on(self, day):
        """The courses that are chosen; if none is, those that were offered on the day."""
        slugs = self.chosen("courses") or ()
        if slugs:
            return [course for course in self._all if course.slug in slugs]
        return [course for course in self._all if _is_offered(course, day)]


def _is_offered(course, day):
    return course.retired_on is None or course.retired_on > day


class TrainingFilter(CoursesFilter):
    """Which people the matrix shows, and which courses."""

    STATES = [
        ("", _("everybody")),
        ("missing", _("something is missing")),
        ("open", _("does not hold all that is asked")),
        ("done", _("holds all that is asked")),
        ("ending", _("a certificate ends soon")),
    ]

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all")), *Kind.choices]
    )
    function = forms.ModelChoiceField(
        Function.objects.all(),
        label=_("Function"),
        required=False,
        to_field_name="slug",
        empty_label=_("all"),
    )
    state = forms.ChoiceField(choices=STATES, required=False, label=_("Who"))

    field_order = ["q", "unit", "kind", "function", "state", "on", "courses"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.input_type = "search"

    @property
    def narrows_people(self):
        """Whether some of those who were here are left out."""
        return self.allowed is not None or bool({*self.names_chosen} - {"on", "courses"})
