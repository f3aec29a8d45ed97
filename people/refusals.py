"""Refusals: domain errors with a sentence that the person may read."""


class Refused(Exception):
    """What was asked cannot be done; the message says why, in the reader's language."""

    def __init__(self, message):
        super().__init__(message)
        self.message = message

    def __str__(self):
        return str(self.message)
