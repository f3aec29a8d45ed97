"""A password on a workbook: the encryption that Excel and LibreOffice open (ECMA-376, agile).

AES under a key that 100,000 rounds of SHA-512 draw from the password. The readable workbook stays
in memory; what openpyxl puts beside it while it writes, it removes (``expiring`` does so for a
process that was killed). The one place that imports msoffcrypto.
"""

import io
from contextlib import contextmanager

#: In characters; Excel takes no longer password.
SHORTEST, LONGEST = 10, 255


@contextmanager
def locked(file, *, password):
    """Something to write a workbook to; when it is whole, its encryption goes to the open file."""
    from msoffcrypto.format.ooxml import OOXMLFile

    with io.BytesIO() as book:
        yield book
        book.seek(0)
        OOXMLFile(book).encrypt(password, file)
