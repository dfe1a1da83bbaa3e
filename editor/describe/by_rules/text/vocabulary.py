"""The words the reader knows, and what people call the steps besides the catalogue's titles and synonyms."""

from __future__ import annotations

from functools import cache


@cache
def words_of(text: str) -> frozenset[str]:
    """Return the words of a text as a set: a list of words reads best as prose."""
    return frozenset(text.split())


NUMBERS = {
    "a": 1, "an": 1, "one": 1, "single": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "dozen": 12,
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90,
    "hundred": 100, "thousand": 1000,
}  # fmt: skip

UNITS = {
    "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "m": 60, "min": 60, "mins": 60, "minute": 60,
    "minutes": 60, "h": 3600, "hr": 3600, "hrs": 3600, "hour": 3600, "hours": 3600, "d": 86_400, "day": 86_400,
    "days": 86_400, "week": 604_800, "weeks": 604_800,
}  # fmt: skip

TEXT_NOUNS = words_of(
    """text texts article articles document documents mail mails email emails message messages post posts story stories
    comment comments review reviews ticket tickets letter letters page pages content contents body input paragraph
    transcript transcripts note notes blog tweet tweets feedback paper essay report reports string file item items
    entry entries one ones words writing copy draft passage news question questions complaint request body
    description chapter book webpage site website press release minutes changelog changelogs testimonial
    testimonials alert alerts log logs essay essays homework memo memos bulletin transcription transcriptions
    conversation conversations thread threads submission submissions"""
)
"""Nouns for the text that is worked on."""

BEFORE_HEAD = words_of(
    """a an the this that these those it its them my your our their i we you me us they please kindly just simply
    then now so next also too first finally lastly again once to of for from with in on at by and or but can
    could should would will shall must may might need needs want wants wanted like have has had be is are was
    were been being let go going start begin make sure try each every any all some same new short brief concise
    quick good nice proper simple best main most important relevant top own up out off about around roughly
    exactly few couple single automatically it'd i'd step steps only really very bit user workflow pipeline
    that's what which there here 's hello hi hey ok okay thanks pls plz both another one do does how as well
    quickly carefully nicely properly list kind sort type fitting suitable appropriate correct right messy dirty
    pasted given incoming raw original current long always already able things thing system app application
    program bot software machine computer"""
)
"""Words that may stand before the word that names a step, besides nouns for the text and generic verbs."""

FILLERS = (BEFORE_HEAD - words_of("how another couple few single lastly")) | words_of(
    """it's he she his her him into over thus am did get gets got let's makes whole full entire resulting finished
    up-to-date node nodes task flow way result results output who when plus if using use via per than more less
    least maximum max minimum min limit afterwards after before together everything anything somebody someone
    something users people thank it'll ever nothing else even and/or gonna wanna lets simultaneously parallel
    meanwhile alongside lists matching found such instead straight immediately directly needed required longer
    available called named following"""
)
"""Words that carry no step: passed over without a remark."""

GENERIC_VERBS = words_of(
    """make makes making made create creates creating created get gets getting got give gives giving gave write writes
    writing wrote add adds adding added do does doing produce produces generate generates generating compute
    computes determine determines determining find finds finding found build builds use uses using run runs listed
    listing tell running apply applies extract extracts extracting extracted pull pulls pulling assign assigns
    detect detects detecting identify identifies list lists pick picks grab grabs want need needs prepare derive
    figure have has draw take takes collect provide provides obtain insert put include calculate work out perform
    show see know decide choose"""
)
"""Verbs that say nothing without their object: "make a summary"."""

FRAME = words_of(
    """how wonder wondering wondered love loves appreciate appreciated grateful glad happy kindness possible great
    helpful help idea goal aim plan purpose point intention way hoping hope hopefully something someone build
    set following wish wishes interested looking forward delighted wonderful lovely awesome perfect fine job
    job's ideal ideally preferably basically actually essentially assistance dear team everybody everyone
    colleagues folks sir madam morning afternoon evening day greetings regards sincerely cheers many thank
    advance much lot yours everyone's time times mind favour favor question request required requirement
    requirements needed necessary supposed meant designed intended workflows automation tool assistant bonus
    extra additionally moreover furthermore besides immediately directly straight soon later yet today todo task
    happen happened done tell easy easily comes coming goes happens follows"""
)
"""Words of courtesy and of wishing: they say nothing before the word that names a step, or by themselves."""

