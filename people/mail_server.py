"""The mail server as the outbox sees it: it takes a mail, or says why not in one of a few words."""

import smtplib

from django.core.mail import mailers

from people.models import OutgoingMail

Failure = OutgoingMail.Failure
#: SMTP answers from here on are final; those below ask for patience.
FINAL = 500


class NotTaken(Exception):
    """The server did not take the mail; ``failure`` is the OutgoingMail.Failure."""

    def __init__(self, failure):
        super().__init__(failure)
        self.failure = failure


class MailServer:
    """One connection for many mails, opened with the first one, closed at the end.

    ``is_in_trouble`` says that the server itself fails, so that it is no use to try other mails.
    """

    def __init__(self):
        self.is_in_trouble = False
        self._mailer = None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._hang_up()

    def take(self, message):
        """Hand over a message; returning means that the server took it. Raises NotTaken."""
        try:
            if self._mailer is None:
                self._mailer = mailers["default"]
                self._mailer.open()
            self._mailer.send_messages([message])
        except (OSError, ValueError) as error:
            failure = failure_of(error)
            self.is_in_trouble = failure in OutgoingMail.OF_THE_SERVER
            self._hang_up()
            raise NotTaken(failure) from error

    def _hang_up(self):
        mailer, self._mailer = self._mailer, None
        if mailer is not None:
            try:
                mailer.close()
            except OSError:
                pass  # it is gone already


def failure_of(error):
    """What kind of failure an error of sending is."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Failure.SIGN_IN
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        return Failure.ADDRESS if max(codes, default=FINAL) >= FINAL else Failure.LATER
    if isinstance(error, (smtplib.SMTPSenderRefused, smtplib.SMTPDataError)):
        return Failure.REFUSED if error.smtp_code >= FINAL else Failure.LATER
    if isinstance(error, ValueError):  # no server would understand such an address
        return Failure.ADDRESS
    return Failure.UNREACHABLE
