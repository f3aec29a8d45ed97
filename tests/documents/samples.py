# ruff: noqa: E501 (texts of policies)
"""Believable contents for the PDF tests; the organisation and the people are invented."""

import hashlib
from datetime import UTC, date, datetime

from documents.contents import (
    Anchor,
    Approval,
    Counts,
    PackContents,
    Part,
    PolicyContents,
    ReceiptContents,
    Section,
    SignOff,
    UnitCount,
    Verification,
    Words,
)

MOMENT = datetime(2026, 3, 3, 13, 40, 12, tzinfo=UTC)
ORGANISATION = "Fundacja Jasny Peron"


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def section(number, heading_pl, heading_en, body_pl, body_en, marks=""):
    return Section(
        number=number,
        heading=Words(heading_pl, heading_en),
        body=Words(body_pl, body_en),
        marks=marks,
    )


def bullets(*lines):
    return "<ul>" + "".join(f"<li><p>{line}</p></li>" for line in lines) + "</ul>"


ZERO_TOLERANCE = (
    section(
        1,
        "Nasze stanowisko",
        "Our position",
        "<p>Nie godzimy się na handel ludźmi w żadnej formie: ani w naszych działaniach, ani u osób i firm,"
        " z którymi pracujemy.</p><p>To zobowiązanie obejmuje pracę przymusową, wykorzystanie seksualne,"
        " zmuszanie do żebrania lub przestępstw i zabieranie narządów.</p>",
        "<p>We accept no form of human trafficking: not in our own work, and not among the people and"
        " companies we work with.</p><p>This covers forced labour, sexual exploitation, forced begging or"
        " crime, and the removal of organs.</p>",
    ),
    section(
        2,
        "Co z tego wynika",
        "What this means",
        bullets(
            "Każda umowa i każde porozumienie o wolontariacie zawiera to zobowiązanie.",
            "Sprawdzamy przewoźników, miejsca noclegu i pracodawców, zanim ich polecimy.",
            "Każda osoba kończy szkolenie podstawowe przed pierwszym dyżurem.",
            "Zarząd raz na kwartał sprawdza, czy to działa, z udziałem specjalistycznej organizacji.",
        ),
        bullets(
            "Every contract and volunteer agreement contains this commitment.",
            "We check carriers, hosts and employers before we recommend them.",
            "Everyone finishes basic training before the first shift.",
            "Each quarter the board checks that this works, together with a specialised NGO.",
        ),
        "do",
    ),
    section(
        3,
        "Kto odpowiada",
        "Who is responsible",
        "<p>Za wdrożenie odpowiada osoba z zarządu wyznaczona do spraw ochrony. Za przestrzeganie odpowiada"
        " każda osoba działająca w imieniu Fundacji.</p>",
        "<p>The board member for safeguarding is responsible for putting this into practice. Everyone who"
        " acts for the Foundation is responsible for following it.</p>",
    ),
)

