"""Every change, cut, swap and forgery of evidence is found, and nothing else (security.md 7, 16).

Somebody who owns the database and the files, but cannot rebuild the printed end of the trail. A
small sample; ``benchmarks/tampering.py`` makes 10,000. The trail itself: tests/audit.
"""

import hashlib
import os
import uuid
from datetime import date, datetime, timedelta
from random import Random

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from documents.models import Document
from documents.uploads import checked
from policies.acknowledging import acknowledge, unsaved
from policies.approving import decide
from policies.briefing import enter_signatures, save_briefing
from policies.correcting import replace
from policies.drafting import save_plain_text
from policies.hashing import acknowledgement_hash, text_hash, version_hash
from policies.jobs import render_archive, render_edition
from policies.models import (
    Acknowledgement,
    ApprovalDecision,
    ComprehensionQuestion,
    Correction,
    Guidance,
    PlainText,
    PolicyVersion,
    Section,
    Step,
    Withdrawal,
)
from policies.pack_parts import full_texts
from policies.packs import archive_edition, make_edition, save_pack
from policies.paper import record_paper
from policies.publishing import withdraw
from policies.verifying import verify
from tests.documents import files
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps
from tests.policies.test_plain_texts import TEXTS
from tests.tidying import silenced

pytestmark = pytest.mark.django_db
TAMPERINGS = int(os.environ.get("LATARNIA_TAMPERINGS", "200"))
LOOK_EVERY = 20  # tamperings: whether what was put back is whole


def both(*names):
    return [f"{name}_{code}" for name in names for code in ("pl", "en")]


#: What is evidence of each row, by column; the rest is about editing, and of no consequence.
EVIDENCE = {
    Acknowledgement: [
        *("uid", "person", "policy", "version", "major", "round", "language", "statement"),
        *("version_hash", "questions_passed", "strength", "recorded_by", "acknowledged_at"),
        *("acknowledged_on", "note", "scan", "scan_sha256", "briefing", "previous_hash"),
        "row_hash",
    ],
    PolicyVersion: [
        *("uid", "policy", "major", "minor", "state", "readers_must", "version_hash"),
        *("effective_on", "published_at", "published_by"),
        *both("title", "statement", "text_hash"),
    ],
    Section: ["version", "key", *both("heading", "body")],
    Step: [
        *("version", "minutes", "call_to", "number"),
        *both("who", "within", "action", "call", "never", "record"),
    ],
    Guidance: ["scenario", *both("gender", "age", "trauma")],
    PlainText: ["kind", *both("title", "body")],
    ComprehensionQuestion: [
        *("position", "section_key", "options", "correct"),
        *both("question", "explanation"),
    ],
    Withdrawal: ["version", "withdrawn_on", "reason", "by", "at"],
    ApprovalDecision: ["seat", "outcome", "comment", "text_hash", "role", "decided_at"],
    Correction: ["uid", "acknowledgement", "outcome", "replaced_by", "reason", "by", "at"],
    Document: ["sha256"],
}


def ago(days):
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def evidence(db, monkeypatch):
    """Something of every kind, by doing it; PDFs are a few bytes here."""
    monkeypatch.setattr("documents.pdf._typeset_apart", lambda html, **options: html.encode())
    OrganisationFactory(relaxed=True)
    people = PersonFactory.create_batch(3, assigned=True, language="pl")
    asking = steps.draft("asking", at=ago(40))
    steps.question(asking)
    save_plain_text(asking, **steps.act(), kind="plain", revision=0, texts=TEXTS)
    asking = steps.publish(
        steps.approved(asking, at=ago(30)),
        by=steps.keeper(),
        at=ago(30),
        effective_on=ago(30).date(),
        major=True,
        notes={"pl": "", "en": ""},
    )
    plain, gone, procedure = steps.published("plain"), steps.published("gone"), steps.procedure()
    next_one = steps.next_version(plain.policy, major=True)
    act = {"by": steps.keeper(), "at": timezone.now()}
    withdraw(gone, **act, withdrawn_on=timezone.localdate(), reason="Replaced.")
    returned = steps.sent(steps.draft("returned"))
    decide(returned, **steps.act(by=steps.approver()), approve=False, comment="Shorter.")
    for person, version in [
        (people[0], asking),
        (people[0], procedure),
        (people[0], next_one),
        (people[1], next_one),
    ]:
        sign(person, version)
    enter(people)
    make_pack([next_one.policy, asking.policy])
    assert verify().problems == []


