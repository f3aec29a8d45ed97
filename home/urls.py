from home import views
from people.access import PUBLIC, SIGNED_IN, page, roles
from people.models import Role
from people.register_urls import READ_OR_LEAD
from policies.rules import READERS, REMINDERS

LEADS = (Role.UNIT_LEAD, *READERS)

urlpatterns = [
    page("", views.home, SIGNED_IN, name="home"),
    page("my/tasks/", views.my_tasks, SIGNED_IN, name="my-tasks"),
    page("dashboard/", views.dashboard, roles(*Role), name="dashboard"),
    page("readiness/", views.readiness_list, roles(*LEADS), name="readiness"),
    page("reminders/", views.reminders, roles(*LEADS), name="reminders"),
    page(
        "policies/<slug:slug>/reminders/new/",
        views.reminder_new,
        roles(*REMINDERS),
        name="reminder-new",
    ),
    page("people/<uuid:uid>/", views.person, READ_OR_LEAD, name="person"),
    page("more/", views.more, SIGNED_IN, name="more"),
    page("help/", views.help_page, PUBLIC, name="help"),
    page("accessibility/", views.accessibility, PUBLIC, name="accessibility"),
    page("data-protection/", views.data_protection, PUBLIC, name="data-protection"),
    page("components/", views.components, roles(Role.ADMINISTRATOR), name="components"),
]
