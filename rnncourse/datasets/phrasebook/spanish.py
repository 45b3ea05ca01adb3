"""Spanish inflection: verbs in the tenses that the grammar uses, plurals, agreement, clitics and their accents.

Persons are numbered yo 0, tú 1, él, ella and usted 2, nosotros 3, vosotros 4, ellos and ustedes 5.
"""

import re

_ENDINGS = {
    ("present", "a"): "o as a amos áis an",
    ("present", "e"): "o es e emos éis en",
    ("present", "i"): "o es e imos ís en",
    ("preterite", "a"): "é aste ó amos asteis aron",
    ("preterite", "e"): "í iste ió imos isteis ieron",
    ("preterite", "i"): "í iste ió imos isteis ieron",
    ("imperfect", "a"): "aba abas aba ábamos abais aban",
    ("imperfect", "e"): "ía ías ía íamos íais ían",
    ("imperfect", "i"): "ía ías ía íamos íais ían",
}
_WHOLE = {
    ("ser", "present"): "soy eres es somos sois son",
    ("estar", "present"): "estoy estás está estamos estáis están",
    ("ir", "present"): "voy vas va vamos vais van",
    ("haber", "present"): "he has ha hemos habéis han",
    ("dar", "present"): "doy das da damos dais dan",
    ("ver", "present"): "veo ves ve vemos veis ven",
    ("oír", "present"): "oigo oyes oye oímos oís oyen",
    ("tener", "present"): "tengo tienes tiene tenemos tenéis tienen",
    ("venir", "present"): "vengo vienes viene venimos venís vienen",
    ("decir", "present"): "digo dices dice decimos decís dicen",
    ("enviar", "present"): "envío envías envía enviamos enviáis envían",
    ("construir", "present"): "construyo construyes construye construimos construís construyen",
    ("ser", "preterite"): "fui fuiste fue fuimos fuisteis fueron",
    ("ir", "preterite"): "fui fuiste fue fuimos fuisteis fueron",
    ("dar", "preterite"): "di diste dio dimos disteis dieron",
    ("ver", "preterite"): "vi viste vio vimos visteis vieron",
    ("hacer", "preterite"): "hice hiciste hizo hicimos hicisteis hicieron",
    ("construir", "preterite"): "construí construiste construyó construimos construisteis construyeron",
    ("ser", "imperfect"): "era eras era éramos erais eran",
    ("ir", "imperfect"): "iba ibas iba íbamos ibais iban",
    ("ver", "imperfect"): "veía veías veía veíamos veíais veían",
}
_FIRST = {
    "hacer": "hago",
    "poner": "pongo",
    "salir": "salgo",
    "traer": "traigo",
    "caer": "caigo",
    "saber": "sé",
    "conocer": "conozco",
    "parecer": "parezco",
    "conducir": "conduzco",
    "traducir": "traduzco",
    "recoger": "recojo",
    "coger": "cojo",
    "elegir": "elijo",
    "seguir": "sigo",
}
_STRONG = {
    "tener": "tuv",
    "estar": "estuv",
    "poder": "pud",
    "poner": "pus",
    "saber": "sup",
    "querer": "quis",
    "venir": "vin",
    "decir": "dij",
    "traer": "traj",
    "conducir": "conduj",
    "traducir": "traduj",
}
_CHANGES = {  # of the stem's last vowel under stress
    "ie": "cerrar despertar empezar pensar entender perder encender querer preferir sentir regar fregar",
    "ue": "contar encontrar recordar mostrar probar acostar volver mover devolver poder dormir doler costar",
    "i": "pedir servir seguir repetir vestir elegir",
    "úe": "jugar",
}
_CHANGE = {verb: change for change, verbs in _CHANGES.items() for verb in verbs.split()}
_SUBJUNCTIVE = {"ser": "sea", "ir": "vaya", "saber": "sepa", "estar": "esté", "dar": "dé"}  # yo
_COMMAND = {"decir": "di", "hacer": "haz", "ir": "ve", "poner": "pon", "salir": "sal", "tener": "ten", "venir": "ven"}
_PARTICIPLE = {
    "abrir": "abierto",
    "escribir": "escrito",
    "ver": "visto",
    "hacer": "hecho",
    "decir": "dicho",
    "poner": "puesto",
    "volver": "vuelto",
    "devolver": "devuelto",
    "romper": "roto",
}
_ACUTE = str.maketrans("aeiou", "áéíóú")
_PLAIN = str.maketrans("áéíóú", "aeiou")
_PLURAL = {"joven": "jóvenes", "examen": "exámenes", "imagen": "imágenes"}
_SHORT = {
    "bueno": "buen",
    "malo": "mal",
    "primero": "primer",
    "tercero": "tercer",
    "alguno": "algún",
    "ninguno": "ningún",
}


