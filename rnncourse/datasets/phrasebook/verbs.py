"""The verbs of the phrasebook's grammar that have an object, and what they are done to.

A line: Spanish | English | objects | manner. Objects are nouns, by their Spanish names, or with @ whole classes of
them. Manner:

new      the object may be one not spoken of before (buy a coat)
at_once  the deed has no middle: nobody is losing a key
apart    a pronoun stands before the English verb's particle (turn it off)
mishap   happens: not what one wants, has to do or is asked for
project  takes days or more: last year, not this morning; "months" takes longer still
absent   the object is not at hand: not this one
bare     no adjective for the object
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
abrir | open | puerta ventana caja maleta armario carta paquete sobre regalo botella | at_once
cerrar | close | puerta ventana caja maleta armario bolso mochila | at_once
leer | read | libro novela carta periódico revista poema informe correo mensaje | new
escribir | write | carta poema informe correo mensaje postal canción | new
enviar | send | carta informe correo mensaje postal paquete foto | new at_once
vender | sell | casa coche piso bicicleta moto barco caballo vaca cuadro cámara | at_once project
comprar | buy | @clothes zapato bota guante @food @groceries lámpara sofá mesa libro billete reloj flor | new at_once
comprar | buy | casa coche piso bicicleta moto barco caballo televisor lavadora ordenador | new at_once project
comer | eat | manzana naranja plátano huevo sopa tortilla ensalada pastel bocadillo pescado pan queso carne | bare
beber | drink | @drink | bare
preparar | prepare | sopa tortilla ensalada bocadillo café té informe maleta | bare
cortar | cut | pan queso carne cebolla tomate patata pastel limón | bare
lavar | wash | camisa vestido falda chaqueta bufanda calcetín plato vaso taza coche manzana tomate perro |
limpiar | clean | cocina cuarto_de_baño salón garaje patio zapato bota ventana mesa bicicleta espejo |
pintar | paint | puerta ventana silla mesa armario estantería cocina dormitorio salón barco | project
reparar | repair | coche moto bicicleta barco ordenador radio televisor lavadora reloj silla puerta lámpara |
romper | break | vaso plato taza ventana lámpara espejo silla botella reloj | new at_once mishap
perder | lose | llave cartera móvil cámara paraguas billete pasaporte guante gorra sombrero | at_once mishap absent
encontrar | find | llave cartera móvil cámara paraguas billete pasaporte guante gorra foto gato | at_once mishap absent
buscar | look for | llave cartera móvil cámara paraguas billete pasaporte guante gorra libro gato | absent
mirar | look at | foto cuadro reloj flor pájaro revista informe |
escuchar | listen to | radio canción mensaje historia concierto | bare
llevar | carry | caja maleta mochila botella cesta paquete regalo |
encender | turn on | luz lámpara ordenador radio televisor lavadora | at_once apart bare
apagar | turn off | luz lámpara ordenador radio televisor lavadora | at_once apart bare
regar | water | flor árbol rosa planta jardín | bare
devolver | return | libro novela vestido abrigo zapato cámara revista | at_once
contar | tell | historia |
cantar | sing | canción |
probar | try | sopa tortilla queso pastel vino pescado cerveza ensalada | at_once bare
elegir | choose | vestido película libro regalo sombrero corbata pastel | new
alquilar | rent | coche bicicleta barco | new at_once
alquilar | rent | piso casa | new at_once project
reservar | book | habitación mesa | new at_once bare
olvidar | forget | llave cartera paraguas pasaporte móvil bolso cámara | at_once mishap absent
usar | use | ordenador lavadora cuchillo cámara bicicleta coche móvil |
conducir | drive | coche autobús |
traducir | translate | carta poema libro informe novela correo | new project
terminar | finish | libro carta informe novela poema | at_once
mover | move | mesa silla armario sofá cama caja estantería |
construir | build | casa puente barco garaje | new project bare months
plantar | plant | rosa árbol tomate patata flor | new project bare
servir | serve | café té sopa vino pescado pastel | bare
pedir | order | sopa tortilla ensalada pescado café cerveza zumo bocadillo vino | new at_once bare
dibujar | draw | casa gato árbol caballo perro flor barco pájaro | new
visitar | visit | museo iglesia ciudad pueblo biblioteca mercado |
recoger | pick up | paquete libro billete llave caja | at_once apart
"""


def _verb(line: str) -> Verb:
    es, en, objects, manner = (part.strip() for part in line.split("|"))
    nouns: list[Noun] = []
    for name in objects.split():
        nouns += of(name[1:]) if name[0] == "@" else [NOUNS[name.replace("_", " ")]]
    return Verb(es, en, tuple(dict.fromkeys(nouns)), frozenset(manner.split()))


VERBS = tuple(map(_verb, _TRANSITIVE.strip().split("\n")))
