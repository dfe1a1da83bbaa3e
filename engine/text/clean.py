"""Make text that came from the web, from mail or through a wrong encoding plain to read."""

import re
from typing import Final

_BLOCK_NAMES: Final = (
    "address|article|aside|blockquote|body|br|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head"
    "|header|hr|html|legend|li|main|nav|ol|option|p|pre|section|select|table|tbody|tfoot|thead|title|tr|ul"
)
_INLINE_NAMES: Final = (
    "a|abbr|acronym|audio|b|base|bdi|bdo|big|button|canvas|caption|center|cite|code|col|colgroup|data|del"
    "|details|dfn|em|embed|font|i|iframe|img|input|ins|kbd|label|link|map|mark|meta|noscript|object|picture"
    "|q|s|samp|script|small|source|span|strike|strong|style|sub|summary|sup|svg|td|template|textarea|th|time"
    "|tt|u|var|video|wbr"
)
_TAG: Final = re.compile(
    rf"</?(?:{_BLOCK_NAMES}|{_INLINE_NAMES})(?=[\s/>])[^<>]*>|<!--|<!doctype\b", re.IGNORECASE
)
_NO_TAG: Final = re.compile(
    rf"<(?!/?(?:{_BLOCK_NAMES}|{_INLINE_NAMES})(?=[\s/>])[^<>]*>|!--|!doctype\b)", re.IGNORECASE
)
_ITEM: Final = re.compile(r"(<li(?=[\s/>])[^<>]*>)", re.IGNORECASE)
_CELL: Final = re.compile(r"(</t[dh]\s*>)", re.IGNORECASE)
_BLOCK: Final = re.compile(rf"(</?(?:{_BLOCK_NAMES})(?=[\s/>])[^<>]*>)", re.IGNORECASE)
_UNREAD: Final = ["script", "style", "noscript", "template", "head", "svg", "iframe", "object"]

URL: Final = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,9}://|\bwww\.)[^\s<>\"]*[^\s<>\".,;:!?)\]}'’”»]", re.IGNORECASE
)
EMAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_HOLLOW: Final = re.compile(r"\(\s*\)|\[\s*\]|<\s*>")

_LINE_END: Final = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_INVISIBLE: Final = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1f\x7f]")
_BLANKS: Final = re.compile(r"[^\S\n]+")
_MANY_LINES: Final = re.compile(r"\n{3,}")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

_QUOTED: Final = re.compile(r"\s{0,3}>")
_WROTE: Final = re.compile(r".{0,200}\b(?:wrote|writes|schrieb|a écrit|escribió)\b.{0,80}:\s*$")
_STARTS_WROTE: Final = re.compile(r"(?:On|Am|Le|El|Op|Il|Em)\s")
_REST_IS_OLD: Final = re.compile(
    r"\s*(?:-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht)\s*-{2,}|_{20,})\s*$",
    re.IGNORECASE,
)
_SIGNATURE: Final = re.compile(r"-- ?$")
_SENT_FROM: Final = re.compile(
    r"\s*(?:sent from my |get outlook for |gesendet von meinem )\S.{0,60}$", re.IGNORECASE
)


def clean_text(
    text: str,
    *,
    strip_html: bool = True,
    fix_unicode: bool = True,
    normalise_whitespace: bool = True,
    strip_urls: bool = False,
    strip_emails: bool = False,
    drop_quotes: bool = False,
) -> str:
    r"""Clean a text of any length and language; never raises.

    `strip_html` reads known HTML tags away and leaves other angle brackets alone. `fix_unicode`
    repairs wrongly decoded letters. `normalise_whitespace` leaves single blanks and at most one
    empty line. `drop_quotes` takes out quoted lines, signatures and forwarded copies of a mail.
    Lone surrogates, which are no characters, always become U+FFFD.

    >>> clean_text("<p>Caf\u00c3\u00a9 &amp; bar</p>  <p>open</p>")
    'Café & bar\n\nopen'
    """
    text = _SURROGATE.sub("\ufffd", text)
    if fix_unicode:
        text = _fixed(text)
    if strip_html and _TAG.search(text):
        text = _without_tags(text)
    if drop_quotes:
        text = _without_quotes(text)
    if strip_urls:
        text = _HOLLOW.sub("", URL.sub("", text))
    if strip_emails:
        text = _HOLLOW.sub("", EMAIL.sub("", text))
    if normalise_whitespace:
        text = _tidy(text)
    return text


def _fixed(text: str) -> str:
    if text.isascii() and not _INVISIBLE.search(text):
        return text
    import ftfy  # noqa: PLC0415 - only steps that clean a text pay for the import

    return _SURROGATE.sub("\ufffd", ftfy.fix_text(text, unescape_html=False, uncurl_quotes=False))


def _without_tags(text: str) -> str:
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - only steps that clean a text pay for it

    source = _NO_TAG.sub("&lt;", text)
    source = _ITEM.sub(r"\1- ", source)
    source = _CELL.sub(r" \1", source)
    tree = LexborHTMLParser(_BLOCK.sub(r"\n\1", source))
    tree.strip_tags(_UNREAD)
    root = tree.body or tree.root
    return "" if root is None else root.text(deep=True, separator="", strip=False)


def _without_quotes(text: str) -> str:
    kept: list[str] = []
    for line in _LINE_END.sub("\n", text).split("\n"):
        if _SIGNATURE.match(line) or _REST_IS_OLD.match(line):
            break
        if _QUOTED.match(line):
            _drop_introduction(kept)
        elif not _SENT_FROM.match(line):
            kept.append(line)
    return "\n".join(kept)


def _drop_introduction(kept: list[str]) -> None:
    """Take away "On Monday, Ann wrote:" in front of a quote; it may run over two lines."""
    while kept and not kept[-1].strip():
        kept.pop()
    if len(kept) > 1 and _STARTS_WROTE.match(kept[-2]) and _WROTE.match(f"{kept[-2]} {kept[-1]}"):
        del kept[-2:]
    elif kept and _WROTE.match(kept[-1]):
        kept.pop()
    kept.append("")


def _tidy(text: str) -> str:
    text = _INVISIBLE.sub("", _LINE_END.sub("\n", text))
    lines = (line.strip() for line in _BLANKS.sub(" ", text).split("\n"))
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()
