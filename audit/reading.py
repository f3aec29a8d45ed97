"""Questions that administrators ask the trail."""

from django.db import models

from audit.naming import name_of


class EventQuerySet(models.QuerySet):
    def matching(self, *, actor=None, object=None, action="", since=None, until=None):
        """Events that fit all that is given, newest first.

        ``actor`` is a person or a person's ``uid``; ``object`` a row, or an id as it stands in the
        trail; ``action`` one action ("policy.published") or all of a kind ("policy"); ``since`` and
        ``until`` are aware moments, the first included and the second not.
        """
        found = self.order_by("-sequence")
        if actor:
            found = found.filter(actor=getattr(actor, "uid", actor))
        if isinstance(object, models.Model):
            object_type, object_id = name_of(object)
            found = found.filter(object_type=object_type, object_id=object_id)
        elif object:
            found = found.filter(object_id=str(object))
        if "." in action:
            found = found.filter(action=action)
        elif action:
            found = found.filter(action__startswith=f"{action}.")
        if since:
            found = found.filter(at__gte=since)
        if until:
            found = found.filter(at__lt=until)
        return found
