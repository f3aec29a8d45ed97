from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Courses, sessions, attempts, credentials, signs of trafficking and the field card."""

    name = "training"
