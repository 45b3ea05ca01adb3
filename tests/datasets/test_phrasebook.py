"""load_phrasebook: the inflection of both languages, what the grammar writes, what is held out, and the card."""

import hashlib
import re
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from nltk.translate.bleu_score import SmoothingFunction, corpus_bleu, modified_precision
from sklearn.feature_extraction.text import TfidfVectorizer

from rnncourse.datasets import Pair, entries, load_phrasebook
from rnncourse.datasets.phrasebook import HELD_OUT, counting, english, rejoined, sampling, sense, spanish
from rnncourse.datasets.phrasebook.lexicon import ADJECTIVES, NOUNS
from rnncourse.datasets.phrasebook.nouns import fitting, phrase
from rnncourse.text import words

SPLITS = ("train", "valid", "test")
CARD = " ".join((Path(__file__).parents[2] / "data" / "phrasebook.md").read_text("utf-8").split())
DIGEST = "981349c43a362e9138fb23a8627bff36ec7b2dc9b2afef1fc44ad819e32dbf04"


@pytest.fixture(scope="module")
def pairs():
    return load_phrasebook()


@pytest.fixture(scope="module")
def train():
    return load_phrasebook("train")


# The inflection, against tables written by hand.


@pytest.mark.parametrize(
    "verb, tense, forms",
    [
        ("hablar", "present", "hablo hablas habla hablamos habláis hablan"),
        ("comer", "present", "como comes come comemos coméis comen"),
        ("vivir", "present", "vivo vives vive vivimos vivís viven"),
        ("hablar", "preterite", "hablé hablaste habló hablamos hablasteis hablaron"),
        ("comer", "preterite", "comí comiste comió comimos comisteis comieron"),
        ("hablar", "imperfect", "hablaba hablabas hablaba hablábamos hablabais hablaban"),
        ("vivir", "imperfect", "vivía vivías vivía vivíamos vivíais vivían"),
        ("cerrar", "present", "cierro cierras cierra cerramos cerráis cierran"),
        ("empezar", "preterite", "empecé empezaste empezó empezamos empezasteis empezaron"),
        ("volver", "present", "vuelvo vuelves vuelve volvemos volvéis vuelven"),
        ("jugar", "present", "juego juegas juega jugamos jugáis juegan"),
        ("jugar", "preterite", "jugué jugaste jugó jugamos jugasteis jugaron"),
        ("pedir", "present", "pido pides pide pedimos pedís piden"),
        ("pedir", "preterite", "pedí pediste pidió pedimos pedisteis pidieron"),
        ("preferir", "present", "prefiero prefieres prefiere preferimos preferís prefieren"),
        ("preferir", "preterite", "preferí preferiste prefirió preferimos preferisteis prefirieron"),
        ("dormir", "preterite", "dormí dormiste durmió dormimos dormisteis durmieron"),
        ("elegir", "present", "elijo eliges elige elegimos elegís eligen"),
        ("seguir", "present", "sigo sigues sigue seguimos seguís siguen"),
        ("recoger", "present", "recojo recoges recoge recogemos recogéis recogen"),
        ("conducir", "present", "conduzco conduces conduce conducimos conducís conducen"),
        ("conducir", "preterite", "conduje condujiste condujo condujimos condujisteis condujeron"),
        ("traer", "preterite", "traje trajiste trajo trajimos trajisteis trajeron"),
        ("leer", "preterite", "leí leíste leyó leímos leísteis leyeron"),
        ("oír", "present", "oigo oyes oye oímos oís oyen"),
        ("oír", "preterite", "oí oíste oyó oímos oísteis oyeron"),
        ("construir", "present", "construyo construyes construye construimos construís construyen"),
        ("construir", "preterite", "construí construiste construyó construimos construisteis construyeron"),
        ("enviar", "present", "envío envías envía enviamos enviáis envían"),
        ("buscar", "preterite", "busqué buscaste buscó buscamos buscasteis buscaron"),
        ("apagar", "preterite", "apagué apagaste apagó apagamos apagasteis apagaron"),
        ("ser", "present", "soy eres es somos sois son"),
        ("ser", "imperfect", "era eras era éramos erais eran"),
        ("estar", "present", "estoy estás está estamos estáis están"),
        ("estar", "preterite", "estuve estuviste estuvo estuvimos estuvisteis estuvieron"),
        ("ir", "present", "voy vas va vamos vais van"),
        ("ir", "preterite", "fui fuiste fue fuimos fuisteis fueron"),
        ("ir", "imperfect", "iba ibas iba íbamos ibais iban"),
        ("tener", "present", "tengo tienes tiene tenemos tenéis tienen"),
        ("tener", "preterite", "tuve tuviste tuvo tuvimos tuvisteis tuvieron"),
        ("hacer", "present", "hago haces hace hacemos hacéis hacen"),
        ("hacer", "preterite", "hice hiciste hizo hicimos hicisteis hicieron"),
        ("dar", "present", "doy das da damos dais dan"),
        ("dar", "preterite", "di diste dio dimos disteis dieron"),
        ("ver", "present", "veo ves ve vemos veis ven"),
        ("ver", "preterite", "vi viste vio vimos visteis vieron"),
        ("ver", "imperfect", "veía veías veía veíamos veíais veían"),
        ("saber", "present", "sé sabes sabe sabemos sabéis saben"),
        ("salir", "present", "salgo sales sale salimos salís salen"),
        ("venir", "present", "vengo vienes viene venimos venís vienen"),
        ("venir", "preterite", "vine viniste vino vinimos vinisteis vinieron"),
        ("decir", "present", "digo dices dice decimos decís dicen"),
        ("querer", "present", "quiero quieres quiere queremos queréis quieren"),
        ("poder", "present", "puedo puedes puede podemos podéis pueden"),
        ("haber", "present", "he has ha hemos habéis han"),
        ("conocer", "present", "conozco conoces conoce conocemos conocéis conocen"),
        ("regar", "present", "riego riegas riega regamos regáis riegan"),
        ("fregar", "present", "friego friegas friega fregamos fregáis friegan"),
        ("encender", "present", "enciendo enciendes enciende encendemos encendéis encienden"),
        ("despertar", "present", "despierto despiertas despierta despertamos despertáis despiertan"),
    ],
)
def test_verbs_are_conjugated(verb, tense, forms):
    assert [spanish.conjugate(verb, tense, person) for person in range(6)] == forms.split()


