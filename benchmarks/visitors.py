"""People with sessions of their own, made in the database as signing in would leave them."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.db.models import Q

from people.models import Person


def cookie_of(person):
    """A Cookie header with a new session of that person."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def account(name):
    """The person behind one of the demonstration's named accounts."""
    return Person.objects.get(email=f"{name}@example.org")


def helpers(most, *, on):
    """(person, Cookie header) of at most so many people without a role who have not left."""
    there = Person.objects.filter(Q(left_on=None) | Q(left_on__gte=on), grants=None)
    with transaction.atomic():
        return [(person, cookie_of(person)) for person in there.order_by("pk")[:most]]
