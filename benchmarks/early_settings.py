"""Settings of the control that answers before it commits."""

from benchmarks.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.early"
