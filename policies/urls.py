from people.access import PUBLIC, SIGNED_IN, page, roles
from people.models import Role
from policies.rules import APPROVERS, EXEMPTERS, KEEPERS, READERS, SENDERS, VOUCHERS
from policies.views import (
    acknowledging,
    answering,
    approving,
    asking,
    briefings,
    campaigns,
    commenting,
    comparing,
    conversing,
    drafting,
    editing,
    exempting,
    explaining,
    linking,
    listing,
    matrix,
    now,
    overseeing,
    packs,
    paper,
    posters,
    public,
    publishing,
    quizzing,
    reading,
    reviewing,
    steps,
)

POLICY = "policies/<slug:slug>/"
VERSION = f"{POLICY}v<str:number>/"
#: One acknowledgement as evidence, for those who oversee; and briefings with their sheets.
OVERSEE = roles(*READERS, Role.UNIT_LEAD)
VOUCH = roles(*VOUCHERS)
GIVEN = "acknowledgements/<uuid:uid>/"
BRIEFING = "briefings/<uuid:uid>/"

evidence_urls = [
    page(GIVEN, paper.evidence, OVERSEE, name="evidence"),
    page(f"{GIVEN}pdf/", paper.evidence_pdf, OVERSEE, name="evidence-pdf"),
    page(f"{GIVEN}scan/", paper.evidence_scan, OVERSEE, name="evidence-scan"),
    page(f"{GIVEN}scan/erase/", paper.scan_erase, roles(*KEEPERS), name="scan-erase"),
    page(f"{GIVEN}correct/", paper.evidence_correct, VOUCH, name="evidence-correct"),
]
briefing_urls = [
    page("briefings/", briefings.briefings, OVERSEE, name="briefings"),
    page("briefings/new/", briefings.briefing_new, VOUCH, name="briefing-new"),
    page(BRIEFING, briefings.briefing, OVERSEE, name="briefing"),
    page(f"{BRIEFING}edit/", briefings.briefing_edit, VOUCH, name="briefing-edit"),
    page(f"{BRIEFING}sheet/", briefings.briefing_sheet, VOUCH, name="briefing-sheet"),
    page(f"{BRIEFING}people/", briefings.briefing_guest, VOUCH, name="briefing-guest"),
    page(f"{BRIEFING}enter/", briefings.briefing_enter, VOUCH, name="briefing-enter"),
    page(f"{BRIEFING}scan/", briefings.briefing_scan, OVERSEE, name="briefing-scan"),
    page(f"{BRIEFING}cancel/", briefings.briefing_cancel, VOUCH, name="briefing-cancel"),
]

