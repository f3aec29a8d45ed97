"""What the database itself refuses to change (security.md 6, 7)."""

from audit.guards import Guard, Trigger
from audit.triggers import append_only, frozen_children, frozen_when

MESSAGES = "policies_questionmessage"
#: A new field key, and the end of its period, rewrite the token of a text and nothing else.
FIXED = ("id", "question_id", "author_id", "written_at")
MORE_THAN_THE_TOKEN = " OR ".join(f'NEW."{column}" <> OLD."{column}"' for column in FIXED)

TRIGGERS = [
    frozen_when("policies_policyversion", "OLD.state = 'published'"),
    frozen_children(
        "policies_section", "version_id", "policies_policyversion", "state = 'published'"
    ),
    frozen_children("policies_step", "version_id", "policies_policyversion", "state = 'published'"),
    frozen_children(
        "policies_guidance", "version_id", "policies_policyversion", "state = 'published'"
    ),
    frozen_children(
        "policies_policyreference", "version_id", "policies_policyversion", "state = 'published'"
    ),
    frozen_children(
        "policies_plaintext", "version_id", "policies_policyversion", "state = 'published'"
    ),
    append_only("policies_reviewrecord"),
    append_only("policies_withdrawal"),
    append_only("policies_approvaldecision"),
    append_only("policies_acknowledgement"),
    append_only("policies_correction"),
    frozen_when("policies_briefing", "OLD.recorded_at IS NOT NULL"),
    frozen_children(
        "policies_briefingtext", "briefing_id", "policies_briefing", "recorded_at IS NOT NULL"
    ),
    frozen_children(
        "policies_briefing_guests", "briefing_id", "policies_briefing", "recorded_at IS NOT NULL"
    ),
    append_only("policies_packedition"),
    append_only("policies_editionarchive"),
    frozen_children(
        "policies_comprehensionquestion",
        "version_id",
        "policies_policyversion",
        "state = 'published'",
    ),
    frozen_when("policies_policyquestion", "OLD.closed_at IS NOT NULL"),
    Guard(
        MESSAGES,
        (
            Trigger(MESSAGES, "UPDATE", MORE_THAN_THE_TOKEN),
            Trigger(MESSAGES, "DELETE"),
            Trigger(MESSAGES, "TRUNCATE"),
        ),
    ),
]
