"""What a line's own words say: which side, which operation, and the part's name in one canonical form."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from claims.estimating.sheets import Operation, Side

# words in which a sign of place says nothing about the side: rear-view mirror, boot, foremost lamps
PLACELESS = (
    ("后视镜", "倒车镜"),
    ("后备箱", "行李箱"),
    ("后备厢", "行李箱"),
    ("前照灯", "大灯"),
    ("前大灯", "大灯"),
    ("前车灯", "大灯"),
    ("前挡风", "风挡"),
    ("前风挡", "风挡"),
    ("后挡风", "背风挡"),
    ("后风挡", "背风挡"),
    ("retrovisor", "espejo"),
    ("rear view", "wing"),
    ("rearview", "wing"),
    ("headlight", "headlamp"),
    ("head lamp", "headlamp"),
    ("head light", "headlamp"),
    ("foglight", "fog lamp"),
    ("foglamp", "fog lamp"),
)
SYNONYMS = (
    ("前杠", "前保险杠"),
    ("后杠", "后保险杠"),
    ("保险杠蒙皮", "保险杠皮"),
    ("保险杠外皮", "保险杠皮"),
    ("保险杠面罩", "保险杠皮"),
    ("保险杠罩", "保险杠皮"),
    ("防撞梁", "保险杠骨架"),
    ("防撞钢梁", "保险杠骨架"),
    ("保险杠加强件", "保险杠骨架"),
    ("保险杠支撑", "保险杠骨架"),
    ("叶子板轮眉", "轮眉"),
    ("叶子板", "翼子板"),
    ("引擎盖", "发动机盖"),
    ("机盖", "发动机盖"),
    ("发动机罩", "发动机盖"),
    ("发动发动机盖", "发动机盖"),
    ("散热器框架", "水箱框架"),
    ("前端框架", "水箱框架"),
    ("龙门架", "水箱框架"),
    ("散热器格栅", "中网"),
    ("进气格栅", "中网"),
    ("前格栅", "中网"),
    ("散热器总成", "水箱"),
    ("散热器", "水箱"),
    ("空调冷凝器", "冷凝器"),
    ("散热网", "冷凝器"),
    ("电子风扇", "电子扇"),
    ("冷却风扇", "电子扇"),
    ("散热风扇", "电子扇"),
    ("避震器", "减震器"),
    ("减振器", "减震器"),
    ("避震", "减震器"),
    ("轮弧", "轮眉"),
    ("轮眉饰条", "轮眉"),
    ("轮罩饰条", "轮眉"),
    ("固定卡扣", "卡扣"),
    ("卡子", "卡扣"),
    ("扣子", "卡扣"),
    ("雾灯总成", "雾灯"),
    ("总成", ""),
    ("带灯泡", ""),
    ("parachoques", "paragolpes"),
    ("paragolpe ", "paragolpes "),
    ("guardabarros", "aleta"),
    ("guardafango", "aleta"),
    ("capó", "capo"),
    ("cofre", "capo"),
    ("óptica", "faro"),
    ("optica", "faro"),
    ("faro principal", "faro"),
    ("rejilla", "calandra"),
    ("parrilla", "calandra"),
    ("hood", "bonnet"),
    ("wing panel", "fender"),
    ("bumper cover", "bumper skin"),
    ("grill ", "grille "),
)
SIDES = (
    (
        "left",
        re.compile(r"左|(?<!\w)(?:left|lh|l/h|l\.h\.?|izquierd[oa]s?|izqd?[oa]?\.?|izd[oa]?\.?|lf|lr|fl|rl)(?!\w)"),
    ),
    (
        "right",
        re.compile(r"右|(?<!\w)(?:right|rh|r/h|r\.h\.?|derech[oa]s?|dch?[oa]?\.?|drch?[oa]?\.?|der\.|rf|rr|fr)(?!\w)"),
    ),
    (
        "front",
        re.compile(r"前|(?<!\w)(?:front|frontal|delanter[oa]s?|delant?\.|del\.|anterior(?:es)?|lf|rf|fl|fr)(?!\w)"),
    ),
    ("rear", re.compile(r"后|(?<!\w)(?:rear|traser[oa]s?|tras\.|posterior(?:es)?|lr|rr|rl)(?!\w)")),
)
CORNER = re.compile("[左右]前")  # a corner of the car, also before a lamp that is always in front
# where a text names several operations the last of this table weighs most: a replaced part is painted too
OPERATION_WORDS = (
    (
        Operation.REFINISH,
        re.compile(r"喷漆|烤漆|油漆|做漆|补漆|(?<!\w)(?:pintar|pintura|pintado|refinish|paint(?:ing)?)(?!\w)"),
    ),
    (
        Operation.REMOVE_INSTALL,
        re.compile(r"拆装|(?<!\w)(?:desmontar y montar|desmontaje|d/m|r&i|remove and install)(?!\w)"),
    ),
    (Operation.CALIBRATE, re.compile(r"标定|校准|(?<!\w)(?:calibrar|calibraci[oó]n|calibrate)(?!\w)")),
    (Operation.ALIGN, re.compile(r"四轮定位|(?<!\w)(?:alinear|alineaci[oó]n|alignment)(?!\w)")),
    (
        Operation.REPAIR,
        re.compile(r"钣金修复|修复|修理|维修|整形|钣金|(?<!\w)(?:reparar|reparaci[oó]n|rep\.|repair)(?!\w)"),
    ),
    (
        Operation.REPLACE,
        re.compile(r"更换|换新|换件|(?<!\w)(?:sustituir|sustituci[oó]n|sust\.|cambiar|reemplazar|replace|renew)(?!\w)"),
    ),
)
NOISE = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】|[^\w\u3400-\u9fff]+")
SMALL_WORDS = frozenset(
    {
        "de",
        "del",
        "la",
        "el",
        "los",
        "las",
        "con",
        "para",
        "the",
        "of",
        "for",
        "assy",
        "assembly",
        "conjunto",
        "cjto",
        "completo",
        "and",
        "y",
    }
)
JOINTS = re.compile(r"及|和|与|、|/|\+|＋|;|；|,|，| y | and | e |&")


@lru_cache(maxsize=65_536)
def places_in(text: str) -> frozenset[str]:
    """The words of place in a line's text: left, right, front, rear."""
    plain = _placeless(text)
    found = {name for name, pattern in SIDES if pattern.search(plain)}
    return frozenset(found | {"front"} if CORNER.search(text) else found)