def conjugate(verb: str, tense: str, person: int) -> str:
    """A finite form: tense "present", "preterite" or "imperfect", person 0 to 5.

    >>> [conjugate("cerrar", "present", 0), conjugate("buscar", "preterite", 0), conjugate("ir", "imperfect", 3)]
    ['cierro', 'busqué', 'íbamos']
    """
    if (verb, tense) in _WHOLE:
        return _WHOLE[verb, tense].split()[person]
    stem, theme = verb[:-2], verb[-2].translate(_PLAIN)
    if tense == "present" and person == 0 and verb in _FIRST:
        return _FIRST[verb]
    if tense == "preterite" and verb in _STRONG:
        form = _STRONG[verb] + "e iste o imos isteis ieron".split()[person]
        return form.replace("jieron", "jeron")
    if tense == "present" and person in (0, 1, 2, 5):
        stem = _stressed(verb)
    ending = _ENDINGS[tense, theme].split()[person]
    if tense == "preterite":
        if theme == "a" and person == 0:
            stem = _soft(stem)
        if theme != "a" and stem[-1] in "aeo":  # leer, oír, caer
            ending = {"ió": "yó", "ieron": "yeron"}.get(ending, ending.replace("i", "í", 1))
        if theme == "i" and person in (2, 5):
            stem = _raised(verb)
    return stem + ending


def gerund(verb: str) -> str:
    """The gerund: leyendo, durmiendo.

    >>> gerund("pedir")
    'pidiendo'
    """
    if verb[-2] == "a":
        return verb[:-2] + "ando"
    if verb == "ir":
        return "yendo"
    stem = {"decir": "dic", "venir": "vin", "poder": "pud"}.get(verb, _raised(verb))
    return stem + ("yendo" if stem[-1] in "aeou" and not stem.endswith(("gu", "qu")) else "iendo")


def participle(verb: str) -> str:
    """The participle in the form that follows haber: leído, abierto.

    >>> participle("traer")
    'traído'
    """
    if verb in _PARTICIPLE:
        return _PARTICIPLE[verb]
    if verb[-2] == "a":
        return verb[:-2] + "ado"
    return verb[:-2] + ("ído" if verb[:-2].endswith(("a", "e", "o")) else "ido")


def command(verb: str, person: int, negative: bool = False) -> str:
    """What one says to tú (person 1), usted (2) or vosotros (4, affirmative only).

    >>> command("cerrar", 1), command("cerrar", 1, negative=True), command("poner", 2)
    ('cierra', 'cierres', 'ponga')
    """
    if person == 4:
        return verb[:-1] + "d"
    if person == 1 and not negative:
        return _COMMAND.get(verb) or conjugate(verb, "present", 2)
    return subjunctive(verb, person)


def subjunctive(verb: str, person: int) -> str:
    """The present subjunctive in the persons that are stressed on the stem: 0, 1, 2 and 5."""
    first = _SUBJUNCTIVE.get(verb)
    if first is None:
        stem = conjugate(verb, "present", 0)[:-1]
        first = _soft(stem) + "e" if verb[-2] == "a" else stem + "a"
    return (first + ("", "s", "", "", "", "n")[person]).replace("dés", "des").replace("dén", "den")


