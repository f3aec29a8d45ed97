"""The addresses of people, units, checks, settings and the trail."""

from django.urls import include, path

from people.access import page, roles
from people.models import Role
from people.rules import CHECKERS, EXPORT_READERS, KEEPERS, READERS, SECOND_PEOPLE, TRAIL_READERS
from people.views import (
    exporting,
    granting,
    importing,
    joining,
    recovering,
    register,
    settings,
    sign_ins,
    trail,
    units,
)

KEEP = roles(*KEEPERS)
READ = roles(*READERS)
READ_OR_LEAD = roles(*READERS, Role.UNIT_LEAD)
CHECK = roles(*CHECKERS)
#: Each list says itself who may take it out.
EXPORT = roles(*READERS, Role.UNIT_LEAD, Role.TRAINING_COORDINATOR)

people_urls = [
    page("people/", register.people, READ_OR_LEAD, name="people"),
    page("people/new/", joining.person_new, KEEP, name="person-new"),
]
import_urls = [
    page("", importing.people_import, KEEP, name="people-import"),
    page("template.<str:ending>", importing.import_template, KEEP, name="import-template"),
    page("<uuid:uid>/", importing.import_show, KEEP, name="import"),
    page("<uuid:uid>/decide/", importing.import_decide, KEEP, name="import-decide"),
    page("<uuid:uid>/take/", importing.import_take, KEEP, name="import-take"),
    page("<uuid:uid>/again/", importing.import_again, KEEP, name="import-again"),
    page("<uuid:uid>/drop/", importing.import_drop, KEEP, name="import-drop"),
    page("<uuid:uid>/problems.csv", importing.import_problems, KEEP, name="import-problems"),
]
unit_urls = [
    page("people/units/", units.units, READ, name="units"),
    page("people/units/new/", units.unit_new, KEEP, name="unit-new"),
    page("people/units/<int:pk>/edit/", units.unit_edit, KEEP, name="unit-edit"),
    page("people/units/<int:pk>/move/", units.unit_move, KEEP, name="unit-move"),
    page("people/units/<int:pk>/close/", units.unit_close, KEEP, name="unit-close"),
    page("people/functions/", units.functions, READ, name="functions"),
    page("people/functions/new/", units.function_new, KEEP, name="function-new"),
    page("people/functions/<slug:slug>/edit/", units.function_edit, KEEP, name="function-edit"),
]
check_urls = [
    page("people/checks/", settings.check_rules, READ, name="check-rules"),
    page("people/checks/new/", settings.check_rule_new, KEEP, name="check-rule-new"),
    page("people/checks/<int:pk>/end/", settings.check_rule_end, KEEP, name="check-rule-end"),
]
person_urls = [
    page("edit/", joining.person_edit, KEEP, name="person-edit"),
    page("second-step/", recovering.recovery, roles(*SECOND_PEOPLE), name="person-recovery"),
    page("invite/", joining.invitation_send, KEEP, name="person-invite"),
    page("assignments/new/", joining.assignment_new, KEEP, name="assignment-new"),
    page("assignments/<int:pk>/end/", joining.assignment_end, KEEP, name="assignment-end"),
    page("assignments/<int:pk>/void/", joining.assignment_void, KEEP, name="assignment-void"),
    page("roles/new/", granting.role_new, KEEP, name="role-new"),
    page("roles/<int:pk>/end/", granting.role_end, KEEP, name="role-end"),
    page("checks/new/", granting.check_new, CHECK, name="check-new"),
    page("checks/<int:pk>/void/", granting.check_void, CHECK, name="check-void"),
]
settings_urls = [
    page("settings/organisation/", settings.organisation, KEEP, name="organisation"),
    page("settings/sign-ins/", sign_ins.sign_ins, KEEP, name="sign-ins"),
    page("audit/", trail.trail, roles(*TRAIL_READERS), name="trail"),
]

export_urls = [
    page("exports/", exporting.exports, roles(*EXPORT_READERS), name="exports"),
    page("exports/<slug:what>/", exporting.export_new, EXPORT, name="export-new"),
]

urlpatterns = [
    *people_urls,
    path("people/import/", include(import_urls)),
    *unit_urls,
    *check_urls,
    path("people/<uuid:uid>/", include(person_urls)),
    *settings_urls,
    *export_urls,
]
