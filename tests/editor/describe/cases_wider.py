"""More descriptions for the rules, written after the first ones were read: other words for the same, other silences."""

from __future__ import annotations

from tests.editor.describe.flows import (
    BODY, FIRST, SUMMARY, TEXT, X, Y, Z, categories, equals, flow, ways, words_at_least,
)  # fmt: skip

DRAWN = "clean -> summarize"
WIDER = [
    # ---- several ways -----------------------------------------------------------------------------------------
    flow(
        "Sort incoming mails into orders, returns and other. Orders: send to https://example.com/x. Returns: send to "
        "https://example.com/y. Other: extract three keywords.",
        "input > tag > merge > switch",
        "input > merge",
        "switch.orders > send1",
        "switch.returns > send2",
        "switch.other > take > keys",
        tag=categories("orders", "returns", "other"),
        send1=X,
        send2=Y,
        take=TEXT,
        keys={"limit": 3},
    ),
    flow(
        "If the article is about football, send it to https://example.com/x; if it is about tennis, send it to "
        "https://example.com/y; if it is about neither, wait one hour.",
        "input > tag > switch",
        "switch.football > send1",
        "switch.tennis > send2",
        "switch.otherwise > wait",
        tag=categories("football", "tennis"),
        send1=X,
        send2=Y,
        wait={"seconds": 3600},
    ),
    flow(
        "Classify the feedback as happy, sad or angry and then: if happy -> https://example.com/x, if sad -> "
        "https://example.com/y, if angry -> https://example.com/z",
        "input > tag > switch",
        "switch.happy > send1",
        "switch.sad > send2",
        "switch.angry > send3",
        tag=categories("happy", "sad", "angry"),
        send1=X,
        send2=Y,
        send3=Z,
    ),
    flow(
        "Tag as invoice, contract or letter; invoices and contracts should be sent to https://example.com/x.",
        "input > tag > if",
        "if.true > send",
        tag=categories("invoice", "contract", "letter"),
        send=X,
        **{"if": equals("", ["invoice", "contract"], "in")},
    ),
    flow(
        "Anything tagged as spam is to be posted to https://example.com/x, everything else gets summarized.",
        "input > tag > merge > if",
        "input > merge",
        "if.true > send",
        "if.false > take > sum",
        tag=categories("spam"),
        send=X,
        take=TEXT,
    ),
    flow(
        "Decide whether the note is private or business. Private notes are forwarded to https://example.com/x. "
        "Business notes are forwarded to https://example.com/y.",
        "input > tag > switch",
        "switch.private > send1",
        "switch.business > send2",
        tag=categories("private", "business"),
        send1=X,
        send2=Y,
    ),
    flow(
        'When the text mentions "refund" send it to https://example.com/x, when it mentions "delivery" send it to '
        "https://example.com/y, else do nothing.",
        "input > if1",
        "input > if2",
        "if1.true > send1",
        "if2.true > send2",
        if1=equals("", "refund", "contains"),
        if2=equals("", "delivery", "contains"),
        send1=X,
        send2=Y,
    ),
    flow(
        "Long texts (more than 500 words) should be shortened to five sentences; the others should be left alone.",
        "input > if",
        "if.true > sum",
        sum={"sentences": 5},
        **{"if": {"condition": words_at_least(501)}},
    ),
    flow(
        "If it's urgent, send it to https://example.com/x, but if it's not, wait 3 hours and send it to https://example.com/y.",
        "input > tag > if",
        "if.true > send1",
        "if.false > wait > send2",
        send1=X,
        send2=Y,
        wait={"seconds": 10800},
        tag=categories("urgent"),
    ),
    flow(
        'Clean the text. Should it contain the word "lawyer", forward it to https://example.com/x.',
        "input > clean > if",
        "if.true > send",
        send=X,
        **{"if": equals("", "lawyer", "contains")},
    ),
    flow(
        'Only texts that contain "agenda" are to be summarized.',
        "input > if",
        "if.true > sum",
        **{"if": equals("", "agenda", "contains")},
    ),
    flow(
        'Send mails containing "bill" to https://example.com/x.',
        "input > if",
        "if.true > send",
        send=X,
        **{"if": equals("", "bill", "contains")},
    ),
    flow(
        "Summarize articles that are about science and send the summary to https://example.com/x.",
        "input > tag > merge > if",
        "input > merge",
        "if.true > take > sum > send",
        tag=categories("science"),
        take=TEXT,
        send=X,
    ),
    flow(
        "Tag it as hot or cold and, if hot, extract keywords and send them to https://example.com/x.",
        "input > tag > merge > if",
        "input > merge",
        "if.true > take > keys > send",
        tag=categories("hot", "cold"),
        take=TEXT,
        send=X,
    ),
    # ---- object first, wishes, notes --------------------------------------------------------------------------
    flow(
        "All HTML and all links must be stripped from the page text first.",
        "input > clean",
        clean={"strip_urls": True},
    ),
    flow(
        "A category (sales, support, spam) should be assigned to every message.",
        "input > tag",
        tag=categories("sales", "support", "spam"),
    ),
    flow("Five keywords is what I'm after.", "input > keys", keys={"limit": 5}),
    flow(
        "The following should happen to my article: cleaning, summarizing, sending to https://example.com/x.",
        "input > clean > sum > send",
        send=X,
    ),
    flow(
        "Let's have the report cleaned, condensed and its key phrases listed, if that's not too much trouble.",
        "input > clean > sum",
        "clean > keys",
    ),
    flow("gimme the gist n 5 hashtags", "input > sum", "input > keys", keys={"limit": 5}),
    flow(
        "Hello,\nplease clean the incoming text, then create a short summary.\n\nKind regards",
        "input > clean > sum",
    ),
    flow(
        "I need to know which of these it is: question, order or complaint.",
        "input > tag",
        tag=categories("question", "order", "complaint"),
    ),
    flow(
        "TODO: fetch https://example.com/x; tidy; top 10 keywords; POST result to https://example.com/y",
        "get > take > clean > keys > send",
        get={"method": "GET"},
        take=BODY,
        keys={"limit": 10},
        send=Y,
    ),
    flow(
        "https://example.com/x -> clean -> summary",
        "get > take > clean > sum",
        get={"method": "GET"},
        take=BODY,
    ),
    flow("In two sentences, tell me what this is about.", "input > sum", sum={"sentences": 2}),
    flow(
        "With gpt, summarize the article in three sentences and afterwards wait 20 seconds before posting it to https://example.com/x.",
        "input > aisum > wait > send",
        aisum={"sentences": 3},
        wait={"seconds": 20},
        send=X,
    ),
    flow(
        "Not more than six keywords, and no summary.",
        "input > keys",
        keys={"limit": 6},
        unread=("no summary",),
    ),
    # ---- what cannot be done ----------------------------------------------------------------------------------
    flow(
        "Summarize the text in the style of Shakespeare.",
        "input > sum",
        unread=("in the style of Shakespeare",),
    ),
    flow("Clean the text and attach the logo.", "input > clean", unread=("attach the logo",)),
    flow("Extract keywords sorted by length.", "input > keys", unread=("sorted by length",)),
    flow("Summarize only the introduction.", "input > sum", unread=("only the introduction",)),
    flow(
        "Send the summary to https://example.com/x with a password.",
        "input > sum > send",
        send=X,
        unread=("with a password",),
    ),
    flow(
        "Retry the request five times: send the text to https://example.com/x.",
        "input > send",
        send=X,
        unread=("Retry the request five times",),
    ),
    flow("Clean the text except for the emojis.", "input > clean", unread=("except for the emojis",)),
    flow(
        "Summarize the text for a five year old child.", "input > sum", unread=("for a five year old child",)
    ),
    flow(
        "Ask my boss for approval, then send the text to https://example.com/x.",
        "input > send",
        send=X,
        unread=("Ask my boss for approval",),
    ),
    flow(
        "Look up the author on Wikipedia and summarize the text.",
        "input > sum",
        unread=("Look up the author on Wikipedia",),
    ),
    flow(
        "Wait until Friday, then send it to https://example.com/x.",
        "input > wait > send",
        send=X,
        unread=("until Friday",),
        asks={("wait", "seconds")},
    ),
    flow("Summarize the text and speak it.", "input > sum", unread=("speak it",)),
    flow(
        "Extract keywords, then sort them and remove duplicates.",
        "input > keys",
        unread=("sort them", "remove duplicates"),
    ),
    flow("Summarize the text in bullet points and make it rhyme.", "input > sum", unread=("in bullet points", "make it rhyme")),
    # ---- drawn already ----------------------------------------------------------------------------------------
    flow("Add a keyword step after the cleaning.", "input > clean > sum", "clean > keys", on=DRAWN),
    flow("Change the summary to four sentences.", "input > clean > sum", sum={"sentences": 4}, on=DRAWN),
    flow(
        "Before the summary, pause for two minutes.",
        "input > clean > wait > sum",
        wait={"seconds": 120},
        on=DRAWN,
    ),
    flow(
        "And at the end, send the summary to https://example.com/x.",
        "input > clean > sum > send",
        send=X,
        on=DRAWN,
    ),
]