CODE_OF_CONDUCT = (
    section(
        1,
        "Po co mamy ten kodeks",
        "Why we have this code",
        "<p>Osoby, które do nas przychodzą, często straciły dom, dokumenty i plany. Niektóre trafiają na"
        " oferty pracy, przejazdu lub noclegu, które nie są tym, czym się wydają. Ufają nam, bo nosimy"
        " kamizelkę. <strong>Ten kodeks chroni to zaufanie.</strong></p><p>Dotyczy <em>każdej</em> osoby,"
        " która działa w imieniu Fundacji, na dyżurze i poza nim.</p>",
        "<p>People who come to us have often lost their home, their papers and their plans. Some meet offers"
        " of work, a lift or a bed that are not what they seem. They trust us because of the vest we wear."
        " <strong>This code protects that trust.</strong></p><p>It applies to <em>everyone</em> who acts for"
        " the Foundation, on duty and off duty.</p>",
    ),
    section(
        2,
        "Co zawsze robimy",
        "What we always do",
        bullets(
            "Traktujemy każdą osobę z szacunkiem i pozwalamy jej decydować.",
            "Sprawdzamy, kto oferuje pomoc, zanim przekażemy ofertę dalej.",
            "Tego samego dnia mówimy osobie koordynującej, co nas zaniepokoiło.",
        ),
        bullets(
            "We treat every person with respect and let them decide.",
            "We check who is offering help before we pass an offer on.",
            "We tell our coordinator the same day when something worries us.",
        ),
        "do",
    ),
    section(
        3,
        "Czego nigdy nie robimy",
        "What we never do",
        bullets(
            "Nie płacimy za seks. Nie żądamy seksu, pracy ani przysług w zamian za pomoc, także tam, gdzie"
            " prawo na to pozwala.",
            "Nie utrzymujemy kontaktów seksualnych z nikim poniżej 18 lat. Nieznajomość wieku nie jest"
            " usprawiedliwieniem.",
            "Nie współpracujemy z osobami zasadnie podejrzewanymi o handel ludźmi i nie korzystamy z usług"
            " osób, które mogą być jego ofiarami.",
            "Nie publikujemy zdjęć, nazwisk ani historii osób, którym pomagamy.",
        ),
        bullets(
            "We never pay for sex. We never ask for sex, work or favours in return for help, even where the"
            " law allows it.",
            "We never have sexual contact with anyone under 18. Not knowing the age is not an excuse.",
            "We never deal with people reasonably suspected of trafficking, and never use the services of"
            " someone who may be a victim.",
            "We never publish photos, names or stories of the people we help.",
        ),
        "never",
    ),
    section(
        4,
        "Gdy nie masz pewności",
        "When you are not sure",
        "<p>Zatrzymaj się i zapytaj. Osoba koordynująca odbiera codziennie od 7:00 do 22:00. Możesz też"
        ' napisać przez <a href="https://latarnia.example/safe/">bezpieczny formularz</a>, bez podawania'
        " nazwiska.</p>",
        "<p>Stop and ask. Your coordinator answers every day from 7:00 to 22:00. You can also use the"
        ' <a href="https://latarnia.example/safe/">safe form</a>, without giving your name.</p>',
    ),
    section(
        5,
        "Gdy ktoś złamie kodeks",
        "If the code is broken",
        "<p>Każde zgłoszenie sprawdzamy rzetelnie i bez zwłoki.</p><ol><li><p>Złamanie kodeksu może zakończyć"
        " współpracę.</p></li><li><p>Podejrzenie przestępstwa przekazujemy organom.</p></li></ol>"
        "<blockquote><p>Nikt nie ponosi konsekwencji za zgłoszenie w dobrej wierze.</p></blockquote>",
        "<p>We look into every report fairly and without delay.</p><ol><li><p>Breaking the code may end our"
        " cooperation.</p></li><li><p>We pass suspected crimes to the authorities.</p></li></ol>"
        "<blockquote><p>No one suffers for reporting in good faith.</p></blockquote>",
    ),
    section(
        6,
        "Do kogo zadzwonić",
        "Whom to call",
        "<table><tbody><tr><th><p>Kiedy</p></th><th><p>Dokąd</p></th></tr><tr><td><p>Zagrożenie życia</p></td>"
        "<td><p>112</p></td></tr><tr><td><p>Wątpliwość na dyżurze</p></td><td><p>osoba koordynująca,"
        " 22 000 01 11</p></td></tr></tbody></table>",
        "<table><tbody><tr><th><p>When</p></th><th><p>Where</p></th></tr><tr><td><p>Danger to life</p></td>"
        "<td><p>112</p></td></tr><tr><td><p>Doubt on a shift</p></td><td><p>your coordinator,"
        " 22 000 01 11</p></td></tr></tbody></table>",
    ),
)

CHAIR = Words("przewodnicząca zarządu", "chair of the board")
SAFEGUARDING = Words("osoba do spraw ochrony", "safeguarding lead")
STATION = Words("Punkt na dworcu", "Station desk")
SHELTER = Words("Dom noclegowy „Przystań”", "Night shelter “Haven”")
OFFICE = Words("Biuro", "Office")


def approvals(text_hash, day):
    return (
        Approval(name="Żaneta Świętosławska", role=CHAIR, decided_at=day, text_hash=text_hash),
        Approval(name="Łukasz Gżegżółka", role=SAFEGUARDING, decided_at=day, text_hash=text_hash),
    )


