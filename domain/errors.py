"""The one kind of error a user is meant to read."""


class KnownError(Exception):
    """Something the user or the machine did, told in one Chinese sentence.

    The sentence says what happened, what was kept and what to do. Everything else that is
    raised is a bug of ours and goes to the excepthook.
    """