def sign(person, version):
    acknowledge(
        version.policy,
        by=person,
        at=timezone.now(),
        version_hash=version.version_hash,
        language="pl",
        strength="code",
        answers={question.position: question.correct for question in version.comprehension.all()},
    )


def enter(people):
    """From paper with scans, one of them corrected, and the signatures of a briefing."""
    version = steps.published("paper", at=ago(20))
    for person in people[1:]:
        row = record_paper(
            person,
            version=version,
            acknowledged_on=ago(5).date(),
            language="pl",
            note="Binder 2.",
            scan=scan_of(str(person.pk)),
            **steps.act(),
        )
    replace(
        row,
        version=version,
        acknowledged_on=ago(4).date(),
        language="en",
        reason="The day was wrong.",
        **steps.act(),
    )
    other = steps.published("briefed", at=ago(20))
    briefing = save_briefing(
        **steps.act(), held_on=ago(2).date(), place="A", led_by="B", policies=[other.policy]
    )
    signed = {person.pk: "pl" for person in people}
    enter_signatures(briefing, signed, sheet=scan_of("sheet"), **steps.act())


def scan_of(words):
    """A scan like no other."""
    return checked(files.upload(files.PDF + words.encode(), "scan.pdf"))


def make_pack(policies):
    pack = save_pack(
        **steps.act(),
        slug="pack",
        titles={"pl": "Pakiet", "en": "Pack"},
        parts=full_texts(policies),
    )
    edition = make_edition(pack, **steps.act(), languages="pl")
    render_edition.func(code=edition.code)
    archive_edition(edition, **steps.act())
    render_archive.func(code=edition.code)


def rows_of(model):
    """The rows that are evidence: texts once they are published, files of what is."""
    rows = model.objects.order_by("pk")
    if model is PolicyVersion:
        return rows.published()
    if "version" in EVIDENCE[model] or model in (Guidance, PlainText, ComprehensionQuestion):
        rows = rows.filter(version__state="published")
    return rows


def one_of(chance, model):
    return chance.choice(list(rows_of(model)))


def change(chance):
    """Another value in one column."""
    model = chance.choice(list(EVIDENCE))
    row, name = one_of(chance, model), chance.choice(EVIDENCE[model])
    field = model._meta.get_field(name)
    value = another(chance, field, row.__dict__[field.attname])
    if value != row.__dict__[field.attname]:
        write(row, name, value)
        return f"{model.__name__}.{name}"
    return None


def another(chance, field, value):
    """A value of the same kind that is not this one, if there is any."""
    if field.is_relation:
        others = field.related_model.objects.exclude(pk=value).order_by("pk")
        return chance.choice([*others.values_list("pk", flat=True), value])
    if field.choices:
        return chance.choice([key for key, _words in field.choices if key != value])
    if isinstance(field, models.UUIDField):
        return uuid.UUID(int=chance.getrandbits(128))
    if isinstance(value, datetime):
        return value + timedelta(seconds=chance.choice([-1, 1]))
    if isinstance(value, date):
        return value + timedelta(days=chance.choice([-1, 1]))
    if isinstance(value, list):
        return [*value, {"pl": "x", "en": "x"}]
    if isinstance(field, models.CharField | models.TextField):
        return f"{value[1:]}x" if value else "x"
    return (value or 0) + 1


def write(row, name, value):
    """One column in the database, past everything that cleans and forbids."""
    field = row._meta.get_field(name)
    with silenced(connection), connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{row._meta.db_table}" SET "{field.column}" = %s WHERE "id" = %s',  # noqa: S608
            [field.get_db_prep_save(value, connection), row.pk],
        )