@pytest.mark.parametrize(
    "verb, gerund, participle",
    [
        ("hablar", "hablando", "hablado"),
        ("comer", "comiendo", "comido"),
        ("leer", "leyendo", "leído"),
        ("pedir", "pidiendo", "pedido"),
        ("dormir", "durmiendo", "dormido"),
        ("servir", "sirviendo", "servido"),
        ("seguir", "siguiendo", "seguido"),
        ("construir", "construyendo", "construido"),
        ("abrir", "abriendo", "abierto"),
        ("escribir", "escribiendo", "escrito"),
        ("romper", "rompiendo", "roto"),
        ("ver", "viendo", "visto"),
        ("hacer", "haciendo", "hecho"),
        ("devolver", "devolviendo", "devuelto"),
        ("ir", "yendo", "ido"),
        ("traer", "trayendo", "traído"),
    ],
)
def test_gerunds_and_participles(verb, gerund, participle):
    assert (spanish.gerund(verb), spanish.participle(verb)) == (gerund, participle)


@pytest.mark.parametrize(
    "verb, tu, usted, not_tu",
    [
        ("hablar", "habla", "hable", "hables"),
        ("cerrar", "cierra", "cierre", "cierres"),
        ("pedir", "pide", "pida", "pidas"),
        ("hacer", "haz", "haga", "hagas"),
        ("poner", "pon", "ponga", "pongas"),
        ("venir", "ven", "venga", "vengas"),
        ("salir", "sal", "salga", "salgas"),
        ("tocar", "toca", "toque", "toques"),
        ("cruzar", "cruza", "cruce", "cruces"),
        ("apagar", "apaga", "apague", "apagues"),
        ("coger", "coge", "coja", "cojas"),
        ("seguir", "sigue", "siga", "sigas"),
        ("dar", "da", "dé", "des"),
        ("decir", "di", "diga", "digas"),
        ("traer", "trae", "traiga", "traigas"),
    ],
)
def test_commands(verb, tu, usted, not_tu):
    assert (spanish.command(verb, 1), spanish.command(verb, 2), spanish.command(verb, 1, True)) == (tu, usted, not_tu)
    assert spanish.command(verb, 4) == verb[:-1] + "d"


