"""The start stops where no PDF could be made."""

from documents import checks


def test_a_machine_with_pango_passes():
    assert checks.check_pango(None) == []


def test_each_missing_library_is_named(monkeypatch):
    monkeypatch.setattr(checks, "LIBRARIES", {"Pango": ("no-such-library.so",)})

    (error,) = checks.check_pango(None)

    assert error.id == "documents.E001"
    assert "Pango" in error.msg