def cut(chance):
    """A row that is not there any more."""
    model = chance.choice([model for model in EVIDENCE if model is not Document])
    delete(one_of(chance, model))
    return model.__name__


def delete(row):
    with silenced(connection), connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{row._meta.db_table}" WHERE "id" = %s', [row.pk])  # noqa: S608


def swap(chance):
    """Two rows of a kind exchange what stands in one column."""
    model = chance.choice(list(EVIDENCE))
    rows, name = list(rows_of(model)), chance.choice(EVIDENCE[model])
    one, other = chance.choice(rows), chance.choice(rows)
    attribute = model._meta.get_field(name).attname
    values = one.__dict__[attribute], other.__dict__[attribute]
    if values[0] == values[1]:
        return None
    write(one, name, values[1])
    write(other, name, values[0])
    return f"{model.__name__}.{name}"


def rehash(chance):
    """Another day in somebody's newest row, with a hash that fits."""
    rows = Acknowledgement.objects.exclude(method="batch").order_by("pk")
    row = chance.choice(list({row.person_id: row for row in rows}.values()))
    row.acknowledged_on -= timedelta(days=chance.randint(1, 9))
    write(row, "acknowledged_on", row.acknowledged_on)
    write(row, "row_hash", acknowledgement_hash(row))
    return "rehash"


def invent(chance):
    """An acknowledgement that nobody made, rightly linked."""
    person = PersonFactory(assigned=True)
    unsaved(
        person,
        one_of(chance, PolicyVersion),
        round=0,
        language="pl",
        at=timezone.now(),
        on=timezone.localdate(),
        previous_hash="",
        method="session",
        strength="code",
    ).save(force_insert=True)
    return "invent"


def republish(chance):
    """Other words in a published text, and every hash of it, its approval too, made to fit."""
    version = chance.choice([each for each in rows_of(PolicyVersion) if each.sections.count()])
    section = version.sections.first()
    write(section, "body_pl", section.body_pl + "<p>x</p>")
    version = PolicyVersion.objects.get(pk=version.pk)
    sections = list(version.sections.all())
    version.text_hash_pl = text_hash(version, sections, "pl")
    write(version, "text_hash_pl", version.text_hash_pl)
    write(version, "version_hash", version_hash(version, sections))
    return "republish"


def spoil(document, chance):
    """One bit of a stored file is another one."""
    with document.file.open("rb") as file:
        content = bytearray(file.read())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    document.file.storage.delete(document.file.name)
    document.file.storage.save(document.file.name, ContentFile(bytes(content)))


TAMPERING = {change: 8, cut: 4, swap: 4, rehash: 1, invent: 1, republish: 1}


def test_tampering_is_found_every_time_and_never_falsely(evidence):
    missed, made = [], 0
    for seed in range(TAMPERINGS):
        chance = Random(seed)
        tampering = chance.choices(list(TAMPERING), list(TAMPERING.values()))[0]
        with transaction.atomic():
            try:
                with transaction.atomic():
                    what = tampering(chance)
            except DatabaseError:
                what = None  # the database refused it
            if what:
                made += 1
                if verify().is_sound:
                    missed.append((seed, tampering.__name__, what))
            transaction.set_rollback(True)
        if seed % LOOK_EVERY == 0:
            assert verify().is_sound, f"put back after {seed}"

    assert missed == []
    assert made > TAMPERINGS * 0.7


@pytest.mark.parametrize("kind", ["pack", "pack-archive", "scan"])
def test_a_spoiled_file_is_found(evidence, kind):
    document = Document.objects.filter(kind=kind).first()

    spoil(document, Random(1))

    assert len(verify().problems) == 1


@pytest.mark.parametrize("kind", ["pack", "pack-archive"])
def test_a_file_that_was_exchanged_together_with_its_row_is_found(evidence, kind):
    document = Document.objects.get(kind=kind)
    spoil(document, Random(1))
    with document.file.open("rb") as file:
        write(document, "sha256", hashlib.sha256(file.read()).hexdigest())

    assert len(verify().problems) == 2
