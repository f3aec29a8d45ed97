"""What the database itself refuses to change."""

from audit.triggers import append_only

TRIGGERS = [append_only("people_export")]