@pytest.mark.parametrize(
    "form, clitics, whole",
    [
        ("dar", "me lo", "dármelo"),
        ("dar", "le", "darle"),
        ("leer", "la", "leerla"),
        ("enseñar", "te las", "enseñártelas"),
        ("traer", "se lo", "traérselo"),
        ("da", "me", "dame"),
        ("da", "se lo", "dáselo"),
        ("dé", "me", "deme"),
        ("dé", "nos la", "dénosla"),
        ("trae", "me", "tráeme"),
        ("traiga", "nos", "tráiganos"),
        ("cierra", "la", "ciérrala"),
        ("limpie", "lo", "límpielo"),
        ("repare", "la", "repárela"),
        ("enseña", "se la", "enséñasela"),
        ("pon", "lo", "ponlo"),
        ("abre", "las", "ábrelas"),
        ("presta", "nos", "préstanos"),
    ],
)
def test_clitics_are_written_onto_a_form(form, clitics, whole):
    assert spanish.attach(form, *clitics.split()) == whole


@pytest.mark.parametrize(
    "one, many",
    [
        ("casa", "casas"),
        ("árbol", "árboles"),
        ("luz", "luces"),
        ("estación", "estaciones"),
        ("jardín", "jardines"),
        ("autobús", "autobuses"),
        ("sofá", "sofás"),
        ("café", "cafés"),
        ("paraguas", "paraguas"),
        ("examen", "exámenes"),
        ("reunión", "reuniones"),
        ("actriz", "actrices"),
        ("reloj", "relojes"),
        ("japonés", "japoneses"),
        ("limón", "limones"),
    ],
)
def test_spanish_plurals(one, many):
    assert spanish.plural(one) == many


@pytest.mark.parametrize(
    "adjective, forms",
    [
        ("rojo", "rojo roja rojos rojas"),
        ("grande", "grande grande grandes grandes"),
        ("azul", "azul azul azules azules"),
        ("español", "español española españoles españolas"),
        ("inglés", "inglés inglesa ingleses inglesas"),
        ("alemán", "alemán alemana alemanes alemanas"),
        ("marrón", "marrón marrón marrones marrones"),
        ("trabajador", "trabajador trabajadora trabajadores trabajadoras"),
        ("profesor", "profesor profesora profesores profesoras"),
        ("feliz", "feliz feliz felices felices"),
        ("mayor", "mayor mayor mayores mayores"),
        ("fácil", "fácil fácil fáciles fáciles"),
    ],
)
def test_adjectives_agree(adjective, forms):
    found = [spanish.agree(adjective, gender, many) for many in (False, True) for gender in "mf"]
    assert found == forms.split()


def test_some_adjectives_are_short_before_their_noun():
    short = [spanish.before(a, "m", False) for a in ("bueno", "malo", "primero", "tercero", "grande", "ninguno")]
    assert short == ["buen", "mal", "primer", "tercer", "gran", "ningún"]
    assert [spanish.before(a, "f", False) for a in ("bueno", "grande")] == ["buena", "gran"]
    assert phrase(NOUNS["agua"], "the").es == "el agua"


def test_english_forms():
    assert [english.third(v) for v in "watch carry play do go have fix".split()] == (
        "watches carries plays does goes has fixes".split()
    )
    assert [english.gerund(v) for v in "write run open lie visit see be".split()] == (
        "writing running opening lying visiting seeing being".split()
    )
    assert [english.past(v) for v in "carry stop visit love turn read".split()] == (
        "carried stopped visited loved turned read".split()
    )
    assert [english.participle(v) for v in "write choose put".split()] == "written chosen put".split()
    assert [english.plural(n) for n in "knife child box family tomato scarf".split()] == (
        "knives children boxes families tomatoes scarves".split()
    )
    assert [english.article(w) for w in ("old man", "hour", "useful map")] == ["an old man", "an hour", "a useful map"]
    assert english.contract("I am here, but she is not and they do not") == "I'm here, but she's not and they don't"


