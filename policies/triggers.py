"""What the database itself refuses to change (security.md 6, 7)."""

from audit.triggers import append_only, frozen_children, frozen_when

TRIGGERS = [
    frozen_when("policies_policyversion", "OLD.state = 'published'"),
    frozen_children(
        "policies_section", "version_id", "policies_policyversion", "state = 'published'"
    ),
    frozen_children("policies_step", "version_id", "policies_policyversion", "state = 'published'"),
    frozen_children(
        "policies_guidance", "version_id", "policies_policyversion", "state = 'published'"
    ),
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
]
