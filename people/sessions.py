"""Sessions: whose they are, how long they last, and how they end (security.md 4.2).

Rows live in the database. ``Person.session_epoch`` is part of the hash that every session carries:
when it grows, each other browser is signed out at its next request.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import SESSION_KEY, logout, update_session_auth_hash
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from people.models import Person, Session
from people.roles import is_privileged
from people.strength import sign_in_strength


@dataclass(frozen=True)
class Limits:
    """How long a session may be idle, how long it lasts at most, and how many go side by side."""

    idle: timedelta
    absolute: timedelta
    parallel: int

    def over(self, session, at):
        """Whether a session is too old at that moment, by either measure."""
        return session.seen_at + self.idle <= at or session.created_at + self.absolute <= at


EVERYBODY = Limits(idle=timedelta(minutes=60), absolute=timedelta(hours=12), parallel=5)
PRIVILEGED = Limits(idle=timedelta(minutes=30), absolute=timedelta(hours=10), parallel=2)
TOUCH_EVERY = timedelta(minutes=5)
#: An expired row stays so long, to tell whose text it was that arrived too late.
REMEMBERED = timedelta(hours=1)


def limits_of(person, *, on):
    """The limits that hold for the person on that day: shorter with a role."""
    return PRIVILEGED if is_privileged(person, on=on) else EVERYBODY


class SessionStore(DatabaseStore):
    """Sessions as rows that name their person; ``row`` is what was read or written last."""

    row = None
    _since = (None, None)

    @classmethod
    def get_model_class(cls):
        return Session

    def _get_session_from_db(self):
        self.row = super()._get_session_from_db()
        if self.row is not None and self.row.person_id:
            self._since = (self.row.person_id, self.row.created_at)
        return self.row

    def create_model_instance(self, data):
        at = timezone.now()
        person_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        created_at = self._signed_in_at(person_id, at)
        self.row = self.model(
            session_key=self._get_or_create_session_key(),
            session_data=self.encode(data),
            person_id=person_id,
            created_at=created_at,
            seen_at=at,
            expire_date=expiry(created_at, at),
        )
        return self.row

    def _signed_in_at(self, person_id, at):
        """When this person signed in here; a new key for the same sign-in is no new beginning."""
        if person_id is None:
            return at
        if self._since[0] != person_id:
            self._since = (person_id, at)
        return self._since[1]


def expiry(created_at, seen_at):
    """When a session runs out for anybody, if it is not used again."""
    return min(seen_at + EVERYBODY.idle, created_at + EVERYBODY.absolute)


def watch(get_response):
    """End a privileged session that rested or lasted too long; note that a session is in use.

    Other sessions end by their expiry date. A session is noted at most every five minutes.
    """

    def middleware(request):
        signed_in = request.session.get(SESSION_KEY)
        if signed_in and PRIVILEGED.over(request.session.row, request.now):
            _end_if_privileged(request)
        response = get_response(request)
        if response.status_code < 500:
            _touch(request)
        return response

    return middleware


def _end_if_privileged(request):
    person = request.user
    if person.is_authenticated and is_privileged(person, on=request.today):
        request.ended_for = person
        logout(request)


def _touch(request):
    session = request.session
    row = session.row
    if row is None or row.person_id is None or session.modified or session.session_key is None:
        return
    if request.now - row.seen_at >= TOUCH_EVERY:
        session.model.objects.filter(session_key=row.session_key).update(
            seen_at=request.now, expire_date=expiry(row.created_at, request.now)
        )


@transaction.atomic
def end_sessions(person, *, keep=None):
    """Sign the person out everywhere; ``keep`` is a request whose own session goes on.

    For a change of password, factor, role or unit, for leaving, and for "sign out everywhere".
    """
    Person.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
    person.refresh_from_db(fields=["session_epoch"])
    others = person.sessions.all()
    if keep is not None:
        update_session_auth_hash(keep, person)
        others = others.exclude(session_key=keep.session.session_key)
    others.delete()


@transaction.atomic
def end_sessions_of(people):
    """Sign many persons (ids) out everywhere, in two queries."""
    Person.objects.filter(pk__in=people).update(session_epoch=F("session_epoch") + 1)
    Session.objects.filter(person__in=people).delete()


def end_oldest(person, *, keep, on):
    """After a new sign-in, end the sessions that are too many, those longest unused first."""
    allowed = limits_of(person, on=on).parallel
    others = person.sessions.exclude(session_key=keep.session.session_key)
    too_many = others.order_by("-seen_at", "-created_at").values_list("pk", flat=True)
    person.sessions.filter(pk__in=list(too_many[allowed - 1 :])).delete()


@dataclass(frozen=True)
class Shown:
    """A session as its person sees it; ``handle`` names it in a form without giving it away."""

    handle: str
    created_at: object
    seen_at: object
    strength: str
    is_this_one: bool


def sessions_of(person, *, at, current_key):
    """The sessions of the person that are open at that moment, this browser's first."""
    rows = person.sessions.alive(at)
    shown = [
        Shown(
            handle(row),
            row.created_at,
            row.seen_at,
            sign_in_strength(row.get_decoded()),
            row.session_key == current_key,
        )
        for row in rows
    ]
    return sorted(shown, key=lambda session: not session.is_this_one)


def end_one(person, wanted):
    """End the person's session with that handle; return whether there was one."""
    for row in person.sessions.all():
        if constant_time_compare(handle(row), wanted):
            row.delete()
            return True
    return False


def handle(row):
    digest = salted_hmac("people.sessions.handle", row.session_key, algorithm="sha256")
    return digest.hexdigest()[:32]


def forget_expired(at):
    """Drop sessions that ran out a while ago; return how many."""
    return Session.objects.filter(expire_date__lt=at - REMEMBERED).delete()[0]
