"""The log of sign-ins: written at each try, read by administrators, forgotten by retention.toml."""

import ipaddress

from allauth.core.internal.httpkit import get_client_ip

from people.models import SignIn

#: How much of an address is kept: enough to see a foreign network, too little to see a flat.
BITS = {4: 24, 6: 48}
OWN_SHOWN = 10


def note(request, outcome, *, person=None, strength=""):
    """Keep one try to sign in."""
    SignIn.objects.create(
        at=request.now,
        person=person,
        outcome=outcome,
        strength=strength,
        source=shortened(get_client_ip(request)),
    )


def shortened(address, bits=BITS):
    """The network of an address, such as 203.0.113.0/24; empty for what is no address."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{parsed}/{bits[parsed.version]}", strict=False))


def latest_of(person):
    """The person's own last tries, the newest first."""
    return list(person.sign_ins.all()[:OWN_SHOWN])
