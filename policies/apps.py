from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Policies, their versions and approvals, acknowledgements and packs."""

    name = "policies"

    def ready(self):
        from people.exporting import offer
        from policies.sheets import ACKNOWLEDGEMENTS, MATRIX

        offer(ACKNOWLEDGEMENTS, MATRIX)
