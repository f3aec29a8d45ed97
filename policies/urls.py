from people.access import PUBLIC, SIGNED_IN, page, roles
from people.models import Role
from policies.rules import KEEPERS, READERS
from policies.views import (
    acknowledging,
    approving,
    asking,
    drafting,
    editing,
    explaining,
    listing,
    overseeing,
    packs,
    public,
    publishing,
    reading,
    reviewing,
)

POLICY = "policies/<slug:slug>/"
VERSION = f"{POLICY}v<str:number>/"

urlpatterns = [
    # One's own: read, acknowledge, keep the receipt
    page("my/documents/", acknowledging.my_documents, SIGNED_IN, name="my-documents"),
    page("my/policies/<slug:slug>/", acknowledging.my_policy, SIGNED_IN, name="my-policy"),
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
    page(f"{POLICY}audience/new/", asking.rule_new, roles(*KEEPERS), name="rule-new"),
    page(f"{POLICY}audience/<int:pk>/end/", asking.rule_end, roles(*KEEPERS), name="rule-end"),
    page(f"{POLICY}review/", reviewing.policy_review, roles(*READERS), name="policy-review"),
    page(f"{POLICY}deputies/new/", reviewing.deputy_new, roles(*READERS), name="deputy-new"),
    page(
        f"{POLICY}deputies/<int:pk>/end/", reviewing.deputy_end, roles(*READERS), name="deputy-end"
    ),
    # A version: read, write, decide, publish, withdraw
    page(VERSION, reading.version, roles(*READERS), name="version"),
    page(f"{VERSION}pdf/", reading.version_pdf, roles(*READERS), name="version-pdf"),
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
    page(f"{VERSION}recall/", approving.version_recall, roles(*KEEPERS), name="version-recall"),
    page(f"{VERSION}publish/", publishing.version_publish, roles(*KEEPERS), name="version-publish"),
    page(
        f"{VERSION}withdraw/",
        publishing.version_withdraw,
        roles(*KEEPERS),
        name="version-withdraw",
    ),
    # A version for other readers: in plain language, for children
    page(
        f"{VERSION}text/<slug:kind>/",
        explaining.version_plain,
        roles(*READERS),
        name="version-plain",
    ),
    page(
        f"{VERSION}text/<slug:kind>/pdf/",
        explaining.version_plain_pdf,
        roles(*READERS),
        name="version-plain-pdf",
    ),
    page(
        f"{VERSION}edit/text/<slug:kind>/",
        explaining.plain_edit,
        roles(*KEEPERS),
        name="plain-edit",
    ),
    page(
        f"{VERSION}edit/text/<slug:kind>/remove/",
        explaining.plain_remove,
        roles(*KEEPERS),
        name="plain-remove",
    ),
    page(
        "my/policies/<slug:slug>/text/<slug:kind>/",
        explaining.my_plain,
        SIGNED_IN,
        name="my-plain",
    ),
    page(
        "my/policies/<slug:slug>/text/<slug:kind>/pdf/",
        explaining.my_plain_pdf,
        SIGNED_IN,
        name="my-plain-pdf",
    ),
    # For everybody, without signing in
    page("public/", public.public_policies, PUBLIC, name="public-policies"),
    page("public/<slug:slug>/", public.public_policy, PUBLIC, name="public-policy"),
    page(
        "public/<slug:slug>/text/<slug:kind>/",
        explaining.public_plain,
        PUBLIC,
        name="public-plain",
    ),
    page(
        "public/<slug:slug>/text/<slug:kind>/pdf/",
        explaining.public_plain_pdf,
        PUBLIC,
        name="public-plain-pdf",
    ),
]
