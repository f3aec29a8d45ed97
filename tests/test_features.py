"""The table of features says what the tests show, and no more."""

from tools.features import PAGE, page, proofs, rows


def test_the_table_of_features_is_up_to_date():
    assert PAGE.read_text() == page(), "run tools/features.py"


def test_every_marked_row_exists():
    assert set(proofs()) <= set(rows())


def test_every_row_is_shown_or_belongs_to_a_later_part():
    """R1-R16, R43-R45 as far as they concern policies and people: nothing is owed silently."""
    shown = proofs()
    assert [row for row, entry in rows().items() if "later" not in entry and row not in shown] == []


def test_a_row_without_a_test_is_not_called_true(tmp_path):
    (tmp_path / "test_nothing.py").write_text("def test_it():\n    pass\n")

    assert proofs(tmp_path) == {}
