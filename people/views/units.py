"""The tree of units and the list of functions."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from people import rules
from people.forms.units import CloseForm, FunctionForm, MoveForm, NewUnitForm, UnitForm
from people.models import Function, Unit
from people.units import (
    add_function,
    add_unit,
    close_unit,
    move_unit,
    people_in_units,
    rename_function,
    rename_unit,
)
from people.views.acting import asking, done, form_page, typed

#: Units below this level are indented no further; phones are narrow.
DEEPEST_STEP = 4


def units(request):
    """The tree as it stands today, with how many people each unit has."""
    counts = people_in_units(on=request.today)
    tree = list(Unit.objects.open_on(request.today).with_tree_fields())
    by_id = {unit.pk: unit for unit in tree}
    for unit in tree:
        unit.people = counts.get(unit.pk, 0)
        unit.above = by_id.get(unit.parent_id)
        unit.step = min(unit.tree_depth, DEEPEST_STEP)
    context = {
        "units": tree,
        "upcoming": Unit.objects.filter(opened_on__gt=request.today, closed_on=None),
        "can_keep": rules.can_keep(request.user, on=request.today),
    }
    return render(request, "people/units.html", context)


def _unit(request, pk):
    """A unit that exists today or later."""
    lasting = Q(closed_on=None) | Q(closed_on__gt=request.today)
    return get_object_or_404(Unit.objects.filter(lasting), pk=pk)


def unit_new(request):
    """Open a unit."""
    initial = {"parent": request.GET.get("parent"), "opened_on": request.today}
    form = NewUnitForm(typed(request), on=request.today, initial=initial)

    def add():
        values = {name: form.cleaned_data[name] for name in ("parent", "opened_on", "phone")}
        return add_unit(**asking(request), names=form.names, **values)

    if done(form, add):
        messages.success(request, _("The unit is added."))
        return redirect("units")
    return form_page(
        request,
        form,
        title=_("Add a unit"),
        submit=_("Add this unit"),
        back=reverse("units"),
        up=_("Units"),
        lead=_("A unit is a team, a site or an office. Rules for it also reach units below it."),
    )


def unit_edit(request, pk):
    """Change what a unit is called and whom its people call."""
    unit = _unit(request, pk)
    initial = {name: getattr(unit, name) for name in ("name_pl", "name_en", "phone")}
    form = UnitForm(typed(request), initial=initial)

    def rename():
        return rename_unit(
            unit, **asking(request), names=form.names, phone=form.cleaned_data["phone"]
        )

    if done(form, rename):
        messages.success(request, _("The unit is saved."))
        return redirect("units")
    return form_page(
        request,
        form,
        title=_("Change the unit: %(unit)s") % {"unit": unit},
        submit=_("Save the unit"),
        back=reverse("units"),
        up=_("Units"),
        lead=_("The name changes on past days too. For another place in the tree, move the unit."),
    )


def unit_move(request, pk):
    """Put a unit below another one, from today on."""
    unit = _unit(request, pk)
    form = MoveForm(typed(request), on=request.today, initial={"parent": unit.parent_id})
    if done(form, lambda: move_unit(unit, **asking(request), **form.cleaned_data)):
        messages.success(request, _("The unit is moved."))
        return redirect("units")
    return form_page(
        request,
        form,
        title=_("Move the unit: %(unit)s") % {"unit": unit},
        submit=_("Move this unit"),
        back=reverse("units"),
        up=_("Units"),
        lead=_("It moves today, with its people, its leads and all units below it."),
        stays=[_("Past days keep the tree as it was, in lists and figures")],
    )


def unit_close(request, pk):
    """Let an empty unit end."""
    unit = _unit(request, pk)
    form = CloseForm(typed(request), initial={"closed_on": request.today})
    if done(form, lambda: close_unit(unit, **asking(request), **form.cleaned_data)):
        messages.success(request, _("The unit is closed."))
        return redirect("units")
    return form_page(
        request,
        form,
        title=_("Close the unit: %(unit)s") % {"unit": unit},
        submit=_("Close this unit"),
        back=reverse("units"),
        up=_("Units"),
        is_danger=True,
        lead=_("Only a unit without people, leads and units below it can close."),
        stays=[_("What happened in the unit stays in lists of past days")],
    )


def functions(request):
    """What people may do on an assignment."""
    context = {
        "functions": Function.objects.order_by("name"),
        "can_keep": rules.can_keep(request.user, on=request.today),
    }
    return render(request, "people/functions.html", context)


def function_new(request):
    """Offer another function."""
    form = FunctionForm(typed(request))
    if done(form, lambda: add_function(**asking(request), names=form.names)):
        messages.success(request, _("The function is added."))
        return redirect("functions")
    return _function_page(request, form, title=_("Add a function"), submit=_("Add this function"))


def function_edit(request, slug):
    """Change what a function is called."""
    function = get_object_or_404(Function, slug=slug)
    initial = {"name_pl": function.name_pl, "name_en": function.name_en}
    form = FunctionForm(typed(request), initial=initial)
    if done(form, lambda: rename_function(function, **asking(request), names=form.names)):
        messages.success(request, _("The function is saved."))
        return redirect("functions")
    return _function_page(
        request,
        form,
        title=_("Rename the function: %(function)s") % {"function": function},
        submit=_("Save the function"),
    )


def _function_page(request, form, **words):
    return form_page(
        request,
        form,
        back=reverse("functions"),
        up=_("Functions"),
        lead=_("A function says what somebody does: driver, interpreter, host."),
        **words,
    )
