"""What axe-core finds in a page, opened in headless Chromium."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

PACKAGES = Path(__file__).parents[2] / ".venv" / "tools" / "pages"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or "chromium"
RUN = """
document.querySelectorAll("details").forEach(one => { one.open = true });
const over = document.documentElement.scrollWidth - innerWidth;
axe.run(document, {resultTypes: ["violations"]}).then(found => {
  const told = found.violations.map(one => [one.id, one.help, one.nodes.slice(0, 3).map(node => node.html)]);
  document.body.innerHTML = "<pre id='found'></pre>";
  document.getElementById("found").textContent =
    JSON.stringify({told: told, scheme: matchMedia("(prefers-color-scheme: dark)").matches, width: innerWidth, over: over});
});
"""


def found_by_axe(page: Path, folder: Path, *, dark: bool, width: int) -> dict[str, Any]:
    """What axe-core finds in a page, all its rules on; the page is read from a copy beside it, where its files are."""
    axe = (PACKAGES / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    told, _, rest = page.read_text(encoding="utf-8").rpartition("</body>")
    path = page.with_name(f"{page.stem}-{'dark' if dark else 'light'}-{width}.html")
    path.write_text(f"{told}<script>{axe}</script><script>{RUN}</script></body>{rest}", encoding="utf-8")
    command = [
        CHROMIUM,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        f"--user-data-dir={folder / 'chromium'}",
        f"--window-size={width},900",
        f"--blink-settings=preferredColorScheme={0 if dark else 1}",
        "--virtual-time-budget=120000",
        "--dump-dom",
        path.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    answer = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, re.DOTALL)
    assert answer is not None, done.stdout[-2000:]
    found: dict[str, Any] = json.loads(unescape(answer[1]))
    return found
