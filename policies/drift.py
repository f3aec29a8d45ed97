"""Whether one language of a section has fallen behind the other.

Each language remembers the hash of the other one's text that it was last brought up to date with.
Nothing is guessed from clocks: a language is behind when the other one's text is not that text any
more. Empty memory means that nobody has changed the section since both were written together.
"""

import re

from policies.hashing import digest, has_text, in_language

LANGUAGES = ("pl", "en")
OTHER = {"pl": "en", "en": "pl"}
PAGE = re.compile(r"[0-9a-f]{1,16}")


def hashes(section):
    """The hash of heading and body in each language, as they stand in the section now."""
    return {
        code: digest([in_language(section, field, code) for field in ("heading", "body")])
        for code in LANGUAGES
    }


def behind(section):
    """The language that is out of date, or an empty word; one that is missing is not behind."""
    if not all(has_text(section, code) for code in LANGUAGES):
        return ""
    now = hashes(section)
    return next((code for code in LANGUAGES if _is_behind(section, code, now)), "")


def _is_behind(section, language, now):
    followed = getattr(section, f"{language}_follows")
    return followed not in ("", now[OTHER[language]])


def drifted(sections):
    """(number, section, language behind) of every section with a language out of date."""
    found = ((number, section, behind(section)) for number, section in enumerate(sections, start=1))
    return [entry for entry in found if entry[2]]


def note_saving(section, before, *, page=""):
    """Note on a section that is about to be saved what its new words mean for the languages.

    ``before`` are its hashes as stored so far. Words in both languages, or in the one that was
    behind, bring the two into step; words in the other one leave its partner behind. Saving goes on
    while people write, so what follows in the same language from the same opened ``page`` belongs
    to what was begun there.
    """
    now = hashes(section)
    changed = [code for code in LANGUAGES if now[code] != before[code]]
    if not changed:
        return
    if len(changed) == len(LANGUAGES):
        settle(section)
        return
    (language,) = changed
    run = f"{page}:{language}" if PAGE.fullmatch(page) else ""
    partner_was_behind = _is_behind(section, OTHER[language], before)
    goes_on = run and run == section.written_on
    if _is_behind(section, language, before) or (goes_on and not partner_was_behind):
        settle(section)
        section.written_on = run
        return
    _follow(section, language, now)
    if not getattr(section, f"{OTHER[language]}_follows"):
        _set_follows(section, OTHER[language], before[language])
    section.written_on = run if _is_behind(section, OTHER[language], now) else ""


def settle(section):
    """Let each language of the section follow the other one as it is now."""
    now = hashes(section)
    for language in LANGUAGES:
        _follow(section, language, now)
    section.written_on = ""


def _follow(section, language, now):
    _set_follows(section, language, now[OTHER[language]])


def _set_follows(section, language, value):
    setattr(section, f"{language}_follows", value)
