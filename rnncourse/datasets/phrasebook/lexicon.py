"""The nouns and adjectives of the phrasebook's grammar: what they are called, and which go together.

A noun: Spanish, gender, English, and the classes that say what can be done with it and how it can be. An asterisk
before the gender: el, un before a stressed a, though feminine. "mass" nouns have no plural.
"""

from typing import NamedTuple


class Noun(NamedTuple):
    """A noun of both languages."""

    es: str
    gender: str
    en: str
    classes: frozenset[str]
    takes_el: bool = False  # el agua

    @property
    def mass(self) -> bool:
        """Whether it is used in the singular without an article: bread, water."""
        return "mass" in self.classes


class Adjective(NamedTuple):
    """An adjective, and the classes of nouns it is said of."""

    es: str
    en: str
    classes: frozenset[str]

    @property
    def judges(self) -> bool:
        """Whether it says what one thinks of a thing, or its state, rather than tells it from others."""
        return self.es in _JUDGING


_NOUNS = """
puerta f door | opening painted
ventana f window | opening
caja f box | container carried opening wood
maleta f suitcase | container carried opening big
mochila f rucksack | container carried
bolso m handbag | container carried worn_thing
botella f bottle | container carried
cesta f basket | container carried
mesa f table | furniture painted wood
silla f chair | furniture seat painted wood
cama f bed | furniture seat
armario m wardrobe | furniture opening painted wood
estantería f bookcase | furniture painted wood
sofá m sofa | furniture seat
lámpara f lamp | thing switched
espejo m mirror | thing
reloj m watch | thing repaired
cuadro m picture | thing
alfombra f carpet | thing
llave f key | small lost
cartera f wallet | small lost
paraguas m umbrella | small lost carried
móvil m mobile phone | device lost
ordenador m computer | device computing switched
cámara f camera | device lost
radio f radio | device switched
televisor m television | device switched
lavadora f washing machine | device switched
bicicleta f bicycle | vehicle
coche m car | vehicle
moto f motorbike | vehicle
barco m boat | vehicle painted
libro m book | print read written lost
novela f novel | print read written
carta f letter | read written sent opening_paper
periódico m newspaper | read
revista f magazine | print read
poema m poem | read written
informe m report | read written sent
correo m email | read written sent
mensaje m message | read written sent
postal f postcard | written sent
paquete m parcel | sent carried opening_paper
regalo m present | sent carried opening_paper
sobre m envelope | small opening_paper
foto f photo | sent small lost
billete m ticket | small lost
pasaporte m passport | small lost
gorra f cap | clothes
camisa f shirt | clothes
chaqueta f jacket | clothes
abrigo m coat | clothes
vestido m dress | clothes
falda f skirt | clothes
bufanda f scarf | clothes
sombrero m hat | clothes
corbata f tie | clothes
zapato m shoe | pair
bota f boot | pair
guante m glove | pair
calcetín m sock | pair
manzana f apple | food
naranja f orange | food
tomate m tomato | food
patata f potato | food
cebolla f onion | food
huevo m egg | food
plátano m banana | food
limón m lemon | food
pan m bread | foodmass mass groceries
queso m cheese | foodmass mass groceries
arroz m rice | foodmass mass groceries
carne f meat | foodmass mass groceries
pescado m fish | foodmass mass groceries
fruta f fruit | foodmass mass groceries
sal f salt | seasoning mass groceries
azúcar m sugar | seasoning mass groceries
mantequilla f butter | seasoning mass groceries
sopa f soup | dish
tortilla f omelette | dish
ensalada f salad | dish
pastel m cake | dish
bocadillo m sandwich | dish
agua *f water | drink mass
leche f milk | drink mass groceries
café m coffee | drink mass groceries
té m tea | drink mass
zumo m juice | drink mass groceries
vino m wine | drink mass
cerveza f beer | drink mass
cuchillo m knife | table_thing
tenedor m fork | table_thing
cuchara f spoon | table_thing
plato m plate | table_thing
vaso m glass | table_thing
taza f cup | table_thing
casa f house | building big
piso m flat | building
cocina f kitchen | room painted
dormitorio m bedroom | room painted
cuarto_de_baño m bathroom | room
salón m living room | room painted
habitación f room | room painted
jardín m garden | outdoors
patio m courtyard | outdoors
garaje m garage | building_part
calle f street | town
plaza f square | town
puente m bridge | town
parque m park | town
banco m bank | shop
farmacia f chemist's | shop
panadería f bakery | shop sells
librería f bookshop | shop sells
tienda f shop | shop sells
mercado m market | shop sells
supermercado m supermarket | shop sells
restaurante m restaurant | shop sells visited
hotel m hotel | shop sells visited
museo m museum | shop visited
biblioteca f library | shop
escuela f school | public
hospital m hospital | public
iglesia f church | public
oficina f office | public
estación f station | public
aeropuerto m airport | public
teatro m theatre | public
cine m cinema | public
playa f beach | nature
montaña f mountain | nature
río m river | nature
bosque m wood | nature
pueblo m village | nature
ciudad f city | nature
tren m train | transport
autobús m bus | transport
avión m plane | transport
taxi m taxi | transport
perro m dog | animal
gato m cat | animal
caballo m horse | animal
pájaro m bird | animal
gallina f hen | animal
vaca f cow | animal
flor f flower | plant blossom
árbol m tree | plant
rosa f rose | plant blossom
planta f plant | plant
canción f song | art
película f film | art
historia f story | art read
idea f idea | abstract
problema m problem | abstract
pregunta f question | abstract
examen m exam | abstract
clase f class | abstract
fiesta f party | event
mapa m map | small
manta f blanket | furniture_cloth carried
edificio m building | edifice
boda f wedding | event
reunión f meeting | event
concierto m concert | event
partido m match | event
cabeza f head | body
espalda f back | body
mano f hand | body
brazo m arm | body
pierna f leg | body
pie m foot | body
ojo m eye | body
oído m ear | body
garganta f throat | body
estómago m stomach | body
muela f tooth | body
rodilla f knee | body
luz f light | light switched
"""
_ADJECTIVES = """
rojo red | clothes pair vehicle painted blossom food_color
azul blue | clothes pair vehicle painted
verde green | clothes pair vehicle painted
blanco white | clothes pair vehicle painted animal blossom
negro black | clothes pair vehicle animal
amarillo yellow | clothes pair painted blossom
marrón brown | clothes pair animal
nuevo new | clothes pair vehicle furniture device building shop thing print container table_thing
viejo old | clothes pair vehicle furniture device building public town container
caro expensive | clothes pair vehicle furniture device sells building thing
barato cheap | clothes pair vehicle furniture device sells thing
bonito pretty | clothes building room outdoors town thing nature plant
grande big | container edifice furniture building room outdoors town nature animal public plant
pequeño small | container furniture building room outdoors town nature animal public vehicle device
pesado heavy | container furniture
cómodo comfortable | seat pair
ligero light | container
moderno modern | building public edifice furniture room
antiguo ancient | town
tranquilo quiet | nature town outdoors
peligroso dangerous | animal
rápido fast | transport vehicle
lento slow | transport computing
limpio clean | clothes table_thing pair
sucio dirty | clothes table_thing pair vehicle
roto broken | device table_thing
interesante interesting | read art abstract
aburrido boring | read art event
largo long | read art town event
corto short | read art
difícil difficult | abstract
fácil easy | abstract
importante important | abstract event
divertido funny | read art
triste sad | art
famoso famous | art visited
dulce sweet | food_sweet
frío cold | drink
caliente hot | drink dish
fresco fresh | food
maduro ripe | food_fruit
alto tall | edifice
inteligente clever | animal
elegante elegant | clothes pair
español Spanish | art
francés French | art
inglés English | art
alemán German | vehicle device
italiano Italian | pair vehicle
japonés Japanese | vehicle device
"""
_JUDGING = frozenset(
    """aburrido interesante importante difícil fácil divertido triste famoso peligroso sucio limpio roto cómodo pesado
    tranquilo simpático fresco frío caliente lento rápido dulce maduro bonito ligero inteligente elegante""".split()
)
_EXTRA = {  # classes of single nouns
    "manzana": "food_fruit food_sweet food_color",
    "naranja": "food_fruit food_sweet",
    "plátano": "food_fruit",
    "tomate": "food_fruit food_color",
}


def _noun(line: str) -> Noun:
    words, _, classes = line.partition(" | ")
    es, gender, en = words.split(" ", 2)
    es = es.replace("_", " ")
    kinds = frozenset(f"{classes} {_EXTRA.get(es, '')}".split())
    return Noun(es, gender[-1], en, kinds, gender[0] == "*")


def _adjective(line: str) -> Adjective:
    words, _, classes = line.partition(" | ")
    es, en = words.split(" ", 1)
    return Adjective(es, en, frozenset(classes.split()))


NOUNS = {noun.es: noun for noun in map(_noun, _NOUNS.strip().split("\n"))}
ADJECTIVES = tuple(map(_adjective, _ADJECTIVES.strip().split("\n")))
