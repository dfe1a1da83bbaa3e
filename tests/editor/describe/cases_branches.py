"""Descriptions with conditions and several ways, and with what cannot be done inside what can."""

from __future__ import annotations

from tests.editor.describe.flows import (
    FIRST, TEXT, X, Y, Z, categories, equals, flow, ways, words_at_least,
)  # fmt: skip

PRAISE = categories("praise", "complaint", "question")
BRANCHES = [
    flow(
        "Tag the mail as praise, complaint or question. Complaints go to https://example.com/x, questions go to "
        "https://example.com/y and praise goes to https://example.com/z.",
        "input > tag > switch",
        "switch.complaint > send1",
        "switch.question > send2",
        "switch.praise > send3",
        tag=PRAISE,
        switch=ways("complaint", "question", "praise"),
        send1=X,
        send2=Y,
        send3=Z,
    ),
    flow(
        "Classify as praise, complaint or question; praise: wait an hour; complaint: send to https://example.com/x; "
        "question: summarize.",
        "input > tag > merge > switch",
        "input > merge",
        "switch.praise > wait",
        "switch.complaint > send",
        "switch.question > take > sum",
        tag=PRAISE,
        switch=ways("praise", "complaint", "question", path="category"),
        wait={"seconds": 3600},
        send=X,
        take=TEXT,
    ),
    flow(
        "Sort the text into news, opinion or advert:\n- news: summarize it\n- opinion: extract keywords\n"
        "- advert: send it to https://example.com/x",
        "input > tag > merge > switch",
        "input > merge",
        "switch.news > take1 > sum",
        "switch.opinion > take2 > keys",
        "switch.advert > send",
        tag=categories("news", "opinion", "advert"),
        take1=TEXT,
        take2=TEXT,
        send=X,
    ),
    flow(
        "Label it red, green or blue. If it's red, send it to https://example.com/x. If it's green, send it to "
        "https://example.com/y. In all other cases wait ten seconds.",
        "input > tag > switch",
        "switch.red > send1",
        "switch.green > send2",
        "switch.otherwise > wait",
        tag=categories("red", "green", "blue"),
        switch=ways("red", "green"),
        send1=X,
        send2=Y,
        wait={"seconds": 10},
    ),
    flow(
        "When the category is spam, wait a day, when it is ham, send it to https://example.com/x.",
        "input > tag > switch",
        "switch.spam > wait",
        "switch.ham > send",
        tag=categories("spam", "ham"),
        wait={"seconds": 86400},
        send=X,
    ),
    flow(
        "Tag it as legal, sales or other; in case of legal post it to https://example.com/x, in case of sales post it "
        "to https://example.com/y, and leave the rest alone.",
        "input > tag > switch",
        "switch.legal > send1",
        "switch.sales > send2",
        tag=categories("legal", "sales", "other"),
        switch=ways("legal", "sales"),
        send1=X,
        send2=Y,
    ),
    flow(
        "Mails that are about billing should be sent to https://example.com/x, all the others to https://example.com/y.",
        "input > tag > if",
        "if.true > send1",
        "if.false > send2",
        tag=categories("billing"),
        **{"if": equals("", "billing")},
        send1=X,
        send2=Y,
    ),
    flow(
        "Short texts (under 40 words) go to https://example.com/x, longer ones are summarized.",
        "input > if",
        "if.true > send",
        "if.false > sum",
        **{"if": {"condition": {"match": "not", "conditions": [words_at_least(40)]}}},
        send=X,
    ),
    flow(
        "If the text has at least 300 words, shorten it to three sentences, or else leave it as it is.",
        "input > if",
        "if.true > sum",
        **{"if": {"condition": words_at_least(300)}},
        sum={"sentences": 3},
    ),
    flow(
        "Texts with more than 80 words should be summarized.",
        "input > if",
        "if.true > sum",
        **{"if": {"condition": words_at_least(81)}},
    ),
    flow(
        'The text is to be sent to https://example.com/x if it contains "invoice" or "payment".',
        "input > if",
        "if.true > send",
        send=X,
        **{
            "if": {
                "condition": {
                    "match": "any",
                    "conditions": [
                        {"field": "", "op": "contains", "value": "invoice"},
                        {"field": "", "op": "contains", "value": "payment"},
                    ],
                }
            }
        },
    ),
    flow(
        "Summarize the text, except if it is empty.",
        "input > if",
        "if.false > sum",
        **{"if": {"condition": {"field": "", "op": "is_empty"}}},
    ),
    flow(
        "Classify the text as science or arts, and for science only, send it to https://example.com/x.",
        "input > tag > if",
        "if.true > send",
        tag=categories("science", "arts"),
        **{"if": equals("", "science")},
        send=X,
    ),
    flow(
        'Provided that the mail mentions "urgent", send it to https://example.com/x.',
        "input > if",
        "if.true > send",
        **{"if": equals("", "urgent", "contains")},
        send=X,
    ),
    flow(
        "Send it to https://example.com/x as long as it is not tagged as spam.",
        "input > tag > if",
        "if.true > send",
        tag=categories("spam"),
        **{"if": equals("", "spam", "not_equals")},
        send=X,
    ),
    flow(
        "Is the mail an offer, a bill or a reminder? Bills should go to https://example.com/x and reminders should go "
        "to https://example.com/y.",
        "input > tag > switch",
        "switch.bill > send1",
        "switch.reminder > send2",
        tag=categories("offer", "bill", "reminder"),
        switch=ways("bill", "reminder"),
        send1=X,
        send2=Y,
    ),
    flow(
        "Route by category: sports to https://example.com/x, tech to https://example.com/y, everything else to "
        "https://example.com/z",
        "input > tag > switch",
        "switch.sports > send1",
        "switch.tech > send2",
        "switch.otherwise > send3",
        tag=categories("sports", "tech"),
        switch=ways("sports", "tech"),
        send1=X,
        send2=Y,
        send3=Z,
    ),
    flow(
        "Depending on the category (cat, dog or bird), send cats to https://example.com/x, dogs to "
        "https://example.com/y and birds to https://example.com/z.",
        "input > tag > switch",
        "switch.cat > send1",
        "switch.dog > send2",
        "switch.bird > send3",
        tag=categories("cat", "dog", "bird"),
        switch=ways("cat", "dog", "bird"),
        send1=X,
        send2=Y,
        send3=Z,
    ),
    flow(
        "Tag it as yes or no. If yes, summarize it, if no, extract keywords, and in both cases output the result.",
        "input > tag > merge > switch",
        "input > merge",
        "switch.yes > take1 > sum > merge2 > out",
        "switch.no > take2 > keys > merge2",
        tag=categories("yes", "no"),
        take1=TEXT,
        take2=TEXT,
        merge2=FIRST,
    ),
    flow(
        "Only summarize the text when it is longer than 100 words; otherwise send it straight to https://example.com/x.",
        "input > if",
        "if.true > sum",
        "if.false > send",
        **{"if": {"condition": words_at_least(101)}},
        send=X,
    ),
    # ---- what cannot be done, inside what can -----------------------------------------------------------------
    flow("Summarize the text as a poem.", "input > sum", unread=("as a poem",)),
    flow(
        "Extract the keywords alphabetically and send them to https://example.com/x.",
        "input > keys > send",
        unread=("alphabetically",),
        send=X,
    ),
    flow("Clean the text twice.", "input > clean", unread=("twice",)),
    flow("Summarize each paragraph.", "input > sum", unread=("each paragraph",)),
    flow(
        "Send the summary to https://example.com/x every Monday.",
        "input > sum > send",
        unread=("every Monday",),
        send=X,
    ),
    flow(
        "Extract keywords and store them in the database.",
        "input > keys",
        unread=("store them in the database",),
    ),
    flow(
        "Clean the text, read it out loud and summarize it.",
        "input > clean > sum",
        unread=("read it out loud",),
    ),
    flow("Send the text encrypted to https://example.com/x.", "input > send", unread=("encrypted",), send=X),
    flow(
        "Summarize the text without naming any person.", "input > sum", unread=("without naming any person",)
    ),
    flow(
        "Repeat the cleaning until nothing changes.",
        unread=("Repeat the cleaning until nothing changes",),
        asks={("", "")},
    ),
    flow(
        "Post the summary to https://example.com/x and delete the original file afterwards.",
        "input > sum > send",
        unread=("delete the original file afterwards",),
        send=X,
    ),
    flow(
        "Summarize the text and compare it with last week's summary.",
        "input > sum",
        unread=("compare it with last week's summary",),
    ),
    flow(
        "Anonymously send the keywords to https://example.com/x.",
        "input > keys > send",
        unread=("Anonymously",),
        send=X,
    ),
    flow(
        "Summarize the text, but keep the tone of the author.",
        "input > sum",
        unread=("keep the tone of the author",),
    ),
    flow("Summarize the first half of the text.", "input > sum", unread=("the first half",)),
    flow("Extract keywords in upper case.", "input > keys", unread=("in upper case",)),
    flow(
        "Send it to https://example.com/x at most three times.",
        "input > send",
        unread=("at most three times",),
        send=X,
    ),
    flow("Print the summary on paper.", "input > sum > out", unread=("on paper",)),
]
