from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The screens that combine what the other apps know: my tasks, dashboard, help."""

    name = "home"
