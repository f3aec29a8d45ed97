"""Screens that combine apps, and the pages for errors."""

from home.views.dashboard import dashboard
from home.views.errors import bad_request, forbidden, not_found, server_error
from home.views.pages import accessibility, components, data_protection, help_page, home, more, root
from home.views.reminding import reminder_new, reminders
from home.views.tasks import my_tasks, person, readiness_list

__all__ = [
    "accessibility",
    "bad_request",
    "components",
    "dashboard",
    "data_protection",
    "forbidden",
    "help_page",
    "home",
    "more",
    "my_tasks",
    "not_found",
    "person",
    "readiness_list",
    "reminder_new",
    "reminders",
    "root",
    "server_error",
]