urlpatterns = [
    # What do I do now: open to everybody who may read it, whatever else they have not done yet
    page("now/", now.now, PUBLIC, name="now"),
    page("now/cards/<str:size>/", now.now_cards, roles(*now.PRINTERS), name="now-cards"),
    page("now/<slug:slug>/", now.now_steps, PUBLIC, name="now-steps"),
    page("now/<slug:slug>/card/<str:size>/", now.now_card, SIGNED_IN, name="now-card"),
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
    # Questions about a policy: who asks and who answers; nobody else sees them
    page(
        "my/policies/<slug:slug>/question/",
        conversing.question_new,
        SIGNED_IN,
        name="question-new",
    ),
    page("questions/", conversing.questions, roles(*READERS), name="questions"),
    page("questions/<uuid:uid>/", conversing.question, SIGNED_IN, name="question"),
    # Who has and who has not, and who is exempt
    page(
        "acknowledgements/",
        overseeing.acknowledgements,
        OVERSEE,
        name="acknowledgements",
    ),
    page("acknowledgements/matrix/", matrix.matrix, OVERSEE, name="matrix"),
    page("acknowledgements/units/", matrix.units, OVERSEE, name="matrix-units"),
    # Campaigns
    page("acknowledgements/campaigns/", campaigns.campaigns, OVERSEE, name="campaigns"),
    page(
        "acknowledgements/campaigns/new/",
        campaigns.campaign_edit,
        roles(*KEEPERS),
        name="campaign-new",
    ),
    page("acknowledgements/campaigns/<uuid:uid>/", campaigns.campaign, OVERSEE, name="campaign"),
    page(
        "acknowledgements/campaigns/<uuid:uid>/edit/",
        campaigns.campaign_edit,
        roles(*KEEPERS),
        name="campaign-edit",
    ),
    *evidence_urls,
    *briefing_urls,
    # For one person: a link by mail, or paper
    page("people/<uuid:uid>/link/", linking.link_send, roles(*SENDERS), name="link-send"),
    page(
        "people/<uuid:uid>/link/revoke/", linking.link_revoke, roles(*SENDERS), name="link-revoke"
    ),
    page("people/<uuid:uid>/paper/", paper.paper_new, roles(*VOUCHERS), name="paper-new"),
    page("read/<str:token>/", linking.link, PUBLIC, name="link"),
    page("read/<str:token>/<slug:slug>/", linking.link_text, PUBLIC, name="link-text"),
    page(
        "people/<uuid:uid>/exemptions/new/",
        exempting.exemption_new,
        roles(*EXEMPTERS),
        name="exemption-new",
    ),
    page(
        "people/<uuid:uid>/exemptions/<int:pk>/end/",
        exempting.exemption_end,
        roles(*EXEMPTERS),
        name="exemption-end",
    ),
    # Packs
    page("policies/packs/", packs.packs, roles(*READERS), name="packs"),
    page("policies/packs/new/", packs.pack_new, roles(*KEEPERS), name="pack-new"),
    page("policies/packs/poster/", posters.poster, roles(*KEEPERS), name="poster"),
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
    page(
        "policies/packs/<slug:slug>/editions/<int:number>/archive/",
        packs.edition_archive,
        roles(*KEEPERS),
        name="edition-archive",
    ),
    page(
        "policies/packs/<slug:slug>/editions/<int:number>/archive/pdf/",
        packs.archive_download,
        roles(*READERS),
        name="archive-download",
    ),
    page("verify/", packs.verify, PUBLIC, name="verify"),
    page("verify/<str:code>/", packs.verify_code, PUBLIC, name="verify-code"),
    # Policies: the list, one of them, its details and its audience
    page("policies/", listing.policies, roles(*READERS), name="policies"),
    page("policies/coverage/", answering.coverage, roles(*READERS), name="policy-coverage"),
    page("policies/new/", drafting.policy_new, roles(*KEEPERS), name="policy-new"),
    page(POLICY, listing.policy, roles(*READERS), name="policy"),
    page(f"{POLICY}edit/", drafting.policy_details, roles(*KEEPERS), name="policy-details"),
    page(f"{POLICY}start/", drafting.version_start, roles(*KEEPERS), name="version-start"),
    page(f"{POLICY}compare/", comparing.policy_compare, roles(*READERS), name="policy-compare"),
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
    page(f"{VERSION}steps/", steps.steps, roles(*KEEPERS), name="steps"),
    page(f"{VERSION}steps/new/", steps.step_new, roles(*KEEPERS), name="step-new"),
    page(f"{VERSION}steps/notes/", steps.guidance_edit, roles(*KEEPERS), name="guidance-edit"),
    page(f"{VERSION}steps/<int:pk>/", steps.step_edit, roles(*KEEPERS), name="step-edit"),
    page(
        f"{VERSION}steps/<int:pk>/remove/",
        steps.step_remove,
        roles(*KEEPERS),
        name="step-remove",
    ),
    page(f"{VERSION}edit/questions/new/", quizzing.quiz_new, roles(*KEEPERS), name="quiz-new"),
    page(
        f"{VERSION}edit/questions/<int:pk>/",
        quizzing.quiz_edit,
        roles(*KEEPERS),
        name="quiz-edit",
    ),
    page(
        f"{VERSION}edit/questions/<int:pk>/remove/",
        quizzing.quiz_remove,
        roles(*KEEPERS),
        name="quiz-remove",
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
    page("public/packs/<slug:slug>/pdf/", public.public_pack, PUBLIC, name="public-pack"),
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
