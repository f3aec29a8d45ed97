"""What differs between two texts: by section, then by paragraph, then word by word.

Sections are matched by their key, which never changes; of those that differ, paragraphs are paired
with what is most like them, and only within a pair are words compared. So a long text in which
little changed is compared quickly, and the paragraphs stay paragraphs.
"""

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from itertools import groupby, zip_longest

from django.core.cache import caches
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from policies.blocks import blocks_of, inner_markup, markup_of, words_of
from policies.hashing import in_language
from policies.models import PolicyVersion

SECONDS_KEPT = 3600
#: Paragraphs less alike than this are shown as one removed and one added.
ALIKE = 0.4
#: More pairs of paragraphs than this are not weighed one against the other.
MOST_PAIRS = 2500
#: More pairs of words than this are compared without their commonest words.
MOST_STEPS = 4_000_000
#: An unchanged word up to this long between two changes reads better as part of the change.
SLIGHT = 2

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"


@dataclass(frozen=True)
class Labels:
    """What screen readers say before words that only the older or only the newer text has."""

    removed: str
    added: str


@dataclass(frozen=True)
class Difference:
    """Heading and body of one section with the changes marked in them."""

    is_changed: bool
    heading: SafeString
    body: SafeString


@dataclass(frozen=True)
class Part:
    """One section of a comparison.

    ``state`` is same, changed, added or removed. ``number`` is its place in the newer text, or in
    the older one if it was removed; ``was`` is its former place when it moved, else None.
    """

    key: str
    state: str
    number: int
    was: int | None
    heading: SafeString
    body: SafeString

    @property
    def is_quiet(self):
        """Whether there is nothing to see: the same words in the same order."""
        return self.state == SAME and self.was is None


@dataclass(frozen=True)
class Comparison:
    """Two versions in one language; ``title`` is None when both have the same."""

    language: str
    title: SafeString | None
    parts: tuple[Part, ...]

    @property
    def changes(self):
        """How many sections differ, the title counting as one."""
        return sum(not part.is_quiet for part in self.parts) + (self.title is not None)

    def count(self, state):
        return sum(part.state == state for part in self.parts)

    @property
    def moved(self):
        return sum(part.was is not None for part in self.parts)

    @property
    def groups(self):
        """(whether nothing changed, sections) in their order, the quiet ones together."""
        return [
            (is_quiet, list(parts))
            for is_quiet, parts in groupby(self.parts, key=lambda part: part.is_quiet)
        ]


def compare(old, new, language):
    """Compare two versions of a policy in one language.

    Two published texts never change, so their comparison is kept in this process for a while.
    """
    if not (old.is_published and new.is_published):
        return _compare(old, new, language)
    key = f"compared:{old.version_hash}:{new.version_hash}:{language}:{get_language()}"
    return caches["process"].get_or_set(key, lambda: _compare(old, new, language), SECONDS_KEPT)


def _compare(old, new, language):
    labels = Labels(removed=_("removed"), added=_("added"))
    titles = [in_language(version, "title", language) for version in (old, new)]
    title = marked_line(*titles, labels) if titles[0] != titles[1] else None
    parts = _parts(list(old.sections.all()), list(new.sections.all()), language, labels)
    return Comparison(language=language, title=title, parts=tuple(parts))


def _parts(old, new, language, labels):
    """The sections of the newer text in their order; removed ones stand where they stood."""
    before = {section.key: (number, section) for number, section in enumerate(old, start=1)}
    kept = {section.key for section in new}
    moved = _moved([section.key for section in old], [section.key for section in new])
    gone, previous = {}, None
    for section in old:
        if section.key in kept:
            previous = section.key
        else:
            gone.setdefault(previous, []).append(section)
    yield from (_removed(section, before, language, labels) for section in gone.get(None, ()))
    for number, section in enumerate(new, start=1):
        was, former = before.get(section.key, (None, None))
        found = difference(_texts(former, language), _texts(section, language), labels)
        state = ADDED if former is None else CHANGED if found.is_changed else SAME
        yield Part(
            key=section.key,
            state=state,
            number=number,
            was=was if section.key in moved else None,
            heading=found.heading,
            body=found.body,
        )
        for other in gone.get(section.key, ()):
            yield _removed(other, before, language, labels)


def _removed(section, before, language, labels):
    found = difference(_texts(section, language), ("", ""), labels)
    number = before[section.key][0]
    return Part(section.key, REMOVED, number, None, found.heading, found.body)


def _moved(old, new):
    """The keys in both lists that changed their place among the others."""
    before = [key for key in old if key in set(new)]
    after = [key for key in new if key in set(old)]
    matched = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    stayed = {key for start, _place, size in matched for key in before[start : start + size]}
    return set(after) - stayed


def _texts(section, language):
    """(heading, body) of a section in a language; nothing where there is no section."""
    if section is None:
        return "", ""
    return in_language(section, "heading", language), in_language(section, "body", language)