def test_numbers_and_clocks():
    assert [counting.spanish_number(n) for n in (16, 21, 22, 26, 30, 31, 99, 100)] == (
        "dieciséis|veintiuno|veintidós|veintiséis|treinta|treinta y uno|noventa y nueve|cien".split("|")
    )
    assert counting.spanish_number(21, "f") == "veintiuna" and counting.spanish_number(41, "m") == "cuarenta y un"
    assert [counting.english_number(n) for n in (13, 20, 58)] == ["thirteen", "twenty", "fifty-eight"]
    assert counting.clock(12, 45) == ("quarter to one", "una menos cuarto")
    assert counting.clock(1, 10) == ("ten past one", "una y diez")


# What the grammar writes.


def test_there_are_enough_and_all_are_distinct(pairs):
    assert len(pairs) >= 12_000
    assert len({pair.source for pair in pairs}) == len(pairs)
    assert len({pair.pattern for pair in pairs}) >= 25
    verbs = {trait[1] for trait in traits() if trait[0] == "verb-tense"}
    assert len(NOUNS) + len(ADJECTIVES) + len(verbs) >= 300


def traits():
    """What the patterns mark, over some hundred draws of each."""
    found = set()
    for pattern in sampling.PATTERNS:
        draw = sampling.Draw("test")
        for _ in range(150):
            pattern(draw)
        found |= draw.traits
    return found


def test_they_are_the_same_each_time(pairs):
    sampling.grammar.cache_clear()
    assert load_phrasebook() == pairs
    assert hashlib.sha256("\n".join(map(str, pairs)).encode()).hexdigest() == DIGEST


def test_splits_are_disjoint_and_make_the_whole(pairs):
    parts = [load_phrasebook(split) for split in SPLITS]
    assert [pair for part in parts for pair in part] == pairs
    assert all(pair.held_out is None for part in parts[:2] for pair in part)
    assert {pair.held_out for pair in parts[2]} == {None, *HELD_OUT}
    for part in parts[1:]:
        assert len([pair for pair in part if pair.held_out is None]) >= 1_000


@pytest.mark.parametrize("part", ["grammar", "natural"])
def test_sentences_have_their_form(part):
    for pair in load_phrasebook(part=part):
        for text in (pair.source, pair.target):
            assert not re.search(r"  | [.,;?!]|[¿¡] |[~_\t\n]|^ | $", text), text
            assert text[-1] in ".?!" and rejoined(words(text)) == text
            for sentence in re.split(r"(?<=[.?!]) ", text):
                assert sentence.lstrip("¿¡")[0].isupper(), text
                assert len(re.findall(r"[.?!]", sentence)) == 1, text
        assert not re.search(
            r"[¿¡áéíóúñ]", pair.source.replace("Lucía", "").replace("Málaga", "").replace("García", "")
        )
        assert not re.search(r"\b[ad]e? el\b", pair.target), pair
        for mark, opening in (("?", "¿"), ("!", "¡")):
            assert pair.target.count(mark) == pair.target.count(opening), pair
        if part == "grammar":
            assert [t for t in pair.source if t in "?!"] == [t for t in pair.target if t in "?!"], pair


def test_articles_and_adjectives_agree_with_their_nouns(pairs):
    """Read from the words alone: a determiner, a noun of the lexicon and an adjective behind it."""
    forms = {}
    for noun in NOUNS.values():
        forms[noun.es] = (noun, False)
        forms.setdefault(spanish.plural(noun.es), (noun, True))
    determiners = {}
    for row in (
        "el la los las",
        "un una unos unas",
        "este esta estos estas",
        "ese esa esos esas",
        "nuestro nuestra - -",
    ):
        determiners |= {word: (g, n) for word, g, n in zip(row.split(), "mfmf", (0, 0, 1, 1), strict=True)}
    adjectives = defaultdict(set)
    for adjective in ADJECTIVES:
        for many in (False, True):
            for gender in "mf":
                adjectives[spanish.agree(adjective.es, gender, many)].add((adjective.es, gender, many))
    seen = Counter()
    for pair in pairs:
        tokens = words(pair.target.lower())
        for first, second in pairwise(tokens):
            if first in determiners and second in forms and forms[second][0].es != "cocina":
                noun, many = forms[second]
                gender = "m" if noun.takes_el and not many and first in ("el", "un") else noun.gender
                if spanish.plural(noun.es) != noun.es:
                    assert determiners[first] == (gender, many), pair
                    seen["determiner"] += 1
            if first in forms and second in adjectives and spanish.plural(forms[first][0].es) != forms[first][0].es:
                noun, many = forms[first]
                fit = {a.es for a in fitting(noun)}
                if fit & {es for es, *_ in adjectives[second]}:
                    assert any((es, noun.gender, many) in adjectives[second] for es in fit), pair
                    seen["adjective"] += 1
    assert seen["determiner"] > 5_000 and seen["adjective"] > 800


