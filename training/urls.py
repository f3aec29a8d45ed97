from people.access import PUBLIC, SIGNED_IN, page
from training.views import field, learning

MINE = "my/training/"
COURSE = f"{MINE}<slug:slug>/"

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
]
