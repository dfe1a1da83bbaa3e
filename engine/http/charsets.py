"""Reading bytes as text in the charset a server names, where that is one that texts come in."""

from __future__ import annotations

import codecs

_NAMES = (
    "ascii", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le", "utf-32", "utf-32-be", "utf-32-le",
    "big5", "big5-hkscs", "cp866", "cp874", "cp932", "cp949", "cp950", "euc-jp", "euc-kr", "gb18030", "gb2312", "gbk",
    "hz", "iso-2022-jp", "koi8-r", "koi8-u", "mac-cyrillic", "mac-roman", "shift-jis", "tis-620",
    *(f"iso-8859-{part}" for part in range(1, 17) if part != 12),  # noqa: PLR2004 - there is no part 12
    *(f"cp{number}" for number in range(1250, 1259)),
)  # fmt: skip
_CHARSETS = frozenset(codecs.lookup(name).name for name in _NAMES)
"""Those of the WHATWG's Encoding Standard that Python knows, and a few of their kin.

Python knows more that servers could name: its own notation of strings (`unicode_escape`), UTF-7, names of hosts
(`idna`). They are no charsets of documents, and some of them give half characters, which no value may hold.
"""


def decoded(content: bytes, charset: str | None) -> str:
    r"""Return the text; by UTF-8 where the charset is none or not of use. What cannot be read becomes U+FFFD.

    >>> decoded(b"\x82\xa0", "Shift_JIS"), decoded(b"\xe4", "latin-1"), decoded(b"+2AA-", "utf-7")
    ('あ', 'ä', '+2AA-')
    """
    return content.decode(_known(charset or "utf-8"), "replace")


def _known(charset: str) -> str:
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return "utf-8"
    return name if name in _CHARSETS else "utf-8"
