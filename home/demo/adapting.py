"""The starter texts as the invented foundation adapted them: every [field] filled in."""

import re
from dataclasses import replace

LAWYER = re.compile(
    r" ?\[(?:Ten rozdział|Tabelę|Opis) sprawdza prawnik[^\]]*\]| ?\[A lawyer checks [^\]]*\]"
)

SAFEGUARDING = "Hanna Dudek, +48 000 000 111"
FIELDS = {
    "[nazwa organizacji]": "Fundacja Jasny Peron",
    "działamy w imieniu Fundacja Jasny Peron": "działamy w imieniu Fundacji Jasny Peron",
    "[name of organisation]": "the Jasny Peron Foundation",
    "<p>the Jasny Peron": "<p>The Jasny Peron",
    "[imiona, nazwiska i funkcje co najmniej dwóch osób]": "Hanna Dudek (dworzec) lub Ewa Sikora (noclegi)",
    "[names and positions of at least two people]": "Hanna Dudek (station) or Ewa Sikora (lodging)",
    "[imię, nazwisko i kontakt]": SAFEGUARDING,
    "[name and contact]": SAFEGUARDING,
    "[imię, nazwisko i funkcja]": "Hanna Dudek, punkt na dworcu",
    "[name and position]": "Hanna Dudek, station help point",
    "[imiona, nazwiska i funkcje]": "Tomasz Borek i Iryna Sawczuk, zarząd",
    "[names and positions]": "Tomasz Borek and Iryna Sawczuk, board",
    "[imię i nazwisko]": "Hanna Dudek",
    "[name]": "Hanna Dudek",
    "[osoba do kontaktu z mediami]": "Iryna Sawczuk",
    "[media contact]": "Iryna Sawczuk",
    "[funkcje]": "Hanna Dudek i Iryna Sawczuk",
    "[positions]": "Hanna Dudek and Iryna Sawczuk",
    "[funkcja]": "zarząd",
    "[position]": "The board",
    "[organ nadzoru lub osoba z zewnątrz]": "rada fundacji",
    "[supervisory body or someone from outside]": "the foundation council",
    "[organ lub funkcja]": "rady fundacji",
    "[body or position]": "the foundation council",
    "[numer, godziny i języki]": "+48 000 000 111, codziennie 7:00–22:00, po polsku, ukraińsku i angielsku",
    "[number, hours and languages]": "+48 000 000 111, daily 7:00–22:00, in Polish, Ukrainian and English",
    "[adres i miejsce skrzynki]": "ul. Zmyślona 1, skrzynka przy poczekalni",
    "[address and place of the box]": "ul. Zmyślona 1, the box beside the waiting room",
    "[adres]": "jasny-peron.example",
    "[address]": "jasny-peron.example",
    "[gdzie]": "jasny-peron.example",
    "[where]": "jasny-peron.example",
    "[1 dnia roboczego]": "1 dnia roboczego",
    "[1 working day]": "1 working day",
    "[30 dni]": "30 dni",
    "[30 days]": "30 days",
    "[14 dni]": "14 dni",
    "[14 days]": "14 days",
    "[miejsce zapisu]": "zamykana szafa w biurze",
    "[place of the notes]": "the locked cabinet in the office",
    "[bezpieczne miejsce]": "pokój rozmów obok poczekalni",
    "[safe place]": "the quiet room beside the waiting room",
    "[okres]": "3 lata",
    "[period]": "3 years",
    "[kamizelka, identyfikator]": "żółta kamizelka z latarnią",
    "[vest, badge]": "a yellow vest with a lantern",
    "[imię i gdzie ją znaleźć]": "Hanna, w punkcie na dworcu",
    "[name and where to find them]": "Hanna, at the station help point",
    "tekst „Bezpieczne zgłaszanie”": 'tekst „<a href="/policies/safe-reporting/">Bezpieczne zgłaszanie</a>”',
    "text “Safe reporting”": 'text “<a href="/policies/safe-reporting/">Safe reporting</a>”',
    "według „Zasad odpowiedzialności”": 'według „<a href="/policies/accountability/">Zasad odpowiedzialności</a>”',
    "w „Zasadach odpowiedzialności”": 'w „<a href="/policies/accountability/">Zasadach odpowiedzialności</a>”',
    "in “Accountability”": 'in “<a href="/policies/accountability/">Accountability</a>”',
}


def adapted(text):
    """A starter with its fields filled in and the notes for lawyers taken out."""
    return replace(text, sections=tuple(_section(section) for section in text.sections))


def _section(section):
    return replace(section, body_pl=_filled(section.body_pl), body_en=_filled(section.body_en))


def filled_plain(text):
    """The titles and bodies of a sample for other readers, its fields filled in, by field name."""
    return {
        "title_pl": text.title_pl,
        "title_en": text.title_en,
        "body_pl": _filled(text.body_pl),
        "body_en": _filled(text.body_en),
    }


def _filled(body):
    for field, words in FIELDS.items():
        body = body.replace(field, words)
    return LAWYER.sub("", body)
