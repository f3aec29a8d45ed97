"""Colours of both themes are readable, and the two dark blocks say the same."""

import pytest

from tools.check_contrast import TOKENS, checked, main, ratio, themes

CSS = TOKENS.read_text(encoding="utf-8")


def test_every_pair_of_colours_is_readable():
    failed = [
        f"{theme}: {fg} on {bg} is {value:.2f}, needs {least}"
        for theme, fg, bg, value, least in checked(CSS)
        if value < least
    ]

    assert failed == []


def test_a_device_in_the_dark_gets_the_same_colours_as_a_person_who_chose_them():
    roles = themes(CSS)

    assert roles["device"] == roles["dark"]
    assert roles["dark"] != roles["light"]


def test_a_pale_text_is_found(tmp_path, capsys):
    pale = tmp_path / "tokens.css"
    pale.write_text(CSS.replace("--lt-text: #15262c;", "--lt-text: #c0c8cb;"), encoding="utf-8")

    assert main([str(pale)]) == 1
    assert "FAIL light" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ffffff", "#ffffff", 1.0)],
)
def test_contrast_is_computed_as_in_wcag(first, second, expected):
    assert ratio(first, second) == pytest.approx(expected, abs=0.01)
