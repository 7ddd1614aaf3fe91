"""Tears of Steel: the old city, the old grudge, and an eye of machinery that cannot help weeping."""

import math

from tools.draw_demo_art.canvas import Picture, Point, polar

INK, CYAN, RUST = "#05090d", "#6fe3f2", "#ff6a3a"


def poster() -> Picture:
    """One tear of light falls from the machine onto the roofs of Amsterdam."""
    p = Picture(800, 1200, 2012)
    p.fill(p.linear([(0, "#04080c"), (0.4, "#0d2530"), (0.68, "#2d6a74"), (0.8, "#c98a5c"), (1, "#1a1412")]))
    p.clouds(
        (0, 0, 800, 760),
        "#18404b",
        scale=(260, 120),
        density=0.5,
        contrast=3,
        opacity=0.7,
        fade=((0, "#fff", 1), (1, "#fff", 0.2)),
    )
    eye = (400, 400)
    p.glow(eye, 560, "#2fb6cc", 0.55)
    _eye(p, eye, 258)
    p.glow((400, 905), 420, "#ffb070", 0.7)
    _gables(p, 900, 0.78, "#2b3a40", 3)
    p.haze(760, 960, "#e6a877", 0.55)
    _church(p, (118, 904), 0.94, "#14232b")
    _gables(p, 946, 1.0, "#0b1217", 9, lit=True)
    _tear(p, (400, 650), 260)
    _canal(p, 946, (400, 0))
    p.rect(0, 900, 800, 300, p.linear([(0, INK, 0), (0.44, INK, 0.86), (1, "#020406", 1)]))
    p.finish(vignette=0.6, grain=0.2, centre=(0.5, 0.4))
    p.title(["Tears of Steel"], (400, 1108), 124, "#eaf6f5", weight=430)
    return p


def backdrop() -> Picture:
    """It stands behind the Oude Kerk, as high as the weather."""
    p = Picture(1920, 1080, 2013)
    p.fill(p.linear([(0, "#050b10"), (0.36, "#123440"), (0.6, "#3f8088"), (0.74, "#d99a66"), (1, "#1a1412")]))
    p.clouds(
        (0, 0, 1920, 640),
        "#0b2029",
        scale=(520, 130),
        density=0.55,
        contrast=3,
        opacity=0.85,
        fade=((0, "#fff", 1), (0.6, "#fff", 0.8), (1, "#fff", 0)),
    )
    p.glow((1330, 700), 800, "#ffb070", 0.7)
    _walker(p, (1350, 330), 158)
    p.clouds((0, 430, 1920, 400), "#8fbcb8", scale=(620, 110), density=0.46, contrast=2.8, opacity=0.5)
    _gables(p, 790, 0.62, "#35474c", 21)
    p.haze(610, 860, "#f0b483", 0.55)
    _church(p, (900, 842), 0.86, "#1c2b32")
    _gables(p, 872, 0.95, "#0d161b", 33, lit=True)
    _beams(p)
    _canal(p, 872, (1330, 0))
    p.rect(0, 820, 1920, 260, p.linear([(0, INK, 0), (1, INK, 0.94)]))
    p.finish(vignette=0.66, grain=0.2, centre=(0.66, 0.42))
    return p


