"""load_reviews and load_messages: form and splits of the files, and the figures of their cards."""

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, log_loss
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline

from rnncourse.datasets import entries, labelled, load_messages, load_reviews
from rnncourse.text import words

SPLITS = ("train", "valid", "test")
LOADERS = {"reviews": load_reviews, "messages": load_messages}
POSITIVE = {"reviews": "positive", "messages": "spam"}
DATA = Path(__file__).parents[2] / "data"
CARDS = {name: " ".join((DATA / f"{name}.md").read_text("utf-8").split()) for name in LOADERS}

HEADER = "thing\tkind\tlabel\tmanner\ttext\n"
FILE = HEADER + "".join(f"thing-{i}\tkind\tpositive\tplain\tGood {i}.\n" for i in range(12))


@pytest.fixture
def put(world, monkeypatch):
    """A function that puts a file of reviews beside the world's tales."""

    def write(text):
        content = text.encode()
        (world.data / "reviews.tsv").write_bytes(content)
        sums = (world.data / "SHA256SUMS").read_text().splitlines()[:1]
        (world.data / "SHA256SUMS").write_text(f"{sums[0]}\n{world.sha256(content)}  reviews.tsv\n")

    dataset = entries.Dataset("reviews", "reviews", "shipped", "reviews.tsv", "CC0")
    monkeypatch.setattr(entries, "_ENTRIES", (*entries._ENTRIES, dataset))
    write(FILE)
    return write


def test_of_each_ten_groups_the_eighth_is_for_validation_and_two_for_testing(put):
    put(FILE.replace("thing-9\tkind\tpositive\tplain\tGood 9.\n", "thing-9\tkind\tnegative\tirony\tGood 9.\n" * 2))
    assert [row.group for row in load_reviews("valid")] == ["thing-7"]
    assert [row.group for row in load_reviews("test")] == ["thing-8", "thing-9", "thing-9"]
    assert len(load_reviews("train")) == 9 and len(load_reviews()) == 13
    assert load_reviews("test")[1] == labelled.Review("Good 9.", "negative", "thing-9", "kind", "irony")


@pytest.mark.parametrize(
    "old, new, said",
    [
        (HEADER, HEADER.upper(), "line 1: expected the columns thing, kind, label, manner, text"),
        ("kind\tpositive\tplain\tGood 3.", "kind\tpositive\tGood 3.", "line 5: expected 5 fields"),
        ("plain\tGood 3.", "plain\t", "line 5: expected 5 fields between tabs, none empty"),
        ("Good 3.\n", "Good 3.\n\n", "line 6: expected 5 fields .*got ''"),
        (
            "positive\tplain\tGood 3.",
            "good\tplain\tGood 3.",
            "line 5: expected a label of negative, positive, got 'good'",
        ),
        ("plain\tGood 3.", "wry\tGood 3.", "line 5: expected a manner of plain, contrast, irony, got 'wry'"),
        ("thing-5", "thing-3", "line 7: expected the lines of a group to follow each other, got 'thing-3'"),
    ],
)
def test_a_damaged_line_is_named_with_what_was_expected(put, old, new, said):
    put(FILE.replace(old, new, 1))
    with pytest.raises(ValueError, match=f"reviews.tsv, {said}"):
        load_reviews()


@pytest.mark.parametrize("load", LOADERS.values())
def test_an_unknown_split_is_refused(load):
    with pytest.raises(ValueError, match="split: expected 'train', 'valid', 'test' or None, got 'dev'"):
        load("dev")


@pytest.fixture(scope="module", params=LOADERS)
def data(request):
    """Name of the set, and its rows."""
    return request.param, LOADERS[request.param]()


def test_there_are_as_many_texts_as_promised_in_plain_characters(data):
    name, rows = data
    assert len(rows) >= {"reviews": 900, "messages": 700}[name]
    for row in rows:
        assert row.text.isascii() and row.text.isprintable() and row.text == " ".join(row.text.split())
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row.group) and re.fullmatch(r"[a-z-]+", row.kind)
        assert name == "messages" or 12 <= len(row.text.split()) <= 70, row.text


