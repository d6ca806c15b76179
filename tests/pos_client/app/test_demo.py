"""What a demonstration shop wrote down."""

import json
from pathlib import Path

from pos_client.app.demo import read_demo
from shared_models.values.codes import Role


def test_the_code_of_its_own_register(tmp_path: Path) -> None:
    file = tmp_path / "demo.json"
    sari = {"name": "Sari", "login": "sari", "password": "", "pin": "1111", "role": "cashier"}
    ratna = {"name": "Ratna", "login": "ratna", "password": "rahasia", "pin": "1234", "role": "owner"}
    codes = [
        {"branch": "BDG1", "register": register, "code": code}
        for register, code in (("K1", "AAAA"), ("K2", "BBBB"))
    ]
    shop = {"branch": "BDG1", "register": "K2", "enrolment_codes": codes, "staff": [ratna, sari]}
    file.write_text(json.dumps(shop), encoding="utf-8")
    demo = read_demo(file)
    assert (demo.branch, demo.register, demo.code) == ("BDG1", "K2", "BBBB")
    assert demo.person(Role.CASHIER, Role.OWNER).name == "Sari"
    assert demo.person(Role.CLERK, Role.OWNER).password == "rahasia"
