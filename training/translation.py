"""The fields that exist once per language. Texts never fall back: a gap must stay visible."""

from modeltranslation.translator import TranslationOptions, register

from training.models import (
    Course,
    CourseVersion,
    Indicator,
    IndicatorGroup,
    Lesson,
    LessonPicture,
    OutsideCourse,
    Question,
)

NO_FALLBACK = {"default": ()}


@register(Course)
class CourseTranslation(TranslationOptions):
    fields = ("title", "summary")


@register(CourseVersion)
class CourseVersionTranslation(TranslationOptions):
    fields = ("change_note",)
    fallback_languages = NO_FALLBACK


@register(Lesson)
class LessonTranslation(TranslationOptions):
    fields = ("title", "content_note", "body")
    fallback_languages = NO_FALLBACK


@register(LessonPicture)
class LessonPictureTranslation(TranslationOptions):
    fields = ("alt",)
    fallback_languages = NO_FALLBACK


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("question", "explanation")
    fallback_languages = NO_FALLBACK


@register(Indicator)
class IndicatorTranslation(TranslationOptions):
    fields = ("text",)
    fallback_languages = NO_FALLBACK


@register(IndicatorGroup)
class IndicatorGroupTranslation(TranslationOptions):
    fields = ("title",)


@register(OutsideCourse)
class OutsideCourseTranslation(TranslationOptions):
    fields = ("title", "mode", "duration", "audience")
