from people.access import SIGNED_IN, page, roles
from people.models import Role
from training.rules import KEEPERS, READERS
from training.views import importing, learning, overseeing, targets

MINE = "my/training/"
COURSE = f"{MINE}<slug:slug>/"
MATRIX = "training/matrix/"
IMPORT = "training/import/"
FILE = f"{IMPORT}<uuid:uid>/"
KEEP = roles(*KEEPERS)
OVERSEE = roles(*READERS, Role.UNIT_LEAD)

urlpatterns = [
    # One's own: what is asked, the pages, the questions, what came of them
    page(MINE, learning.my_training, SIGNED_IN, name="my-training"),
    page(f"{MINE}tries/<uuid:uid>/", learning.attempt, SIGNED_IN, name="attempt"),
    page(COURSE, learning.my_course, SIGNED_IN, name="my-course"),
    page(f"{COURSE}lessons/<int:number>/", learning.my_lesson, SIGNED_IN, name="my-lesson"),
    page(f"{COURSE}test/", learning.my_test, SIGNED_IN, name="my-test"),
    # Everybody's: who holds what, enough trained people, short courses on changes, files in
    page(MATRIX, overseeing.training_matrix, OVERSEE, name="training-matrix"),
    page(f"{MATRIX}units/", overseeing.training_units, OVERSEE, name="training-units"),
    page("training/targets/", targets.training_targets, OVERSEE, name="training-targets"),
    page("training/targets/new/", targets.target_new, KEEP, name="target-new"),
    page("training/targets/<int:pk>/end/", targets.target_end, KEEP, name="target-end"),
    page("training/refreshers/", targets.refreshers, roles(*READERS), name="training-refreshers"),
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
