from people.access import PUBLIC, SIGNED_IN, page, roles
from training.models.session import READERS
from training.rules import HOLDERS
from training.views import field, learning, my_sessions, sessions

MINE = "my/training/"
COURSE = f"{MINE}<slug:slug>/"
MY_SESSION = f"{MINE}sessions/<uuid:uid>/"
SESSIONS = "training/sessions/"
SESSION = f"{SESSIONS}<uuid:uid>/"

urlpatterns = [
    # The field card, kept on the phone by a worker whose address limits it to the card
    page("field/", field.field_card, PUBLIC, name="field-card"),
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
    page(SESSIONS, sessions.sessions, roles(*READERS), name="sessions"),
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
