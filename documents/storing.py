"""Files that are there as a whole or not at all, whatever kills the process."""

import os
import uuid

from django.core.files.storage import FileSystemStorage

STARTED = ".part"


class DurableFileSystemStorage(FileSystemStorage):
    """Writes beside the name, flushes to the disk, then links the name: never half a file.

    An existing name is never replaced. What a killed process leaves behind ends in ``.part``.
    """

    def _save(self, name, content):
        target = self.path(name)
        folder = os.path.dirname(target)
        os.makedirs(folder, mode=self.directory_permissions_mode or 0o700, exist_ok=True)
        started = os.path.join(folder, f"{uuid.uuid4()}{STARTED}")
        try:
            with open(started, "xb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
                os.fchmod(file.fileno(), self.file_permissions_mode or 0o600)
            os.link(started, target)
        finally:
            os.unlink(started)
        self._flush_folder(folder)
        return str(name).replace("\\", "/")

    def _flush_folder(self, folder):
        """Make the new name itself survive a power cut."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
