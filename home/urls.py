from home import views
from people.access import PUBLIC, SIGNED_IN, page, roles
from people.models import Role
from people.register_urls import KEEP, READ_OR_LEAD
from people.rules import READERS as PEOPLE_READERS
from policies.rules import READERS

LEADS = (Role.UNIT_LEAD, *READERS)

urlpatterns = [
    page("", views.home, SIGNED_IN, name="home"),
    page("my/tasks/", views.my_tasks, SIGNED_IN, name="my-tasks"),
    page("my/data/", views.my_data, SIGNED_IN, name="my-data"),
    page("my/data/<uuid:uid>/file/", views.personal_file, SIGNED_IN, name="personal-file"),
    page("retention/", views.retention_page, roles(*PEOPLE_READERS), name="retention"),
    page("people/<uuid:uid>/erase/", views.person_erase, KEEP, name="person-erase"),
    page("people/<uuid:uid>/data/", views.person_data, KEEP, name="person-data"),
    page("dashboard/", views.dashboard, roles(*Role), name="dashboard"),
    page("readiness/", views.readiness_list, roles(*LEADS), name="readiness"),
    page("people/onboarding/", views.onboarding, READ_OR_LEAD, name="onboarding"),
    page("people/onboarding/act/", views.onboarding_act, READ_OR_LEAD, name="onboarding-act"),
    page("people/leave/", views.people_leave, KEEP, name="people-leave"),
    page("people/<uuid:uid>/leave/", views.person_leave, KEEP, name="person-leave"),
    page("people/<uuid:uid>/", views.person, READ_OR_LEAD, name="person"),
    page("more/", views.more, SIGNED_IN, name="more"),
    page("help/", views.help_page, PUBLIC, name="help"),
    page("accessibility/", views.accessibility, PUBLIC, name="accessibility"),
    page("data-protection/", views.data_protection, PUBLIC, name="data-protection"),
    page("components/", views.components, roles(Role.ADMINISTRATOR), name="components"),
]
