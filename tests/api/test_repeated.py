"""The same request sent twice is done once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import func, select

from claims.people.models import Customer
from claims.people.roles import Role
from tests.api.make import House

KEY = {"Idempotency-Key": "7f9c2a"}


def customers(house: House) -> int:
    with house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Customer)) or 0


def test_the_same_key_with_the_same_words_gets_the_same_answer(as_role: Any, house: House) -> None:
    advisor = as_role(Role.ADVISOR)
    first = advisor("POST", "/customers", json={"name": "Li Hua"}, headers=KEY)
    again = advisor("POST", "/customers", json={"name": "Li Hua"}, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first.headers["etag"] == again.headers["etag"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert customers(house) == 1


def test_the_same_key_with_other_words_is_refused(as_role: Any, house: House) -> None:
    advisor = as_role(Role.ADVISOR)
    advisor("POST", "/customers", json={"name": "Li Hua"}, headers=KEY)
    assert advisor("POST", "/customers", json={"name": "Wang Wei"}, headers=KEY).status_code == 422
    assert advisor("POST", "/insurers", json={"name": "Li Hua"}, headers=KEY).status_code == 403
    assert customers(house) == 1


def test_a_key_belongs_to_one_person(as_role: Any, house: House) -> None:
    as_role(Role.ADVISOR)("POST", "/customers", json={"name": "Li Hua"}, headers=KEY)
    as_role(Role.COORDINATOR)("POST", "/customers", json={"name": "Li Hua"}, headers=KEY)
    assert customers(house) == 2


def test_a_refused_request_can_be_sent_again_with_its_key(as_role: Any, house: House) -> None:
    advisor = as_role(Role.ADVISOR)
    vehicle = {"owner_id": 1, "plate": "粤B12345"}
    assert advisor("POST", "/vehicles", json=vehicle, headers=KEY).status_code == 404
    advisor("POST", "/customers", json={"name": "Li Hua"})
    assert advisor("POST", "/vehicles", json=vehicle, headers=KEY).status_code == 201


def test_a_key_of_nonsense_is_refused(as_role: Any) -> None:
    answer = as_role(Role.ADVISOR)("POST", "/customers", json={"name": "x"}, headers={"Idempotency-Key": "k" * 201})
    assert answer.status_code == 400


def test_the_same_key_at_the_same_moment_is_done_once(as_role: Any, house: House) -> None:
    advisor = as_role(Role.ADVISOR)
    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(lambda _: advisor("POST", "/customers", json={"name": "Li Hua"}, headers=KEY), range(6))
        )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert customers(house) == 1


def test_two_people_changing_the_same_thing_at_the_same_moment_one_wins_and_one_is_told(as_role: Any) -> None:
    advisor = as_role(Role.ADVISOR)
    customer = advisor("POST", "/customers", json={"name": "Li Hua"}).json()
    path, head = f"/customers/{customer['id']}", {"If-Match": str(customer["version"])}
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda n: advisor("PATCH", path, json={"phone": str(n)}, headers=head), range(6)))
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 5
