"""The rich text of lessons: the same short list of elements as policies, links to outside only."""

from django_prose_editor.fields import ProseEditorField

from policies.fields import EXTENSIONS


class LessonField(ProseEditorField):
    """Rich text that is cleaned in ``pre_save``, so that imports and seeds pass the same gate."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("extensions", EXTENSIONS)
        kwargs.setdefault("sanitize", True)
        super().__init__(*args, **kwargs)

    def pre_save(self, instance, add):
        clean = self.sanitize(getattr(instance, self.attname) or "")
        setattr(instance, self.attname, clean)
        return clean
