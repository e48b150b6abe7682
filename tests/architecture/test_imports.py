"""The layers are held by import-linter; the finer sentences about Flask by reading the imports."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
THE_REQUEST = {"request", "session", "g", "current_app", "after_this_request", "make_response", "redirect"}
THE_TEMPLATES = {"render_template", "render_template_string", "stream_template", "get_template_attribute"}
MAY_DRAW_TEMPLATES = {"documents", "mail"}


def imported_names(path: Path) -> Iterator[tuple[str, str, int]]:
    """Every (module, name, line) that this file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "", node.lineno) for alias in node.names)


def surety_imports_of_flask() -> Iterator[tuple[Path, str, int]]:
    for path in sorted((ROOT / "surety").rglob("*.py")):
        for module, name, line in imported_names(path):
            if module == "flask" or module.startswith("flask."):
                yield path.relative_to(ROOT), name or "flask", line


def test_imports_point_one_way() -> None:
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_business_never_looks_at_the_request() -> None:
    found = [f"{path}:{line} {name}" for path, name, line in surety_imports_of_flask() if name in THE_REQUEST]
    assert found == []


def test_only_documents_and_mail_draw_templates() -> None:
    found = [
        f"{path}:{line} {name}"
        for path, name, line in surety_imports_of_flask()
        if name in THE_TEMPLATES and path.parts[1] not in MAY_DRAW_TEMPLATES
    ]
    assert found == []


def test_flask_is_imported_by_name_so_that_these_tests_can_see_what_is_used() -> None:
    assert [f"{path}:{line}" for path, name, line in surety_imports_of_flask() if name == "flask"] == []
