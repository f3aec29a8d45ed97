"""Short texts of the invented foundation, beside the starter set."""

PHOTOS = {
    "slug": "photos",
    "kind": "other",
    "title_pl": "Zdjęcia z dyżurów",
    "title_en": "Photos from duty",
    "summary_pl": "Kiedy wolno robić zdjęcia i kto się na nie zgadza.",
    "summary_en": "When photos may be taken, and who agrees to them.",
    "sections": [
        {
            "heading_pl": "Zasada",
            "heading_en": "The rule",
            "body_pl": "<p>Zdjęcia robi tylko osoba wyznaczona przez biuro, po uzyskaniu pisemnej zgody.</p>",
            "body_en": "<p>Only a person named by the office takes photos, with written consent.</p>",
        }
    ],
}

RIDES = {
    "slug": "safe-rides",
    "kind": "procedure",
    "title_pl": "Bezpieczne przejazdy",
    "title_en": "Safe rides",
    "summary_pl": "Jak sprawdzamy osoby, które oferują przewóz, i jak zapisujemy przejazd.",
    "summary_en": "How we check people who offer a ride, and how we note the journey.",
    "sections": [
        {
            "heading_pl": "Przed przejazdem",
            "heading_en": "Before the ride",
            "body_pl": "<p>Przewóz oferuje się tylko przy stoliku rejestracji.</p><ul>"
            "<li>Sprawdź dokument i numer rejestracyjny.</li>"
            "<li>Zapisz cel i godzinę wyjazdu.</li>"
            "<li>Zapytaj pasażerów na osobności, czy chcą jechać i czy wiedzą dokąd.</li></ul>",
            "body_en": "<p>Rides are offered at the registration desk only.</p><ul>"
            "<li>Check the identity document and the number plate.</li>"
            "<li>Note the destination and the time of departure.</li>"
            "<li>Ask the passengers in private whether they want to go and know where.</li></ul>",
        },
        {
            "heading_pl": "Gdy coś budzi wątpliwość",
            "heading_en": "When something seems wrong",
            "body_pl": "<p>Nie wypuszczaj przejazdu bez rejestracji i nie zatrzymuj auta własnym ciałem. "
            "Jeśli osoby jadą wbrew woli, dzwoń pod 112 i podaj numer auta.</p>",
            "body_en": "<p>Let no ride leave without registration, and do not block the car with your body. "
            "If people are driven against their will, call 112 and give the number plate.</p>",
        },
    ],
}

LODGING = {
    "slug": "safe-lodging",
    "kind": "procedure",
    "title_pl": "Bezpieczne noclegi",
    "title_en": "Safe lodging",
    "summary_pl": "Jak dobieramy miejsca noclegu i sprawdzamy, czy są bezpieczne.",
    "summary_en": "How we choose places to stay and check that they are safe.",
    "sections": [
        {
            "heading_pl": "Zanim ktoś przenocuje",
            "heading_en": "Before anybody stays",
            "body_pl": "<p>Gospodarz podaje dane, pokazuje dokument i podpisuje nasze zasady. "
            "Pokój ogląda osoba z zespołu noclegów.</p>",
            "body_en": "<p>The host gives their details, shows a document and signs our rules. "
            "Somebody from the lodging team sees the room.</p>",
        },
        {
            "heading_pl": "W trakcie pobytu",
            "heading_en": "During the stay",
            "body_pl": "<p>Dzwonimy następnego dnia i po tygodniu. Każda osoba zna numer, "
            "pod którym może poprosić o zmianę miejsca.</p>",
            "body_en": "<p>We call the next day and after a week. Everybody knows the number "
            "at which they can ask for another place.</p>",
        },
    ],
}

BRIEFING = {
    "slug": "station-briefing",
    "kind": "site_briefing",
    "title_pl": "Odprawa: punkt na dworcu",
    "title_en": "Briefing: station help point",
    "summary_pl": "Co trzeba wiedzieć przed pierwszym dyżurem na dworcu.",
    "summary_en": "What to know before the first duty at the station.",
    "sections": [
        {
            "heading_pl": "Gdzie co jest",
            "heading_en": "Where things are",
            "body_pl": "<p>Stolik rejestracji stoi przy wejściu głównym, pokój rozmów jest obok poczekalni. "
            "Klucz ma osoba koordynująca zmianę.</p>",
            "body_en": "",
        },
        {
            "heading_pl": "Na co zwrócić uwagę",
            "heading_en": "What to notice",
            "body_pl": "<ul><li>Ktoś mówi za dorosłą osobę i nie odstępuje jej na krok.</li>"
            "<li>Osoba nie wie, dokąd jedzie, albo nie ma przy sobie dokumentów.</li></ul>",
            "body_en": "<ul><li>Somebody speaks for an adult and never leaves their side.</li>"
            "<li>A person does not know where they are going, or has no papers with them.</li></ul>",
        },
    ],
}

BRIEFING_IN_PLAIN_WORDS = {
    "title_pl": "Pierwszy dyżur na dworcu: po prostu",
    "title_en": "",
    "body_pl": "<p>Przyjdź 15 minut wcześniej. Załóż kamizelkę.</p>"
    "<ul><li>Stolik stoi przy wejściu głównym.</li>"
    "<li>O klucz do pokoju rozmów pytaj osobę koordynującą zmianę.</li>"
    "<li>Gdy coś Cię niepokoi, powiedz jej od razu.</li></ul>"
    '<p>Więcej jest w tekście <a href="/policies/safe-reporting/">Bezpieczne zgłaszanie</a>.</p>',
    "body_en": "",
}
