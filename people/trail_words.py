"""What the codes of the trail mean, in words: ``words("policy.created")``.

The trail itself stores codes only. Every code that the product writes stands here; a test reads the
source and says which one is missing.
"""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "person.added": _("added a person"),
    "person.edited": _("changed a person's details"),
    "person.left": _("noted that somebody left"),
    "person.imported": _("took people over from a file"),
    "person.exported": _("asked for everything stored about a person"),
    "person.anonymised": _("anonymised a person"),
    "retention.done": _("deleted what is no longer kept"),
    "person.invited": _("invited a person"),
    "person.reminded": _("reminded somebody of their first tasks"),
    "person.accepted_invitation": _("accepted an invitation"),
    "person.password_changed": _("changed the password"),
    "person.password_reset": _("set a new password by e-mail"),
    "person.factor_added": _("set up a second step of signing in"),
    "person.factor_removed": _("removed a second step of signing in"),
    "person.recovery_codes_made": _("made new recovery codes"),
    "assignment.given": _("gave an assignment"),
    "assignment.ended": _("ended an assignment"),
    "assignment.voided": _("marked an assignment as a mistake"),
    "role.granted": _("gave a role"),
    "role.ended": _("ended a role"),
    "check.recorded": _("noted a background check"),
    "check.voided": _("marked a background check as a mistake"),
    "check_rule.added": _("asked people for a background check"),
    "check_rule.ended": _("stopped asking for a background check"),
    "check_rule.removed": _("removed a rule on background checks before it began"),
    "unit.added": _("opened a unit"),
    "unit.edited": _("changed a unit"),
    "unit.moved": _("moved a unit"),
    "unit.closed": _("closed a unit"),
    "function.added": _("added a function"),
    "function.renamed": _("renamed a function"),
    "organisation.changed": _("changed the settings"),
    "policy.created": _("started a policy"),
    "policy.changed": _("changed what is known about a policy"),
    "policy.acknowledged": _("acknowledged a policy"),
    "version.started": _("started a version"),
    "version.edited": _("edited a draft"),
    "version.discarded": _("discarded a draft"),
    "version.sent": _("sent a draft to review"),
    "version.recalled": _("took a draft back from review"),
    "version.decided": _("decided on a draft"),
    "version.published": _("published a version"),
    "version.withdrawn": _("withdrew a version"),
    "rule.added": _("asked people for a policy"),
    "rule.ended": _("stopped asking for a policy"),
    "rule.removed": _("removed a rule before it began"),
    "pack.created": _("made a pack"),
    "pack.changed": _("changed a pack"),
    "pack.edition": _("asked for an edition of a pack"),
    "document.downloaded": _("downloaded a document"),
}

#: What the rows in the trail are, by the label of their model.
THINGS = {
    "people.person": _("person"),
    "people.peopleimport": _("file of people"),
    "people.assignment": _("assignment"),
    "people.rolegrant": _("role"),
    "people.backgroundcheck": _("background check"),
    "people.checkrule": _("rule on background checks"),
    "people.unit": _("unit"),
    "people.function": _("function"),
    "people.organisation": _("organisation"),
    "people.invitation": _("invitation"),
    "policies.policy": _("policy"),
    "policies.policyversion": _("version"),
    "policies.policyrule": _("rule"),
    "policies.acknowledgement": _("acknowledgement"),
    "policies.pack": _("pack"),
    "policies.packedition": _("edition"),
    "documents.document": _("document"),
}


def words(action):
    """The sentence for an action, or its code where there is none."""
    return WORDS.get(action, action)


def thing(object_type):
    """What kind of row an event is about, or the bare label where there is no word."""
    return THINGS.get(object_type, object_type)
