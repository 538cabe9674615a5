"""The page of a claim: what is decided comes first, then the figure, the tables, the notes and the words."""

from pitfalls.report.page import page

WORDS = ("holds", "contradicted", "equivalent", "undecided", "not testable")


def test_it_opens_with_what_is_decided_in_the_order_named(claim):
    text = page(claim[0] | {"named_late": 3}, claim[1])
    parts = [
        "<h1>",
        'class="headline"',
        "<li>harm",
        "<li>leak left",
        "<li>rescue",
        "<svg",
        "<h2>Arms",
        "<h2>Every contr",
    ]
    places = [text.index(part) for part in [*parts, "<h2>Notes", "<h2>Words", "<h2>Rows"]]
    assert places == sorted(places) and "Not decided" not in text
    assert '<li>harm <span class="word holds">holds</span>' in text


def test_what_is_open_or_not_testable_stands_below(fails):
    plan = fails[0] | {"ordered": False}
    text = page(plan, fails[1])
    headline, _, rest = text.partition("<h2>Not decided</h2>")
    assert "<li>leak left" in headline and "<li>harm" not in headline
    assert 'harm is <span class="word not testable">not testable</span>' in rest
    assert "Runs that failed: 2; still to come: 0." in text


def test_a_claim_without_a_word_says_so():
    from pitfalls.ledger.files import REVISION

    plan = {"name": "n", "question": "Q?", "revision": REVISION, "outcome": "probe", "delta": 0.03, "alpha": 0.05}
    plan |= {"exploratory": False, "arms": {}, "contrasts": []}
    text = page(plan, [])
    assert "No contrast is decided yet." in text and "<svg" not in text


def test_every_word_is_explained_and_colored(claim):
    text = page(*claim)
    for word in WORDS:
        assert f"<dt><b>{word}</b>" in text and f".word.{word.replace(' ', '.')} {{" in text


def test_names_are_no_markup(claim):
    plan, rows = claim
    text = page(plan | {"question": "<b>?", "shared": ["<i>x"]}, [row | {"layers": [0.5]} for row in rows])
    assert "<h1>&lt;b&gt;?</h1>" in text and "<i>x" not in text and "<td>0.5000</td>" in text
