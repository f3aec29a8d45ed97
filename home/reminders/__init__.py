"""Mails that remind people of what they still have to do, and tell others when that fails."""
