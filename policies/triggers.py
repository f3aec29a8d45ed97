"""What the database itself refuses to change (security.md 6, 7)."""

from audit.triggers import append_only, frozen_children, frozen_when

TRIGGERS = [
    frozen_when("policies_policyversion", "OLD.state = 'published'"),
    frozen_children(
        "policies_section", "version_id", "policies_policyversion", "state = 'published'"
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
    append_only("policies_packedition"),
]
