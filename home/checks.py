"""Start-up refuses a file of retention that leaves a model out or cannot be executed."""

from django.core.checks import Error, register

from home import retention


@register()
def every_model_has_a_period(app_configs, **kwargs):
    """Each of our models with personal data stands in retention.toml (GDPR art. 5(1)(e))."""
    try:
        missing, unknown = retention.unnamed()
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [Error(f"retention.toml cannot be read: {error}", id="home.E001")]
    return [
        *(Error(f"retention.toml does not name {label}.", id="home.E002") for label in missing),
        *(
            Error(f"retention.toml names {label}, which is no model.", id="home.E003")
            for label in unknown
        ),
    ]
