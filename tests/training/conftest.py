import pytest


@pytest.fixture(autouse=True)
def one_process(set_here):
    """Half of the time of a small PDF is the start of a process; tests/documents starts them."""
