import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import AudienceRule


class PolicyQuerySet(models.QuerySet):
    def public(self):
        """Those that the organisation shows to everybody."""
        return self.filter(is_public=True)

    def in_order(self):
        """The order of lists and packs: by kind as the set is read, then by address."""
        kinds = list(Policy.Kind.values)
        rank = models.Case(
            *[models.When(kind=kind, then=position) for position, kind in enumerate(kinds)],
            output_field=models.IntegerField(),
        )
        return self.order_by(rank, "slug")


class Policy(models.Model):
    """One policy through all its versions; the text itself lives in the versions (R1)."""

    data_level = 1

    class Kind(models.TextChoices):
        ZERO_TOLERANCE = "zero_tolerance", _("zero tolerance statement")
        CODE_OF_CONDUCT = "code_of_conduct", _("code of conduct")
        ACCOUNTABILITY = "accountability", _("accountability")
        SAFE_REPORTING = "safe_reporting", _("safe reporting")
        PROCEDURE = "procedure", _("operating procedure")
        SITE_BRIEFING = "site_briefing", _("site briefing")
        OTHER = "other", _("other")

    class Confidentiality(models.TextChoices):
        """Who may have the text; what is shown to everybody is public whatever stands here."""

        INTERNAL = "internal", _("internal")
        CONFIDENTIAL = "confidential", _("confidential")
        STRICT = "strict", _("strictly confidential")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("owner"),
    )
    binding_language = models.CharField(
        _("binding language"), max_length=2, choices=settings.LANGUAGES, default="pl"
    )
    review_months = models.PositiveSmallIntegerField(
        _("review every … months"), default=12, validators=[MinValueValidator(1)]
    )
    is_public = models.BooleanField(_("show to everybody, without signing in"), default=False)
    confidentiality = models.CharField(
        _("confidentiality"),
        max_length=12,
        choices=Confidentiality,
        default=Confidentiality.INTERNAL,
    )
    starter = models.SlugField(max_length=60, blank=True, editable=False)
    #: Codes of ``policies.duties``: the recommendations that the policy answers (R4).
    answers = models.JSONField(_("recommendations that it answers"), default=list, blank=True)
    added_at = models.DateTimeField(editable=False)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_public=False) | models.Q(confidentiality="internal"),
                name="policies_public_is_not_confidential",
                violation_error_message=_("What everybody can read cannot be confidential."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("policy", args=[self.slug])

    @property
    def level(self):
        """How confidential the text is: "public", or a value of ``Confidentiality``."""
        return "public" if self.is_public else self.confidentiality

    @property
    def level_words(self):
        """The same in words of the active language."""
        return _("public") if self.is_public else self.Confidentiality(self.confidentiality).label

    @property
    def is_restricted(self):
        """Whether only those read it whom it asks, and those who keep and oversee policies."""
        return self.level in (self.Confidentiality.CONFIDENTIAL, self.Confidentiality.STRICT)


class PolicyRule(AudienceRule):
    """Who has to acknowledge a policy (R6, R7)."""

    data_level = 1

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="rules")

    class Meta(AudienceRule.Meta):
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["policy", "starts_on"], name="policies_rule_by_policy")]

    def __str__(self):
        return f"{self.policy_id}: {self.starts_on}"
