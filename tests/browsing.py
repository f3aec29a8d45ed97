"""What tests do with a browser besides clicking: sign in, and watch for what goes wrong."""

from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`content policy: ${event.violatedDirective} forbids ${event.blockedURI}`));
"""
# Chromium's own line about an answer of 4xx or 5xx; `answered` judges those by what was asked.
LOAD_FAILED = "Failed to load resource"
MAY_BE_REFUSED = {"document", "xhr", "fetch"}


def sign_in(context, person, url):
    """Give the browser context a session of that person, without the sign-in pages."""
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


class Watch:
    """Collects in `problems` what no page may do."""

    def __init__(self, url):
        self.host = urlsplit(url).netloc
        self.problems = []
        self._contexts = []

    def follow(self, context):
        """Listen to every page of a browser context."""
        self._contexts.append(context)
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        context.on("request", self._asked)
        context.on("response", self._answered)

    def close(self):
        """Close the pages, so that what they still had to say arrives."""
        for context in self._contexts:
            for page in context.pages:
                page.close()

    def _said(self, message):
        if message.type == "error" and not message.text.startswith(LOAD_FAILED):
            self.problems.append(f"console: {message.text}")

    def _asked(self, request):
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.problems.append(f"another host: {request.url}")

    def _answered(self, response):
        refused = response.request.resource_type in MAY_BE_REFUSED and response.status < 500
        if response.status >= 400 and not refused:
            self.problems.append(f"{response.status}: {response.url}")
