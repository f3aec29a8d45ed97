from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The wiring of the site; registers the check of the database's real settings."""

    name = "config"
    verbose_name = "Site"

    def ready(self):
        from config import checks  # noqa: F401  (registers itself)
