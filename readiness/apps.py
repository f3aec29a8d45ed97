from django.apps import AppConfig


class ReadinessConfig(AppConfig):
    """Who owes what and who is ready for duty, on any day. No tables: all is concluded."""

    name = "readiness"

    def ready(self):
        from people.exporting import offer
        from readiness.sheets import READINESS

        offer(READINESS)
