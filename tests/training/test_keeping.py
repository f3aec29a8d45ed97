"""The coordinator's pages: start a course, write it, publish it, ask people for it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from people.days import day_of
from people.models import Role
from tests.documents import reading
from tests.factories import LONG_AGO, OrganisationFactory, PersonFactory
from tests.training import steps
from training.beginning import begin_course, begin_outside, begin_signs
from training.drafting import save_lesson
from training.editing import NotAllowed, newest, next_draft, publish
from training.models import (
    Course,
    CourseRule,
    CourseVersion,
    Indicator,
    Lesson,
    LessonPicture,
    OutsideCourse,
    Picture,
    Question,
)
from training.weighing import MOST_BYTES

pytestmark = pytest.mark.django_db
ON = steps.after(LONG_AGO, 30)


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def keeper(client):
    OrganisationFactory(relaxed=True)
    person = steps.coordinator()
    client.force_login(person)
    return person


@pytest.fixture
def draft(keeper):
    """The draft that follows a published version."""
    row = steps.course(lessons=2, questions=3)
    return next_draft(row, by=keeper, at=steps.noon(ON), on=ON)


def plain(answer):
    """The words of a page with ordinary spaces."""
    return answer.text.replace("\xa0", " ")


def at(name, draft, **more):
    return reverse(name, kwargs={"slug": draft.course.slug, "number": draft.number, **more})


def words_of(lesson, **changed):
    """What the editor's page of a lesson sends."""
    sent = {
        f"{name}_{code}": getattr(lesson, f"{name}_{code}") or ""
        for name in ("title", "content_note", "body")
        for code in ("pl", "en")
    }
    return sent | {"revision": lesson.revision, "minutes": lesson.minutes} | changed


# Start


@pytest.mark.feature("4.2")
def test_a_ready_course_is_there_with_one_press_and_can_be_published(client, keeper):
    answer = client.post(reverse("course-new") + "?starter=basic")

    course = Course.objects.get(slug="basic")
    assert answer["Location"] == reverse("course-version", args=["basic", 1])
    assert course.refresher.slug == "refresher"
    assert (course.valid_months, course.renewable_months) == (24, 6)
    assert Indicator.objects.exists()
    client.post(reverse("course-publish", args=["basic", 1]))
    assert newest(course).is_published
    assert client.get(reverse("course-new")).text.count("It is there already") == 2


def test_the_same_ready_course_is_not_begun_twice(client, keeper):
    client.post(reverse("course-new") + "?starter=what-changed")
    answer = client.post(reverse("course-new") + "?starter=what-changed", follow=True)

    assert "Another course already has this address." in answer.text
    assert Course.objects.count() == 1


def test_an_empty_course_gets_its_name_first(client, keeper):
    page = reverse("course-new") + "?starter=empty"
    typed = {
        "title_pl": "Pierwsza pomoc",
        "title_en": "First aid",
        "form": "session",
        "owner": keeper.pk,
        "renewable_months": 0,
    }

    assert client.post(page, typed | {"title_pl": ""}).status_code == 422
    assert client.post(page, typed | {"renewable_months": 3}).status_code == 422
    answer = client.post(page, typed)

    assert answer["Location"] == reverse("course-version", args=["first-aid", 1])
    assert client.post(page, typed).status_code == 422


@pytest.mark.feature("4.9")
def test_settings_say_how_long_it_holds_and_what_renews_it(client, keeper):
    course, short = steps.course(), steps.course("short")
    typed = {
        "title_pl": course.title_pl,
        "title_en": course.title_en,
        "form": "either",
        "valid_months": 24,
        "renewable_months": 6,
        "refresher": short.pk,
        "owner": keeper.pk,
    }

    client.post(reverse("course-edit", args=[course.slug]), typed)

    course.refresh_from_db()
    assert (course.form, course.valid_months, course.renewable_months) == ("either", 24, 6)
    assert course.refresher == short
    assert "up to 6 months after the end" in client.get(course.get_absolute_url()).text