def test_a_group_lies_whole_in_one_split_and_the_splits_make_the_whole(data):
    name, rows = data
    parts = [LOADERS[name](split) for split in SPLITS]
    assert sum(map(len, parts)) == len(rows) and {row for part in parts for row in part} == set(rows)
    groups = [{row.group for row in part} for part in parts]
    assert sum(map(len, groups)) == len({row.group for row in rows})
    assert len(parts[1]) >= 0.08 * len(rows) and len(parts[2]) >= 0.18 * len(rows)


def test_the_labels_are_balanced_alike_in_every_split(data):
    name, rows = data
    low, high = {"reviews": (0.45, 0.55), "messages": (0.25, 0.33)}[name]
    for part in (rows, *map(LOADERS[name], SPLITS)):
        assert low <= np.mean([row.label == POSITIVE[name] for row in part]) <= high


def test_no_two_texts_share_eight_words_or_their_first_five(data):
    _, rows = data
    for span, beginning in ((8, False), (5, True)):
        found = {}
        for row in rows:
            tokens = re.findall(r"[\w']+", row.text.lower())
            for i in range(1 if beginning else max(len(tokens) - span + 1, 1)):
                key = tuple(tokens[i : i + span])
                assert found.setdefault(key, row) == row, key
    assert len({row.text for row in rows}) == len(rows)


def test_openings_differ(data):
    _, rows = data
    first = Counter(re.findall(r"[\w']+", row.text.lower())[0] for row in rows)
    assert first.most_common(1)[0][1] < 0.1 * len(rows) and len(first) > 0.2 * len(rows)


def test_the_length_tells_little_of_the_label(data):
    name, rows = data
    for part in (rows, LOADERS[name]("train")):
        sizes = {label: [] for label in sorted({row.label for row in rows})}
        for row in part:
            sizes[row.label].append(len(row.text.split()))
        a, b = map(np.mean, sizes.values())
        assert abs(a - b) < 0.1 * max(a, b)


def test_numbers_and_addresses_of_the_messages_cannot_exist():
    for row in load_messages():
        for host in re.findall(r"\b(?:[a-z0-9-]+\.)+[a-z]{3,}\b", row.text):
            assert re.search(r"(\.example|\bexample\.(com|org))$", host), row.text
        for number in re.findall(r"\b\d{3}-\d{4}\b", row.text):
            assert re.fullmatch(r"555-01\d\d", number), row.text


def test_every_manner_is_there_under_both_labels(data):
    name, rows = data
    assert set(Counter((row.label, row.manner) for row in rows)) == {
        (label, manner) for label in labelled._LABELS[name] for manner in labelled._MANNERS[name]
    }


def test_the_card_counts(data):
    name, rows = data
    for split in (*SPLITS, None):
        part = LOADERS[name](split)
        labels = Counter(row.label for row in part)
        tokens = [token for row in part for token in words(row.text)]
        counts = (len({row.group for row in part}), len(part), *(labels[label] for label in labelled._LABELS[name]))
        row = [*(f"{count:,}" for count in counts), f"{len(tokens):,}", f"{len(set(tokens)):,}"]
        assert f"| {split or 'all'} | {' | '.join(row)} |" in CARDS[name]
    manners = Counter((row.manner, row.label) for row in rows)
    for manner in labelled._MANNERS[name]:
        counts = (str(manners[manner, label]) for label in labelled._LABELS[name])
        assert f"| {manner} | {' | '.join(counts)} |" in CARDS[name]
    assert f"{len({row.kind for row in rows})} kinds" in CARDS[name]
    for label in labelled._LABELS[name]:
        mean = np.mean([len(row.text.split()) for row in rows if row.label == label])
        assert f"{mean:.1f} words ({label})" in CARDS[name]


def naive_bayes():
    return make_pipeline(CountVectorizer(), MultinomialNB())


def regression(C):
    tfidf = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    return make_pipeline(tfidf, LogisticRegression(C=C, max_iter=2000))


def arrays(name, rows):
    return [row.text for row in rows], np.array([row.label == POSITIVE[name] for row in rows])


