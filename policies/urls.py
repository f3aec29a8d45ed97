from people.access import PUBLIC, SIGNED_IN, page, roles
from people.models import Role
from policies.rules import APPROVERS, KEEPERS, READERS
from policies.views import (
    acknowledging,
    approving,
    asking,
    commenting,
    comparing,
    drafting,
    editing,
    listing,
    overseeing,
    packs,
    public,
    publishing,
    reading,
)

POLICY = "policies/<slug:slug>/"
VERSION = f"{POLICY}v<str:number>/"

urlpatterns = [
    # One's own: read, acknowledge, keep the receipt
    page("my/documents/", acknowledging.my_documents, SIGNED_IN, name="my-documents"),
    page("my/policies/<slug:slug>/", acknowledging.my_policy, SIGNED_IN, name="my-policy"),
    page(
        "my/policies/<slug:slug>/changes/",
        comparing.my_policy_changes,
        SIGNED_IN,
        name="my-policy-changes",
    ),
    page(
        "my/acknowledgements/<uuid:uid>/",
        acknowledging.acknowledgement,
        SIGNED_IN,
        name="acknowledgement",
    ),
    page(
        "my/acknowledgements/<uuid:uid>/pdf/",
        acknowledging.acknowledgement_pdf,
        SIGNED_IN,
        name="acknowledgement-pdf",
    ),
    # Who has and who has not
    page(
        "acknowledgements/",
        overseeing.acknowledgements,
        roles(*READERS, Role.UNIT_LEAD),
        name="acknowledgements",
    ),
    # Packs
    page("policies/packs/", packs.packs, roles(*READERS), name="packs"),
    page("policies/packs/new/", packs.pack_edit, roles(*KEEPERS), name="pack-new"),
    page("policies/packs/<slug:slug>/", packs.pack, roles(*READERS), name="pack"),
    page("policies/packs/<slug:slug>/edit/", packs.pack_edit, roles(*KEEPERS), name="pack-edit"),
    page(
        "policies/packs/<slug:slug>/editions/",
        packs.edition_make,
        roles(*KEEPERS),
        name="edition-make",
    ),
    page(
        "policies/packs/<slug:slug>/editions/<int:number>/pdf/",
        packs.edition_download,
        roles(*READERS),
        name="edition-download",
    ),
    page("verify/", packs.verify, PUBLIC, name="verify"),
    page("verify/<str:code>/", packs.verify_code, PUBLIC, name="verify-code"),
    # Policies: the list, one of them, its details and its audience
    page("policies/", listing.policies, roles(*READERS), name="policies"),
    page("policies/new/", drafting.policy_new, roles(*KEEPERS), name="policy-new"),
    page(POLICY, listing.policy, roles(*READERS), name="policy"),
    page(f"{POLICY}edit/", drafting.policy_details, roles(*KEEPERS), name="policy-details"),
    page(f"{POLICY}start/", drafting.version_start, roles(*KEEPERS), name="version-start"),
    page(f"{POLICY}compare/", comparing.policy_compare, roles(*READERS), name="policy-compare"),
    page(f"{POLICY}audience/new/", asking.rule_new, roles(*KEEPERS), name="rule-new"),
    page(f"{POLICY}audience/<int:pk>/end/", asking.rule_end, roles(*KEEPERS), name="rule-end"),
    # A version: read, write, decide, publish, withdraw
    page(VERSION, reading.version, roles(*READERS), name="version"),
    page(f"{VERSION}pdf/", reading.version_pdf, roles(*READERS), name="version-pdf"),
    page(
        f"{VERSION}compare/v<str:other>/",
        comparing.version_compare,
        roles(*READERS),
        name="version-compare",
    ),
    page(f"{VERSION}edit/", editing.version_edit, roles(*KEEPERS), name="version-edit"),
    page(f"{VERSION}edit/titles/", editing.titles_save, roles(*KEEPERS), name="titles-save"),
    page(
        f"{VERSION}edit/sections/<int:pk>/",
        editing.section_save,
        roles(*KEEPERS),
        name="section-save",
    ),
    page(
        f"{VERSION}edit/sections/<int:pk>/remove/",
        drafting.section_remove,
        roles(*KEEPERS),
        name="section-remove",
    ),
    page(f"{VERSION}discard/", drafting.version_discard, roles(*KEEPERS), name="version-discard"),
    page(f"{VERSION}send/", approving.version_send, roles(*KEEPERS), name="version-send"),
    page(f"{VERSION}review/", approving.version_review, roles(*READERS), name="version-review"),
    page(f"{VERSION}comments/new/", commenting.comment_new, roles(*APPROVERS), name="comment-new"),
    page(
        f"{VERSION}comments/<int:pk>/answer/",
        commenting.comment_answer,
        roles(*APPROVERS),
        name="comment-answer",
    ),
    page(
        f"{VERSION}comments/<int:pk>/settle/",
        commenting.comment_settle,
        roles(*APPROVERS),
        name="comment-settle",
    ),
    page(
        f"{VERSION}comments/<int:pk>/reopen/",
        commenting.comment_reopen,
        roles(*APPROVERS),
        name="comment-reopen",
    ),
    page(f"{VERSION}recall/", approving.version_recall, roles(*KEEPERS), name="version-recall"),
    page(f"{VERSION}publish/", publishing.version_publish, roles(*KEEPERS), name="version-publish"),
    page(
        f"{VERSION}withdraw/",
        publishing.version_withdraw,
        roles(*KEEPERS),
        name="version-withdraw",
    ),
    # For everybody, without signing in
    page("public/", public.public_policies, PUBLIC, name="public-policies"),
    page("public/<slug:slug>/", public.public_policy, PUBLIC, name="public-policy"),
]
