"""What somebody is to the organisation on a day: assignments, roles, checks, invitations."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models.dated import Dated, DatedQuerySet
from people.models.organisation import Function, Unit


class Kind(models.TextChoices):
    """How somebody belongs to the organisation; R6 reaches all of them."""

    STAFF = "staff", _("staff")
    VOLUNTEER = "volunteer", _("volunteer")
    CONTRACTOR = "contractor", _("contractor")
    TRAINEE = "trainee", _("trainee")
    BOARD = "board", _("board member")
    PARTNER = "partner", _("partner's staff")
    EXPERT = "expert", _("outside expert")


class Role(models.TextChoices):
    """What somebody may do in the application; always granted, never implied."""

    POLICY_MANAGER = "policy_manager", _("policy manager")
    TRAINING_COORDINATOR = "training_coordinator", _("training coordinator")
    REFERRAL_COORDINATOR = "referral_coordinator", _("referral coordinator")
    REPORT_HANDLER = "report_handler", _("report handler")
    MANAGEMENT = "management", _("management")
    UNIT_LEAD = "unit_lead", _("unit lead")
    ADMINISTRATOR = "administrator", _("administrator")


class CheckKind(models.TextChoices):
    CRIMINAL_RECORD = "criminal_record", _("criminal record certificate")
    OFFENDERS_REGISTER = "offenders_register", _("register of sexual offenders")
    IDENTITY = "identity", _("identity document")
    REFERENCES = "references", _("references")


class VoidableQuerySet(DatedQuerySet):
    def valid(self):
        """Without the rows that were entered by mistake."""
        return self.filter(voided_at=None)

    def open_on(self, day):
        return super().open_on(day).filter(voided_at=None)


class Voidable(models.Model):
    """A fact that may turn out wrong: it is marked void with a reason and entered anew."""

    voided_at = models.DateTimeField(null=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    void_reason = models.CharField(_("reason"), max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="%(app_label)s_%(class)s_void_whole",
            )
        ]


class Assignment(Dated, Voidable):
    """Somebody belongs to a unit, in a kind and perhaps a function, from a day to a day."""

    data_level = 1

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("unit")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    function = models.ForeignKey(
        Function,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("function"),
    )

    objects = VoidableQuerySet.as_manager()

    class Meta:
        constraints = [*Dated.Meta.constraints, *Voidable.Meta.constraints]
        indexes = [
            models.Index(
                fields=["unit", "person", "starts_on", "ends_on", "kind"],
                name="people_assignment_by_unit",
            ),
            models.Index(
                fields=["person", "starts_on", "ends_on", "unit", "kind"],
                name="people_assignment_by_person",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.unit}"


class RoleGrant(Dated):
    """A role given to somebody for a unit with its sub-units, or for the whole organisation."""

    data_level = 1

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants"
    )
    role = models.CharField(_("role"), max_length=24, choices=Role)
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unit"),
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(granted_by=None) | ~Q(granted_by=F("person")),
                name="people_grant_not_to_oneself",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.REPORT_HANDLER)
                | (
                    Q(granted_by__isnull=False, seconded_by__isnull=False)
                    & ~Q(granted_by=F("seconded_by"))
                    & ~Q(seconded_by=F("person"))
                ),
                name="people_grant_handler_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.UNIT_LEAD) | Q(unit__isnull=False),
                name="people_grant_lead_has_unit",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "starts_on", "ends_on"], name="people_grant_by_person")
        ]

    def __str__(self):
        return self.get_role_display()


class BackgroundCheck(Voidable):
    """A document was seen. What it says, and the document itself, are not kept (R44)."""

    data_level = 1

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="checks"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=CheckKind)
    seen_on = models.DateField(_("seen on"))
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        ordering = ["-seen_on", "-pk"]
        constraints = [
            *Voidable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("seen_on")),
                name="people_check_valid_after_seen",
                violation_error_message=_("It cannot run out before the day it was seen."),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "kind", "seen_on"], name="people_check_by_person")
        ]

    def __str__(self):
        return self.get_kind_display()


class Invitation(models.Model):
    """A way to set up one's own sign-in, once, before it expires. Only the token's hash is kept."""

    data_level = 1

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations"
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, blank=True)
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="people_one_open_invitation",
            ),
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="people_invitation_token"
            ),
        ]

    def __str__(self):
        return f"{self.person_id}: {self.invited_at:%Y-%m-%d}"