def test_a_course_is_retired_and_offered_again(client, keeper):
    course = steps.course()
    page = reverse("course-retire", args=[course.slug])

    client.post(page, {"retired_on": "2020-01-01"})
    assert "no longer offered" in client.get(reverse("courses")).text
    client.post(page)

    course.refresh_from_db()
    assert course.retired_on is None


# Write


def test_the_next_version_begins_as_a_copy_and_goes_on(client, keeper):
    course = steps.course(lessons=2, questions=3)
    page = reverse("course-draft", args=[course.slug])

    first, again = client.post(page), client.post(page)

    assert first["Location"] == again["Location"] == reverse("course-version", args=["basic", 2])
    draft = newest(course)
    assert draft.lessons.count() == 2
    assert draft.questions.count() == 3


def test_a_page_is_written_in_both_languages(client, draft):
    lesson = draft.lessons.first()
    Indicator.objects.all().delete()
    begin_signs(by=draft.started_by, at=steps.noon(ON), on=ON)
    sign = Indicator.objects.first()
    typed = words_of(
        lesson,
        title_en="Listen",
        body_en="<p>Listen <script>x</script>first.</p>",
        content_note_pl="Będzie o przemocy.",
        content_note_en="It is about violence.",
        shows_support="on",
        indicators=[sign.code],
        video_url="https://example.org/film",
    )

    client.post(at("lesson-edit", draft, key=lesson.key), typed)

    lesson.refresh_from_db()
    assert lesson.title_en == "Listen"
    assert lesson.body_en == "<p>Listen first.</p>"
    assert lesson.indicators == [sign.code]
    shown = client.get(at("lesson-preview", draft, place=1)).text
    assert "It is about violence." in shown
    assert "If this touches you" in shown
    assert str(sign) in shown


@pytest.mark.feature("4.18")
def test_a_note_before_distressing_material_comes_with_support(client, draft):
    lesson = draft.lessons.first()
    typed = words_of(lesson, content_note_pl="O przemocy.", content_note_en="Of violence.")

    answer = client.post(at("lesson-edit", draft, key=lesson.key), typed)

    assert answer.status_code == 422
    assert "also says whom to call" in answer.text
    assert "Of violence." in answer.text


def test_two_writers_never_overwrite_each_other(client, draft, keeper):
    lesson = draft.lessons.first()
    other = PersonFactory(role=Role.TRAINING_COORDINATOR)
    stale = words_of(lesson, body_en="<p>Mine.</p>")
    act = {"by": other, "at": steps.noon(ON), "on": ON}
    save_lesson(lesson, **act, revision=0, body_en="<p>Theirs.</p>")
    page = at("lesson-edit", draft, key=lesson.key)

    answer = client.post(page, stale)

    assert answer.status_code == 409
    assert "Theirs." in answer.text
    assert "Mine." in answer.text
    lesson.refresh_from_db()
    assert lesson.body_en == "<p>Theirs.</p>"
    client.post(page, stale | {"revision": 1})
    lesson.refresh_from_db()
    assert lesson.body_en == "<p>Mine.</p>"


def test_the_script_saves_words_and_is_told_of_a_conflict(client, draft):
    lesson = draft.lessons.first()
    page = at("lesson-save", draft, key=lesson.key)

    saved = client.post(page, words_of(lesson, body_en="Plain words"))
    late = client.post(page, words_of(lesson, body_en="Too late"))

    assert saved.json()["revision"] == 1
    assert late.status_code == 409
    assert "Too late" in late.json()["html"]
    lesson.refresh_from_db()
    assert lesson.body_en == "<p>Plain words</p>"


def test_a_page_that_is_gone_keeps_the_writer_s_words(client, draft):
    lesson = draft.lessons.first()
    client.post(at("lesson-remove", draft, key=lesson.key))

    assert draft.questions.filter(lesson_key=lesson.key).count() == 0
    assert client.get(at("lesson-edit", draft, key=lesson.key)).status_code == 404


