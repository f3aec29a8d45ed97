"""What is on its way in the demonstration: invitations, and a file of people to look through."""

import io
from datetime import timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from people.importing.staging import begin, check
from people.models import Invitation, Person

NEW_FOR = timedelta(days=60)
FILE = """Imię;Nazwisko;E-mail;Język;Zespół;Rodzaj;Funkcja;Pierwszy dzień;Telefon
Zuzanna;Malec;zuzanna.malec@example.org;pl;Punkt na dworcu;wolontariat;pierwszy kontakt;;
Artem;Bondar;artem.bondar@example.org;en;Noclegi i transport;wolontariusz;transport;;
Oksana;Koval;;pl;Punkt na dworcu;staż;;;
Ewa;Sikora;ewa@example.org;pl;Noclegi i transport;pracownik;praca biurowa;;
Leon;Gaj;leon.gaj@example;pl;Dworzec;wolontariusz;;32.03.2026;
"""


def make_coming(world):
    """Two invitations, one still open and one that ran out, and a file that waits for a look."""
    make_invitations(world)
    return make_import(world)


def make_invitations(world):
    """For the two newest helpers who cannot sign in yet."""
    new = Person.objects.filter(
        added_at__gte=world.now - NEW_FOR,
        left_on=None,
        password__startswith=UNUSABLE_PASSWORD_PREFIX,
    ).exclude(email=None)
    for person, days in zip(new.order_by("-added_at", "pk")[:2], (2, 11), strict=False):
        sent = world.now - timedelta(days=days)
        Invitation.objects.create(
            person=person,
            invited_by=world.people["anna"],
            invited_at=sent,
            expires_at=sent + timedelta(days=7),
        )


def make_import(world):
    """A file with something of everything: new, to decide, already here, with problems."""
    file = io.BytesIO(FILE.encode("cp1250"))
    imported = begin(
        file, by=world.people["anna"], at=world.now, on=world.today, filename="wiosna.csv"
    )
    return check(imported)
