"""A small real mail server for tests: it takes mails over SMTP, or refuses as it is told."""

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default


class Letterbox(socketserver.ThreadingTCPServer):
    """Keeps what it accepted in ``messages``, and what it saw of any mail in ``offered``.

    ``recipient_answers`` and ``data_answers`` are taken from the front, one for each mail; 250
    when they are used up. ``accepted`` is called after a mail was kept, before the server says so.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Talk)
        self.messages, self.offered, self.connections = [], [], 0
        self.recipient_answers, self.data_answers = [], []
        self.accepted = lambda: None

    @property
    def port(self):
        return self.server_address[1]

    @property
    def mailers(self):
        """The setting MAILERS that leads here."""
        return {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": self.port, "timeout": 5},
            }
        }


class Talk(socketserver.StreamRequestHandler):
    """One connection, with as much of SMTP as Python's client speaks."""

    def handle(self):
        self.server.connections += 1
        self.say("220 letterbox")
        while line := self.rfile.readline().decode().strip():
            verb = line.partition(" ")[0].upper()
            if verb == "QUIT":
                return self.say("221 bye")
            self.answer(verb)

    def answer(self, verb):
        if verb == "RCPT":
            self.say(self.next_of(self.server.recipient_answers))
        elif verb == "DATA":
            self.data()
        else:
            self.say("250 yes")

    def data(self):
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        message = message_from_bytes(b"".join(lines), policy=default)
        self.server.offered.append(message)
        answer = self.next_of(self.server.data_answers)
        if answer.startswith("2"):
            self.server.messages.append(message)
            self.server.accepted()
        self.say(answer)

    def next_of(self, answers):
        return answers.pop(0) if answers else "250 taken"

    def say(self, words):
        try:
            self.wfile.write(words.encode() + b"\r\n")
        except OSError:
            pass  # the other side is gone


@contextmanager
def letterbox():
    """A running Letterbox."""
    with Letterbox() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