def test_pages_and_questions_change_places(client, draft):
    first, second = draft.lessons.all()
    page = at("course-version", draft)

    client.post(page, {"do": f"down:lesson:{first.key}"})
    assert list(draft.lessons.all()) == [second, first]
    client.post(page, {"do": f"up:lesson:{second.key}"})
    assert list(draft.lessons.all()) == [second, first]
    q1, q2, q3 = draft.questions.all()
    client.post(page, {"do": f"up:question:{q3.key}"})
    assert list(draft.questions.all()) == [q1, q3, q2]
    assert client.post(page, {"do": "sideways:lesson:x"}).status_code == 404


def test_a_new_page_is_added_at_the_end(client, draft):
    answer = client.post(at("lesson-new", draft))

    assert draft.lessons.last().position == 3
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.feature("4.19")
def test_a_case_question_is_written_and_changed(client, draft):
    lesson = draft.lessons.first()
    typed = {
        "question_pl": "Co robisz?",
        "question_en": "What do you do?",
        "option_1_pl": "Słucham",
        "option_1_en": "I listen",
        "option_2_pl": "Wypytuję",
        "option_2_en": "I press",
        "correct": "0",
        "explanation_pl": "Bo tak.",
        "explanation_en": "Because.",
        "lesson_key": lesson.key,
        "is_case": "on",
        "is_critical": "on",
    }

    assert (
        client.post(at("course-question-new", draft), typed | {"correct": "4"}).status_code == 422
    )
    client.post(at("course-question-new", draft), typed)

    question = draft.questions.last()
    assert (question.is_case, question.is_critical, question.correct) == (True, True, 0)
    page = at("course-question-edit", draft, key=question.key)
    changed = client.post(page, typed | {"question_en": "And now?", "revision": 0})
    assert changed.status_code == 302
    late = client.post(page, typed | {"question_en": "Late", "revision": 0})
    assert late.status_code == 409
    assert "And now?" in late.text
    assert "Late" in late.text
    shown = client.get(at("course-test", draft)).text
    assert "And now?" in shown
    assert "Because." in shown
    client.post(at("course-question-remove", draft, key=question.key))
    assert draft.questions.count() == 3


def test_how_it_is_passed(client, draft):
    page = at("course-terms", draft)
    typed = {"pass_percent": 90, "questions_drawn": 2, "tries": 3}

    assert client.post(page, typed | {"pass_percent": 101}).status_code == 422
    client.post(page, typed)

    draft.refresh_from_db()
    assert (draft.pass_percent, draft.questions_drawn, draft.tries) == (90, 2, 3)


# Pictures


@pytest.fixture
def placed(client, draft):
    """A picture in the first page of the draft."""
    typed = {"file": steps.picture(steps.jpeg()), "alt_pl": "Peron", "alt_en": "A platform"}
    client.post(at("picture-new", draft, key="lesson-1"), typed)
    return LessonPicture.objects.get(version=draft)


def test_a_picture_is_written_anew_and_described_in_both_languages(client, draft, placed):
    assert b"SECRETCAM" not in bytes(placed.picture.content)
    assert placed.picture.size < 60_000
    shown = client.get(at("lesson-preview", draft, place=1) + "?text=pl").text
    assert 'alt="Peron"' in shown
    answer = client.get(placed.picture.get_absolute_url())
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.7 %%EOF", "sketch.pdf", "Choose a JPEG or PNG picture."),
        (b"<svg/>", "sketch.svg", "Choose a PDF, JPEG or PNG file."),
        (steps.jpeg()[:200], "sketch.jpg", "damaged"),
    ],
)
def test_what_is_no_picture_is_refused(client, draft, content, name, words):
    typed = {"file": steps.picture(content, name), "alt_pl": "Peron", "alt_en": "A platform"}

    answer = client.post(at("picture-new", draft, key="lesson-1"), typed)

    assert answer.status_code == 422
    assert words in answer.text
    assert "A platform" in answer.text
    assert not Picture.objects.exists()