PARTS = words_of("""paragraph paragraphs sentence sentences chapter chapters section sections line lines half part
    parts page pages word words""")
"""Nouns for parts of a text: "each paragraph" is not the text."""

MODEL_WORDS = words_of("gpt ai llm chatgpt openai model claude gemini mistral llama anthropic")

COMMON = words_of(
    """compare convert line listen market massage morning nose outside paint papers patch plan pleas ready record
    reminder reminders respond seen shot sing spend sport sports star store strong thin time tree unit weather world"""
)
"""Common words that are near a known one and are never taken for a typing mistake of it."""


def phrases_of(text: str) -> tuple[tuple[str, ...], ...]:
    """Return phrases, written with | between them, as tuples of words."""
    return tuple(tuple(phrase.split()) for phrase in text.split("|"))


START = "start"
"""Stands for the kind that starts a run, whatever the catalogue calls it."""

VERBS: dict[str, str] = {
    START: "take|start with|begin with|receive|read|accept|paste|given|starting with|starting from"
    "|start from|take in|open|load",
    "clean_text": "clean|clean up|tidy|tidy up|cleanse|scrub|sanitize|sanitise|normalize|normalise|wash"
    "|preprocess|trim|fix|strip",
    "summarize": "summarize|summarise|sum up|shorten|condense|abridge|boil down|recap|outline|compress"
    "|digest|tl;dr|tldr",
    "extract_keywords": "keyword",
    "tag_category": "tag|categorize|categorise|classify|label|split into|divide into|separate into"
    "|split|divide|separate|sort into|sort it into|sort them into|sort by|triage|file under|mark as"
    "|work out whether|work out if|establish whether|find out which|group by|group into|sort|group"
    "|decide whether|determine whether|detect whether|decide if|determine if|detect if|figure out whether"
    "|figure out if|find out whether|find out if|know which|tell which|say which|see which|decide which"
    "|determine which|find out which|figure out which|detect which|know whether|know if|say whether"
    "|say if|see whether|tell whether|tell if|assign|check whether|check if",
    "delay": "wait|pause|sleep|hold|hold on|delay|postpone|hang on",
    "http_request": "send|post|push|forward|submit|upload|deliver|notify|publish|call|fetch|download"
    "|ping|hit|curl|pass|ship|relay|transmit|scrape|crawl",
    "output": "output|show|display|print|return|give back|answer with|end with|present|hand back"
    "|finish with|show me",
    "llm_prompt": "ask|translate|rewrite|rephrase|paraphrase|proofread|prompt|explain|have gpt|let gpt"
    "|have ai|let ai|have the model|let the model|let a model|have a model|have an llm|let an llm"
    "|tell the model|reword|simplify|answered",
    "template": "format|compose|fill in|render|fill|write|draft",
    "set_fields": "set|keep only|rename|set fields|set the field|set the fields",
    "merge": "merge|join|combine|collect|bring together|put together|gather|unite|bundle|concatenate"
    "|aggregate|put everything together|bring everything together|pack",
    "python_code": "calculate|compute|count|run python|execute|run code|run the code|run this code"
    "|run some python",
}
NOUNS: dict[str, str] = {
    START: "input|form|text field|input field",
    "clean_text": "cleanup|clean up|cleaning|text cleaning",
    "summarize": "summary|summaries|short version|shorter version|gist|digest|recap|overview|tl;dr|tldr"
    "|key points|main points|key sentences|important points|synopsis|abstract|important sentences"
    "|summarization|teaser|blurb|takeaways|key takeaways|condensed version|main point|main ideas"
    "|main idea|bullet points|main message|shorter",
    "extract_keywords": "keywords|keyword|key words|key word|key phrases|key phrase|keyphrases"
    "|key terms|important words|important terms|main words|hashtags|buzzwords|concepts|key concepts|terms"
    "|keyword extraction|main topics|tags|topics|central terms|important phrases|important keywords"
    "|index terms|main terms",
    "tag_category": "category|topic|label|class|classification|categorization|categorisation|tag"
    "|sentiment|mood",
    "delay": "delay|pause|wait|break",
    "http_request": "http request|request|webhook|api call|http call|web request|post request"
    "|get request|http|api",
    "output": "output|final result|end result",
    "llm_prompt": "llm prompt|prompt|translation|reply|answer",
    "template": "template|letter|note|message|text message|greeting|headline",
    "merge": "merge|combination",
    "python_code": "python|python code|python script|code|script|word count|character count",
    "set_fields": "field|fields|json object|object",
    "if": "if|condition|branch",
}
PRODUCTS: dict[str, str] = {
    "summary": "summarize", "summaries": "summarize", "teaser": "summarize", "blurb": "summarize",
    "digest": "summarize", "gist": "summarize", "overview": "summarize",
    "recap": "summarize", "keywords": "extract_keywords", "keyword": "extract_keywords",
    "keyphrases": "extract_keywords", "terms": "extract_keywords", "hashtags": "extract_keywords",
    "category": "tag_category", "topic": "tag_category", "tag": "tag_category", "label": "tag_category",
    "class": "tag_category", "classification": "tag_category", "tags": "extract_keywords",
    "translation": "llm_prompt", "answer": "llm_prompt", "reply": "llm_prompt", "response": "http_request",
    "message": "template", "letter": "template", "merge": "merge", "object": "set_fields",
}  # fmt: skip
"""Nouns for what a step gives: "the summary" in "send the summary"."""

