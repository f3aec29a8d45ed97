"""Screens that combine apps, and the pages for errors."""

from home.views.dashboard import dashboard
from home.views.errors import bad_request, forbidden, not_found, server_error
from home.views.leaving import people_leave, person_leave
from home.views.onboarding import onboarding, onboarding_act
from home.views.pages import accessibility, components, data_protection, help_page, home, more, root
from home.views.personal_data import my_data, person_data, personal_file
from home.views.retention import person_erase, retention_page
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
    "my_data",
    "my_tasks",
    "not_found",
    "onboarding",
    "onboarding_act",
    "people_leave",
    "person",
    "person_data",
    "person_erase",
    "person_leave",
    "personal_file",
    "readiness_list",
    "retention_page",
    "root",
    "server_error",
]
