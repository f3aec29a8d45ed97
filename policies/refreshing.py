"""The short course on what changed: a policy may ask for it, another app has it (features 4.13)."""

#: Functions of (policy, on=) that return what the course named for the policy is called, or "".
_finders = []


def offer(finder):
    """Let policies find the short courses of an app; it does so when it starts."""
    _finders.append(finder)


def refresher_for(policy, *, on):
    """What the short course named for the policy is called on the day; "" when there is none."""
    return next((found for finder in _finders if (found := finder(policy, on=on))), "")
