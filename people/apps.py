from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Organisation, units, persons, assignments, roles, audiences, checks and mail."""

    name = "people"

    def ready(self):
        from people import checks  # noqa: F401  (registers the system checks)
