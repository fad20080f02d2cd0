"""The letters that a PDF means: many give the radicals of Chinese writing where they show whole characters."""

from __future__ import annotations

import unicodedata

# radicals that Unicode's compatibility forms leave alone, over the characters that they print like
RADICALS = (
    "⺁⺄⺅⺆⺇⺈⺉⺊⺍⺏⺐⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺶⺷⺹⺺⺻⺼"
    "⺽⺾⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯"
    "⻰⻱⻲⻳"
)
CHARACTERS = (
    "厂乙亻冂几刀刂卜小尢尢巳幺彑彐忄心扌攵旡日月歹母民氵水灬爪爫丬牛犭王疋目示礻竹糹纟罓罒网羊羊耂肀聿肉"
    "臼艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门阜阝雨青韦页风飞食食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜"
    "龙龜龟龟"
)
KANGXI = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
LETTERS = str.maketrans(KANGXI | dict(zip(RADICALS, CHARACTERS, strict=True)))


def real_letters(text: str) -> str:
    """The text with radicals made the characters that they look like; everything else stays as it is."""
    return text if text.isascii() else text.translate(LETTERS)


def is_wide(letter: str) -> bool:
    """Whether a letter is one of Chinese print: written without blanks, broken over lines anywhere."""
    return unicodedata.east_asian_width(letter) in "WF"
