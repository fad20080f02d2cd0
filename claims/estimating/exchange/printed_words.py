"""The words that we print for codes in the files we send, in Chinese, Spanish and English."""

from __future__ import annotations

from claims.estimating.sheets import Operation, PartKind, SuppliedBy

LANGUAGES = ("zh", "es", "en")
OPERATION_TEXTS = {
    Operation.REPLACE: ("更换", "sustituir", "replace"),
    Operation.REPAIR: ("修复", "reparar", "repair"),
    Operation.REMOVE_INSTALL: ("拆装", "desmontar", "r&i"),
    Operation.REFINISH: ("喷漆", "pintar", "refinish"),
    Operation.BLEND: ("过渡喷漆", "difuminar", "blend"),
    Operation.OVERHAUL: ("大修", "revisar", "overhaul"),
    Operation.ALIGN: ("四轮定位", "alinear", "align"),
    Operation.CHECK: ("检查", "comprobar", "check"),
    Operation.CALIBRATE: ("标定", "calibrar", "calibrate"),
    Operation.SUBLET: ("外加工", "subcontratar", "sublet"),
    Operation.DENT_REPAIR: ("无痕修复", "varillas", "pdr"),
    Operation.ADDITIONAL_COST: ("辅料", "varios", "additional"),
}
PART_KIND_TEXTS = {
    PartKind.ORIGINAL: ("原厂件", "original", "original"),
    PartKind.SUB_FACTORY: ("副厂件", "alternativo", "aftermarket"),
    PartKind.USED: ("拆车件", "usado", "used"),
    PartKind.REMANUFACTURED: ("再制造件", "reconstruido", "remanufactured"),
    PartKind.GLASS: ("玻璃", "cristal", "glass"),
}
SUPPLIER_TEXTS = {
    SuppliedBy.SHOP: ("修理厂", "taller", "shop"),
    SuppliedBy.CUSTOMER: ("客户自带", "cliente", "customer"),
    SuppliedBy.INSURER: ("直供", "aseguradora", "insurer"),
}
SIDES = {
    "zh": {"left": "左", "right": "右", "front": "前", "rear": "后", "both": "左右"},
    "es": {
        "left": "izquierdo",
        "right": "derecho",
        "front": "delantero",
        "rear": "trasero",
        "both": "izquierdo y derecho",
    },
    "en": {"left": "left", "right": "right", "front": "front", "rear": "rear", "both": "left and right"},
}
OPERATION_WORDS = {
    language: {code: texts[place] for code, texts in OPERATION_TEXTS.items()}
    for place, language in enumerate(LANGUAGES)
}
PART_KIND_WORDS = {
    language: {code: texts[place] for code, texts in PART_KIND_TEXTS.items()}
    for place, language in enumerate(LANGUAGES)
}
SUPPLIER_WORDS = {
    language: {code: texts[place] for code, texts in SUPPLIER_TEXTS.items()} for place, language in enumerate(LANGUAGES)
}
