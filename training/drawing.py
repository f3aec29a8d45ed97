"""Which questions a try asks, and in which order: worked out, so that nothing has to be kept.

The draw follows from a secret, the person, the version and the number of the try. Opening the page
twice shows the same questions, the next try others, and nobody can work them out beforehand.
"""

import random
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

SALT = "training.drawing"


@dataclass(frozen=True)
class Drawn:
    """One question as a try asks it. ``order`` are the places of its options, as they are shown."""

    question: object
    order: tuple[int, ...]

    @property
    def name(self):
        """The name of its field in a form."""
        return f"answer_{self.question.key}"


def draw(version, person, number):
    """The questions of somebody's try with that number, as a tuple of Drawn.

    At least one question of every lesson that has some is asked, and every critical one, as far as
    the number of questions allows; critical ones come first in that choice.
    """
    questions = list(version.questions.all())
    chance = _chance(version, person, number)
    wanted = version.questions_drawn or len(questions)
    chosen = {question.key for question in _chosen(questions, wanted, chance)}
    asked = [question for question in questions if question.key in chosen]
    chance.shuffle(asked)
    return tuple(Drawn(question, _order(question, chance)) for question in asked)


def _chance(version, person, number):
    words = f"{version.uid}:{person.uid}:{number}"
    return random.Random(salted_hmac(SALT, words, algorithm="sha256").digest())  # noqa: S311 (keyed)


def _chosen(questions, wanted, chance):
    """Critical ones, then one of each lesson not asked about yet, then any."""
    pool = list(questions)
    chance.shuffle(pool)
    chosen = {question.key: question for question in pool if question.is_critical}
    lessons = {question.lesson_key for question in chosen.values()}
    for question in pool:
        if question.lesson_key not in lessons:
            lessons.add(question.lesson_key)
            chosen[question.key] = question
    for question in pool:
        chosen.setdefault(question.key, question)
    return list(chosen.values())[:wanted]


def _order(question, chance):
    places = list(range(len(question.options)))
    chance.shuffle(places)
    return tuple(places)
