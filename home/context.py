"""What the frame of every page needs; nothing here reads the database on its own."""

from django.conf import settings
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info

from home.menu import menu_for, tabs_for
from people.models import Organisation
from people.models.person import Theme


def frame(request):
    """Theme, organisation, languages and menus of a page; the menus are built only when shown."""
    organisation = Organisation.objects.current()
    languages = language_urls(request)
    return {
        "theme": theme_of(request),
        "organisation": organisation,
        "demo_banner": bool(
            organisation and organisation.is_demo and not organisation.second_factor_required
        ),
        "language_urls": languages,
        "other_language_url": next((e["url"] for e in languages if not e["current"]), ""),
        "menu": SimpleLazyObject(lambda: menu_for(request)),
        "tabs": SimpleLazyObject(lambda: tabs_for(request)),
    }


def theme_of(request):
    """light, dark or auto: as the person saved it, else as this browser did in a cookie."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return user.theme
    chosen = request.COOKIES.get("theme")
    return chosen if chosen in Theme.values else Theme.AUTO.value


def language_urls(request):
    """This page in each language of the interface, each named in its own language."""
    here, path = get_language(), request.get_full_path()
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"],
            "url": path if code == here else translate_url(path, code),
            "current": code == here,
        }
        for code, _name in settings.LANGUAGES
    ]
