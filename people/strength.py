"""How surely a session belongs to its person, in the words that evidence stores."""

METHODS_KEY = "account_authentication_methods"
FACTORS = frozenset({"mfa"})


def sign_in_strength(session):
    """ "password", "code", "passkey" or "second_factor", from how this session was signed in."""
    methods = session.get(METHODS_KEY, [])
    names = {entry.get("method") for entry in methods}
    if names & FACTORS and len(names) > 1:
        return "second_factor"
    if "mfa" in names:
        return "passkey"
    if "code" in names:
        return "code"
    return "password"
