"""Why this program cannot work with what it was given, said to the operator."""


class Unfit(RuntimeError):
    """A database, a file or a machine that this program refuses.

    Its text is in the operator's language and says what puts it right.
    """
