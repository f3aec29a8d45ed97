"""The procedures of the invented foundation, made from the starter texts with invented numbers."""

import re
from dataclasses import replace
from datetime import datetime, time, timedelta

from django.utils.timezone import make_aware

from home.demo.adapting import FIELDS, adapted
from policies.approving import decide, send_to_review
from policies.drafting import create_policy
from policies.publishing import publish
from policies.starting import procedures

#: Nobody can dial these: what the starter texts leave to be confirmed.
NUMBERS = {
    "+48 22 628 01 20": "+48000000220",
    "+48 605 687 750": "+48000000605",
    "+48 512 105 371": "+48000000512",
    "116 123": "+48000116123",
}
OTHER_NUMBER = "+48000000997"
INVENTED = {"116 111": "116 000 111", "116 000 [": "116 000 000 ["}
TO_CONFIRM = re.compile(r" ?\[[^\]]*\]")
#: Not begun, so that coverage shows a gap; and still being written.
NOT_BEGUN = {"media"}
BEING_WRITTEN = {"partner"}
PUBLISHED_DAYS_AGO = 75


def make_procedures(world):
    """Most situations have a procedure in force; one is a draft and one is missing."""
    for text in procedures():
        if text.slug in NOT_BEGUN:
            continue
        version = _begun(world, _with_numbers(adapted(text)))
        if text.slug not in BEING_WRITTEN:
            _publish(world, version)


def _at(world, days_ago, hour):
    return make_aware(datetime.combine(world.today - timedelta(days=days_ago), time(hour)))


def _act(world, who, days_ago, hour):
    at = _at(world, days_ago, hour)
    return {"by": world.people[who], "at": at, "on": at.date()}


def _begun(world, text):
    return create_policy(
        **_act(world, "marta", PUBLISHED_DAYS_AGO + 5, 10),
        slug=text.slug,
        kind=text.kind,
        titles={"pl": text.title_pl, "en": text.title_en},
        summaries={"pl": text.summary_pl, "en": text.summary_en},
        starter=text,
    )


def _publish(world, version):
    approvers = [world.people["tomasz"]]
    send_to_review(version, **_act(world, "marta", PUBLISHED_DAYS_AGO + 4, 12), approvers=approvers)
    decide(version, **_act(world, "tomasz", PUBLISHED_DAYS_AGO + 2, 14), approve=True)
    at = _at(world, PUBLISHED_DAYS_AGO, 9)
    notes = {"pl": "", "en": ""}
    publish(
        version, by=world.people["marta"], at=at, effective_on=at.date(), major=True, notes=notes
    )


def _with_numbers(text):
    """The starter with invented numbers to call in place of those to be confirmed."""
    return replace(
        text,
        steps=tuple(_step(step) for step in text.steps),
        **{
            name: _filled(getattr(text, name))
            for name in ("gender_pl", "gender_en", "age_pl", "age_en", "trauma_pl", "trauma_en")
        },
    )


def _step(step):
    number = next(
        (invented for real, invented in NUMBERS.items() if real in step.call_en), OTHER_NUMBER
    )
    words = {
        f"{name}_{code}": _filled(getattr(step, f"{name}_{code}"))
        for name in ("who", "within", "action", "call", "never", "record")
        for code in ("pl", "en")
    }
    return replace(step, **words, number=number if step.call_to == "number" else "")


def _filled(words):
    for field, filling in (FIELDS | INVENTED).items():
        words = words.replace(field, filling)
    return TO_CONFIRM.sub("", words)
