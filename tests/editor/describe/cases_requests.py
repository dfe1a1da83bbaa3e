"""Requests and models: what a fetch waits for, what a request's answer is, the verbs of HTTP, and no model at all."""

from __future__ import annotations

from tests.editor.describe.flows import BODY, X, Y, categories, equals, flow

GET = {"method": "GET", "url": "https://example.com/x"}
LEVELS = categories("urgent", "normal", "low")
REQUESTS = [
    # ---- a fetch waits for what came before it -------------------------------------------------------------------
    flow("summarize, sleep 2 days, then fetch https://example.com/x", "input > sum > wait > get", get=GET),
    flow("Extract keywords, then GET https://example.com/x.", "input > keys > get", get=GET),
    flow(
        "Summarize the text, then fetch https://example.com/x and merge both.",
        "input > sum > get > merge",
        "sum > merge",
        get=GET,
    ),
    flow(
        'If the text contains "refund", fetch https://example.com/x.',
        "input > test",
        "test.true > get",
        test=equals("", "refund", "contains"),
        get=GET,
    ),
    flow(
        "Download https://example.com/x and https://example.com/y, merge them and summarize.",
        "get1 > merge > write > sum",
        "get2 > merge",
        get1=GET,
        get2=GET | {"url": "https://example.com/y"},
    ),
    # ---- call, ping and hit fetch where nothing is sent; what a request answers can be worked on ----------------
    flow("Wait 10 minutes, then call https://example.com/x.", "input > wait > get", get=GET),
    flow(
        "Call https://example.com/x, retry three times if it fails, and extract keywords from the body.",
        "get > write > keys",
        get=GET,
        write=BODY,
        unread=("retry three times if it fails",),
    ),
    flow("Hit https://example.com/x and summarize the answer.", "get > write > sum", get=GET, write=BODY),
    flow("Summarize it and call https://example.com/x with the summary.", "input > sum > send", send=X),
    flow(
        "Send the text to https://example.com/x and extract keywords from the answer.",
        "input > send > write > keys",
        send=X,
        write=BODY,
    ),
    flow("Post it to https://example.com/x and summarize the result.", "input > send > write > sum", send=X),
    # ---- the verbs of HTTP ---------------------------------------------------------------------------------------
    flow("PUT the summary to https://example.com/x.", "input > sum > send", send=X | {"method": "PUT"}),
    flow(
        "Clean it, summarize it and put the summary to https://example.com/x.",
        "input > clean > sum > send",
        send=X | {"method": "PUT"},
    ),
    flow("Patch https://example.com/x with the summary.", "input > sum > send", send=X | {"method": "PATCH"}),
    flow(
        "Summarize it, wait a day and delete https://example.com/x.",
        "input > sum > wait > send",
        send={"method": "DELETE", "url": "https://example.com/x"},
    ),
    # ---- with a model and without --------------------------------------------------------------------------------
    flow("Summarize the text without using a model.", "input > sum"),
    flow("Extract keywords without AI and summarize it with no GPT.", "input > keys", "input > sum"),
    flow("Tag it as a or b without GPT.", "input > tag", tag=categories("a", "b")),
    flow("Use GPT to summarize the text.", "input > aisum"),
    flow(
        "Clean up, then use GPT to summarize and let the model pick the category: urgent, normal or low",
        "input > clean > aisum",
        "clean > aitag",
        aitag=LEVELS,
    ),
    flow("Use an LLM to tag it as urgent, normal or low.", "input > aitag", aitag=LEVELS),
    flow(
        "Use ChatGPT to write a poem about the text.",
        "input > ask",
        ask={"prompt": "Write a poem about the text:\n\n{{ value }}"},
    ),
    flow(
        "Ask for a title and a text, summarize the text and send it to https://example.com/y.",
        "input > sum > send",
        input={"fields": [{"name": "title"}, {"name": "text"}]},
        send=Y,
    ),
]
