"""Accessibility by axe: what WCAG 2.2 AA says that a machine can see, open shadow roots too."""

from importlib.resources import files

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SOURCE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def assert_accessible(page, *, within=None):
    """No violation on a page, or within what a selector finds. Runs in the page's world: its CSP lets no script in."""
    page.evaluate(SOURCE)
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = page.evaluate("([place, options]) => axe.run(place ?? document, options)", [within, options])
    said = [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['target']} {node['html'][:160]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
    assert not said, "\n".join(said)
