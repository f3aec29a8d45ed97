"""Measured promises: what a page costs beside its limit, and what a kill may not lose."""
