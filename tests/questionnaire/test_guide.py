"""The authoring guide says what is true: its examples are sound, and every fact stands in it."""

from __future__ import annotations

import re
from pathlib import Path

from specimen import PHRASES

from vocsurvey.questionnaire.facts import KNOWN_FACTS
from vocsurvey.questionnaire.load import examine

GUIDE = (Path(__file__).parents[2] / "docs" / "questionnaires.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


def test_the_examples_make_a_sound_questionnaire() -> None:
    (frame,) = [block for block in BLOCKS if block.startswith("opening:")]
    (questions,) = [block for block in BLOCKS if block.lstrip().startswith("- id: cared")]
    (phrases,) = [block for block in BLOCKS if block.startswith("phrases:")]
    head = "format: 1\nname: example\ntitle: {en: Example}\nlanguages: [en]\ncore: [cared]\n"
    found = examine(f"{head}{phrases}{frame}questions:\n{questions}", "guide.yaml", PHRASES)
    assert found.findings == ()
    assert found.questionnaire is not None
    assert {question.kind for question in found.questionnaire.questions} == {
        "yes_no",
        "scale",
        "choice",
        "number",
        "open",
        "consent",
        "statement",
    }


def test_every_fact_stands_in_the_guide() -> None:
    told = set(re.findall(r"`([a-z0-9._-]+)`", GUIDE))
    assert set(KNOWN_FACTS) <= told