CLEANED: dict[str, dict[str, bool]] = {
    "html": {}, "markup": {}, "tags": {}, "formatting": {}, "whitespace": {}, "space": {}, "spaces": {}, "white": {},
    "noise": {}, "junk": {}, "boilerplate": {}, "encoding": {}, "unicode": {}, "mojibake": {}, "characters": {},
    "blanks": {}, "lines": {}, "garbage": {},
    "links": {"strip_urls": True}, "link": {"strip_urls": True}, "urls": {"strip_urls": True},
    "url": {"strip_urls": True}, "addresses": {"strip_urls": True}, "hyperlinks": {"strip_urls": True},
    "emails": {"strip_emails": True}, "email": {"strip_emails": True}, "mails": {"strip_emails": True},
    "quotes": {"drop_quotes": True}, "quoted": {"drop_quotes": True}, "signature": {"drop_quotes": True},
    "signatures": {"drop_quotes": True}, "quotations": {"drop_quotes": True},
    "replies": {"drop_quotes": True}, "footers": {"drop_quotes": True},
}  # fmt: skip
"""What can be taken out of a text, with the settings of Clean text that do it."""

FETCHING = frozenset(
    ["get", "grab", "load", "open", "read", "take", "import", "retrieve", "scrape", "crawl", "pull"]
)
"""Verbs that fetch where an address follows."""
REMOVING = words_of("remove strip drop delete take get filter cut erase eliminate discard clear")
NOT_HEADS = words_of(
    """extract topic read set end begin start form take question article document upload source parameters result final
    answer response report seconds minutes hours days later hold note letter message both together join note when
    whether check filter decide else otherwise test compare unless branch fork gate condition case cases text brief
    terms concepts url api rest get put patch delete http https model ai custom math function program pick assign
    project transform shape object format list append zip render draft post-process finish"""
)
"""Synonyms of the catalogue that are too common to name a step by themselves; the lists above know when they do."""

RESULT_PORTS = {
    "summarize": "summary",
    "extract_keywords": "keywords",
    "tag_category": "category",
    "llm_prompt": "answer",
    "clean_text": "text",
    "text": "text",
}
"""The names people use for a result: those of the ports it comes from."""


def result_of(said: str) -> str:
    """Return the template of a result a field is given: "summary", "the first keyword"; other words stay as they are.

    >>> result_of("summary"), result_of("first keyword"), result_of("done")
    ('{{ summary }}', '{{ keywords | first }}', 'done')
    """
    words = said.lower().removeprefix("the ").split()
    first = words[:1] == ["first"]
    kind = PRODUCTS.get(words[-1], "") if len(words) == 1 + first else ""
    return f"{{{{ {RESULT_PORTS[kind]}{' | first' if first else ''} }}}}" if kind in RESULT_PORTS else said
