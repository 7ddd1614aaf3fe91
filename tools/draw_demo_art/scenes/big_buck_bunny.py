"""Big Buck Bunny: a very large rabbit, a very small butterfly, the hour before things go wrong."""

from tools.draw_demo_art.canvas import Picture, Point, hills, smooth

SHADE = "#16240f"


def poster() -> Picture:
    """He fills the hilltop against the morning, all ears and patience."""
    p = Picture(800, 1200, 2008)
    p.fill(p.linear([(0, "#4aa0b5"), (0.3, "#a8d6c1"), (0.52, "#ffe9a8"), (0.66, "#ffcf7c"), (1, "#5a7b2c")]))
    sun = (400, 560)
    p.glow(sun, 700, "#fff3c0", 1)
    p.rays(sun, [-170, -150, -128, -106, -84, -62, -40, -18, -4], 1000, 5, "#fff8d6", 0.42)
    p.clouds((0, 40, 800, 420), "#ffffff", scale=(330, 120), density=0.42, contrast=3, opacity=0.7)
    p.ridge(
        hills(p.rng, 800, 760, 40, 520, 0.3),
        p.linear_px([(0, "#b9cf7a"), (1, "#7ba04c")], (0, 720), (0, 900)),
    )
    _far_trees(p, 772, "#7fa45a", 26)
    p.haze(640, 880, "#fff0b4", 0.6)
    _rabbit(p, (400, 876), 1.0)
    _meadow(p, 900, [("#4f7a2b", 900), ("#35591f", 944), (SHADE, 1004)])
    _butterfly(p, (552, 366), 1.2, -14)
    _flowers(p, 930, 1010, 42)
    _pollen(p, 70, 900)
    p.rect(0, 900, 800, 300, p.linear([(0, "#0e1a09", 0), (0.5, "#0e1a09", 0.82), (1, "#070d04", 1)]))
    p.finish(vignette=0.5, grain=0.13, centre=(0.5, 0.45))
    p.title(["Big Buck", "Bunny"], (400, 1032), 126, "#fff6d8", weight=560, soft=100)
    return p


def backdrop() -> Picture:
    """The meadow, the tree, the front door of his burrow; he has just come out."""
    p = Picture(1920, 1080, 2009)
    p.fill(p.linear([(0, "#3f97b3"), (0.3, "#9fd3c6"), (0.52, "#ffecb0"), (0.62, "#ffd98c"), (1, "#6d8f35")]))
    sun = (980, 470)
    p.glow(sun, 1050, "#fff2bd", 1)
    p.clouds((0, 30, 1920, 380), "#ffffff", scale=(520, 130), density=0.43, contrast=3.2, opacity=0.8)
    p.ridge(
        hills(p.rng, 1920, 640, 60, 900, 0.3),
        p.linear_px([(0, "#c0d48a"), (1, "#94b35c")], (0, 560), (0, 760)),
    )
    _far_trees(p, 650, "#a3bf78", 22)
    p.ridge(
        hills(p.rng, 1920, 730, 46, 760, 0.25),
        p.linear_px([(0, "#9fbd5a"), (1, "#5f8a36")], (0, 670), (0, 880)),
    )
    _far_trees(p, 742, "#6f9848", 34)
    p.haze(520, 800, "#fff0b4", 0.6)
    p.rays(
        sun,
        [18, 34, 52, 70, 92, 112, 132, 152, 168, -160, -135, -110, -80, -50, -24],
        1300,
        4,
        "#fff8d6",
        0.32,
    )
    _meadow(p, 800, [("#6c9a36", 800)])
    _tree_with_burrow(p, (1560, 830))
    _rabbit(p, (1190, 838), 0.66)
    _butterfly(p, (1330, 452), 1.0, 18)
    _meadow(p, 870, [("#44702a", 866), ("#2a4a1a", 930), (SHADE, 1000)])
    _flowers(p, 862, 960, 90)
    _pollen(p, 130, 900)
    p.rect(0, 800, 1920, 280, p.linear([(0, "#0e1a09", 0), (1, "#0b1407", 0.93)]))
    p.finish(vignette=0.5, grain=0.13, centre=(0.6, 0.42))
    return p