def _eye(p: Picture, centre: Point, radius: float) -> None:
    """Rings of plates around a lens."""
    x, y = centre
    p.circle((x, y + 12), radius * 1.18, "#000", opacity=0.6, filter=p.blur(26))
    p.circle(
        centre,
        radius * 1.14,
        p.linear([(0, "#3d535c"), (0.4, "#16232a"), (1, "#05090c")], end=(0.4, 1)),
        filter=p.relief((40, 40), 5, (240, 60), "#eafcff"),
    )
    rings = ((1.08, 0.94, 30, "#4d6670"), (0.9, 0.76, 22, "#2c3f48"), (0.72, 0.58, 36, "#5d7680"))
    for outer, inner, count, tone in rings:
        for plate in range(count):
            start, end = plate * 360 / count, (plate + 0.86) * 360 / count
            corners = [
                polar(centre, radius * outer, start),
                polar(centre, radius * outer, end),
                polar(centre, radius * inner, end - 1.5),
                polar(centre, radius * inner, start + 1.5),
            ]
            light = 0.35 + 0.65 * max(0.0, math.cos(math.radians(start + 115)))
            p.path(
                "M" + " L".join(f"{a:.1f},{b:.1f}" for a, b in corners) + " Z",
                tone,
                opacity=round(light, 2),
                stroke="#04080b",
                stroke_width=2,
            )
            if plate % 5 == 0:
                bolt = polar(centre, radius * (outer + inner) / 2, (start + end) / 2)
                p.circle(bolt, 4, "#dff8ff", opacity=0.7)
    p.circle(centre, radius * 0.56, "#03070a")
    iris = p.radial(
        centre,
        radius * 0.54,
        [(0, "#021016"), (0.36, "#06323c"), (0.62, "#1fb4c8"), (0.82, "#8df3ff"), (1, "#0b4450")],
    )
    p.circle(centre, radius * 0.54, iris)
    for blade in range(64):
        a, b = polar(centre, radius * 0.24, blade * 5.625), polar(centre, radius * 0.52, blade * 5.625 + 9)
        p.line([a, b], "#02161b", 2.6, opacity=0.55)
    p.circle(centre, radius * 0.235, "#010508")
    p.circle(
        centre, radius * 0.1, p.radial(centre, radius * 0.1, [(0, "#fff2e2"), (0.4, RUST), (1, "#7a1d08")])
    )
    p.glow(centre, radius * 0.5, RUST, 0.95)
    p.ellipse(
        (x - radius * 0.2, y - radius * 0.26),
        radius * 0.11,
        radius * 0.07,
        "#fff",
        opacity=0.75,
        transform=f"rotate(-35 {x - radius * 0.2} {y - radius * 0.26})",
    )
    # The upper lid of plates hangs a little low: it is tired, not fierce.
    lid = f"M{x - radius * 0.96},{y - radius * 0.2} C{x - radius * 0.5},{y - radius * 0.34} {x + radius * 0.5},{y - radius * 0.34} {x + radius * 0.96},{y - radius * 0.2} C{x + radius * 0.84},{y - radius * 0.95} {x - radius * 0.84},{y - radius * 0.95} {x - radius * 0.96},{y - radius * 0.2} Z"
    p.path(
        lid,
        p.linear([(0, "#2a3b43"), (0.7, "#17242b"), (1, "#0a1217")]),
        filter=p.relief((60, 26), 6, (250, 58), "#eafcff"),
    )
    p.path(
        f"M{x - radius * 0.96},{y - radius * 0.2} C{x - radius * 0.5},{y - radius * 0.34} {x + radius * 0.5},{y - radius * 0.34} {x + radius * 0.96},{y - radius * 0.2}",
        stroke="#9fe8f2",
        stroke_width=3,
        opacity=0.65,
    )


def _tear(p: Picture, top: Point, fall: float) -> None:
    x, y = top
    p.line([(x, y - 190), (x, y + fall * 0.5)], CYAN, 2.4, opacity=0.5)
    p.line([(x, y - 190), (x, y + fall * 0.4)], "#eaffff", 1.1, opacity=0.8)
    drop = (x, y + fall * 0.5)
    p.glow(drop, 170, CYAN, 0.95)
    p.path(f"M{x},{drop[1] - 50} C{x + 10},{drop[1] - 22} {x + 24},{drop[1] - 6} {x + 24},{drop[1] + 12} A24,24 0 0 1 {x - 24},{drop[1] + 12} C{x - 24},{drop[1] - 6} {x - 10},{drop[1] - 22} {x},{drop[1] - 50} Z",
           p.radial((x - 4, drop[1] + 6), 36, [(0, "#f4ffff"), (0.4, "#a9f0f8"), (0.8, "#3ba6ba"), (1, "#134a58")]))  # fmt: skip
    p.ellipse((x - 9, drop[1] + 6), 5, 9, "#fff", opacity=0.95)