def attach(form: str, *clitics: str) -> str:
    """Clitics written onto an infinitive or a command, with the accent that keeps the stress where it was.

    >>> attach("dar", "se", "lo"), attach("cierra", "la"), attach("pon", "lo"), attach("lavar", "los")
    ('dárselo', 'ciérrala', 'ponlo', 'lavarlos')
    """
    at = stress(form)
    after = len(_nuclei(form)) - 1 - _nuclei(form).index(at) + len(clitics)  # syllables behind the stress
    bare = form.translate(_PLAIN) if form in ("dé", "esté") else form
    if after >= 2 and bare[at] in "aeiou":
        bare = bare[:at] + bare[at].translate(_ACUTE) + bare[at + 1 :]
    return bare + "".join(clitics)


def stress(word: str) -> int:
    """Where the stressed vowel of a word stands."""
    accent = re.search("[áéíóú]", word)
    if accent:
        return accent.start()
    nuclei = _nuclei(word)
    return nuclei[-2] if len(nuclei) > 1 and word[-1] in "aeiouns" else nuclei[-1]


def plural(noun: str) -> str:
    """The plural of a noun or of an adjective's masculine or feminine form.

    >>> plural("luz"), plural("avión"), plural("paraguas")
    ('luces', 'aviones', 'paraguas')
    """
    if noun in _PLURAL:
        return _PLURAL[noun]
    if noun[-1] in "aeiouáéó":
        return noun + "s"
    if noun[-1] == "z":
        return noun[:-1] + "ces"
    if noun[-2] in "áéíóú":
        return noun[:-2] + noun[-2].translate(_PLAIN) + noun[-1] + "es"
    if noun[-1] == "s" and stress(noun) != _nuclei(noun)[-1]:
        return noun
    return noun + "es"


def agree(adjective: str, gender: str, many: bool) -> str:
    """An adjective in the gender ("m", "f") and number of its noun, as it stands behind it.

    >>> agree("rojo", "f", True), agree("inglés", "f", False), agree("feliz", "m", True)
    ('rojas', 'inglesa', 'felices')
    """
    form = adjective
    if gender == "f":
        if form[-1] == "o":
            form = form[:-1] + "a"
        elif form.endswith(("és", "án", "dor", "sor", "ol")):
            form = form[:-2] + form[-2:].translate(_PLAIN) + "a"
    return plural(form) if many else form


def before(adjective: str, gender: str, many: bool) -> str:
    """An adjective as it stands before its noun: buen, mal, primer, gran.

    >>> before("bueno", "m", False), before("grande", "f", False)
    ('buen', 'gran')
    """
    if adjective == "grande" and not many:
        return "gran"
    return _SHORT[adjective] if gender == "m" and not many and adjective in _SHORT else agree(adjective, gender, many)


def _stressed(verb: str) -> str:
    """The stem under stress: cierr-, vuelv-, pid-, jueg-."""
    stem, change = verb[:-2], _CHANGE.get(verb)
    if change is None:
        return stem
    old, new = {"ie": ("e", "ie"), "ue": ("o", "ue"), "i": ("e", "i"), "úe": ("u", "ue")}[change]
    head, _, tail = stem.rpartition(old)
    return head + new + tail


def _raised(verb: str) -> str:
    """The stem of verbs in -ir where e becomes i and o becomes u: pid-, prefir-, durm-."""
    stem = verb[:-2]
    if verb[-2:] != "ir" or verb not in _CHANGE:
        return stem
    old, new = ("o", "u") if _CHANGE[verb] == "ue" else ("e", "i")
    head, _, tail = stem.rpartition(old)
    return head + new + tail


def _soft(stem: str) -> str:
    """A stem in -c, -g or -z before e: busqu-, pagu-, empiec-."""
    return {"c": stem[:-1] + "qu", "g": stem + "u", "z": stem[:-1] + "c"}.get(stem[-1], stem)


def _nuclei(word: str) -> list[int]:
    """Where the vowel of each syllable stands: a weak i or u beside another vowel is not one."""
    found: list[int] = []
    for match in re.finditer(r"(?:(?<=[qg])u(?=[eiéí]))?([aeiouáéíóúü]+)", word):
        group, start = match[1], match.start(1)
        strong = [start + i for i, letter in enumerate(group) if letter in "aeoáéíóú"]
        found += strong or [start + len(group) - 1]
    return found
