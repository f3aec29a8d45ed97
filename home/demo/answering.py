"""How people of the foundation answer a policy: questions for readers, talks, an exemption."""

from datetime import timedelta

from policies.conversing import ask, write
from policies.exempting import exempt
from policies.models import PolicyVersion
from policies.quizzing import add_question

#: For the readers of safe reporting; each leads back to a section of the starter text.
ABOUT_SAFE_REPORTING = (
    {
        "section_key": "never-when-someone-tells-you",
        "question_pl": "Ktoś mówi Ci na dyżurze o krzywdzie. Co robisz najpierw?",
        "question_en": "On duty somebody tells you about harm. What do you do first?",
        "options": [
            {
                "pl": "Wypytuję o szczegóły, żeby mieć dowody.",
                "en": "I ask for details, to have evidence.",
            },
            {
                "pl": "Słucham, nie wypytuję i mówię, co mogę zrobić dalej.",
                "en": "I listen, do not question, and say what I can do next.",
            },
            {
                "pl": "Obiecuję, że nikt się nie dowie.",
                "en": "I promise that nobody will ever know.",
            },
        ],
        "correct": 1,
        "explanation_pl": "Wypytywanie należy do osób, które umieją to robić. Tajemnicy nie da się obiecać.",
        "explanation_en": "Questioning is for those who know how. Secrecy cannot be promised.",
    },
    {
        "section_key": "danger-now",
        "question_pl": "Ktoś jest w niebezpieczeństwie w tej chwili. Gdzie dzwonisz?",
        "question_en": "Somebody is in danger right now. Whom do you call?",
        "options": [
            {"pl": "Pod 112.", "en": "112."},
            {"pl": "Do biura, jak tylko się otworzy.", "en": "The office, as soon as it opens."},
        ],
        "correct": 0,
        "explanation_pl": "Bezpieczeństwo jest pierwsze. Zgłoszenie do nas może poczekać.",
        "explanation_en": "Safety comes first. The report to us can wait.",
    },
)

#: Beside the unfinished station briefing; its English is still missing, like that of the text.
ABOUT_THE_BRIEFING = {
    "section_key": "text",
    "question_pl": "Kto ma klucz do pokoju rozmów?",
    "options": [
        {"pl": "Osoba koordynująca zmianę.", "en": ""},
        {"pl": "Ochrona dworca.", "en": ""},
    ],
    "correct": 0,
    "explanation_pl": "Klucz zostaje u osoby koordynującej zmianę.",
}


def make_talks(world, act):
    """Three talks about policies: answered and open, waiting, closed; ``act`` as in policies."""
    code = _in_force(world, "code-of-conduct")
    photos = ask(
        code,
        **act(world, "daniel", 12),
        kind="question",
        text="May I keep photos of the team on my own phone, when no guest is in them?",
    )
    write(
        photos,
        **act(world, "marta", 10),
        text="Yes, if nobody we help and no place can be recognised. Does that answer it?",
    )
    ask(
        code,
        **act(world, "piotr", 6, 20),
        kind="disagree",
        text="Nie mogę obiecać, że nigdy nie zabiorę nikogo prywatnym autem. "
        "Zdarza się, że w nocy nie ma innego.",
    )
    gifts = ask(
        _in_force(world, "safe-reporting"),
        **act(world, "ewa", 90),
        kind="question",
        text="Czy muszę podać nazwisko, kiedy zgłaszam coś o współpracownicy?",
    )
    write(
        gifts,
        **act(world, "marta", 88),
        text="Nie. Można zgłosić bez nazwiska, a my czytamy tak samo uważnie.",
        outcome="answered",
    )


def make_exemption(world, act):
    """Somebody of the office is away for long and is not asked meanwhile."""
    acting = act(world, "tomasz", 20)
    exempt(
        world.people["ewa"],
        policy=_in_force(world, "code-of-conduct").policy,
        **acting,
        starts_on=acting["on"],
        ends_on=world.today + timedelta(days=75),
        ground="absence",
        reason="Urlop do końca kwartału. / On leave until the end of the quarter.",
    )


def make_quiz(world, act, version, questions, days_ago):
    """Questions beside a draft."""
    for words in questions:
        add_question(version, **act(world, "marta", days_ago, 11), **words)


def _in_force(world, slug):
    versions = PolicyVersion.objects.in_force(world.today).select_related("policy__owner")
    return versions.get(policy__slug=slug)
