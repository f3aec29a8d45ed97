"""The rich text of policies: a short list of elements, cleaned however it is written."""

from django_prose_editor.fields import ProseEditorField

from policies.addresses import in_one_form, without_host

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Link": {"protocols": ["https", "mailto"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "History": True,
}


class ProseField(ProseEditorField):
    """Rich text that is cleaned in ``pre_save``, so that imports and seeds pass the same gate."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("extensions", EXTENSIONS)
        kwargs.setdefault("sanitize", True)
        super().__init__(*args, **kwargs)
        self._cleaned = self.sanitize
        self.sanitize = self._with_own_links

    def _with_own_links(self, html):
        return in_one_form(self._cleaned(without_host(html)))

    def pre_save(self, instance, add):
        clean = self.sanitize(getattr(instance, self.attname) or "")
        setattr(instance, self.attname, clean)
        return clean