def zero_tolerance(**changes):
    values = {
        "slug": "zero-tolerance",
        "title": Words("Zero tolerancji dla handlu ludźmi", "Zero tolerance for human trafficking"),
        "version": "1.1",
        "state": "in_force",
        "sections": ZERO_TOLERANCE,
        "in_force_from": date(2024, 1, 10),
        "replaces": "1.0",
        "approvals": approvals(sha256("zero"), datetime(2024, 1, 5, 9, 12, tzinfo=UTC)),
        "counts": Counts(asked=61, done=61, units=(UnitCount(unit=STATION, asked=33, done=33),)),
        "text_hash": Words(sha256("zero pl"), sha256("zero en")),
    }
    return Part(**(values | changes))


def code_of_conduct(**changes):
    values = {
        "slug": "code-of-conduct",
        "title": Words("Kodeks postępowania", "Code of Conduct"),
        "version": "2.0",
        "state": "in_force",
        "sections": CODE_OF_CONDUCT,
        "in_force_from": date(2026, 3, 1),
        "replaces": "1.2",
        "approvals": approvals(sha256("code"), datetime(2026, 2, 14, 16, 5, tzinfo=UTC)),
        "counts": Counts(
            asked=61,
            done=47,
            units=(
                UnitCount(unit=STATION, asked=33, done=24),
                UnitCount(unit=SHELTER, asked=24, done=20),
                UnitCount(unit=OFFICE, asked=4, done=3),
            ),
        ),
        "text_hash": Words(sha256("code pl"), sha256("code en")),
    }
    return Part(**(values | changes))


VERIFICATION = Verification(
    code="9F3K-2TQ7-XM4D",
    address="https://latarnia.example/pl/verify/9F3K2TQ7XM4D/",
    page="latarnia.example/verify",
    anchor=Anchor(number=18204, sha256=sha256("trail"), at=MOMENT),
)

STATEMENT = Words(
    "Znam treść dokumentu „Kodeks postępowania” w wersji 2.0, rozumiem ją i będę jej przestrzegać.",
    "I know the document “Code of Conduct”, version 2.0, I understand it and I will follow it.",
)


def pack(**changes):
    values = {
        "organisation": ORGANISATION,
        "title": Words(
            "Pakiet polityk przeciwdziałania handlowi ludźmi", "Anti-trafficking policy pack"
        ),
        "number": "JP-2026-03",
        "as_of": MOMENT,
        "parts": (zero_tolerance(), code_of_conduct()),
        "sign_offs": (
            SignOff(
                subject=Words("Kodeks postępowania 2.0", "Code of Conduct 2.0"),
                statement=STATEMENT,
                unit=STATION,
            ),
        ),
        "verification": VERIFICATION,
        "counted_on": date(2026, 3, 3),
    }
    return PackContents(**(values | changes))


def short_part(**changes):
    """One section, no counts: for tests that look at something else."""
    return code_of_conduct(**({"sections": CODE_OF_CONDUCT[:1], "counts": None} | changes))


def short_pack(**changes):
    """One short text and no sheet to sign."""
    return pack(**({"parts": (short_part(),), "sign_offs": ()} | changes))


def policy(**changes):
    values = {
        "organisation": ORGANISATION,
        "part": code_of_conduct(),
        "printed_at": MOMENT,
        "verification": VERIFICATION,
    }
    return PolicyContents(**(values | changes))


def draft(**changes):
    return code_of_conduct(
        version="2.1",
        state="draft",
        in_force_from=None,
        replaces="2.0",
        approvals=(),
        counts=None,
        text_hash=Words(),
        **changes,
    )


def receipt(**changes):
    values = {
        "organisation": ORGANISATION,
        "number": "5b1f8c3e-8d0a-4a52-9a0c-7a1d7f4b2c11",
        "person": "Zoë Wiśniewska-Дяченко",
        "title": "Kodeks postępowania",
        "version": "2.0",
        "text_language": "pl",
        "statement": STATEMENT.pl,
        "acknowledged_at": MOMENT,
        "method": Words(
            "po zalogowaniu się hasłem i drugim krokiem", "signed in with password and second step"
        ),
        "sections": CODE_OF_CONDUCT,
        "in_force_from": date(2026, 3, 1),
        "text_hash": sha256("code pl"),
        "version_hash": sha256("code"),
        "row_hash": sha256("row"),
        "previous_hash": sha256("row before"),
    }
    return ReceiptContents(**(values | changes))
