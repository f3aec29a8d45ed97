from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The screens that combine what the other apps know: my tasks, dashboard, help."""

    name = "home"

    def ready(self):
        from home import checks  # noqa: F401  (registers the system checks)
