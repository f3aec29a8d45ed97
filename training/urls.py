from people.access import PUBLIC, SIGNED_IN, page, roles
from people.models import Role
from training.models.session import READERS as SESSION_READERS
from training.rules import HOLDERS, KEEPERS, READERS
from training.views import (
    asking,
    checking,
    courses,
    credentials,
    extending,
    field,
    handouts,
    importing,
    learning,
    lessons,
    my_sessions,
    outside,
    overseeing,
    pictures,
    questions,
    sessions,
    signs,
    targets,
    writing,
)

MINE = "my/training/"
COURSE = f"{MINE}<slug:slug>/"
MY_SESSION = f"{MINE}sessions/<uuid:uid>/"
SESSIONS = "training/sessions/"
SESSION = f"{SESSIONS}<uuid:uid>/"
CREDENTIAL = "certificates/<uuid:uid>/"
KEEP, OVERSEE = roles(*KEEPERS), roles(*READERS)
READ_OR_LEAD = roles(*READERS, Role.UNIT_LEAD)
KEEP_OR_LEAD = roles(*KEEPERS, Role.UNIT_LEAD)
MATRIX = "training/matrix/"
IMPORT = "training/import/"
FILE = f"{IMPORT}<uuid:uid>/"

urlpatterns = [
    # The field card, kept on the phone by a worker whose address limits it to the card
    page("field/", field.field_card, PUBLIC, name="field-card"),
    page("field/cards.pdf", field.field_cards, PUBLIC, name="field-cards"),
    page("field/poster.pdf", field.field_poster, PUBLIC, name="field-poster"),
    page("field/worker.js", field.field_worker, PUBLIC, name="field-worker"),
    # One's own: what is asked, the pages, the questions, what came of them
    page(MINE, learning.my_training, SIGNED_IN, name="my-training"),
    page(f"{MINE}tries/<uuid:uid>/", learning.attempt, SIGNED_IN, name="attempt"),
    page(COURSE, learning.my_course, SIGNED_IN, name="my-course"),
    page(f"{COURSE}lessons/<int:number>/", learning.my_lesson, SIGNED_IN, name="my-lesson"),
    page(f"{COURSE}test/", learning.my_test, SIGNED_IN, name="my-test"),
    # Sessions: one's own place; the lists, sheets and attendance of those who hold them
    page(MY_SESSION, my_sessions.my_session, SIGNED_IN, name="my-session"),
    page(f"{MY_SESSION}join/", my_sessions.my_session_join, SIGNED_IN, name="my-session-join"),
    page(f"{MY_SESSION}leave/", my_sessions.my_session_leave, SIGNED_IN, name="my-session-leave"),
    page("training/here/<str:token>/", my_sessions.check_in, SIGNED_IN, name="check-in"),
    page(SESSIONS, sessions.sessions, roles(*SESSION_READERS), name="sessions"),
    page(f"{SESSIONS}new/", sessions.session_new, roles(*HOLDERS), name="session-new"),
    page(SESSION, sessions.session, SIGNED_IN, name="session"),
    page(f"{SESSION}edit/", sessions.session_edit, roles(*HOLDERS), name="session-edit"),
    page(f"{SESSION}cancel/", sessions.session_cancel, roles(*HOLDERS), name="session-cancel"),
    page(f"{SESSION}people/", sessions.session_person, SIGNED_IN, name="session-person"),
    page(
        f"{SESSION}people/<int:pk>/remove/",
        sessions.session_remove,
        SIGNED_IN,
        name="session-remove",
    ),
    page(f"{SESSION}trainers/", sessions.session_trainer, roles(*HOLDERS), name="session-trainer"),
    page(f"{SESSION}guests/", sessions.session_guest, SIGNED_IN, name="session-guest"),
    page(f"{SESSION}sheet/", sessions.session_sheet, SIGNED_IN, name="session-sheet"),
    page(f"{SESSION}scans/new/", sessions.session_scan_new, SIGNED_IN, name="session-scan-new"),
    page(f"{SESSION}scans/<int:pk>/", sessions.session_scan, SIGNED_IN, name="session-scan"),
    page(
        f"{SESSION}attendance/",
        sessions.session_attendance,
        SIGNED_IN,
        name="session-attendance",
    ),
]