@pytest.fixture(scope="module")
def scored(data):
    """Name, test rows, their classes, baseline -> predicted classes, and the C chosen with its loss by C."""
    name, _ = data
    train, valid = (arrays(name, LOADERS[name](split)) for split in ("train", "valid"))
    texts, y = arrays(name, LOADERS[name]("test"))
    losses = {
        C: log_loss(valid[1], regression(C).fit(*train).predict_proba(valid[0]))
        for C in 10.0 ** np.arange(-2, 4.1, 0.5)
    }
    C = min(losses, key=losses.get)
    models = {"naive Bayes": naive_bayes(), "TF-IDF + logistic regression": regression(C)}
    predicted = {"majority": np.full(len(y), train[1].mean() > 0.5)}
    predicted |= {model: models[model].fit(*train).predict(texts) for model in models}
    return name, LOADERS[name]("test"), y, predicted, C, losses


def test_the_card_gives_the_baselines(scored):
    name, _, y, predicted, C, losses = scored
    for model, classes in predicted.items():
        accuracy, f1 = 100 * np.mean(classes == y), 100 * f1_score(y, classes, zero_division=0)
        assert f"| {model} | {accuracy:.1f} | {f1:.1f} |" in CARDS[name], (model, accuracy, f1)
    assert min(losses) < C < max(losses) and f"C = {C:.3g}" in CARDS[name], C


def test_the_card_says_the_noise_of_the_test_groups(scored):
    name, rows, y, predicted, *_ = scored
    order = {group: i for i, group in enumerate(dict.fromkeys(row.group for row in rows))}
    group = np.array([order[row.group] for row in rows])
    pick = np.random.default_rng(0).integers(0, len(order), (10_000, len(order)))
    size = np.bincount(group)[pick].sum(1)

    def middle(values):
        return np.percentile(100 * np.bincount(group, values)[pick].sum(1) / size, [2.5, 97.5])

    bayes, tfidf = (predicted[model] == y for model in ("naive Bayes", "TF-IDF + logistic regression"))
    said = "naive Bayes {:.1f} to {:.1f} %, regression {:.1f} to {:.1f} %, their difference {:.1f} to {:.1f} points"
    difference = middle(tfidf.astype(float) - bayes)
    text = said.format(*middle(bayes), *middle(tfidf), *difference).replace("-", "−")
    assert text in CARDS[name], text


def test_the_card_says_what_the_baselines_get_right_by_manner(data, scored):
    name, rows = data
    texts, y = arrays(name, rows)
    index = {group: i for i, group in enumerate(dict.fromkeys(row.group for row in rows))}
    fold = np.array([index[row.group] % 10 for row in rows])
    right = {}
    for model, make in (("naive Bayes", naive_bayes), ("regression", lambda: regression(scored[4]))):
        right[model] = np.zeros(len(y), bool)
        for k in range(10):
            inside, outside = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
            fitted = make().fit([texts[i] for i in inside], y[inside])
            right[model][outside] = fitted.predict([texts[i] for i in outside]) == y[outside]
    for label in labelled._LABELS[name]:
        for manner in labelled._MANNERS[name]:
            these = np.array([(row.label, row.manner) == (label, manner) for row in rows])
            shares = [f"{100 * values[these].mean():.0f}" for values in right.values()]
            assert f"| {label}, {manner} | {these.sum()} | {' | '.join(shares)} |" in CARDS[name], (
                label,
                manner,
                shares,
            )


def test_the_cards_say_what_might_give_a_label_away():
    labels = {}
    for review in load_reviews():
        labels.setdefault(review.group, set()).add(review.label)
    assert f"({sum(len(found) == 1 for found in labels.values())} have one only)" in CARDS["reviews"]
    addressed = Counter(
        row.label for row in load_messages() if re.search(r"\.example\b|\bexample\.(com|org)", row.text)
    )
    assert f"{addressed['spam']} messages of spam have one, {addressed['ham']} of ham" in CARDS["messages"]
    for split, said, part in (("train", "% of train is spam", 1 / 3), ("test", "% of test; a third", 1 / 5)):
        rows = load_messages(split)
        spam = [row for row in rows if row.label == "spam"]
        assert f"{100 * len(spam) / len(rows):.0f} {said}" in CARDS["messages"]
        assert abs(np.mean([row.manner == "lookalike" for row in spam]) - part) < 0.02
    for name in LOADERS:
        sizes = [len(row.text.split()) for row in LOADERS[name]()]
        assert f"has {min(sizes)} to {max(sizes)} words" in CARDS[name]