def side_in(text: str) -> Side:
    """The side that a text names as one code; unstated where it names none."""
    places = places_in(text)
    if {"left", "right"} <= places:
        return Side.BOTH
    across = "left" if "left" in places else "right" if "right" in places else ""
    along = "" if {"front", "rear"} <= places else "front" if "front" in places else "rear" if "rear" in places else ""
    return Side("_".join(part for part in (across, along) if part))


def operation_in(text: str) -> Operation:
    """The operation that a text names; replacing or repairing outweighs painting where it names both."""
    plain = unicodedata.normalize("NFKC", text).lower()
    found = [operation for operation, pattern in OPERATION_WORDS if pattern.search(plain)]
    return found[-1] if found else Operation.UNSTATED


@lru_cache(maxsize=65_536)
def canonical(text: str) -> str:
    """The part's name for comparing: synonyms made one, words of side and operation and brackets taken out."""
    plain = _placeless(text)
    for _, pattern in OPERATION_WORDS:
        plain = pattern.sub(" ", plain)
    for word, same in SYNONYMS:
        plain = plain.replace(word, same) if same not in plain or same == "" or len(word) > len(same) else plain
    for name, pattern in SIDES:
        # a Chinese bumper is front or rear by name: there the place is the part
        if name in ("left", "right") or "保险杠" not in plain:
            plain = pattern.sub(" ", plain)
    words = [word for word in NOISE.sub(" ", plain).split() if word not in SMALL_WORDS]
    return " ".join(sorted(words)) if any(word.isascii() for word in words) else "".join(words)


def contradict(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether two sets of places cannot be the same part: left against right, front against rear."""
    for one, other in (("left", "right"), ("front", "rear")):
        mine, yours = ours & {one, other}, theirs & {one, other}
        if mine and yours and mine != yours:
            return True
    return False


def components(text: str) -> list[str]:
    """The parts that a merged line names ("前保险杠皮及骨架"): each alone, where there are at least two."""
    parts = [part.strip() for part in JOINTS.split(text) if part.strip()]
    return parts if len(parts) > 1 else []


def _placeless(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower()
    for word, instead in PLACELESS:
        plain = plain.replace(word, instead)
    return plain
