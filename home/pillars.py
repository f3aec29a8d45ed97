"""The pillars of the work as lanterns: how far each one shines, in words, with one fact."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

#: From so many per cent on a pillar works, from so many on partly.
WORKS, PARTLY = 90, 50


@dataclass(frozen=True)
class Pillar:
    """One lantern: ``state`` is lit, half or out, ``url`` is empty for who may not look behind."""

    title: str
    state: str
    fact: str
    url: str = ""

    @property
    def words(self):
        """The state in words."""
        return {"lit": _("Works"), "half": _("Partly"), "out": _("Gap")}[self.state]

    @property
    def kind(self):
        """The kind of tag that goes with it."""
        return {"lit": "ok", "half": "warn", "out": "bad"}[self.state]


def pillars(figures, *, sees_policies, sees_training):
    """Policy and training, from the counted figures of the dashboard."""
    return [
        _policies(figures["entries"], reverse("policies") if sees_policies else ""),
        _training(figures["trained"], reverse("training-matrix") if sees_training else ""),
    ]


def _policies(entries, url):
    asked = sum(entry["coverage"].asked for entry in entries)
    done = sum(entry["coverage"].done for entry in entries)
    percent = done * 100 // asked if asked else None
    fact = _("%(percent)s%% of what was asked is acknowledged") % {"percent": percent}
    return _pillar(_("Policy and procedures"), percent, fact, url)


def _training(trained, url):
    fact = _("%(done)s of %(asked)s people hold all courses asked of them") % {
        "done": trained.done,
        "asked": trained.asked,
    }
    return _pillar(_("Training"), trained.percent, fact, url)


def _pillar(title, percent, fact, url):
    if percent is None:
        return Pillar(title, "out", _("Nobody is asked yet"), url)
    state = "lit" if percent >= WORKS else "half" if percent >= PARTLY else "out"
    return Pillar(title, state, fact, url)