def test_nobody_says_what_makes_no_sense(pairs):
    assert all(sense.sensible(pair.source) for pair in pairs)


# What is held out.


@pytest.fixture(scope="module")
def without_combinations(pairs):
    """The Spanish side of all pairs for which no combination is named, a line each."""
    return "\n".join(pair.target.lower() for pair in pairs if pair.held_out is None)


def combinations():
    return [
        (family, *combination.split(maxsplit=1))
        for family, listed in HELD_OUT.items()
        for combination in listed.replace("\n", ", ").split(", ")
    ]


HELPERS = {
    "future": "(voy|vas|va|vamos|vais|van) a {inf}",
    "progressive": "(estoy|estás|está|estamos|estáis|están) {ger}",
    "have to": "(tengo|tienes|tiene|tenemos|tenéis|tienen) que {inf}",
    "want to": "(quiero|quieres|quiere|queremos|queréis|quieren) {inf}",
}


def surface(family, first, second):
    """What a held-out combination looks like in a Spanish text, as a regular expression."""
    if family == "noun-adjective":
        found = []
        for many in (False, True):
            noun = spanish.plural(first) if many else first
            adjective = spanish.agree(second, NOUNS[first].gender, many)
            found += [
                rf"\b{noun} (?:(?!de |que |como )\w+ ){{0,3}}{adjective}\b",
                rf"\b{adjective} (?!del )\w+ {noun}\b",
            ]
        return "|".join(found)
    if family == "clitic-verb":
        finite = {spanish.conjugate(second, t, p) for t in ("present", "preterite", "imperfect") for p in range(6)}
        finite |= {spanish.command(second, p, negative=True) for p in (1, 2)}
        whole = {spanish.attach(spanish.command(second, p), first) for p in (1, 2)} | {spanish.attach(second, first)}
        whole |= {spanish.attach(second, dative, first) for dative in ("me", "te", "se", "nos")}
        before = (
            rf"\b{first} (?:{'|'.join(sorted(finite))}|\w+ {spanish.gerund(second)}|\w+ {spanish.participle(second)})\b"
        )
        return rf"{before}|\b(?:{'|'.join(sorted(whole))})\b"
    forms = {"inf": first + r"\w*", "ger": spanish.gerund(first)}
    if second == "past":
        return rf"\b({'|'.join(spanish.conjugate(first, 'preterite', p) for p in (0, 1, 2, 5))})\b"
    return r"\b" + HELPERS[second].format(**forms) + r"\b"


@pytest.mark.parametrize("family, first, second", combinations())
def test_what_is_held_out_is_never_trained_on(without_combinations, family, first, second):
    assert re.search(surface(family, first, second), without_combinations) is None


@pytest.mark.parametrize("family", list(HELD_OUT))
def test_each_family_is_tested_and_its_parts_are_trained_on(family, train):
    test = [pair for pair in load_phrasebook("test") if pair.held_out == family]
    assert len(test) >= 150
    texts = " ".join(pair.target.lower() for pair in train)
    for kind, first, second in combinations():
        if kind != family:
            continue
        if family == "noun-adjective":
            assert re.search(rf"\b{first}\b", texts) and re.search(rf"\b{second[:-1]}", texts), (first, second)
        elif family == "clitic-verb":
            assert f" {first} " in texts and second[:-2][:3] in texts
        else:
            assert re.search(rf"\b{first}\b|\b{spanish.gerund(first)}\b|\b{spanish.participle(first)}\b", texts), first


