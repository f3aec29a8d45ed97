from django.conf import settings
from django.core.cache import caches
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField
from tree_queries.models import TreeNode
from tree_queries.query import TreeQuerySet

from people.searching import SortField


def _keeper(words):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=words,
    )


class OrganisationManager(models.Manager):
    CACHE_KEY = "organisation"
    CACHE_SECONDS = 30

    def current(self):
        """The organisation of this installation, or None before it was set up.

        Kept for half a minute in each process, because every page shows its name;
        decisions (second factor, login codes) read the row itself.
        """
        return caches["process"].get_or_set(self.CACHE_KEY, self.first, self.CACHE_SECONDS)

    def forget(self):
        """Drop the kept copy after a change."""
        caches["process"].delete(self.CACHE_KEY)


class Organisation(models.Model):
    """The one organisation that this installation serves."""

    data_level = 0

    name = models.CharField(_("name"), max_length=200)
    controller = models.TextField(
        _("data controller"),
        blank=True,
        help_text=_(
            "Who answers for personal data, and how to reach them. Shown on the help pages."
        ),
    )
    exit_site = models.URLField(_("neutral page for a quick exit"), default="https://www.meteo.pl/")
    login_codes = models.BooleanField(
        _("volunteers and staff may sign in with a code sent by e-mail"), default=False
    )
    second_factor_required = models.BooleanField(
        _("privileged roles need a second step when signing in"), default=True
    )
    procedures_are_public = models.BooleanField(
        _("everybody may read what to do now, without signing in"), default=False
    )
    field_card_is_public = models.BooleanField(
        _("everybody may read the field card, without signing in"), default=False
    )
    first_anchor_keeper = _keeper(_("keeps the daily mail with the end of the trail"))
    second_anchor_keeper = _keeper(_("keeps it too"))
    is_demo = models.BooleanField(default=False, editable=False)

    objects = OrganisationManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="people_one_organisation"),
            models.CheckConstraint(
                condition=Q(first_anchor_keeper=None)
                | Q(second_anchor_keeper=None)
                | ~Q(first_anchor_keeper=F("second_anchor_keeper")),
                name="people_two_anchor_keepers",
            ),
        ]

    def __str__(self):
        return self.name


class UnitQuerySet(TreeQuerySet):
    def open_on(self, day):
        """Units that exist on that day."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)


class Unit(TreeNode):
    """A part of the organisation: a team, a site, an office.

    Its parent never changes once somebody was assigned to it: a unit that moves is closed and a
    successor with the same ``origin`` opens elsewhere, so every past day keeps its own tree.
    """

    data_level = 1

    name = models.CharField(_("name"), max_length=120)
    phone = PhoneNumberField(
        _("telephone on duty"),
        blank=True,
        help_text=_("The number that people of this unit call when they do not know what to do."),
    )
    opened_on = models.DateField(_("exists from"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    origin = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="successors",
    )
    sort = SortField(source=["name_pl"])

    objects = UnitQuerySet.as_manager(with_tree_fields=False)

    class Meta:
        ordering = ["sort", "pk"]

    def __str__(self):
        return self.name

    @property
    def lineage(self):
        """The id shared by all successive forms of this unit."""
        return self.origin_id or self.pk


class Function(models.Model):
    """What somebody does on an assignment: driver, interpreter, host, reception."""

    data_level = 1

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        ordering = ["slug"]

    def __str__(self):
        return self.name