# Courses as their keepers write them, handouts, the signs, courses of others
KEPT = "training/courses/<slug:slug>/"
VERSION = f"{KEPT}v<int:number>/"
LESSON = f"{VERSION}lessons/<slug:key>/"
PICTURES = f"{LESSON}pictures/"
QUESTIONS = f"{VERSION}questions/"
OUTSIDE = "training/outside/"
urlpatterns += [
    page("training/courses/", courses.courses, OVERSEE, name="courses"),
    page("training/courses/new/", courses.course_new, KEEP, name="course-new"),
    page(KEPT, courses.course, OVERSEE, name="course"),
    page(f"{KEPT}edit/", courses.course_edit, KEEP, name="course-edit"),
    page(f"{KEPT}retire/", courses.course_retire, KEEP, name="course-retire"),
    page(f"{KEPT}draft/", courses.course_draft, KEEP, name="course-draft"),
    page(f"{KEPT}rules/new/", asking.rule_new, KEEP, name="course-rule-new"),
    page(f"{KEPT}rules/<int:pk>/end/", asking.rule_end, KEEP, name="course-rule-end"),
    page(VERSION, writing.course_version, OVERSEE, name="course-version"),
    page(f"{VERSION}terms/", writing.course_terms, KEEP, name="course-terms"),
    page(f"{VERSION}publish/", writing.course_publish, KEEP, name="course-publish"),
    page(f"{VERSION}discard/", writing.course_discard, KEEP, name="course-discard"),
    page(f"{VERSION}pages/<int:place>/", writing.lesson_preview, OVERSEE, name="lesson-preview"),
    page(f"{VERSION}test/", writing.course_test, OVERSEE, name="course-test"),
    page(f"{VERSION}handout/", handouts.course_handout, OVERSEE, name="course-handout"),
    page(
        f"{VERSION}pages/<int:place>/handout/",
        handouts.course_handout,
        OVERSEE,
        name="lesson-handout",
    ),
    page(f"{VERSION}lessons/new/", lessons.lesson_new, KEEP, name="lesson-new"),
    page(LESSON, lessons.lesson_edit, KEEP, name="lesson-edit"),
    page(f"{LESSON}save/", lessons.lesson_save, KEEP, name="lesson-save"),
    page(f"{LESSON}remove/", lessons.lesson_remove, KEEP, name="lesson-remove"),
    page(f"{PICTURES}new/", pictures.picture_new, KEEP, name="picture-new"),
    page(f"{PICTURES}<int:place>/", pictures.picture_edit, KEEP, name="picture-edit"),
    page(f"{PICTURES}<int:place>/remove/", pictures.picture_remove, KEEP, name="picture-remove"),
    page("training/pictures/<uuid:uid>/", pictures.picture, SIGNED_IN, name="picture"),
    page(f"{QUESTIONS}new/", questions.question_new, KEEP, name="course-question-new"),
    page(f"{QUESTIONS}<slug:key>/", questions.question_edit, KEEP, name="course-question-edit"),
    page(
        f"{QUESTIONS}<slug:key>/remove/",
        questions.question_remove,
        KEEP,
        name="course-question-remove",
    ),
    page(OUTSIDE, outside.outside_courses, OVERSEE, name="outside-courses"),
    page(f"{OUTSIDE}new/", outside.outside_new, KEEP, name="outside-new"),
    page(f"{OUTSIDE}<slug:slug>/", outside.outside_edit, KEEP, name="outside-edit"),
    page(f"{OUTSIDE}<slug:slug>/checked/", outside.outside_check, KEEP, name="outside-check"),
    page(f"{OUTSIDE}<slug:slug>/retire/", outside.outside_retire, KEEP, name="outside-retire"),
    page("training/signs/", signs.signs, SIGNED_IN, name="signs"),
    page(f"{COURSE}handout/", handouts.my_handout, SIGNED_IN, name="my-handout"),
    page(
        f"{COURSE}lessons/<int:number>/handout/",
        handouts.my_handout,
        SIGNED_IN,
        name="my-lesson-handout",
    ),
]

urlpatterns += [
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
    page("certificates/validity/", extending.validity_changes, OVERSEE, name="validity-changes"),
    page(
        "certificates/validity/new/",
        extending.validity_change_new,
        KEEP,
        name="validity-change-new",
    ),
    page(
        "certificates/validity/<uuid:uid>/",
        extending.validity_change,
        OVERSEE,
        name="validity-change",
    ),
]

urlpatterns += [
    # Everybody's: who holds what, enough trained people, short courses on changes, files in
    page(MATRIX, overseeing.training_matrix, READ_OR_LEAD, name="training-matrix"),
    page(f"{MATRIX}units/", overseeing.training_units, READ_OR_LEAD, name="training-units"),
    page("training/targets/", targets.training_targets, READ_OR_LEAD, name="training-targets"),
    page("training/targets/new/", targets.target_new, KEEP, name="target-new"),
    page("training/targets/<int:pk>/end/", targets.target_end, KEEP, name="target-end"),
    page("training/refreshers/", targets.refreshers, OVERSEE, name="training-refreshers"),
    page("training/refreshers/new/", targets.refresher_new, KEEP, name="refresher-new"),
    page(IMPORT, importing.training_import, KEEP, name="training-import"),
    page(
        f"{IMPORT}template.<str:ending>",
        importing.training_import_template,
        KEEP,
        name="training-import-template",
    ),
    page(f"{FILE}", importing.training_import_show, KEEP, name="training-import-show"),
    page(f"{FILE}take/", importing.training_import_take, KEEP, name="training-import-take"),
    page(f"{FILE}drop/", importing.training_import_drop, KEEP, name="training-import-drop"),
    page(
        f"{FILE}problems.csv",
        importing.training_import_problems,
        KEEP,
        name="training-import-problems",
    ),
]
