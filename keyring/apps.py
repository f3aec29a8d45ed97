from django.apps import AppConfig


class KeyringConfig(AppConfig):
    """The field keys: what is restricted is unreadable in the database file and in its backup."""

    name = "keyring"

    def ready(self):
        from keyring.values import ring

        ring()  # without keys nothing starts
