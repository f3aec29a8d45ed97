"""The least that a web worker can hold: Django, sessions and one template on the same database.

Only its memory is measured.
"""