def _rabbit(p: Picture, foot: Point, scale: float) -> None:
    """From behind: two ears, one a little tired, round cheeks, a great round back and a tail."""
    fur = p.linear_px(
        [(0, "#8a7a5c"), (0.45, "#5d5340"), (0.8, "#3a3a26"), (1, "#1f2a14")], (0, -710), (0, 80)
    )
    with p.group(transform=f"translate({foot[0]},{foot[1]}) scale({scale})"):
        with p.group(filter=p.torn(9, 9, 2)):
            p.path(
                "M-66,-410 C-118,-500 -128,-640 -92,-704 C-70,-732 -44,-712 -36,-672 C-24,-600 -18,-500 -20,-420 Z",
                fur,
            )
            p.path(
                "M24,-420 C26,-500 44,-590 84,-640 C110,-668 136,-652 138,-620 C140,-596 126,-580 118,-560 C98,-510 86,-450 72,-404 Z",
                fur,
            )
            p.path(
                "M-124,-320 C-132,-400 -76,-452 4,-452 C82,-452 136,-402 128,-322 C150,-312 156,-286 134,-272 C116,-226 60,-206 2,-206 C-58,-206 -112,-226 -130,-270 C-152,-284 -146,-312 -124,-320 Z",
                fur,
            )
            p.path(
                "M-118,-238 C-188,-190 -236,-90 -226,0 C-214,66 -104,80 0,80 C104,80 214,66 226,0 C236,-92 188,-192 118,-240 C80,-262 -80,-262 -118,-238 Z",
                fur,
            )
            p.path(
                "M-150,-206 C-226,-170 -262,-90 -244,-50 C-222,-28 -188,-40 -168,-82 Z M150,-208 C226,-170 262,-90 244,-50 C224,-28 190,-40 170,-82 Z",
                fur,
            )
            p.path(
                "M-216,20 C-262,24 -276,66 -236,76 L-90,78 C-86,40 -150,16 -216,20 Z M218,20 C264,24 278,66 238,76 L92,78 C88,40 152,16 218,20 Z",
                fur,
            )
        with p.group(filter=p.torn(12, 8, 2)):
            p.circle((6, -8), 54, p.radial((0, -24), 70, [(0, "#fff6da"), (0.6, "#d9c9a0"), (1, "#8f8460")]))
        rim = {
            "stroke": "#fff3b8",
            "stroke_width": 6,
            "stroke_linecap": "round",
            "opacity": 0.9,
            "filter": p.torn(7, 8, 2),
        }
        p.path("M-66,-420 C-116,-500 -128,-640 -92,-702 C-72,-730 -46,-712 -38,-676", "none", **rim)
        p.path(
            "M44,-540 C58,-590 70,-620 86,-640 C110,-666 136,-652 138,-620 C140,-596 126,-580 118,-560 C100,-512 88,-460 76,-420",
            "none",
            **rim,
        )
        p.path("M-124,-322 C-132,-398 -80,-446 -24,-451", "none", **rim)
        p.path("M76,-430 C118,-408 134,-366 128,-322 C150,-312 156,-286 136,-270", "none", **rim)
        p.path("M140,-216 C190,-192 244,-130 250,-70", "none", **rim)
        p.path("M-140,-216 C-190,-192 -244,-130 -250,-70", "none", **rim)


def _butterfly(p: Picture, at: Point, scale: float, turn: float) -> None:
    p.glow(at, 90 * scale, "#ffc0d8", 0.6)
    with p.group(transform=f"translate({at[0]},{at[1]}) rotate({turn}) scale({scale})"):
        for side, squeeze in ((-1, 1.0), (1, 0.82)):
            with p.group(transform=f"scale({side * squeeze},1)"):
                p.path(
                    "M2,0 C14,-36 50,-44 54,-22 C56,-4 28,6 4,4 Z", p.linear([(0, "#ff8fb3"), (1, "#d93e77")])
                )
                p.path("M4,4 C28,4 42,18 34,32 C24,42 8,24 2,8 Z", "#f06a97")
                p.circle((40, -22), 5, "#fff1f6", opacity=0.8)
        p.ellipse((0, 4), 3.2, 15, "#3b1a26")
        p.path("M0,-10 C-4,-20 -8,-24 -13,-27 M0,-10 C4,-20 8,-24 13,-27", stroke="#3b1a26", stroke_width=1.8)


def _far_trees(p: Picture, level: float, colour: str, size: float) -> None:
    with p.group(filter=p.torn(14, 12)):
        x = -20.0
        while x < p.width + 30:
            cluster = p.rng.random()
            if cluster > 0.3:
                radius = size * p.rng.uniform(0.5, 1.15)
                y = level + p.rng.uniform(-26, 6)
                p.ellipse(
                    (round(x), round(y - radius * 0.8)),
                    round(radius),
                    round(radius * 1.1),
                    colour,
                    opacity=0.9,
                )
                p.rect(round(x) - 2, round(y - radius), 4, round(radius * 1.6), colour)
            x += size * p.rng.uniform(0.8, 2.6)


