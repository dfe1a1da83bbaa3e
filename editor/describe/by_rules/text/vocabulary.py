"""What people call the steps, besides the catalogue's titles and synonyms."""

from __future__ import annotations

from editor.describe.by_rules.text.word_lists import words_of

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
    "set_fields": "set|keep only|pick|rename|select|set fields|set the field|set the fields",
    "merge": "merge|join|combine|collect|bring together|put together|gather|unite|bundle|concatenate"
    "|aggregate|put everything together|bring everything together|pack",
    "python_code": "calculate|compute|count|run python|execute|run code|run the code|run this code"
    "|run some python",
}
NOUNS: dict[str, str] = {
    START: "input|form|text field|input field",
    "clean_text": "cleanup|clean up|cleaning|clean text|text cleaning|clean version|cleaned version"
    "|cleaned text",
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
