"""What people may mean by a word of a search: the same part, place or vehicle in Chinese, Spanish and English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from claims.estimating.exchange.part_words import PLACELESS, SMALL_WORDS, SYNONYMS
from claims.estimating.part_families import TABLE
from claims.estimating.search_words import PIECE, folded, is_chinese, words_of_piece

Phrase = tuple[str, ...]
"""Words of the index that stand together for one thing; a lone Chinese sign may be part of any pair."""

# one thing a line; a word of two parts is written with _
PLACES = """
左 izquierdo izquierda izquierdos izquierdas izq izqdo izqda izdo izda left lh
右 derecho derecha derechos derechas dcho dcha drch der right rh
前 delantero delantera delanteros delanteras anterior front
后 trasero trasera traseros traseras posterior rear back
皮 蒙皮 外皮 revestimiento funda skin cover
"""
VEHICLES = """
大众 volkswagen vw
奥迪 audi
宝马 bmw
奔驰 mercedes benz mercedes_benz
丰田 toyota
本田 honda
日产 nissan
马自达 mazda
福特 ford
别克 buick
雪佛兰 chevrolet chevy
凯迪拉克 cadillac
现代 hyundai
起亚 kia
斯柯达 skoda
沃尔沃 volvo
标致 peugeot
雪铁龙 citroen
雷诺 renault
菲亚特 fiat
比亚迪 byd
吉利 geely
特斯拉 tesla
雷克萨斯 lexus
速腾 sagitar
迈腾 magotan
朗逸 lavida
帕萨特 passat
途观 tiguan
途安 touran
宝来 bora
捷达 jetta
高尔夫 golf
明锐 octavia
卡罗拉 corolla
凯美瑞 camry
雅阁 accord
思域 civic
轩逸 sylphy sentra
福克斯 focus
科鲁兹 cruze
"""
ADDED_WORDS = frozenset(folded(word) for word, same in SYNONYMS if not same)  # 总成: says nothing of which part
LONGEST_CHINESE, LONGEST_LATIN = 6, 3


@dataclass
class Meaning:
    """What stands for one thing; the first phrase that was typed is `said`."""

    said: Phrase
    others: set[Phrase] = field(default_factory=set)


def meanings(words: str) -> Iterator[Meaning]:
    """What each part of a search means: known phrases with all that means the same, other words alone."""
    pieces = [piece for piece in PIECE.findall(folded(words)) if piece not in ADDED_WORDS]
    plain = [piece for piece in pieces if piece not in SMALL_WORDS] or pieces
    at = 0
    while at < len(plain):
        if is_chinese(plain[at]):
            yield from chinese_meanings(plain[at])
            at += 1
            continue
        for length in range(min(LONGEST_LATIN, len(plain) - at), 0, -1):
            phrase = tuple(plain[at : at + length])
            if same := same_as(phrase):
                yield Meaning(phrase, same - {phrase})
                break
        else:
            length = 1
            if phrase := tuple(words_of_piece(plain[at])):
                yield Meaning(phrase)
        at += length


def chinese_meanings(run: str) -> Iterator[Meaning]:
    """The same for signs that are written together, the longest known phrase first."""
    for added in ADDED_WORDS:
        run = run.replace(added, " ")
    left = ""
    at = 0
    while at < len(run):
        for length in range(min(LONGEST_CHINESE, len(run) - at), 0, -1):
            phrase = phrase_of(run[at : at + length])
            if same := same_as(phrase):
                yield from rest(left)
                left = ""
                yield Meaning(phrase, same - {phrase})
                break
        else:
            length = 1
            left += run[at]
        at += length
    yield from rest(left)


def rest(left: str) -> Iterator[Meaning]:
    """Signs that belong to no known phrase."""
    yield from (Meaning(phrase_of(piece)) for piece in left.split())


def same_as(phrase: Phrase) -> set[Phrase]:
    """Everything that means the same as a phrase, itself with it; nothing where it is not known."""
    known = thesaurus()
    if phrase in known:
        return known[phrase]
    last = phrase[-1]
    singular = [last[: -len(end)] for end in ("s", "es") if last.endswith(end) and len(last) > 4]
    return next((known[one] for one in ((*phrase[:-1], word) for word in singular) if one in known), set())


@cache
def thesaurus() -> dict[Phrase, set[Phrase]]:
    """Each known phrase with all that mean the same."""
    lines = [line.split() for line in (PLACES + VEHICLES).splitlines() if line]
    for row in TABLE.strip().replace("\n  ", " ").splitlines():
        # what wants its place said too is found by its other words
        lines.append([word for word in row.partition(" | ")[2].replace(" | ", " ").split() if not word.startswith("(")])
    known: dict[Phrase, set[Phrase]] = {}
    for words in lines:
        phrases = {phrase for word in words for phrase in phrases_of(word)}
        for phrase in phrases:
            known.setdefault(phrase, set()).update(phrases)
    for word, same in (*SYNONYMS, *PLACELESS):
        for phrase in phrases_of(word.strip().replace(" ", "_")):
            known.setdefault(phrase, {phrase}).update(known.get(phrase_of(same.replace(" ", "_")), ()))
    return {phrase: same for phrase, same in known.items() if len(same) > 1 and phrase}


def phrases_of(word: str) -> set[Phrase]:
    """A word of a table as phrases: written apart and written together."""
    parts = [part for part in folded(word).split("_") if part not in SMALL_WORDS]
    together = {("".join(parts),)} if len(parts) == 2 and parts[0].isascii() else set()
    return {phrase_of(word)} | together


def phrase_of(word: str) -> Phrase:
    """A word of a table or of a search in the words of the index."""
    found = [piece for piece in PIECE.findall(folded(word).replace("_", " ")) if piece not in SMALL_WORDS]
    return tuple(each for piece in found for each in (words_of_piece(piece) or (piece,)))
