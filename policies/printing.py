"""Fill the printed documents: single versions, receipts, texts for other readers."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from audit.models import Event
from documents.contents import (
    Anchor,
    Approval,
    Counts,
    Part,
    PolicyContents,
    ReceiptContents,
    Section,
    UnitCount,
    Verification,
    Words,
)
from documents.handouts import PlainContents
from documents.pdf import render
from people.models import Organisation, Role
from policies.addresses import with_links
from policies.figures import coverage, coverage_by_unit
from policies.models import ApprovalDecision, PolicyVersion
from policies.printed_links import links_alone, printed_links
from policies.procedure_text import procedure_of

MARKS = {"always": "do", "never": "never"}


def words(instance, field):
    """A translated field in both languages."""
    return Words(getattr(instance, f"{field}_pl") or "", getattr(instance, f"{field}_en") or "")


def label(text):
    """A translatable word in both languages."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = str(text)
    return Words(**found)


def linked(body, follow):
    """A body in both languages, its links to other policies as print shows them."""
    return Words(
        with_links(body.pl, lambda slug, text: follow(slug, text, "pl")),
        with_links(body.en, lambda slug, text: follow(slug, text, "en")),
    )


def sections_of(version, follow=links_alone):
    """The sections of a version, numbered as they are read; ``follow`` prints a link."""
    return tuple(
        Section(
            number=number,
            heading=words(section, "heading"),
            body=linked(words(section, "body"), follow),
            marks=MARKS.get(section.tone, ""),
        )
        for number, section in enumerate(version.sections.all(), start=1)
    )


def procedures_of(version):
    """The steps and notes by language; nothing for a text without any."""
    found = {code: procedure_of(version, code) for code, _name in settings.LANGUAGES}
    return {code: procedure for code, procedure in found.items() if procedure}


def approvals_of(version):
    """Who approved exactly the published text, in the order of time."""
    decisions = ApprovalDecision.objects.filter(
        seat__round__version=version, seat__round__outcome="approved", outcome="approved"
    ).select_related("seat__approver")
    return tuple(
        Approval(
            name=str(decision.seat.approver),
            role=label(Role(decision.role).label) if decision.role else Words(),
            decided_at=decision.decided_at,
            text_hash=decision.text_hash,
        )
        for decision in decisions.order_by("decided_at", "pk")
    )


def counts_of(entry):
    """Acknowledgement counts of a policy, in all and by unit; None when it asks nobody."""
    if entry is None:
        return None
    total = coverage(entry)
    units = tuple(
        UnitCount(unit=words(each.unit, "name"), asked=each.asked, done=each.done)
        for each in sorted(coverage_by_unit(entry), key=lambda each: each.unit.sort)
    )
    return Counts(asked=total.asked, done=total.done, units=units)


def state_on(version, day):
    """The state that is printed for a version on a day."""
    if not version.is_published:
        return "draft"
    if version.effective_on > day:
        return "scheduled"
    in_force = PolicyVersion.objects.in_force(day).filter(policy=version.policy).first()
    if in_force == version:
        return "in_force"
    return "withdrawn" if in_force is None else "superseded"


def part_of(version, *, day, entry=None, follow=links_alone):
    """A version as one part of a printed document."""
    before = (
        PolicyVersion.objects.published()
        .filter(policy=version.policy, order__lt=version.order)
        .order_by("-order")
        .first()
    )
    return Part(
        slug=version.policy.slug,
        title=words(version, "title"),
        version=version.number,
        state=state_on(version, day),
        sections=sections_of(version, follow),
        procedures=procedures_of(version),
        binding_language=version.policy.binding_language,
        in_force_from=version.effective_on,
        replaces=before.number if before else "",
        change_note=words(version, "change_note"),
        translation_due_on=version.translation_due_on,
        approvals=approvals_of(version),
        counts=counts_of(entry),
        text_hash=words(version, "text_hash"),
        level=version.policy.level,
    )


