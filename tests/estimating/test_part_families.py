"""A part's family by its name: the words of three languages, what is fitted to a part, and what belongs to none."""

from __future__ import annotations

import pytest

from claims.estimating.part_families import FAMILIES, LONGEST, family_label, family_of

SAME = {
    "front_bumper": ["前保险杠皮", "前杠", "前保险杠总成（带雷达孔）", "Paragolpes delantero", "parachoques del.",
                     "FRONT BUMPER COVER", "Bumper skin, front", "piel de paragolpes delantero"],
    "rear_bumper": ["后保险杠皮", "后杠", "paragolpes trasero", "rear bumper cover"],
    "bumper": ["保险杠", "bumper", "parachoques"],
    "bumper_beam": ["前保险杠骨架", "后防撞梁", "refuerzo de paragolpes delantero", "front bumper reinforcement"],
    "headlamp": ["左前大灯总成", "大灯", "前照灯", "Faro izquierdo", "faros", "Óptica derecha", "LH Headlamp assy",
                 "head light", "headlights"],
    "tail_lamp": ["左后尾灯总成（LED）", "piloto trasero dch.", "faro trasero", "Tail light", "rear lamp"],
    "fog_lamp": ["右前雾灯", "faro antiniebla", "fog lamp", "foglight"],
    "fender": ["右前翼子板", "叶子板", "aleta delantera izq.", "fender", "left wing", "guardafango"],
    "quarter_panel": ["左后翼子板", "后叶子板", "aleta trasera", "rear fender", "quarter panel"],
    "wheel_liner": ["右前翼子板内衬", "pase de rueda", "fender liner"],
    "door": ["左前车门", "左后门", "puerta delantera izquierda", "puertas", "Front door RH"],
    "side_glass": ["左前门玻璃", "luna de puerta", "door glass"],
    "mirror": ["左后视镜", "倒车镜总成", "retrovisor izquierdo", "espejo", "door mirror", "wing mirror"],
    "handle": ["右前门外拉手", "manilla de puerta", "door handle"],
    "lock": ["左前门锁块", "cerradura de puerta", "door lock"],
    "bonnet": ["发动机盖", "引擎盖", "机盖", "capó", "Hood panel", "bonnet"],
    "hinge": ["发动机盖铰链", "bisagra de capó", "hood hinge"],
    "tailgate": ["行李箱盖", "尾门", "portón trasero", "tapa de maletero", "trunk lid", "tailgate"],
    "rear_panel": ["后围板", "panel trasero", "rear panel"],
    "windshield": ["前挡风玻璃", "前风挡玻璃", "parabrisas", "windshield"],
    "rear_glass": ["后挡风玻璃", "luneta térmica", "rear window"],
    "wiper": ["雨刮片", "limpiaparabrisas", "wiper blade"],
    "grille": ["中网", "前格栅", "calandra", "rejilla", "radiator grille"],
    "radiator": ["水箱", "散热器", "radiador", "radiator"],
    "radiator_support": ["水箱框架", "soporte de radiador", "radiator support"],
    "condenser": ["冷凝器", "condensador", "A/C condenser"],
    "sensor": ["倒车雷达探头", "sensor de aparcamiento", "parking sensor"],
    "bracket": ["左前大灯支架", "soporte de faro", "headlamp bracket", "bracket for headlamp"],
    "fastener": ["卡扣", "保险杠卡扣", "grapas", "clips"],
    "rim": ["轮毂", "llanta", "wheel rim"],
    "tire": ["轮胎", "neumáticos", "tyre"],
    "shock_absorber": ["前减震器", "amortiguador", "shock absorber"],
    "sill": ["左下边梁", "estribo", "rocker panel"],
    "materials": ["辅料", "materiales", "paint materials"],
}  # fmt: skip


@pytest.mark.parametrize(("family", "name"), [(family, name) for family, names in SAME.items() for name in names])
def test_a_name_in_any_language_leads_to_its_family(family: str, name: str) -> None:
    assert family_of(name) == family


@pytest.mark.parametrize(("one", "other"), [
    ("Steering column switch 5TA", "steering column switch"), ("左前大灯 5TA941005C", "左前大灯"),
    ("faro 2", "faros"), ("大灯（左）", "大灯（右）"),
])  # fmt: skip
def test_numbers_sides_and_plurals_make_no_other_family(one: str, other: str) -> None:
    assert family_of(one) == family_of(other)


def test_what_belongs_to_no_family_stays_by_its_canonical_name() -> None:
    assert family_of("左侧气压阀总成") == family_of("右侧气压阀") == "~侧气压阀"
    assert family_label(family_of("左侧气压阀总成"), "es") == "侧气压阀"
    assert family_of("Left flux capacitor") == "~capacitor flux"


@pytest.mark.parametrize("name", ["", "()", "???", "\x00", "x" * 10_000, "门" * 10_000, "̈" * 50, "\ud800"])
def test_hostile_names_have_a_short_code_too(name: str) -> None:
    assert 0 < len(family_of(name)) <= LONGEST


def test_every_family_is_reached_by_its_own_label_in_every_language() -> None:
    lost = {(code, language, label): family_of(label) for code, one in FAMILIES.items()
            for language, label in one.labels.items() if family_of(label) != code}  # fmt: skip
    assert lost == {}
