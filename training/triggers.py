"""What the database itself refuses to change: frozen versions and evidence."""

from audit.triggers import append_only, frozen_children, frozen_when

PUBLISHED = "state = 'published'"

TRIGGERS = [
    frozen_when("training_courseversion", "OLD.state = 'published'"),
    frozen_children("training_lesson", "version_id", "training_courseversion", PUBLISHED),
    frozen_children("training_question", "version_id", "training_courseversion", PUBLISHED),
    frozen_children("training_lessonpicture", "version_id", "training_courseversion", PUBLISHED),
    append_only("training_attempt"),
    append_only("training_credential"),
    append_only("training_revocation"),
    append_only("training_validitychange"),
    append_only("training_extension"),
    append_only("training_participationstatus"),
    append_only("training_signedsheet"),
    append_only("training_policyrefresher"),
]
