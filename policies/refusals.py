"""Refusals of policies are of the same kind as those about people."""

from people.refusals import Refused

__all__ = ["Refused"]
