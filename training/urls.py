from people.access import PUBLIC, SIGNED_IN, page, roles
from people.models import Role
from training.rules import KEEPERS, READERS
from training.views import checking, credentials, extending, learning

MINE = "my/training/"
COURSE = f"{MINE}<slug:slug>/"
CREDENTIAL = "certificates/<uuid:uid>/"
KEEP = roles(*KEEPERS)
READ = roles(*READERS)
READ_OR_LEAD = roles(*READERS, Role.UNIT_LEAD)
KEEP_OR_LEAD = roles(*KEEPERS, Role.UNIT_LEAD)

urlpatterns = [
    # One's own: what is asked, the pages, the questions, what came of them
    page(MINE, learning.my_training, SIGNED_IN, name="my-training"),
    page(f"{MINE}tries/<uuid:uid>/", learning.attempt, SIGNED_IN, name="attempt"),
    page(COURSE, learning.my_course, SIGNED_IN, name="my-course"),
    page(f"{COURSE}lessons/<int:number>/", learning.my_lesson, SIGNED_IN, name="my-lesson"),
    page(f"{COURSE}test/", learning.my_test, SIGNED_IN, name="my-test"),
    # Certificates: check, print, accept, revoke, extend
    page("check/", checking.check, PUBLIC, name="check"),
    page("check/<str:number>/", checking.checked, PUBLIC, name="certificate-check"),
    page(CREDENTIAL, credentials.credential, SIGNED_IN, name="credential"),
    page(f"{CREDENTIAL}pdf/", credentials.credential_pdf, SIGNED_IN, name="credential-pdf"),
    page(
        f"{CREDENTIAL}scan/",
        credentials.credential_evidence,
        SIGNED_IN,
        name="credential-evidence",
    ),
    page(f"{CREDENTIAL}revoke/", credentials.credential_revoke, KEEP, name="credential-revoke"),
    page(
        "certificates/unit/",
        credentials.certificate_bundle,
        READ_OR_LEAD,
        name="certificate-bundle",
    ),
    page(
        "people/<uuid:uid>/training/",
        credentials.person_training,
        READ_OR_LEAD,
        name="person-training",
    ),
    page(
        "people/<uuid:uid>/training/outside/",
        credentials.outside_training_new,
        KEEP_OR_LEAD,
        name="outside-training-new",
    ),
    page("certificates/validity/", extending.validity_changes, READ, name="validity-changes"),
    page(
        "certificates/validity/new/",
        extending.validity_change_new,
        KEEP,
        name="validity-change-new",
    ),
    page(
        "certificates/validity/<uuid:uid>/",
        extending.validity_change,
        READ,
        name="validity-change",
    ),
]
