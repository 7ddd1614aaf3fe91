"""Rasterise the pictures in Chromium and write them as WebP.

    python -m tools.draw_demo_art [--only WORD] [--out FOLDER] [--chromium PATH]

Needs the development packages (playwright, pillow), a Chromium, and the web app's packages for its font.
"""

import argparse
import base64
import importlib
import io
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tools.draw_demo_art import scenes
from tools.draw_demo_art.canvas import Picture

ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "web/node_modules/@fontsource-variable/fraunces/files"
# WebP quality: posters are shown small and sharp, backdrops large behind scrims.
QUALITY = {"poster": 88, "backdrop": 85, "still": 84}


def main() -> None:
    """Draw every picture whose name contains the word of --only (all without it)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--out", type=Path, default=ROOT / "kino/features/demo/art")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    total_bytes = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=arguments.chromium, args=["--no-sandbox"])
        page = browser.new_page()
        for name, picture in _pictures(arguments.only):
            target = arguments.out / f"{name}.webp"
            _rasterise(page, picture, target, QUALITY[name.split(".")[1].split("-")[0]])
            total_bytes += target.stat().st_size
            sys.stdout.write(f"{target.name:42} {target.stat().st_size / 1024:7.0f} KiB\n")
        browser.close()
    sys.stdout.write(f"{'together':42} {total_bytes / 1024:7.0f} KiB\n")


def _pictures(word: str) -> Iterator[tuple[str, Picture]]:
    for found in pkgutil.iter_modules(scenes.__path__):
        key = found.name.replace("_", "-")
        module = importlib.import_module(f"{scenes.__name__}.{found.name}")
        for picture_name, paint in getattr(module, "PICTURES", {}).items():
            name = f"{key}.{picture_name}"
            if word in name:
                yield name, paint()


def _rasterise(page: Page, picture: Picture, target: Path, quality: int) -> None:
    page.set_viewport_size({"width": picture.width, "height": picture.height})
    page.set_content(
        f"<style>{_font_faces()} body{{margin:0;background:#000}} svg{{display:block}}</style>{picture.svg()}"
    )
    page.evaluate("document.fonts.ready")
    with Image.open(io.BytesIO(page.screenshot())) as shot:
        shot.convert("RGB").save(target, "WEBP", quality=quality, method=6)


def _font_faces() -> str:
    faces = []
    for style in ("normal", "italic"):
        data = base64.b64encode((FONTS / f"fraunces-latin-full-{style}.woff2").read_bytes()).decode()
        faces.append(
            f"@font-face{{font-family:Fraunces;font-style:{style};font-weight:100 900;"
            f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
        )
    return "".join(faces)


if __name__ == "__main__":
    main()