def _walker(p: Picture, body: Point, radius: float) -> None:
    """The eye on legs: it steps over the old town without touching a roof."""
    x, y = body
    legs = (
        (-1, (-60, 60), (-420, -70), (-560, 560), "#16323b"),
        (1, (60, 60), (400, -110), (520, 560), "#16323b"),
        (-1, (-90, 90), (-250, 40), (-300, 580), "#0a181e"),
        (1, (90, 90), (246, 10), (250, 580), "#0a181e"),
    )
    for side, hip, knee, foot, tone in legs:
        points = [(x + dx, y + dy) for dx, dy in (hip, knee, foot)]
        (hx, hy), (kx, ky), (fx, fy) = points
        p.path(f"M{hx},{hy - 26} L{kx},{ky - 17} L{kx + side * 10},{ky + 19} L{hx},{hy + 28} Z", tone)
        p.path(f"M{kx - 20},{ky - 8} L{kx + 22},{ky - 8} L{fx + 7},{fy} L{fx - 7},{fy} Z", tone)
        p.line([(hx, hy - 26), (kx, ky - 17), (kx + side * 21, ky)], "#8fd0d6", 2, opacity=0.55)
        p.line([(kx + side * 21, ky), (fx + side * 7, fy)], "#ffb98a", 2, opacity=0.5)
        p.line([(hx, hy + 44), ((kx + hx) / 2, ky + 96), (kx, ky + 60)], "#0a171c", 4)
        p.circle((kx, ky), 31, tone, stroke="#9fd9de", stroke_width=2)
        p.circle((kx, ky), 12, "#ffcf9a", opacity=0.8)
    for pipe in (-70, -34, 0, 36, 72):
        p.path(
            f"M{x + pipe},{y - radius * 0.8} C{x + pipe * 1.8},{y - radius * 1.7} {x + pipe * 2.6},{y - radius * 1.5} {x + pipe * 3},{y - radius * 0.7}",
            stroke="#0a181e",
            stroke_width=9,
        )
    p.glow(body, radius * 3.2, "#2fb6cc", 0.5)
    _eye(p, body, radius)
    p.rays((x, y), [118, 132], 900, 4, "#ff9a6a", 0.3)
    _tear(p, (x, y + radius), 190)


def _gables(p: Picture, level: float, scale: float, colour: str, salt: int, lit: bool = False) -> None:
    """A row of canal houses: step, neck, bell and spout gables, each with a hoisting beam."""
    paint = p.linear_px([(0, colour), (1, INK)], (0, level - 190 * scale), (0, level + 40))
    x, number = -30.0, salt
    while x < p.width + 30:
        number += 1
        wide = (74 + 22 * math.sin(number * 1.9)) * scale
        tall = (150 + 46 * math.sin(number * 2.7)) * scale
        top, mid = level - tall, x + wide / 2
        peak = top - wide * 0.62
        if number % 4 == 0:
            steps = [(x, level), (x, top)]
            for step in range(4):
                a = x + wide * 0.5 * step / 4
                steps += [
                    (a, top - (top - peak) * step / 4),
                    (a + wide * 0.125, top - (top - peak) * step / 4),
                ]
            mirror = [(2 * mid - a, b) for a, b in reversed(steps)]
            d = "M" + " L".join(f"{a:.1f},{b:.1f}" for a, b in steps + mirror) + " Z"
        elif number % 4 == 1:
            d = f"M{x},{level} L{x},{top} C{x + wide * 0.3},{top} {x + wide * 0.28},{peak + wide * 0.3} {x + wide * 0.34},{peak} L{x + wide * 0.66},{peak} C{x + wide * 0.72},{peak + wide * 0.3} {x + wide * 0.7},{top} {x + wide},{top} L{x + wide},{level} Z"
        elif number % 4 == 2:
            d = f"M{x},{level} L{x},{top} L{mid - 7},{peak} L{mid + 7},{peak} L{x + wide},{top} L{x + wide},{level} Z"
        else:
            d = f"M{x},{level} L{x},{top} L{x + wide * 0.24},{top} L{x + wide * 0.24},{peak} Q{mid},{peak - 16 * scale} {x + wide * 0.76},{peak} L{x + wide * 0.76},{top} L{x + wide},{top} L{x + wide},{level} Z"
        p.path(d, paint)
        p.rect(mid - 2, peak + 8 * scale, 4, 14 * scale, INK)
        for row in range(3):
            for column in range(3):
                glows = lit and (number * 7 + row * 3 + column * 5) % 4 == 0
                p.rect(
                    x + wide * (0.14 + 0.27 * column),
                    top + tall * (0.1 + 0.27 * row),
                    wide * 0.17,
                    tall * 0.16,
                    "#ffc27a" if glows else "#03060a",
                    opacity=0.95 if glows else 0.4,
                )
        x += wide + 1


