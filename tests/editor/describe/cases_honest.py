"""Sentences of which an earlier reader drew something else than they say, and said nothing: categories that are also
words for a text, conditions that are not understood, and words that are no categories."""

from __future__ import annotations

from tests.editor.describe.cases import Case
from tests.editor.describe.flows import TEXT, X, Y, categories, equals, flow, ways, words_at_least

NOTHING = {("", "")}
"""All that is asked is what the workflow should do."""


def tagged(sentence: str, *names: str, on: str) -> Case:
    """Give the case of "tag as ...; do this with one of them"."""
    return flow(
        sentence,
        "input > tag > merge > test",
        "input > merge",
        "test.true > take > sum",
        tag=categories(*names),
        test=equals("category", on),
        take=TEXT,
    )


HONEST = [
    # ---- categories that are also words for a text --------------------------------------------------------------
    flow(
        "Classify as bug or question. Bugs go to https://example.com/x and questions are summarized.",
        "input > tag > merge > switch",
        "input > merge",
        "switch.bug > send",
        "switch.question > take > sum",
        tag=categories("bug", "question"),
        switch=ways("bug", "question", path="category"),
        send=X,
        take=TEXT,
    ),
    flow(
        "Label as feedback or request. Send feedback to https://example.com/x and summarize requests.",
        "input > tag > merge > switch",
        "input > merge",
        "switch.feedback > send",
        "switch.request > take > sum",
        tag=categories("feedback", "request"),
        switch=ways("feedback", "request", path="category"),
        send=X,
        take=TEXT,
    ),
    tagged("Tag as invoice or complaint. Complaints are summarized.", "invoice", "complaint", on="complaint"),
    tagged("Tag as invoice or complaint. Summarize complaints.", "invoice", "complaint", on="complaint"),
    tagged("tag as invoice or complaint. if complaint: summarize it", "invoice", "complaint", on="complaint"),
    tagged("Tag as news or opinion. News get summarized.", "news", "opinion", on="news"),
    tagged("Tag as order or review. If review, summarize it.", "order", "review", on="review"),
    tagged("Tag as spam, ham or mail. Mails get summarized.", "spam", "ham", "mail", on="mail"),
    tagged("Tag as note or ticket. All notes should be summarized.", "note", "ticket", on="note"),
    tagged("Tag as a or b. If a, summarize it.", "a", "b", on="a"),
    flow(
        "Classify as question or report. Questions get translated into German.",
        "input > tag > merge > test",
        "input > merge",
        "test.true > take > ask",
        tag=categories("question", "report"),
        test=equals("category", "question"),
        take=TEXT,
    ),
    flow(
        "- clean up text\n- tag as invoice, complaint, question\n- if complaint: POST to https://example.com/x\n"
        "- otherwise summarize it",
        "input > clean > tag > merge > test",
        "clean > merge",
        "test.true > send",
        "test.false > take > sum",
        tag=categories("invoice", "complaint", "question"),
        test=equals("category", "complaint"),
        send=X,
        take=TEXT,
    ),
    # ---- conditions that are not understood: what hangs on them is not drawn -------------------------------------
    flow(
        "Clean the text. If the customer is angry, send it to https://example.com/x, otherwise summarize it. "
        "Extract keywords.",
        "input > clean > keys",
        unread=("If the customer is angry, send it to https://example.com/x, otherwise summarize it",),
    ),
    flow(
        "Summarize the text. Send it to https://example.com/x only if my boss agrees.",
        "input > sum",
        unread=("Send it to https://example.com/x only if my boss agrees",),
    ),
    flow(
        "Clean it. If the moon is full: summarize it. Otherwise extract keywords.",
        "input > clean",
        unread=("If the moon is full: summarize it. Otherwise extract keywords",),
    ),
    flow(
        "If the text is in English, summarize it, otherwise translate it to English.",
        unread=("If the text is in English, summarize it, otherwise translate it to English",),
        asks=NOTHING,
    ),
    flow(
        "Clean it and, if it is longer than 1,200 words, summarize it.",
        "input > clean",
        unread=("if it is longer than 1,200 words, summarize it",),
    ),
    flow(
        "Clean it. If there are more than 3 sentences, summarize it.",
        "input > clean",
        unread=("If there are more than 3 sentences, summarize it",),
    ),
    flow(
        "Tag as spam or ham. If it is urgent, send it to https://example.com/x.",
        "input > tag",
        tag=categories("spam", "ham"),
        unread=("If it is urgent, send it to https://example.com/x",),
    ),
    flow(
        "If the moon is full, remove the summary.",
        "input > clean > sum",
        unread=("If the moon is full, remove the summary",),
        on="clean -> summarize",
        asks=NOTHING,
    ),
    flow(
        "Fetch https://example.com/x, retry three times if it fails, and extract keywords from the body.",
        "get > write > keys",
        get={"method": "GET"},
        write={"template": "{{ value.body }}"},
        unread=("retry three times if it fails",),
    ),
    flow(
        'If it contains "refund", send it to https://example.com/x, otherwise if it is longer than 300 words, '
        "summarize it.",
        "input > test1",
        "test1.true > send",
        "test1.false > test2",
        "test2.true > sum",
        test1=equals("", "refund", "contains"),
        test2={"condition": words_at_least(301)},
        send=X,
    ),
    # ---- words that are no categories ----------------------------------------------------------------------------
    flow(
        "Summarize the text twice: once in one sentence and once in five sentences.",
        "input > sum1",
        "input > sum2",
        sum1={"sentences": 1},
        sum2={"sentences": 5},
    ),
    flow(
        "Extract keywords once with 5 and once with 10 keywords.",
        "input > keys1",
        "input > keys2",
        keys1={"limit": 5},
        keys2={"limit": 10},
    ),
    flow("Do this once: summarize the text.", "input > sum"),
    flow(
        "Clean it, then summarize it unless it is short.",
        "input > clean",
        unread=("summarize it unless it is short",),
    ),
    flow(
        "Clean the text. Whether it is spam or not, summarize it.",
        "input > clean",
        unread=("Whether it is spam or not, summarize it",),
    ),
    flow(
        "if length > 500 words then summarize else output it",
        "input > test",
        "test.true > sum",
        "test.false > out",
        test={"condition": words_at_least(501)},
    ),
    flow(
        "If there are more than 5 keywords, send them to https://example.com/x.",
        "input > keys > test",
        "test.true > send",
        test={"condition": {"field": "5", "op": "exists"}},
        send=X,
    ),
    flow(
        "If the number of words is at least 300, summarize it.",
        "input > test",
        "test.true > sum",
        test={"condition": words_at_least(300)},
    ),
    flow("Clean the text when it arrives and, when finished, summarize it.", "input > clean > sum"),
    flow(
        "Tag as order or review. Orders are posted to https://example.com/x. Reviews are posted to "
        "https://example.com/y.",
        "input > tag > switch",
        "switch.order > send1",
        "switch.review > send2",
        tag=categories("order", "review"),
        switch=ways("order", "review"),
        send1=X,
        send2=Y,
    ),
    # ---- what is said of another case without a first one -------------------------------------------------------
    flow(
        "Tag as spam or ham. If it is neither, send it to https://example.com/x.",
        "input > tag",
        tag=categories("spam", "ham"),
        unread=("If it is neither, send it to https://example.com/x",),
    ),
    flow("Clean it. Otherwise summarize it.", "input > clean", unread=("Otherwise summarize it",)),
    flow(
        "Summarize the complaint and tag it as complaint or praise.",
        "input > sum",
        "input > tag",
        tag=categories("complaint", "praise"),
    ),
    flow(
        "If it's spam, do nothing. If it's ham, summarize it.",
        "input > tag > merge > switch",
        "input > merge",
        "switch.ham > take > sum",
        tag=categories("spam", "ham"),
        take=TEXT,
    ),
    flow(
        "Tag as a or b. If a, leave it. Otherwise clean it. Then summarize.",
        "input > tag > merge1 > test",
        "input > merge1",
        "test.true > take1 > merge2 > sum",
        "test.false > take2 > clean > merge2",
        tag=categories("a", "b"),
        merge2={"mode": "first"},
    ),
    # ---- conditions said otherwise than with "if" ----------------------------------------------------------------
    flow(
        "Summarize it. Send it to https://example.com/x once the customer has paid.",
        "input > sum",
        unread=("Send it to https://example.com/x once the customer has paid",),
    ),
    flow(
        "Clean the text. Summarize texts with more than 2000 words.",
        "input > clean",
        unread=("Summarize texts with more than 2000 words",),
    ),
    flow(
        "Tag as complaint or praise. For old complaints, summarize it.",
        "input > tag",
        tag=categories("complaint", "praise"),
        unread=("For old complaints, summarize it",),
    ),
    flow(
        "Clean it and, if it is from Anna, summarize it.",
        "input > clean",
        unread=("if it is from Anna, summarize it",),
    ),
    flow(
        'Extract keywords and if "fire" is among them, send it to https://example.com/x.',
        "input > keys",
        unread=('if "fire" is among them, send it to https://example.com/x',),
    ),
    flow("Clean it and translate it without AI.", "input > clean", unread=("translate it without AI",)),
    flow(
        "Tag as a or b; a: summarize; b: extract keywords",
        "input > tag > merge > switch",
        "input > merge",
        "switch.a > take1 > sum",
        "switch.b > take2 > keys",
        tag=categories("a", "b"),
    ),
    flow("Clean it and summarize long texts.", "input > clean > sum", unread=("long",)),
    flow(
        "Clean it. If needed, summarize it.",
        "input > clean",
        unread=("If needed, summarize it",),
    ),
    flow(
        "Clean it. If it does not contain 'a' or 'b', summarize it.",
        "input > clean",
        unread=("If it does not contain 'a' or 'b', summarize it",),
    ),
    flow(
        "Clean it, send it to https://example.com/x depending on the weather.",
        "input > clean",
        unread=("send it to https://example.com/x depending on the weather",),
    ),
    flow(
        "Summarize it. The answer must be sent to https://example.com/x.",
        "input > sum",
        unread=("The answer must be sent to https://example.com/x",),
    ),
    flow(
        "Clean the text. Complaints go to https://example.com/x.",
        "input > clean",
        unread=("Complaints go to https://example.com/x",),
    ),
    flow("Clean it and post the name.", "input > clean", unread=("post the name",)),
    flow(
        "Tag as news or opinion: news -> https://example.com/x, opinion -> https://example.com/y.",
        "input > tag > switch",
        "switch.news > send1",
        "switch.opinion > send2",
        tag=categories("news", "opinion"),
        switch=ways("news", "opinion"),
        send1=X,
        send2=Y,
    ),
]