def test_a_picture_needs_words_in_both_languages(client, draft):
    typed = {"file": steps.picture(steps.jpeg()), "alt_pl": "Peron", "alt_en": ""}

    assert client.post(at("picture-new", draft, key="lesson-1"), typed).status_code == 422
    assert not Picture.objects.exists()


def test_a_picture_stands_where_the_text_names_it(client, draft, placed):
    lesson = draft.lessons.first()
    typed = words_of(lesson, body_en="<p>Before.</p><p>[picture 1]</p><p>After.</p>")
    client.post(at("lesson-edit", draft, key=lesson.key), typed)

    client.get(at("course-version", draft))  # takes the message of having saved
    shown = client.get(at("lesson-preview", draft, place=1)).text

    assert "[picture 1]" not in shown
    assert shown.index("Before.") < shown.index('alt="A platform"') < shown.index("After.")


def test_only_learners_and_keepers_see_a_picture(client, draft, placed, keeper):
    publish(draft, by=keeper, at=steps.noon(ON), on=ON)
    learner, other = PersonFactory(assigned=True), PersonFactory(assigned=True)
    steps.read(draft.course, learner, on=ON)
    address = placed.picture.get_absolute_url()

    client.force_login(other)
    assert client.get(address).status_code == 404
    client.force_login(learner)
    assert client.get(address).status_code == 200


def test_the_next_version_shares_pictures_and_the_published_one_keeps_them(client, draft, placed):
    publish(draft, by=draft.started_by, at=steps.noon(ON), on=ON)
    client.post(reverse("course-draft", args=[draft.course.slug]))
    following = newest(draft.course)

    client.post(at("picture-remove", following, key="lesson-1", place=1))

    assert not following.pictures.exists()
    assert draft.pictures.get().picture == placed.picture
    client.post(at("course-discard", following))
    assert newest(draft.course) == draft


def test_a_replaced_picture_takes_its_bytes_with_it(client, draft, placed):
    typed = {
        "file": steps.picture(steps.jpeg(colour="red")),
        "alt_pl": "Wejście",
        "alt_en": "An entrance",
    }

    client.post(at("picture-edit", draft, key="lesson-1", place=1), typed)

    assert Picture.objects.get().pk != placed.picture_id
    assert draft.pictures.get().alt_en == "An entrance"


@pytest.mark.feature("4.21")
def test_a_page_that_would_be_too_heavy_is_refused_with_everything_typed(client, draft):
    lesson = draft.lessons.first()
    heavy = "<p>" + "ą" * 85_000 + "</p>"

    answer = client.post(at("lesson-edit", draft, key=lesson.key), words_of(lesson, body_pl=heavy))

    assert answer.status_code == 422
    assert "opens on a slow connection" in answer.text
    assert "ą" * 85_000 in answer.text
    lesson.refresh_from_db()
    assert lesson.revision == 0


@pytest.mark.feature("4.21")
def test_the_heaviest_page_that_is_allowed_stays_under_200_kb(client, draft, placed):
    room = MOST_BYTES - placed.picture.size - 10
    lesson = draft.lessons.first()
    typed = words_of(lesson, body_en="<p>" + "a" * min(room, 95_000) + "</p>")
    client.post(at("lesson-edit", draft, key=lesson.key), typed)
    publish(draft, by=draft.started_by, at=steps.noon(ON), on=ON)
    learner = PersonFactory(assigned=True)
    steps.read(draft.course, learner, on=ON)
    client.force_login(learner)

    page = client.get(reverse("my-lesson", args=[draft.course.slug, 1]))

    beside = len(page.content) - 95_000
    assert 0 < beside + MOST_BYTES < 200_000


# Publish and print


