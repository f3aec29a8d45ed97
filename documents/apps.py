from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents rendered from templates, stored once and served with an access check."""

    name = "documents"

    def ready(self):
        from documents import checks  # noqa: F401  (registers the system checks)
