"""Secrets come from the environment or a file, and weak ones stop the start by their name."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.secrets import field_keys, read_secret, secret_key

LONG = "k" * 20 + "x7" * 20


def ring(*seeds):
    return [base64.urlsafe_b64encode(bytes([seed, *range(31)])).decode() for seed in seeds]


def test_the_environment_wins_over_files(monkeypatch, tmp_path):
    (tmp_path / "named").write_text("from the named file\n")
    (tmp_path / "fallback").write_text("from the fallback")

    assert read_secret("LATARNIA_TEST", tmp_path / "fallback") == "from the fallback"
    monkeypatch.setenv("LATARNIA_TEST_FILE", str(tmp_path / "named"))
    assert read_secret("LATARNIA_TEST", tmp_path / "fallback") == "from the named file"
    monkeypatch.setenv("LATARNIA_TEST", "from the environment")
    assert read_secret("LATARNIA_TEST", tmp_path / "fallback") == "from the environment"


@pytest.mark.parametrize("content", [None, "", "  \n"])
def test_a_missing_secret_is_named(tmp_path, content):
    path = tmp_path / "secret"
    if content is not None:
        path.write_text(content)

    with pytest.raises(ImproperlyConfigured, match="LATARNIA_TEST"):
        read_secret("LATARNIA_TEST", path)


@pytest.mark.parametrize("value", ["short", "django-insecure-" + LONG])
def test_a_short_or_sample_signing_key_is_refused(monkeypatch, tmp_path, value):
    monkeypatch.setenv("LATARNIA_TEST", value)

    with pytest.raises(ImproperlyConfigured, match="LATARNIA_TEST"):
        secret_key("LATARNIA_TEST", tmp_path / "none")


def test_a_long_signing_key_is_taken(monkeypatch, tmp_path):
    monkeypatch.setenv("LATARNIA_TEST", LONG)

    assert secret_key("LATARNIA_TEST", tmp_path / "none") == LONG


@pytest.mark.parametrize("separator", [",", " ", "\n", ", "])
def test_field_keys_keep_their_order(monkeypatch, tmp_path, separator):
    monkeypatch.setenv("LATARNIA_TEST", separator.join(ring(3, 1, 2)))

    assert field_keys("LATARNIA_TEST", tmp_path / "none") == ring(3, 1, 2)


@pytest.mark.parametrize(
    "keys",
    [
        ["not base64!"],
        [base64.urlsafe_b64encode(b"k" * 16).decode()],
        [base64.urlsafe_b64encode(b"k" * 32).decode()],
        [*ring(1), "żółw"],
        ring(1, 1),
    ],
    ids=["no base64", "too short", "one byte repeated", "second one broken", "twice"],
)
def test_other_field_keys_are_refused(monkeypatch, tmp_path, keys):
    monkeypatch.setenv("LATARNIA_TEST", ",".join(keys))

    with pytest.raises(ImproperlyConfigured, match="LATARNIA_TEST"):
        field_keys("LATARNIA_TEST", tmp_path / "none")
