from people.access import SIGNED_IN, page
from training.views import learning

MINE = "my/training/"
COURSE = f"{MINE}<slug:slug>/"

urlpatterns = [
    # One's own: what is asked, the pages, the questions, what came of them
    page(MINE, learning.my_training, SIGNED_IN, name="my-training"),
    page(f"{MINE}tries/<uuid:uid>/", learning.attempt, SIGNED_IN, name="attempt"),
    page(COURSE, learning.my_course, SIGNED_IN, name="my-course"),
    page(f"{COURSE}lessons/<int:number>/", learning.my_lesson, SIGNED_IN, name="my-lesson"),
    page(f"{COURSE}test/", learning.my_test, SIGNED_IN, name="my-test"),
]
