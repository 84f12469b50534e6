"""How names are shown: any file name, on any terminal, on one line."""


def shown(name: object) -> str:
    r"""A name or a sentence without what a terminal would act on or could not show.

    A file name may hold line ends, escape sequences, and bytes that are no text.

    Args:
        name: A path or a text; undecodable bytes are lone surrogates in it.

    Returns:
        The same, with ``\n``, ``\x1b``, ``\udcff`` and the like spelled out.
    """
    text = str(name)
    if text.isprintable():
        return text
    return "".join(each if _is_shown(each) else _spelled_out(each) for each in text)


def _is_shown(character: str) -> bool:
    return character.isprintable() or (character.isspace() and ord(character) > ord("\x85"))


def _spelled_out(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
