"""The words inside cells, in Chinese, Spanish and English, for our codes: operation, kinds, supplier."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import TypeVar

from claims.estimating.sheets import LaborKind, Operation, PartKind, PriceKind, SuppliedBy

Code = TypeVar("Code", bound=StrEnum)

OPERATIONS = {
    Operation.REPLACE: (
        "更换 换件 换 换新 replace replaced sustituir sustitución cambiar reemplazar r/r sust cambio renew"
    ),
    Operation.REPAIR: "修复 维修 修理 钣金 整形 钣金修复 校正 repair reparar reparación rep rpr enderezar",
    Operation.REMOVE_INSTALL: "拆装 拆卸安装 r&i r/i d/m desmontar desmontaje remove_install",
    Operation.REFINISH: "喷漆 油漆 烤漆 做漆 全喷 refinish paint pintar pintura rfn pint",
    Operation.BLEND: "过渡喷漆 驳口 blend difuminar difuminado bln",
    Operation.OVERHAUL: "大修 解体检修 overhaul revisar o/h",
    Operation.ALIGN: "定位 四轮定位 调整 align alineado alinear aln",
    Operation.CHECK: "检查 检测 check inspeccionar comprobar chk",
    Operation.CALIBRATE: "标定 校准 匹配 编程 calibrate calibrar calibración",
    Operation.SUBLET: "外加工 外委 外包 sublet subcontratar sbl",
    Operation.DENT_REPAIR: "无痕修复 凹陷修复 pdr varillas paintless",
    Operation.ADDITIONAL_COST: "辅料 其他费用 附加费 additional varios",
}
PART_KINDS = {
    PartKind.ORIGINAL: "pan 原厂 原厂件 正厂 正厂件 4s 纯正 纯正件 oem oe original originales genuine 原厂新件",
    PartKind.SUB_FACTORY: (
        "paa 副厂 副厂件 品牌件 品牌 配套件 配套 适用件 aftermarket a/m am alternativo alternativa equivalente"
    ),
    PartKind.USED: "pal 拆车件 二手件 旧件 拆车 used lkq usado usada desguace reutilizado",
    PartKind.REMANUFACTURED: "pam 再制造 再制造件 翻新 翻新件 reman remanufactured remanufacturado reconstruido",
    PartKind.RECORED: "par recored",
    PartKind.RECHROMED: "pac rechromed cromado 重镀",
    PartKind.GLASS: "pag 玻璃 glass luna cristal",
    PartKind.SUBLET: "pas sublet",
}
PRICE_KINDS = {
    PriceKind.DEALER: "1 4s 4s价 4s店价 4s店价格 专修价 厂家指导价 concesionario dealer oficial pvp",
    PriceKind.MARKET_ORIGINAL: (
        "2 市场原厂 市场原厂价 市场价 原厂件市场价 流通原厂|market original|original libre|mercado original"
    ),
    PriceKind.BRAND: "3 品牌 品牌价 品牌件 品牌件价 brand marca",
    PriceKind.APPLICABLE: "4 适用 适用价 适用件 副厂价 副厂 applicable equivalente compatible",
    PriceKind.REMANUFACTURED: "5 再制造 再制造价 再制造件 remanufactured remanufacturado reman",
}
LABOR_KINDS = {
    LaborKind.BODY: "lab 钣金 钣金工 拆装 body chapa carrocería",
    LaborKind.REFINISH: "lar 喷漆 油漆 漆工 refinish paint pintura",
    LaborKind.MECHANICAL: "lam 机修 机电 mechanical mecánica",
    LaborKind.FRAME: "laf 大梁 大梁校正 frame bancada",
    LaborKind.STRUCTURAL: "las 结构 structural estructural",
    LaborKind.GLASS: "lag 玻璃 glass lunas",
    LaborKind.ELECTRICAL: "lae 电工 电器 electrical electricidad",
    LaborKind.DIAGNOSTIC: "lad 诊断 diagnostic diagnosis",
    LaborKind.ALUMINUM: "laa 铝 铝件 aluminum aluminio",
}
SUPPLIERS = {
    SuppliedBy.SHOP: "修理厂 维修厂 修理厂供件 维修单位 本厂 自购 修理厂自购 shop taller garage",
    SuppliedBy.CUSTOMER: "客户 客户自带 车主自带 客户自带件 自带 customer cliente owner",
    SuppliedBy.INSURER: (
        "直供 直供件 保险公司 保险直供 保险公司直供 保司直供 insurer aseguradora compañía|suministro "
        "directo|direct supply"
    ),
}


def _index(table: dict[Code, str]) -> dict[str, Code]:
    index: dict[str, Code] = {}
    for code, text in table.items():
        phrases: list[str] = text.split("|")
        for word in [*phrases[0].split(" "), *phrases[1:], code.value]:
            index.setdefault(plain_word(word), code)
    return index


def plain_word(text: str) -> str:
    """A word as it is compared: lower-case, full-width signs made plain, no dots or spaces around it."""
    return unicodedata.normalize("NFKC", text).strip(" .:：。\n\t").lower()


OPERATION_OF = _index(OPERATIONS)
PART_KIND_OF = _index(PART_KINDS)
PRICE_KIND_OF = _index(PRICE_KINDS)
LABOR_KIND_OF = _index(LABOR_KINDS)
SUPPLIER_OF = _index(SUPPLIERS)
