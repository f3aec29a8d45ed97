"""The table of features says what the tests show, and no more."""

from tools.features import PAGE, page, proofs, rows


def test_the_table_of_features_is_up_to_date():
    assert PAGE.read_text() == page(), "run tools/features.py"


def test_every_marked_row_exists():
    assert set(proofs()) <= set(rows())


def test_a_row_without_a_test_is_not_called_true(tmp_path):
    (tmp_path / "test_nothing.py").write_text("def test_it():\n    pass\n")

    assert proofs(tmp_path) == {}