def _church(p: Picture, foot: Point, scale: float, colour: str) -> None:
    """The Oude Kerk's tower: a square shaft, galleries, an onion and a needle."""
    with p.group(transform=f"translate({foot[0]},{foot[1]}) scale({scale})"):
        p.path(
            "M-34,0 V-250 H34 V0 Z M-42,-250 H42 V-262 H-42 Z M-27,-262 V-318 H27 V-262 Z M-33,-318 H33 V-327 H-33 Z M-18,-327 V-372 H18 V-327 Z",
            colour,
        )
        p.path(
            "M-24,-372 C-34,-398 -8,-404 -7,-430 L7,-430 C8,-404 34,-398 24,-372 Z M-8,-430 V-452 H8 V-430 Z M-9,-452 C-8,-470 -2,-478 0,-540 C2,-478 8,-470 9,-452 Z",
            colour,
        )
        p.circle((0, -284), 17, "#0a0f12", stroke="#e8b87f", stroke_width=2.5)
        p.line([(0, -284), (0, -296)], "#e8b87f", 2.5)
        p.line([(0, -284), (8, -279)], "#e8b87f", 2.5)
        p.path("M34,0 V-128 L74,-186 L300,-186 L346,-128 V0 Z", colour)
        for window in range(5):
            wx = 66 + window * 52
            p.path(f"M{wx},-16 V-84 Q{wx + 13},-112 {wx + 26},-84 V-16 Z", "#e2a56d", opacity=0.4)


def _canal(p: Picture, level: float, lamp: Point) -> None:
    p.rect(
        0,
        level,
        p.width,
        p.height - level,
        p.linear([(0, "#6a4a38"), (0.18, "#20323a"), (1, INK)]),
        filter=p.relief((150, 10), 8, (270, 44), "#f4feff"),
    )
    for _ in range(int(p.width / 7)):
        y = level + 3 + p.rng.random() ** 1.4 * 170
        x = p.rng.gauss(lamp[0], p.width * 0.22)
        p.rect(
            round(x),
            round(y),
            round(p.rng.uniform(8, 60)),
            2,
            p.rng.choice(["#ffc78c", "#ffc78c", CYAN]),
            opacity=round(p.rng.uniform(0.15, 0.7), 2),
            rx=1,
        )


def _beams(p: Picture) -> None:
    for origin, angle in (((520, 830), -64), ((760, 840), -48), ((1720, 840), -118)):
        p.rays(origin, [angle], 900, 5, "#d6f7ff", 0.42)
        p.glow(origin, 60, "#e8fdff", 0.9)


PICTURES = {"poster": poster, "backdrop": backdrop}