def _meadow(p: Picture, _: float, rows: list[tuple[str, float]]) -> None:
    """Rows of grass, each blade a stroke, darker towards us."""
    for number, (colour, level) in enumerate(rows):
        line = hills(p.rng, p.width, level, 12, 480, 0.3)
        p.ridge(line, p.linear_px([(0, colour), (1, SHADE)], (0, level), (0, level + 190)))
        blades = []
        tall = 20 + 24 * number
        for _step in range(int(p.width / (3.2 + number))):
            x = p.rng.random() * (p.width + 40) - 20
            y = level + p.rng.uniform(-4, 22)
            bend = p.rng.uniform(-0.5, 0.6) * tall
            reach = tall * p.rng.uniform(0.5, 1.5)
            blades.append(
                f"M{x - 2:.0f},{y + 14:.0f} Q{x:.0f},{y - reach * 0.6:.0f} {x + bend:.0f},{y - reach:.0f} Q{x + 3:.0f},{y - reach * 0.5:.0f} {x + 3:.0f},{y + 14:.0f} Z"
            )
        p.path(" ".join(blades), colour)


def _flowers(p: Picture, top: float, bottom: float, count: int) -> None:
    for _ in range(count):
        x, y = p.rng.random() * p.width, p.rng.uniform(top, bottom)
        size = 2.6 + (y - top) / (bottom - top) * 4.5
        colour = p.rng.choice(["#fff6e0", "#ffd23f", "#ff9db5", "#f4f0ff"])
        p.line([(round(x), round(y)), (round(x + 2), round(y + size * 5))], "#3f662a", 1.6)
        for turn in range(5):
            p.ellipse(
                (round(x, 1), round(y - size * 0.8, 1)),
                round(size * 0.5, 1),
                round(size * 0.85, 1),
                colour,
                transform=f"rotate({turn * 72} {x:.1f} {y:.1f})",
            )
        p.circle((round(x, 1), round(y, 1)), round(size * 0.45, 1), "#e88a1a")


def _tree_with_burrow(p: Picture, foot: Point) -> None:
    """The old tree on its mound, a warm dark doorway between the roots."""
    x, y = foot
    p.path(
        smooth(
            [
                (x - 380, y + 90),
                (x - 260, y - 10),
                (x - 90, y - 76),
                (x + 110, y - 84),
                (x + 280, y - 20),
                (x + 460, y + 90),
            ]
        )
        + " Z",
        p.linear([(0, "#86ad42"), (1, "#34551f")]),
        filter=p.torn(10, 10),
    )
    bark = p.linear([(0, "#8a5f38"), (0.35, "#5d3d24"), (1, "#22150c")], end=(1, 0.2))
    trunk = (
        f"M{x - 118},{y - 40} C{x - 78},{y - 120} {x - 74},{y - 240} {x - 92},{y - 380} L{x - 20},{y - 420} L{x + 92},{y - 380} "
        f"C{x + 76},{y - 240} {x + 86},{y - 120} {x + 150},{y - 44} C{x + 90},{y - 60} {x + 60},{y - 50} {x + 20},{y - 30} C{x - 30},{y - 50} {x - 70},{y - 46} {x - 118},{y - 40} Z"
    )
    p.path(trunk, bark, filter=p.relief((34, 210), 12, (190, 45), "#fff2cf"))
    p.path(f"M{x - 56},{y - 34} C{x - 62},{y - 120} {x + 52},{y - 124} {x + 50},{y - 32} Z", "#0d0703")
    p.path(
        f"M{x - 56},{y - 34} C{x - 62},{y - 120} {x + 52},{y - 124} {x + 50},{y - 32}",
        stroke="#e9b873",
        stroke_width=4,
        opacity=0.65,
    )
    for dark, light, shift in (("#24431c", "#4c7a2c", 0), ("#3c6a26", "#8ab144", -34)):
        with p.group(filter=p.torn(34, 26)):
            for _ in range(26):
                px, py = x + p.rng.uniform(-330, 330), y - 520 + p.rng.uniform(-190, 150) + shift
                radius = p.rng.uniform(60, 118) * (0.62 if shift else 1)
                p.circle(
                    (round(px), round(py)),
                    round(radius),
                    p.radial(
                        (px, py),
                        radius,
                        [(0, light), (1, dark)],
                        focus=(px - radius * 0.5, py - radius * 0.2),
                    ),
                    opacity=0.96,
                )


def _pollen(p: Picture, count: int, bottom: float) -> None:
    for _ in range(count):
        x, y = p.rng.random() * p.width, bottom * (0.3 + 0.7 * p.rng.random())
        radius = 0.8 + 2.6 * p.rng.random() ** 3
        p.circle((round(x), round(y)), round(radius, 1), "#fffbd8", opacity=round(p.rng.uniform(0.3, 0.9), 2))


PICTURES = {"poster": poster, "backdrop": backdrop}
