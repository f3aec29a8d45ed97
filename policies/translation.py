"""The fields that exist once per language. Texts never fall back: a gap must stay visible."""

from modeltranslation.translator import TranslationOptions, register

from policies.models import (
    Campaign,
    ComprehensionQuestion,
    Guidance,
    Pack,
    PlainText,
    Policy,
    PolicyVersion,
    Section,
    Step,
)

NO_FALLBACK = {"default": ()}


@register(Policy)
class PolicyTranslation(TranslationOptions):
    fields = ("title", "summary")


@register(PolicyVersion)
class PolicyVersionTranslation(TranslationOptions):
    fields = ("title", "change_note", "statement", "text_hash")
    fallback_languages = NO_FALLBACK


@register(Section)
class SectionTranslation(TranslationOptions):
    fields = ("heading", "body")
    fallback_languages = NO_FALLBACK


@register(Step)
class StepTranslation(TranslationOptions):
    fields = ("who", "within", "action", "call", "never", "record")
    fallback_languages = NO_FALLBACK


@register(Guidance)
class GuidanceTranslation(TranslationOptions):
    fields = ("gender", "age", "trauma")
    fallback_languages = NO_FALLBACK


@register(ComprehensionQuestion)
class ComprehensionQuestionTranslation(TranslationOptions):
    fields = ("question", "explanation")
    fallback_languages = NO_FALLBACK


@register(PlainText)
class PlainTextTranslation(TranslationOptions):
    fields = ("title", "body")
    fallback_languages = NO_FALLBACK


@register(Pack)
class PackTranslation(TranslationOptions):
    fields = ("title",)


@register(Campaign)
class CampaignTranslation(TranslationOptions):
    fields = ("title",)
