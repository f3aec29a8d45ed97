"""Small files as people upload them, good ones and bad ones."""

import struct
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(kind="PNG", size=(40, 60)):
    stored = BytesIO()
    Image.new("RGB", size, "white").save(stored, kind)
    return stored.getvalue()


def huge_picture(width=10_000, height=10_000):
    """The head of a PNG that claims to be enormous: few bytes, many points."""

    def chunk(name, content):
        checksum = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def upload(content=None, name="scan.png"):
    return SimpleUploadedFile(name, picture() if content is None else content)