def test_what_is_missing_is_named_and_nothing_is_published(client, draft):
    Lesson.objects.filter(version=draft, position=1).update(body_en="")
    Question.objects.filter(version=draft, key="q2").update(explanation_pl="")

    shown = plain(client.get(at("course-version", draft)))
    client.post(at("course-publish", draft), {"note_pl": "Zmiana", "note_en": "Change"})

    assert "Lesson 1 has no title or no text in English." in shown
    assert "Question 2 is not complete in both languages." in shown
    draft.refresh_from_db()
    assert not draft.is_published


def test_places_of_a_sample_that_wait_for_words_keep_it_from_being_published(client, keeper):
    client.post(reverse("course-new") + "?starter=what-changed")
    draft = newest(Course.objects.get(slug="what-changed"))

    shown = plain(client.get(at("course-version", draft)))
    client.post(at("course-publish", draft))

    assert "Lesson 1: [nazwa polityki] waits for your words." in shown
    assert "Question 1: [nazwa polityki] waits for your words." in shown
    draft.refresh_from_db()
    assert not draft.is_published


def test_it_is_published_with_a_note_on_what_changed(client, draft):
    page = at("course-publish", draft)

    assert client.post(page, {"note_pl": "Nowa strona", "note_en": ""}).status_code == 422
    client.post(page, {"note_pl": "Nowa strona", "note_en": "A new page"})

    draft.refresh_from_db()
    assert draft.is_published
    assert "A new page" in plain(client.get(draft.course.get_absolute_url()))


def test_a_published_version_is_read_and_not_written(client, keeper):
    version = steps.course().versions.get()
    lesson = version.lessons.first()

    assert "Lesson 1" in client.get(at("course-version", version)).text
    assert client.get(at("lesson-preview", version, place=1)).status_code == 200
    assert (
        client.post(at("lesson-edit", version, key=lesson.key), words_of(lesson)).status_code == 302
    )
    assert client.get(at("course-publish", version)).status_code == 404
    assert (
        client.post(at("course-version", version), {"do": "down:lesson:lesson-1"}).status_code
        == 302
    )
    lesson.refresh_from_db()
    assert (lesson.revision, lesson.position) == (0, 1)


@pytest.mark.feature("4.21")
def test_a_handout_is_a_tagged_pdf_with_its_pictures(client, draft, placed):
    whole = client.get(at("course-handout", draft) + "?text=pl")
    one = client.get(at("lesson-handout", draft, place=1))

    assert (whole["Content-Type"], one["Content-Type"]) == ("application/pdf",) * 2
    with reading.opened(one.content) as printed:
        assert 'pdfuaid:part="1"' in printed.Root.Metadata.read_bytes().decode()
        assert ("Figure", "", "A platform") in [
            (tag, "", alternative) for tag, _language, alternative in reading.tags(printed)
        ]
    with reading.opened(whole.content) as printed:
        words = reading.text(printed)
    assert "Lekcja 1" in words
    assert "Lekcja 2" in words
    assert client.get(at("lesson-handout", draft, place=9)).status_code == 404


def test_a_learner_prints_what_they_have_begun_and_nothing_else(client, keeper):
    course = steps.course()
    learner = PersonFactory(assigned=True)
    client.force_login(learner)
    address = reverse("my-handout", args=[course.slug])

    assert client.get(address).status_code == 404
    steps.read(course, learner, on=ON)
    assert client.get(address)["Content-Type"] == "application/pdf"
    assert client.get(reverse("my-lesson-handout", args=[course.slug, 2])).status_code == 200


# Ask


@pytest.mark.feature("4.1")
def test_a_rule_shows_whom_it_means_before_it_begins_and_is_ended(client, keeper):
    course = steps.course()
    volunteer = PersonFactory(assigned=True)
    page = reverse("course-rule-new", args=[course.slug])
    typed = {"kinds": ["volunteer"], "starts_on": "2199-01-01", "due_days": 7}

    looked = client.post(page, typed | {"count": "1"})
    assert str(volunteer) in looked.text
    assert not CourseRule.objects.exists()
    early = client.post(page, typed | {"ends_on": "2198-01-01", "add": "1"})
    assert early.status_code == 422
    client.post(page, typed | {"add": "1"})

    rule = CourseRule.objects.get()
    assert (rule.kinds, rule.due_days, rule.added_by) == (["volunteer"], 7, keeper)
    assert "within 7 days" in client.get(course.get_absolute_url()).text
    client.post(reverse("course-rule-end", args=[course.slug, rule.pk]))
    assert not CourseRule.objects.exists()


