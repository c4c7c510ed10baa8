"""What cookiecutter needs, derived from the questions in copier.yml."""

import json
import re
from pathlib import Path
from typing import Any

import jinja2
import yaml

from tools.layers import LEVELS, ComposeError

IMPORT = re.compile(r"\{%-? from '(?P<path>rules/\w+\.jinja)' import .*? -?%\}")
MESSAGE_PLACE = 'NEXT_STEPS = ""  # compose: the message after copying goes here'
# Copier alone uses these: the first speaks to it, the last is its copy of the namespace.
COPIER_ONLY = {"level", "refusal", "cookiecutter"}


class Questions:
    """The questions of copier.yml, seen from cookiecutter."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.all: dict[str, Any] = yaml.safe_load((root / "copier.yml").read_text(encoding="utf-8"))

    def menu(self) -> bytes:
        """The root cookiecutter.json: the levels, one line each."""
        choices = self.all["level"]["choices"]
        titles = {level: label for label, level in choices.items()}
        templates = {
            f"level{level}": {
                "path": f"templates/level{level}",
                "title": titles[level],
                "description": titles[level],
            }
            for level in LEVELS
        }
        # `--no-input` takes the first of the menu. Without this line a `level=1` beside it would be
        # dropped in silence, as every name is that cookiecutter.json lacks; a choice that is not in
        # a list is refused, with the list.
        others = "the others by their folder: --directory templates/levelN"
        return _json({"templates": templates, "level": [str(LEVELS[0]), others]})

    def template_json(self, level: int, verbatim: list[str]) -> bytes:
        """cookiecutter.json of one level; `verbatim` are paths of files to copy as they are."""
        asked = self._asked(level)
        context: dict[str, Any] = {"_level": level, "_new_lines": "\n"}
        context["_copy_without_render"] = verbatim
        for name, question in asked.items():
            context[name] = self._default(question)
        for name, question in self._derived().items():
            context[f"__{name}"] = self._for_cookiecutter(question["default"])
        context["__prompts__"] = {name: _prompt(question) for name, question in asked.items()}
        return _json(context)

    def hook(self, name: str, level: int) -> bytes:
        """A hook, with the message that it shares with copier written into its marked line."""
        source = (self.root / "hooks" / name).read_text(encoding="utf-8")
        if name == "post_gen_project.py":
            message = jinja2.Template(self.all["_message_after_copy"]).render(
                hook=True, level=level, _copier_conf={"dst_path": "@FOLDER@"}
            )
            if source.count(MESSAGE_PLACE) != 1:
                raise ComposeError(f"hooks/{name}: must have this line once: {MESSAGE_PLACE}")
            source = source.replace(MESSAGE_PLACE, f"NEXT_STEPS = r'''{message}\n'''")
        return source.encode("utf-8")

    def _asked(self, level: int) -> dict[str, Any]:
        """The questions that cookiecutter asks at this level."""
        asked = {}
        for name, question in self.all.items():
            if name.startswith("_") or name in COPIER_ONLY or question.get("when") is False:
                continue
            when = jinja2.Template(str(question.get("when", True))).render(level=level)
            if when not in {"True", "False"}:
                raise ComposeError(f"copier.yml: {name}: when: {when!r} is neither True nor False")
            if when == "True":
                asked[name] = question
        return asked

    def _derived(self) -> dict[str, Any]:
        """The values computed from answers, never asked."""
        return {
            name: question
            for name, question in self.all.items()
            if not name.startswith("_")
            and name not in COPIER_ONLY
            and question.get("when") is False
        }

    def _default(self, question: dict[str, Any]) -> Any:
        default = question["default"]
        if "choices" in question:
            others = [choice for choice in question["choices"] if choice != default]
            return [default, *others]
        return self._for_cookiecutter(default)

    def _for_cookiecutter(self, expression: str) -> str:
        """A default of copier.yml, with the names it uses found in cookiecutter's namespace."""
        if "{" not in expression:
            return expression
        asked, derived = self._asked(max(LEVELS)), self._derived()
        names = {name: name for name in asked} | {name: f"__{name}" for name in derived}
        used = [name for name in names if re.search(rf"\b{name}\b", expression)]
        found = "".join(f"{{%- set {name} = cookiecutter.{names[name]} -%}}" for name in used)
        return found + self._inlined(expression)

    def _inlined(self, text: str) -> str:
        """The text with its imports written into it: cookiecutter cannot import."""
        return IMPORT.sub(
            lambda found: self._inlined((self.root / found["path"]).read_text(encoding="utf-8")),
            text,
        )


def _prompt(question: dict[str, Any]) -> Any:
    if "choices" not in question:
        return question["help"]
    return {"__prompt__": question["help"]} | {choice: choice for choice in question["choices"]}


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