def verification(code, language="pl"):
    """The address at which anybody checks a printed code."""
    with translation.override(language):
        page = reverse("verify")
        address = reverse("verify-code", args=[code])
    host = settings.SITE_URL
    return Verification(
        code=code,
        address=f"{host}{address}",
        page=f"{host.partition('://')[2]}{page}".rstrip("/"),
        anchor=newest_anchor(),
    )


def newest_anchor():
    """The end of the trail, printed so that cutting it off is noticed; None when it is empty."""
    event = Event.objects.order_by("-sequence").first()
    return Anchor(number=event.sequence, sha256=event.row_hash, at=event.at) if event else None


def organisation_name(language):
    """The organisation's name as a document in that language carries it."""
    organisation = Organisation.objects.current()
    if organisation is None:
        return ""
    names = words(organisation, "name")
    if language == "both" and names.en and names.en != names.pl:
        return f"{names.pl} / {names.en}"
    return getattr(names, "pl" if language == "both" else language) or organisation.name


def version_pdf(version, *, at, on, language):
    """The bytes of one version as a PDF: with "draft" across the page until it is published."""
    contents = PolicyContents(
        organisation=organisation_name(language),
        part=part_of(version, day=on, follow=printed_links([version], on=on)),
        printed_at=at,
    )
    with translation.override("pl" if language == "both" else language):
        title = version.title or version.policy.title
    return render(
        "policies/pdf/policy.html",
        {"contents": contents},
        language=language,
        title=f"{title} {version.number}",
        author=organisation_name(language),
        created_at=at,
        apart=True,
    )


def _correction_of(receipt):
    """What the receipt of an entry that was a mistake says about that."""
    if not receipt.is_corrected:
        return {}
    correction = receipt.correction
    return {
        "correction": label(correction.Outcome(correction.outcome).label),
        "correction_reason": correction.reason,
    }


def plain_contents(version, plain, follow):
    """What a page with a version's text for other readers holds; ``follow`` prints a link."""
    language = plain.language
    with translation.override(language):
        return PlainContents(
            organisation=organisation_name(language),
            kind=plain.kind,
            title=plain.title,
            body=with_links(plain.body, lambda slug, text: follow(slug, text, language)),
            policy=version.title or version.policy.title,
            version=version.number,
            in_force_from=version.effective_on,
            is_draft=not version.is_published,
            level=version.policy.level,
        )


def plain_pdf(version, plain, *, at, on):
    """The bytes of a version's text for other readers: one language, large letters."""
    language = plain.language
    contents = plain_contents(version, plain, printed_links([version], on=on))
    return render(
        "policies/pdf/plain.html",
        {"contents": contents},
        language=language,
        title=plain.title,
        author=organisation_name(language),
        created_at=at,
        apart=True,
    )


def receipt_pdf(receipt, *, language):
    """The bytes of a receipt, made from frozen text whenever it is asked for."""
    version = receipt.version
    with translation.override(receipt.language):
        title = version.title
    contents = ReceiptContents(
        organisation=organisation_name(language),
        number=str(receipt.uid),
        person=str(receipt.person),
        title=title,
        version=version.number,
        text_language=receipt.language,
        statement=receipt.statement,
        acknowledged_at=receipt.acknowledged_at,
        method=label(receipt.Method(receipt.method).label),
        recorded_by=str(receipt.recorded_by) if receipt.recorded_by else "",
        signed_on=receipt.acknowledged_on if receipt.is_on_paper else None,
        note=receipt.note,
        scan_hash=receipt.scan_sha256,
        **_correction_of(receipt),
        sections=sections_of(version, printed_links([version], on=receipt.acknowledged_on)),
        procedures=procedures_of(version),
        binding_language=version.policy.binding_language,
        in_force_from=version.effective_on,
        text_hash=getattr(version, f"text_hash_{receipt.language}"),
        version_hash=receipt.version_hash,
        row_hash=receipt.row_hash,
        previous_hash=receipt.previous_hash,
        level=version.policy.level,
    )
    return render(
        "policies/pdf/receipt.html",
        {"contents": contents},
        language=language,
        title=f"{gettext('Receipt')}: {title} {version.number}",
        author=organisation_name(language),
        created_at=receipt.acknowledged_at,
        apart=True,
    )
