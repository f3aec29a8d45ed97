"""Whether somebody still has to set up the second step of signing in."""

from allauth.mfa.models import Authenticator

from people.models import Organisation
from people.roles import is_privileged


def lacks_second_factor(person, *, on):
    """Whether the person's roles need a second factor that is not there yet.

    The organisation may relax the rule (the demonstration does, with a visible banner).
    """
    if not is_privileged(person, on=on):
        return False
    organisation = Organisation.objects.current()
    if organisation and not organisation.second_factor_required:
        return False
    factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return not Authenticator.objects.filter(user=person, type__in=factors).exists()
