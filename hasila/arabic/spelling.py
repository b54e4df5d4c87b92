"""Levelling: letters that hurried typing confuses become one, so that words can be compared."""

_LEVEL = str.maketrans("أإآٱىة", "اااايه")


def level(word: str) -> str:
    """Return a folded word with the letters that hurried typing confuses made one.

    >>> level("إصابة") == level("اصابه")
    True
    """
    return word.translate(_LEVEL)
