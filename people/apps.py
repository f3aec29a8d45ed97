from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Organisation, units, persons, assignments, roles, audiences, checks and mail."""

    name = "people"

    def ready(self):
        from documents.serving import ASKED_AGAIN
        from people import checks  # noqa: F401  (registers the system checks)
        from people.exporting import KIND, may_fetch, offer
        from people.sheets import PEOPLE

        offer(PEOPLE)
        ASKED_AGAIN[KIND] = may_fetch
