"""Descriptions in many voices: wishes, passives, notes, lists, mails, the object before the verb."""

from __future__ import annotations

from tests.editor.describe.flows import BODY, SUMMARY, X, Y, categories, equals, flow

DRAWN = "clean -> summarize"
VOICES = [
    # ---- the object before the verb, passives -----------------------------------------------------------------
    flow("The text should be cleaned.", "input > clean"),
    flow("Keywords must be extracted from the article, at most six.", "input > keys", keys={"limit": 6}),
    flow(
        "The complaint has to be condensed to four sentences and sent to https://example.com/x.",
        "input > sum > send",
        sum={"sentences": 4},
        send=X,
    ),
    flow("Out of this document I need eight key terms.", "input > keys", keys={"limit": 8}),
    flow(
        "Of every incoming mail a summary is to be made, and the summary is to be forwarded to https://example.com/x.",
        "input > sum > send",
        send=X,
    ),
    flow(
        "A 2-sentence summary and 5 keywords are needed from each article.",
        "input > sum",
        "input > keys",
        sum={"sentences": 2},
        keys={"limit": 5},
    ),
    flow(
        "My notes need tidying up and their keywords pulling out.",
        "input > clean > keys",
    ),
    flow(
        "Links and signatures should be removed before the mail gets summarized.",
        "input > clean > sum",
        clean={"strip_urls": True, "drop_quotes": True},
    ),
    flow(
        "What I need is a summary of the text in one sentence.",
        "input > sum",
        sum={"sentences": 1},
    ),
    flow(
        "The tickets are to be sorted into hardware, software and network.",
        "input > tag",
        tag=categories("hardware", "software", "network"),
    ),
    flow("To https://example.com/x I want the summary sent.", "input > sum > send", send=X),
    flow(
        "From https://example.com/x get the page and summarize it.",
        "get > take > sum",
        get={"method": "GET"},
        take=BODY,
    ),
    # ---- wishes, questions and long polite mails --------------------------------------------------------------
    flow(
        "Could you be so kind as to tidy up the text and let me have the seven most important keywords?",
        "input > clean > keys",
        keys={"limit": 7},
    ),
    flow(
        "Hi team, I was wondering if you could help me: I would love to have my articles summarized in three "
        "sentences, and I'd also appreciate five keywords. Best regards",
        "input > sum",
        "input > keys",
        sum={"sentences": 3},
        keys={"limit": 5},
    ),
    flow(
        "Good morning! We receive long reports all the time and would be grateful for a workflow that cleans them, "
        "shortens them to 5 sentences and finally sends the summary to https://example.com/x. Thank you so much!",
        "input > clean > sum > send",
        sum={"sentences": 5},
        send=X,
    ),
    flow(
        "It would be great to see what the text is about in two sentences.",
        "input > sum",
        sum={"sentences": 2},
    ),
    flow(
        "My idea is the following: the text comes in, it gets cleaned, and at the end there is a summary.",
        "input > clean > sum",
    ),
    flow("Is there a way to get the main topics of a text?", "input > keys"),
    flow("I wonder whether you could shorten this article for me.", "input > sum"),
    flow(
        "The goal is to classify reviews as positive, neutral or negative.",
        "input > tag",
        tag=categories("positive", "neutral", "negative"),
    ),
    flow(
        "We want to build something that takes a press release, cleans it and then gives us the keywords.",
        "input > clean > keys",
    ),
    # ---- lists and notes --------------------------------------------------------------------------------------
    flow(
        "* clean up\n* summary (3 sentences)\n* keywords (6)\n* everything to https://example.com/x",
        "input > clean > sum > merge > send",
        "clean > keys > merge",
        sum={"sentences": 3},
        keys={"limit": 6},
        send=X,
    ),
    flow(
        "First step: clean the text\nSecond step: summary\nThird step: wait 30 seconds\nLast step: send it to https://example.com/x",
        "input > clean > sum > wait > send",
        wait={"seconds": 30},
        send=X,
    ),
    flow(
        "cleanup, summary (1 sentence), 3 keywords",
        "input > clean > sum",
        "clean > keys",
        sum={"sentences": 1},
        keys={"limit": 3},
    ),
    flow(
        "1) tidy 2) classify: urgent / normal 3) wait 2h 4) POST https://example.com/x",
        "input > clean > tag > wait > send",
        tag=categories("urgent", "normal"),
        wait={"seconds": 7200},
        send=X,
    ),
    flow(
        "article -> keywords + summary -> merge -> https://example.com/x",
        "input > keys > merge > send",
        "input > sum > merge",
        send=X,
    ),
    flow(
        "summary: 4 sentences, keywords: 12",
        "input > sum",
        "input > keys",
        sum={"sentences": 4},
        keys={"limit": 12},
    ),
    flow("text > clean > summarize > send to https://example.com/x", "input > clean > sum > send", send=X),
    # ---- order, waiting, fetching, models ---------------------------------------------------------------------
    flow(
        "Summarize the text, wait a quarter of an hour, and only then send it to https://example.com/x.",
        "input > sum > wait > send",
        wait={"seconds": 900},
        send=X,
    ),
    flow(
        "Ten minutes after the mail has come in, send it to https://example.com/x.",
        "input > wait > send",
        wait={"seconds": 600},
        send=X,
    ),
    flow("Have a language model rewrite the text politely, then summarize the answer.", "input > ask > sum"),
    flow(
        "The page at https://example.com/x should be downloaded and its keywords extracted.",
        "get > take > keys",
        get={"method": "GET"},
        take=BODY,
    ),
    flow("Using AI, tag the text as fact or opinion.", "input > aitag", aitag=categories("fact", "opinion")),
    flow(
        "Sumarise the artcile adn then classfy it as sport or politcs",
        "input > sum",
        "input > tag",
        tag=categories("sport", "politcs"),
    ),
    flow("Plase cleen the mesage, than extrakt five keywrods", "input > clean > keys", keys={"limit": 5}),
    flow(
        "Post the keywords, not the summary, to https://example.com/x.",
        "input > keys > send",
        send=X,
        unread=("not the summary",),
    ),
    # ---- drawn already ----------------------------------------------------------------------------------------
    flow(
        "The summary should be sent to https://example.com/x as well.",
        "input > clean > sum > send",
        on=DRAWN,
        send=X,
    ),
    flow("I don't need the summary any more.", "input > clean", on=DRAWN),
    flow("Please take the cleaning out again.", "input > sum", on=DRAWN),
    flow(
        "Could the summary be two sentences instead?", "input > clean > sum", on=DRAWN, sum={"sentences": 2}
    ),
    flow(
        "Between cleaning and summarizing, wait 5 minutes.",
        "input > clean > wait > sum",
        on=DRAWN,
        wait={"seconds": 300},
    ),
    flow(
        'If the text contains "urgent", send the summary to https://example.com/x too.',
        "input > clean > sum > merge > test",
        "clean > merge",
        "test.true > take > send",
        on=DRAWN,
        take=SUMMARY,
        send=X,
        test=equals("text", "urgent", "contains"),
    ),
    flow("Replace the summary with keywords.", "input > clean > keys", on=DRAWN),
    flow(
        "send the keywords to https://example.com/x and the summary to https://example.com/y",
        "input > keys > send1",
        "input > sum > send2",
        send1=X,
        send2=Y,
    ),
]