def difference(old, new, labels):
    """The Difference between two (heading, body) pairs; equal ones come without markup."""
    if old == new:
        empty = mark_safe("")
        return Difference(False, mark_safe(escape(new[0])), empty)  # noqa: S308 (escaped)
    (old_heading, old_body), (new_heading, new_body) = old, new
    before, after = blocks_of(old_body), blocks_of(new_body)
    is_changed = old_heading != new_heading or [b.key for b in before] != [b.key for b in after]
    pieces = [_piece(*pair, labels) for pair in _aligned(before, after)]
    return Difference(
        is_changed,
        marked_line(old_heading, new_heading, labels),
        mark_safe(markup_of(pieces)),  # noqa: S308 (built from known elements)
    )


def marked_line(old, new, labels):
    """A heading or title with its changes marked."""
    return mark_safe(_marked(words_of(old), words_of(new), labels))  # noqa: S308 (escaped words)


def _piece(old, new, labels):
    """(block that gives the surroundings, its words with the changes marked)."""
    words = [block.words if block else () for block in (old, new)]
    return new or old, _marked(*words, labels)


def _aligned(old, new):
    """Pairs of blocks, either of which may be missing, in reading order."""
    keys = [[block.key for block in blocks] for blocks in (old, new)]
    for tag, i1, i2, j1, j2 in _matcher(*keys).get_opcodes():
        if tag == "equal":
            yield from zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            yield from _paired(old[i1:i2], new[j1:j2])


def _matcher(old, new):
    return SequenceMatcher(None, old, new, autojunk=len(old) * len(new) > MOST_STEPS)


def _paired(old, new):
    """Pair the blocks that are most alike, without crossing; the rest stays alone."""
    if len(old) * len(new) > MOST_PAIRS:
        return _paired_in_order(old, new)
    alike = _likeness(old, new)
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            together = best[i + 1][j + 1] + alike[i][j] if alike[i][j] else 0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            pairs.append((old[i], new[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((old[i], None))
            i += 1
        else:
            pairs.append((None, new[j]))
            j += 1
    return [*pairs, *((block, None) for block in old[i:]), *((None, block) for block in new[j:])]


def _paired_in_order(old, new):
    for first, second in zip_longest(old, new):
        if first and second and first.shape == second.shape:
            yield first, second
        else:
            yield from (pair for pair in ((first, None), (None, second)) if any(pair))


def _likeness(old, new):
    """How alike each two blocks are, from 0 (show apart) to 1, by the words they share."""
    counted = [(block, Counter(word.text for word in block.words)) for block in new]
    return [
        [_alike(first, words, second, others) for second, others in counted]
        for first, words in ((block, Counter(word.text for word in block.words)) for block in old)
    ]


def _alike(first, words, second, others):
    if first.shape != second.shape:
        return 0.0
    total = len(first.words) + len(second.words)
    share = 2 * (words & others).total() / total if total else 1.0
    return share if share >= ALIKE else 0.0


def _marked(old, new, labels):
    """The newer words with the older ones beside them: del and ins elements, named for readers."""
    written = []
    for state, words in _runs(old, new):
        written.append(" " if written and words[0].gap else "")
        inner = inner_markup(words)
        if state == REMOVED:
            inner = f"<del>{_hidden(f'({labels.removed}: ')}{inner}{_hidden(')')}</del>"
        elif state == ADDED:
            inner = f"<ins>{_hidden(f'({labels.added}: ')}{inner}{_hidden(')')}</ins>"
        written.append(inner)
    return "".join(written)


def _hidden(words):
    return f'<span class="visually-hidden" lang="{get_language()}">{escape(words)}</span>'


def _runs(old, new):
    """(state, words) runs: what both have, what only the older, what only the newer has."""
    keys = [[word.key for word in words] for words in (old, new)]
    head = _common(*keys)
    tail = _common(*(words[head:][::-1] for words in keys))
    ends = [len(words) - tail for words in (old, new)]
    middle = [words[head:end] for words, end in zip(keys, ends, strict=True)]
    if head:
        yield SAME, new[:head]
    for tag, i1, i2, j1, j2 in _steady(_matcher(*middle).get_opcodes(), middle[1]):
        if tag == "equal":
            yield SAME, new[head + j1 : head + j2]
            continue
        if i2 > i1:
            yield REMOVED, old[head + i1 : head + i2]
        if j2 > j1:
            yield ADDED, new[head + j1 : head + j2]
    if tail:
        yield SAME, new[ends[1] :]


def _common(old, new):
    """How many words two lists have in common at their beginning."""
    count = 0
    for first, second in zip(old, new, strict=False):
        if first != second:
            break
        count += 1
    return count


def _steady(opcodes, words):
    """The same steps, where a slight word between two changes has become part of them."""
    steady = []
    for code in opcodes:
        if code[0] != "equal" and len(steady) > 1 and _is_slight(steady[-1], words):
            steady.pop()
            before = steady.pop()
            code = ("replace", before[1], code[2], before[3], code[4])
        steady.append(code)
    return steady


def _is_slight(code, words):
    tag, _i1, _i2, start, end = code
    return tag == "equal" and end - start == 1 and len(words[start][0]) <= SLIGHT


def compared_with(version, *, on):
    """The version that a reader of this one knows already; None for the first.

    For a published version it is the one before it; for a draft the one in force on that day, or
    the latest that was published.
    """
    counted = version.policy.versions.counted().order_by("-order")
    if version.is_published:
        return counted.filter(order__lt=version.order).first()
    in_force = PolicyVersion.objects.in_force(on).filter(policy=version.policy_id).first()
    return in_force or counted.first()
