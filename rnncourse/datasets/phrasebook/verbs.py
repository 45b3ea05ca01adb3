"""The verbs of the phrasebook's grammar and what they are done to.

A line: Spanish | English | objects | manner. Objects are nouns, by their Spanish names, or with @ whole classes of
them. Manner: "new" where the object may be one not spoken of before (buy a coat); "at_once" where the deed has no
middle (nobody is losing a key); "apart" where a pronoun stands before the English verb's particle (turn it off).
"""

from typing import NamedTuple

from rnncourse.datasets.phrasebook.nouns import NOUNS, Noun, of


class Verb(NamedTuple):
    """A verb of both languages and its objects."""

    es: str
    en: str
    objects: tuple[Noun, ...]
    manner: frozenset[str]


_TRANSITIVE = """
abrir | open | puerta ventana caja maleta armario carta paquete sobre regalo botella |
cerrar | close | puerta ventana caja maleta armario bolso mochila |
leer | read | libro novela carta periódico revista poema informe correo mensaje | new
escribir | write | libro novela carta poema informe correo mensaje postal canción | new
enviar | send | carta informe correo mensaje postal paquete regalo foto | new at_once
vender | sell | casa coche piso bicicleta moto barco caballo vaca cuadro reloj mesa cámara | at_once
comprar | buy | @clothes @pair @food pan queso arroz carne pescado fruta sal mantequilla leche café zumo casa coche bicicleta libro billete reloj lámpara sofá mesa flor regalo | new at_once
comer | eat | manzana naranja plátano huevo pan queso arroz carne pescado fruta sopa tortilla ensalada pastel bocadillo | new
beber | drink | @drink |
preparar | prepare | sopa tortilla ensalada pastel bocadillo café té examen informe maleta fiesta |
cocinar | cook | arroz carne pescado patata huevo sopa |
cortar | cut | pan queso carne cebolla tomate patata pastel limón |
lavar | wash | camisa vestido falda abrigo chaqueta bufanda calcetín plato vaso taza coche manzana tomate patata perro |
limpiar | clean | @room zapato bota ventana mesa lámpara bicicleta espejo patio garaje alfombra |
pintar | paint | puerta ventana silla mesa armario estantería cocina dormitorio salón habitación barco |
reparar | repair | coche moto bicicleta barco ordenador radio televisor lavadora reloj silla puerta cámara lámpara |
romper | break | vaso plato taza ventana lámpara espejo silla botella reloj | at_once
perder | lose | llave cartera móvil cámara paraguas billete pasaporte guante gorra sombrero libro | at_once
encontrar | find | llave cartera móvil cámara paraguas billete pasaporte guante gorra foto gato | at_once
buscar | look for | llave cartera móvil cámara paraguas billete pasaporte guante foto libro gato hotel farmacia |
mirar | look at | foto cuadro reloj espejo flor pájaro revista |
escuchar | listen to | radio canción concierto mensaje historia |
llevar | carry | caja maleta mochila botella cesta paquete regalo |
encender | turn on | luz lámpara ordenador radio televisor lavadora | at_once apart
apagar | turn off | luz lámpara ordenador radio televisor lavadora | at_once apart
regar | water | flor árbol rosa planta jardín |
devolver | return | libro novela vestido abrigo zapato cámara | at_once
contar | tell | historia |
cantar | sing | canción |
probar | try | sopa tortilla queso pastel vino pescado cerveza | at_once
elegir | choose | vestido película libro regalo sombrero corbata pastel | new
alquilar | rent | piso casa coche bicicleta habitación barco | new
reservar | book | habitación mesa billete | new at_once
olvidar | forget | llave cartera paraguas pasaporte móvil bolso cámara | at_once
usar | use | ordenador lavadora cuchillo cámara bicicleta coche |
conducir | drive | coche taxi autobús |
traducir | translate | carta poema libro informe novela correo | new
terminar | finish | libro carta informe novela examen poema | at_once
mover | move | mesa silla armario sofá cama caja estantería |
construir | build | casa puente barco garaje | new
plantar | plant | rosa árbol tomate patata flor | new
servir | serve | café té sopa vino pescado pastel |
pedir | order | sopa tortilla ensalada pescado café cerveza zumo bocadillo vino | new at_once
dibujar | draw | casa gato árbol caballo perro flor barco pájaro | new
visitar | visit | museo iglesia ciudad pueblo hospital escuela |
recoger | pick up | paquete libro billete llave caja | at_once apart
"""


def _verb(line: str) -> Verb:
    es, en, objects, manner = (part.strip() for part in line.split("|"))
    nouns: list[Noun] = []
    for name in objects.split():
        nouns += of(name[1:]) if name[0] == "@" else [NOUNS[name.replace("_", " ")]]
    return Verb(es, en, tuple(dict.fromkeys(nouns)), frozenset(manner.split()))


VERBS = {verb.es: verb for verb in map(_verb, _TRANSITIVE.strip().split("\n"))}
