from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Policies, their versions and approvals, acknowledgements and packs."""

    name = "policies"
