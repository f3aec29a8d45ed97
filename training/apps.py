from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Courses, sessions, attempts, credentials, signs of trafficking and the field card."""

    name = "training"

    def ready(self):
        from people.exporting import offer as offer_sheets
        from policies.refreshing import offer as offer_refresher
        from training.refreshing import course_named
        from training.sheets import CREDENTIALS, MATRIX

        offer_sheets(MATRIX, CREDENTIALS)
        offer_refresher(course_named)
