"""The product's settings with the addresses of the limits added: nothing else differs."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as PRODUCT

INSTALLED_APPS = [*PRODUCT, "benchmarks"]
ROOT_URLCONF = "benchmarks.urls"
