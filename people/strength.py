"""How surely a session belongs to its person, in the words that evidence stores."""

METHODS_KEY = "account_authentication_methods"
FACTORS = frozenset({"mfa"})


def sign_in_strength(session):
    """How this session was signed in, as evidence names it: see ``Acknowledgement.Strength``."""
    methods = session.get(METHODS_KEY, [])
    names = {entry.get("method") for entry in methods}
    if names & FACTORS and len(names) > 1:
        return "second_factor"
    if "mfa" in names:
        return "passkey"
    if "code" in names:
        return "code"
    if "socialaccount" in names:
        return "provider"
    return "password"
