"""The fields that exist once per language."""

from modeltranslation.translator import TranslationOptions, register

from people.models import Function, Organisation, Unit


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name", "controller")


@register(Unit)
class UnitTranslation(TranslationOptions):
    fields = ("name",)


@register(Function)
class FunctionTranslation(TranslationOptions):
    fields = ("name",)