def test_every_word_is_trained_on_except_the_verb_forms_held_out(train):
    known = [{word for pair in train for word in words(text(pair).lower())} for text in (source, target)]
    verbs = [combination.split()[0] for combination in HELD_OUT["verb-form"].replace("\n", ", ").split(", ")]
    allowed = {spanish.conjugate(verb, "preterite", person) for verb in verbs for person in range(6)}
    for split in ("valid", "test"):
        for pair in load_phrasebook(split):
            new = [set(words(text(pair).lower())) - seen for text, seen in zip((source, target), known, strict=True)]
            assert new[0] == set() or pair.held_out == "verb-form", pair
            assert new[1] <= (allowed if pair.held_out == "verb-form" else set()), pair


def source(pair):
    return pair.source


def target(pair):
    return pair.target


# The pairs written by hand.


def test_the_natural_pairs_are_for_testing_and_not_of_the_grammar(pairs):
    natural = load_phrasebook(part="natural")
    assert len(natural) >= 400 and load_phrasebook("test", "natural") == natural
    assert load_phrasebook("train", "natural") == load_phrasebook("valid", "natural") == []
    assert len({pair.source for pair in natural}) == len(natural)
    written = {text.lower() for pair in pairs for text in (pair.source, pair.target)}
    assert [pair for pair in natural if {pair.source.lower(), pair.target.lower()} & written] == []


def test_wrong_arguments_are_named():
    with pytest.raises(ValueError, match="split: expected 'train', 'valid', 'test' or None, got 'dev'"):
        load_phrasebook("dev")
    with pytest.raises(ValueError, match="part: expected one of grammar, natural, got 'both'"):
        load_phrasebook(part="both")


@pytest.mark.parametrize(
    "text, said",
    [
        ("source\ttarget\n", "line 1: expected the columns situation, source, target"),
        ("situation\tsource\ttarget\nhome\tHello.\n", "line 2: expected 3 fields between tabs, none empty"),
        ("situation\tsource\ttarget\nhome\t\tHola.\n", "line 2: expected 3 fields between tabs, none empty"),
    ],
)
def test_a_line_without_its_form_is_refused(world, monkeypatch, text, said):
    (world.data / "phrasebook_natural.tsv").write_bytes(text.encode())
    (world.data / "SHA256SUMS").write_text(f"{world.sha256(text.encode())}  phrasebook_natural.tsv\n")
    small = entries.Dataset("phrasebook_natural", "pairs", "shipped", "phrasebook_natural.tsv", "CC0")
    monkeypatch.setattr(entries, "_ENTRIES", (*entries._ENTRIES, small))
    with pytest.raises(ValueError, match=f"phrasebook_natural.tsv, {said}"):
        load_phrasebook(part="natural")


def test_the_words_of_a_sentence_are_rejoined():
    for text in ("¿Dónde está Ana?", "No, no la conozco.", "¡Qué pena!", "It's twenty-one o'clock; well, Ana's."):
        assert rejoined(words(text)) == text
    with pytest.raises(ValueError, match="tokens"):
        rejoined([1])


# The card.


def dictionary(train):
    """For each English word the Spanish one that keeps it company: the highest Dice coefficient over the pairs."""
    ours, theirs, both = Counter(), Counter(), defaultdict(Counter)
    for pair in train:
        en, es = set(words(pair.source.lower())), set(words(pair.target.lower()))
        ours.update(en)
        theirs.update(es)
        for word in en:
            both[word].update(es)
    return {
        word: max(sorted(found), key=lambda other: 2 * found[other] / (ours[word] + theirs[other]))
        for word, found in both.items()
    }


def baselines(train):
    """Name -> a function from English sentences to lists of Spanish tokens."""
    table, vectors = dictionary(train), TfidfVectorizer(analyzer=lambda text: ngrams(words(text.lower())))
    matrix = vectors.fit_transform([pair.source for pair in train])

    def nearest(texts):
        found = np.asarray((vectors.transform(texts) @ matrix.T).argmax(axis=1)).ravel()
        return [words(train[i].target) for i in found]

    return {
        "the source copied": lambda texts: [words(text) for text in texts],
        "word by word": lambda texts: [by_word(table, text) for text in texts],
        "the nearest pair of train": nearest,
    }