# The lists


def test_the_list_counts_who_owes_and_who_holds(client, keeper):

    today = day_of(timezone.now())
    course = steps.course(valid_months=24)
    steps.asked(course)
    holder, _owing = PersonFactory(assigned=True), PersonFactory(assigned=True)
    steps.passed(course, holder, on=steps.after(today, -10))

    (row,) = client.get(reverse("courses")).context["rows"]

    assert (row["counts"].asked, row["counts"].owing, row["counts"].holding) == (2, 1, 1)


def test_the_list_asks_as_much_for_three_courses_as_for_one(
    client, keeper, django_assert_num_queries
):
    steps.asked(steps.course("one"))
    client.get(reverse("courses"))
    with CaptureQueriesContext(connection) as first:
        client.get(reverse("courses"))
    steps.asked(steps.course("two"))
    steps.asked(steps.course("three"))
    with django_assert_num_queries(len(first)):
        client.get(reverse("courses"))


@pytest.mark.feature("4.17")
def test_signs_say_how_strong_they_are_and_that_one_proves_nothing(client, keeper):
    page = reverse("signs")
    client.post(page)
    client.force_login(PersonFactory(assigned=True))

    shown = client.get(page).text

    assert "A single sign proves nothing" in shown
    assert "strong: pass it on today" in shown
    assert str(Indicator.objects.first()) in shown
    client.post(page)
    assert begin_signs(by=keeper, at=steps.noon(ON), on=ON) == 0


def test_signs_are_filled_by_coordinators_only(client, keeper):
    client.force_login(PersonFactory(assigned=True))

    client.post(reverse("signs"))

    assert not Indicator.objects.exists()


def test_courses_of_others_are_taken_over_checked_changed_and_taken_off(client, keeper):
    page = reverse("outside-courses")
    client.post(page)
    row = OutsideCourse.objects.first()
    assert begin_outside(by=keeper, at=steps.noon(ON), on=ON) == 0

    checked = client.post(reverse("outside-check", args=[row.slug]))
    before, row = row.checked_on, OutsideCourse.objects.get(pk=row.pk)
    assert checked["Location"] == f"{page}#{row.slug}"
    assert row.checked_on > before

    edit = reverse("outside-edit", args=[row.slug])
    typed = {
        "title_pl": "Kurs",
        "title_en": "Course",
        "provider": "IOM",
        "address": "https://example.org/",
        "languages": "en, uk",
        "is_free": "",
        "gives_certificate": "True",
        "revision": 0,
    }
    assert client.post(edit, typed | {"address": "http://example.org/"}).status_code == 422
    assert client.post(edit, typed | {"languages": "English"}).status_code == 422
    client.post(edit, typed)
    row.refresh_from_db()
    assert (row.title_en, row.is_free, row.gives_certificate) == ("Course", None, True)
    late = client.post(edit, typed | {"provider": "Late"})
    assert late.status_code == 409
    assert "IOM" in late.text

    client.post(reverse("outside-retire", args=[row.slug]))
    assert client.get(edit).status_code == 404
    client.post(reverse("outside-new"), typed)
    assert OutsideCourse.objects.filter(slug="course").exists()


def test_a_version_of_another_is_refused_by_the_operation_too(keeper, draft):
    stranger = PersonFactory(assigned=True)
    act = {"by": stranger, "at": steps.noon(ON), "on": ON}

    with pytest.raises(NotAllowed):
        begin_course("basic", **act)
    with pytest.raises(NotAllowed):
        save_lesson(draft.lessons.first(), **act, revision=0, title_en="x")
    assert CourseVersion.objects.count() == 2
