"""The whole text of a draft as one form: titles, and heading and body of every section.

One form, so that without scripts one button saves everything that was typed on the page. What the
page showed travels along as a digest, so that a section nobody touched is never written back over
somebody else's words.
"""

import hashlib
import html
import json
import re
import secrets

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from policies.models import Section

FIELDS = ("heading_pl", "body_pl", "heading_en", "body_en")
MARKUP = re.compile(r"</?[a-zA-Z][^>]*>")
BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
#: More than the longest real section; anything longer is an accident or worse.
LONGEST_BODY = 100_000

LABELS = {
    "heading_pl": _("Heading in Polish"),
    "heading_en": _("Heading in English"),
    "body_pl": _("Text in Polish"),
    "body_en": _("Text in English"),
}


def as_html(text):
    """Markup stays as it is; plain text becomes paragraphs, one per block between blank lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text or MARKUP.search(text):
        return text
    blocks = BLANK_LINES.split(html.unescape(text))
    return "".join(f"<p>{escape(block.strip())}</p>" for block in blocks if block.strip())


def clean_body(text):
    """The body as it will be stored."""
    return Section._meta.get_field("body").sanitize(as_html(text))


def stored_texts(section):
    """The section's headings and bodies by field name."""
    return {name: getattr(section, name) or "" for name in FIELDS}


def digest_of(texts):
    """A short fingerprint of a section's texts, to tell whether they were touched."""
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()[:16]


class SectionFields:
    """The fields of one section within a form, and what the form says about them."""

    def __init__(self, form, section):
        self.form, self.section = form, section
        self.prefix = f"s{section.pk}"

    def bound(self, name):
        return self.form[f"{self.prefix}_{name}"]

    @property
    def pairs(self):
        """(language, heading field, body field) for Polish and English."""
        return [
            (code, self.bound(f"heading_{code}"), self.bound(f"body_{code}"))
            for code in ("pl", "en")
        ]

    @property
    def revision(self):
        """The revision from which the writer started."""
        return self.form.cleaned_data[f"{self.prefix}_revision"]

    @property
    def texts(self):
        """The cleaned texts by field name."""
        return {name: self.form.cleaned_data[f"{self.prefix}_{name}"] for name in FIELDS}

    @property
    def is_touched(self):
        """Whether the writer changed anything since the page was shown."""
        base = self.form.cleaned_data[f"{self.prefix}_base"]
        digest = digest_of(self.texts)
        return digest != base and digest != digest_of(stored_texts(self.section))


class TextForm(forms.Form):
    """Titles and sections of a draft; ``sections`` may be just some of them."""

    def __init__(self, data=None, *, version, sections, with_titles=True):
        super().__init__(data)
        self.version = version
        self.with_titles = with_titles
        # Tells what was written on one opened page from what came later (see policies.drift).
        self.fields["page"] = forms.CharField(
            required=False, max_length=16, initial=secrets.token_hex(8)
        )
        if with_titles:
            for code, label in (("pl", _("Title in Polish")), ("en", _("Title in English"))):
                self.fields[f"title_{code}"] = forms.CharField(
                    label=label,
                    max_length=160,
                    required=code == "pl",
                    initial=getattr(version, f"title_{code}") or "",
                    widget=forms.TextInput(attrs={"lang": code, "class": "form-control"}),
                )
        self.sections = [SectionFields(self, section) for section in sections]
        for entry in self.sections:
            self._add(entry)

    def _add(self, entry):
        texts = stored_texts(entry.section)
        for name in FIELDS:
            code = name[-2:]
            is_body = name.startswith("body")
            attributes = {"lang": code, "class": "form-control"}
            widget = (
                forms.Textarea(attrs={**attributes, "rows": 8, "data-prose": ""})
                if is_body
                else forms.TextInput(attrs=attributes)
            )
            self.fields[f"{entry.prefix}_{name}"] = forms.CharField(
                label=LABELS[name],
                required=False,
                max_length=LONGEST_BODY if is_body else 200,
                initial=texts[name],
                widget=widget,
            )
        self.fields[f"{entry.prefix}_revision"] = forms.IntegerField(
            initial=entry.section.revision, min_value=0, max_value=2**31 - 1
        )
        self.fields[f"{entry.prefix}_base"] = forms.CharField(
            initial=digest_of(texts), max_length=16
        )

    def clean(self):
        for entry in self.sections:
            for name in ("body_pl", "body_en"):
                key = f"{entry.prefix}_{name}"
                if key in self.cleaned_data:
                    self.cleaned_data[key] = clean_body(self.cleaned_data[key])
        return self.cleaned_data

    @property
    def titles(self):
        """The cleaned titles by field name."""
        return {f"title_{code}": self.cleaned_data[f"title_{code}"] for code in ("pl", "en")}

    @property
    def titles_touched(self):
        return any(
            (getattr(self.version, name) or "") != words for name, words in self.titles.items()
        )
