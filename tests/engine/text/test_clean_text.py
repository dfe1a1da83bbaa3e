import subprocess
import sys

import pytest

from engine.text.clean import clean_text


def test_html_becomes_lines_with_items_and_without_scripts() -> None:
    page = """<!doctype html><head><title>T</title><style>p{}</style></head><body>
    <h1>Ferry news</h1><p>The <b>new</b> ferry&nbsp;is here &amp; sails.</p><script>alert(1)</script>
    <ul><li>Monday</li><li>Friday</li></ul><table><tr><td>a</td><td>b</td></tr></table></body>"""
    cleaned = clean_text(page)
    assert cleaned == "Ferry news\n\nThe new ferry is here & sails.\n\n- Monday\n\n- Friday\n\na b"
    assert "alert" not in cleaned
    assert "p{}" not in cleaned


@pytest.mark.parametrize(
    "text",
    ["if a < b and c > d: pass", "List<String> names", "Ann <ann@post.example> wrote", "<3 you", "1 <2> 3"],
)
def test_angle_brackets_that_are_no_tags_stay(text: str) -> None:
    assert clean_text(text) == text
    assert text in clean_text(f"<p>{text}</p>")


def test_wrongly_decoded_letters_are_repaired_on_request_only() -> None:
    assert clean_text("schÃ¶n") == "schön"
    assert clean_text("schÃ¶n", fix_unicode=False) == "schÃ¶n"


def test_white_space_is_tidied_but_paragraphs_stay() -> None:
    assert clean_text("a\t b \r\n\r\n\r\n\r\nc\u200bd\u00a0e  ") == "a b\n\ncd e"
    assert clean_text(" a  b ", normalise_whitespace=False) == " a  b "


def test_addresses_go_with_their_brackets_but_not_the_sentence() -> None:
    text = "See https://a.example/x?y=1 (or www.b.example/z). Ask ann.b+c@post.example, please."
    assert clean_text(text, strip_urls=True) == "See (or ). Ask ann.b+c@post.example, please."
    assert clean_text(text, strip_emails=True).endswith("Ask , please.")
    assert clean_text("Visit (https://a.example) now", strip_urls=True) == "Visit now"


def test_a_mail_loses_quotes_signature_and_forwarded_copies() -> None:
    mail = """Yes, do.

On Mon, 3 May 2021 at 10:00, Ann Lee
<ann@post.example> wrote:
> Shall I send it?
>> Perhaps
One more thing: keep the box.

Sent from my phone
--\x20
Bo
Director"""
    assert clean_text(mail, drop_quotes=True) == "Yes, do.\n\nOne more thing: keep the box."
    assert clean_text("Fine.\n-----Original Message-----\nFrom: x", drop_quotes=True) == "Fine."
    assert "> Shall I" in clean_text(mail, strip_html=False)


def test_lone_surrogates_are_replaced_whatever_the_options() -> None:
    off = {"strip_html": False, "fix_unicode": False, "normalise_whitespace": False}
    assert clean_text("a\ud800b", **off) == "a\ufffdb"
    assert clean_text("<p>a\udfffb</p>") == "a\ufffdb"


def test_importing_costs_neither_parser() -> None:
    code = "import sys, engine.text.clean; sys.exit(any(m in sys.modules for m in ('ftfy', 'selectolax')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
