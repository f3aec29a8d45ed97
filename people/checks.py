"""Start-up refuses an address without a declared access and a model without a data level."""

from django.apps import apps
from django.core.checks import Error, register
from django.urls import get_resolver

from people.access import undeclared

OURS = ("audit", "documents", "people", "policies", "readiness", "home")


@register()
def every_address_is_declared(app_configs, **kwargs):
    """Default deny: an address that nobody declared is a mistake (security.md 4.3)."""
    return [
        Error(f"The address '{entry.pattern}' has no declared access.", id="people.E001")
        for entry in undeclared(get_resolver())
    ]


@register()
def every_model_states_its_level(app_configs, **kwargs):
    """Each model says which data level it holds, 0 public to 3 sealed (security.md 2)."""
    return [
        Error(f"{model._meta.label} does not state its data_level.", id="people.E002")
        for model in apps.get_models()
        if model._meta.app_label in OURS and getattr(model, "data_level", None) not in range(4)
    ]
