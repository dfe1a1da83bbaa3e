"""What no step can do, said inside what can be done; and changes to what is drawn."""

from __future__ import annotations

from tests.editor.describe.flows import TEXT, X, Y, categories, flow

DRAWN = "clean -> summarize"
SILENCES = [
    # ---- what cannot be done ----------------------------------------------------------------------------------
    flow(
        "Summarize the text in the style of Shakespeare.",
        "input > sum",
        unread=("in the style of Shakespeare",),
    ),
    flow("Clean the text and attach the logo.", "input > clean", unread=("attach the logo",)),
    flow("Clean the text and email it to me.", "input > clean", unread=("email it to me",)),
    flow(
        "Summarize it and e-mail the summary to bob@x.org.",
        "input > sum",
        unread=("e-mail the summary to bob@x.org",),
    ),
    flow("Clean the text, then text me the result.", "input > clean", unread=("text me the result",)),
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
    flow(
        "Summarize the text in bullet points and make it rhyme.",
        "input > sum",
        unread=("in bullet points", "make it rhyme"),
    ),
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
    flow(
        "For each keyword fetch https://example.com/x.",
        "get",
        get={"method": "GET"},
        unread=("For each keyword",),
    ),
    flow("If it rains, summarize the text.", unread=("If it rains, summarize the text",), asks={("", "")}),
    flow(
        "If the customer is angry, send it to https://example.com/x.",
        unread=("If the customer is angry, send it to https://example.com/x",),
        asks={("", "")},
    ),
    flow("Summarize the email and reply to the sender.", "input > sum", unread=("reply to the sender",)),
    flow("Run it twice a day and summarize the text.", "input > sum", unread=("twice a day",)),
    flow(
        "Every complaint goes to https://example.com/x; every order goes to https://example.com/y; the remaining "
        "ones are summarized.",
        "input > tag > merge > switch",
        "input > merge",
        "switch.complaint > send1",
        "switch.order > send2",
        "switch.otherwise > take > sum",
        tag=categories("complaint", "order"),
        send1=X,
        send2=Y,
        take=TEXT,
    ),
]
