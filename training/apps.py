from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Courses, sessions, attempts, credentials, signs of trafficking and the field card."""

    name = "training"

    def ready(self):
        from documents.serving import ASKED_AGAIN
        from policies.forms.packs import PRINTED_ELSEWHERE
        from policies.verifying import MORE
        from training.bundling import KIND, may_fetch
        from training.checking import as_address
        from training.verifying import verify

        ASKED_AGAIN[KIND] = may_fetch
        MORE.append(verify)
        PRINTED_ELSEWHERE.append(as_address)

        from people.exporting import offer as offer_sheets
        from policies.refreshing import offer as offer_refresher
        from training.refreshing import course_named
        from training.sheets import CREDENTIALS, MATRIX

        offer_sheets(MATRIX, CREDENTIALS)
        offer_refresher(course_named)
