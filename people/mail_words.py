"""What the purposes of mails mean, in words: ``words("reminder")``.

Every purpose that the product writes stands here; a test reads the source and says which one is
missing.
"""

from django.utils.translation import gettext_lazy as _

PURPOSES = {
    "invitation": _("invitation"),
    "login-code": _("code for signing in"),
    "password-reset": _("new password"),
    "signed-in": _("new sign-in"),
    "security": _("change of an account"),
    "approval": _("text to decide on"),
    "onboarding": _("reminder of the first steps"),
    "personal-link": _("personal link"),
    "policy-review": _("review of a policy"),
    "question": _("question about a policy"),
    "reminder": _("reminder"),
    "trail-end": _("end of the audit trail"),
    "escalation": _("people who need their lead"),
    "session-place": _("place in a training session"),
    "session-news": _("change of a training session"),
    "session-reminder": _("reminder of a training session"),
    "training-digest": _("training at a glance"),
}


def words(purpose):
    """What a mail is for, or the bare purpose where there is no word."""
    return PURPOSES.get(purpose, purpose)