def ngrams(tokens):
    return tokens + [f"{a} {b}" for a, b in pairwise(tokens)]


def by_word(table, text):
    tokens = [table.get(word, word) for word in words(text.lower())]
    return [tokens[0].capitalize(), *tokens[1:]]


def counts(hypotheses, references):
    """(N, 10): matches and n-grams for n = 1 to 4, and both lengths, of each pair."""
    rows = []
    for hypothesis, reference in zip(hypotheses, references, strict=True):
        row = [len(hypothesis), len(reference)]
        for n in range(1, 5):
            precision = modified_precision([reference], hypothesis, n)
            total = max(1, len(hypothesis) - n + 1)
            row += [float(precision) * total, total]
        rows.append(row)
    return np.array(rows)


def bleu(sums):
    ours, reference, *rest = sums
    matches, totals = np.maximum(rest[::2], 0.1), np.array(rest[1::2])
    return 100 * min(1.0, np.exp(1 - reference / ours)) * np.exp(np.mean(np.log(matches / totals)))


def figures():
    """Every line of the card that a computation stands behind."""
    lines, train, natural = [], load_phrasebook("train"), load_phrasebook(part="natural")
    test = load_phrasebook("test")
    sets = {"train": train, "valid": load_phrasebook("valid"), "test, at random": [p for p in test if not p.held_out]}
    sets |= {f"test, {family}": [p for p in test if p.held_out == family] for family in HELD_OUT}
    sets["natural"] = natural
    for name, part in sets.items():
        cells = [f"{len(part):,}"]
        for text in (source, target):
            tokens = [words(text(pair).lower()) for pair in part]
            cells += [f"{np.mean([len(t) for t in tokens]):.1f}", f"{len({w for t in tokens for w in t}):,}"]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    known = {word for pair in train for word in words(pair.source.lower())}
    unseen = [word not in known for pair in natural for word in words(pair.source.lower())]
    whole = np.mean([known.issuperset(words(pair.source.lower())) for pair in natural])
    lines.append(f"{100 * np.mean(unseen):.0f} % of its English tokens are not among train's")
    lines.append(f"{100 * whole:.0f} % of its sentences have no such word")
    verbs = {trait[1] for trait in traits() if trait[0] == "verb-tense"}
    lines.append(f"{len(sampling.PATTERNS)} patterns; {len(NOUNS)} nouns, {len(ADJECTIVES)} adjectives")
    lines.append(f"{len(verbs)} verbs")
    lines.append(f"{len(load_phrasebook()):,} English sentences with their Spanish translations")
    lines.append(f"{len({pair.pattern for pair in natural})} situations")
    rng = np.random.default_rng(0)
    for name, translate in baselines(train).items():
        cells = []
        for part in [part for title, part in sets.items() if title not in ("train", "valid")]:
            hypotheses = translate([pair.source for pair in part])
            found = counts(hypotheses, [words(pair.target) for pair in part])
            pick = rng.integers(0, len(part), (1_000, len(part)))
            low, high = np.percentile([bleu(found[rows].sum(axis=0)) for rows in pick], [2.5, 97.5])
            cells.append(f"{bleu(found.sum(axis=0)):.1f} ({low:.1f} to {high:.1f})")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


@pytest.mark.slow
def test_the_card_gives_the_figures():
    for line in figures():
        assert line in CARD, line


def test_the_bleu_of_the_card_is_that_of_nltk(train):
    part = load_phrasebook("valid")[:200]
    hypotheses = baselines(train[:2_000])["the nearest pair of train"]([pair.source for pair in part])
    references = [words(pair.target) for pair in part]
    theirs = corpus_bleu([[r] for r in references], hypotheses, smoothing_function=SmoothingFunction().method1)
    assert bleu(counts(hypotheses, references).sum(axis=0)) == pytest.approx(100 * theirs, abs=0.01)


def test_a_pair_has_its_parts():
    assert Pair("Hello.", "Hola.", "meeting") == ("Hello.", "Hola.", "meeting", None)
