"""A short code for a published version, for sheets that people sign by hand.

It is the beginning of the version's hash, so it stands for exactly these words.
"""

from policies.models import PolicyVersion

GROUP, GROUPS = 4, 4
DIGITS = frozenset("0123456789abcdef")


def code_of(version):
    """The code in groups, as a print carries it: "9F3A-12BC-44D0-7E1F"."""
    digits = version.version_hash[: GROUP * GROUPS].upper()
    return "-".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))


def version_of(code):
    """The published version with that code, or None."""
    digits = code.replace("-", "").lower()
    if len(digits) != GROUP * GROUPS or not DIGITS.issuperset(digits):
        return None
    found = PolicyVersion.objects.published().filter(version_hash__startswith=digits)
    return found.select_related("policy").first()
