"""Cosmos Laundromat: one sheep, one cliff, and every other life going round behind a glass door."""

import math

from tools.draw_demo_art.canvas import Picture, Point, hills, peaks, polar, smooth

NIGHT = "#0a0a1c"
COLOURS = ["#ff3f6e", "#ff8a3c", "#ffd84d", "#7be06a", "#31d3c8", "#3f8cff", "#8a5bff", "#f45bd0"]


def poster() -> Picture:
    """The machine's round door stands in the sky like a moon."""
    p = Picture(800, 1200, 2015)
    p.fill(
        p.linear([(0, "#0b0b24"), (0.35, "#2a2a55"), (0.62, "#6f6a8a"), (0.74, "#b9a9a4"), (1, "#2a2d3a")])
    )
    p.stars(170, 700)
    door = (400, 430)
    p.glow(door, 620, "#9a7bff", 0.6)
    _door(p, door, 272)
    p.clouds((0, 560, 800, 420), "#cfc7d6", scale=(420, 90), density=0.5, contrast=3, opacity=0.6)
    p.ridge(peaks(p.rng, 800, 890, [(640, 70, 300), (90, 40, 220)], 8), "#4b4a63", opacity=0.8)
    _sea(p, 868)
    _cliff(
        p,
        [
            (-60, 812),
            (90, 808),
            (240, 822),
            (390, 836),
            (470, 852),
            (500, 900),
            (486, 960),
            (520, 1030),
            (500, 1230),
        ],
    )
    _sheep(p, (352, 838), 1.06)
    p.rect(0, 880, 800, 320, p.linear([(0, NIGHT, 0), (0.46, NIGHT, 0.85), (1, "#04040c", 1)]))
    p.finish(vignette=0.6, grain=0.15, centre=(0.5, 0.38))
    p.title(["Cosmos", "Laundromat"], (400, 1030), 114, "#fdf3e4", weight=430)
    return p


def backdrop() -> Picture:
    """The storm that comes for him is made of all the colours the island never had."""
    p = Picture(1920, 1080, 2016)
    p.fill(p.linear([(0, "#20243c"), (0.3, "#4d5474"), (0.56, "#a8a3ad"), (0.66, "#d9cabb"), (1, "#2a2d36")]))
    p.clouds(
        (0, 0, 1920, 520),
        "#14162a",
        scale=(640, 130),
        density=0.56,
        contrast=3,
        opacity=0.75,
        fade=((0, "#fff", 1), (0.6, "#fff", 0.8), (1, "#fff", 0)),
    )
    _tornado(p, (1270, 760), 760)
    p.clouds(
        (0, -30, 1920, 320),
        "#191b33",
        scale=(600, 120),
        density=0.6,
        contrast=3,
        opacity=0.85,
        fade=((0, "#fff", 1), (0.4, "#fff", 0.9), (1, "#fff", 0)),
    )
    p.haze(560, 800, "#f1dfc8", 0.5)
    p.ridge(
        hills(p.rng, 1920, 770, 50, 820, 0.42),
        p.linear_px([(0, "#6d7a55"), (0.4, "#3d4838"), (1, "#12151a")], (0, 700), (0, 960)),
        filter=p.relief((120, 24), 12, (320, 42), "#fff0dc"),
    )
    for x, y, scale in ((860, 822, 0.3), (960, 812, 0.24), (720, 836, 0.36)):
        _sheep(p, (x, y), scale)
    p.ridge(
        hills(p.rng, 1920, 872, 24, 900, 0.35),
        p.linear_px([(0, "#4d5a36"), (0.3, "#242b20"), (1, "#090a10")], (0, 840), (0, 1080)),
        filter=p.relief((90, 26), 14, (320, 40), "#ffe9d2"),
    )
    _sheep(p, (1560, 880), 1.0, facing=-1)
    p.rect(0, 830, 1920, 250, p.linear([(0, "#08080f", 0), (1, "#08080f", 0.94)]))
    p.finish(vignette=0.58, grain=0.16, centre=(0.62, 0.42))
    return p


def _door(p: Picture, centre: Point, radius: float) -> None:
    x, y = centre
    p.circle((x, y + 14), radius * 1.2, "#000", opacity=0.5, filter=p.blur(22))
    p.circle(
        centre,
        radius * 1.19,
        p.linear([(0, "#f4f5fb"), (0.35, "#8e93ac"), (0.6, "#3b3e55"), (1, "#c6cade")], end=(0.7, 1)),
    )
    p.circle(centre, radius * 1.1, p.linear([(0, "#3a3d52"), (0.5, "#a9adc2"), (1, "#f2f3fa")], end=(0.7, 1)))
    p.circle(centre, radius * 1.03, "#0b0b16")
    clip = p.define(f'<clipPath id="{{id}}"><circle cx="{x}" cy="{y}" r="{radius}"/></clipPath>')
    with p.group(clip_path=f"url(#{clip})"):
        p.circle(
            centre,
            radius,
            p.radial(centre, radius, [(0, "#fff6e0"), (0.16, "#ffb86b"), (0.5, "#6c2a8c"), (1, "#0c0a2c")]),
        )
        _spiral(p, centre, radius, 9, 1.25)
        p.glow(centre, radius * 0.6, "#fff4d4", 1)
        for _ in range(110):
            angle, reach = p.rng.random() * 360, radius * p.rng.random() ** 0.6
            star = polar(centre, reach, angle)
            p.circle(
                (round(star[0], 1), round(star[1], 1)),
                round(0.7 + 1.7 * p.rng.random() ** 3, 1),
                "#fff",
                opacity=0.9,
            )
        p.circle(centre, radius, p.radial(centre, radius, [(0.72, "#000", 0), (1, "#02020a", 0.85)]))
        # The glass is curved: a soft window of light, upper left.
        p.path(f"M{x - radius * 0.86},{y - radius * 0.1} C{x - radius * 0.8},{y - radius * 0.62} {x - radius * 0.36},{y - radius * 0.92} {x + radius * 0.12},{y - radius * 0.88} "
               f"C{x - radius * 0.3},{y - radius * 0.74} {x - radius * 0.62},{y - radius * 0.5} {x - radius * 0.7},{y - radius * 0.06} Z",
               "#fff", opacity=0.26, filter=p.blur(7))  # fmt: skip
    for hinge in (-16, 16):
        a = polar(centre, radius * 1.15, hinge)
        p.rect(a[0] - 4, a[1] - 20, 42, 40, p.linear([(0, "#eceef6"), (1, "#5a5e78")]), rx=9)
    handle = polar(centre, radius * 1.1, 180)
    p.rect(
        handle[0] - 26,
        handle[1] - 46,
        30,
        92,
        p.linear([(0, "#fafbff"), (0.5, "#8d92aa"), (1, "#3f4259")], end=(1, 0.2)),
        rx=15,
    )


def _spiral(p: Picture, centre: Point, radius: float, arms: int, turns: float) -> None:
    """Arms of colour that wind inwards."""
    with p.group(filter=p.blur(2.2), style="mix-blend-mode:screen"):
        for arm in range(arms * 3):
            points = []
            start = arm * 360 / (arms * 3) + p.rng.uniform(-7, 7)
            for step in range(26):
                t = step / 25
                points.append(polar(centre, radius * 1.04 * (1 - t) ** 0.85, start + 360 * turns * t**0.8))
            p.path(
                smooth(points),
                stroke=COLOURS[arm % len(COLOURS)],
                stroke_width=round(p.rng.uniform(5, 26), 1),
                stroke_linecap="round",
                opacity=round(p.rng.uniform(0.3, 0.75), 2),
            )


def _tornado(p: Picture, foot: Point, tall: float) -> None:
    """Ribbons wound around a leaning funnel; the far side first, the near side last."""
    p.glow((foot[0] + 60, foot[1] - tall * 0.62), 620, "#ff9ad8", 0.5)
    p.glow(foot, 420, "#ffd48a", 0.8)
    for near in (False, True):
        with p.group(filter=p.blur(1.2 if near else 4), style="mix-blend-mode:screen" if near else ""):
            for ribbon in range(96):
                t = ribbon / 95
                x = foot[0] + 120 * math.sin(t * 2.4) + 70 * t
                y = foot[1] - tall * t
                reach = 26 + 370 * t**1.5
                tilt = p.rng.uniform(-7, 5)
                start, end = (8, 172) if near else (188, 352)
                a, b = polar((0, 0), reach, start), polar((0, 0), reach, end)
                p.path(f"M{a[0]:.0f},{a[1] * 0.24:.0f} A{reach:.0f},{reach * 0.24:.0f} 0 0 1 {b[0]:.0f},{b[1] * 0.24:.0f}",
                       stroke=COLOURS[(ribbon * 3 + p.rng.randrange(2)) % len(COLOURS)], stroke_width=round(4 + 13 * p.rng.random() * (0.4 + t), 1),
                       stroke_linecap="round", opacity=round(p.rng.uniform(0.35, 0.85) * (0.9 if near else 0.5), 2),
                       transform=f"translate({x:.0f},{y:.0f}) rotate({tilt:.1f})")  # fmt: skip
    for _ in range(150):
        t = p.rng.random()
        spread = 60 + 460 * t
        x = foot[0] + 120 * math.sin(t * 2.4) + 70 * t + p.rng.uniform(-spread, spread)
        p.circle(
            (round(x), round(foot[1] - tall * t)),
            round(1 + 3 * p.rng.random() ** 2, 1),
            p.rng.choice(COLOURS),
            opacity=0.85,
        )


def _sheep(p: Picture, foot: Point, scale: float, facing: int = 1) -> None:
    """Seen from the side, head low, a length of cut rope around his neck."""
    with p.group(transform=f"translate({foot[0]},{foot[1]}) scale({scale * facing},{scale})"):
        p.ellipse((0, 4), 92, 9, "#05050c", opacity=0.5, filter=p.blur(4))
        for x, lean in ((-52, -3), (-34, 4), (28, -3), (46, 4)):
            p.path(f"M{x - 5},-52 L{x + 6},-52 L{x + lean + 4},2 L{x + lean - 5},2 Z", "#17131a")
        wool = p.radial(
            (10, -130), 150, [(0, "#fff7ea"), (0.45, "#c9bccb"), (0.8, "#6d6480"), (1, "#2d2a42")]
        )
        with p.group(filter=p.torn(9, 10, 2)):
            p.path(
                smooth(
                    [
                        (-88, -78),
                        (-84, -112),
                        (-58, -132),
                        (-20, -136),
                        (22, -136),
                        (56, -128),
                        (78, -106),
                        (80, -76),
                        (62, -50),
                        (20, -42),
                        (-30, -42),
                        (-70, -50),
                    ],
                    closed=True,
                ),
                wool,
            )
            p.circle((-90, -98), 15, wool)
        p.path(
            "M66,-122 C78,-142 100,-146 112,-134 C128,-126 146,-108 148,-96 C148,-86 136,-82 126,-86 C110,-84 94,-88 84,-92 C72,-96 62,-108 66,-122 Z",
            "#221b24",
        )
        p.path("M84,-138 C72,-148 54,-146 44,-136 C56,-126 74,-124 86,-128 Z", "#2c232e")
        with p.group(filter=p.torn(7, 8, 2)):
            p.circle((88, -142), 17, wool)
        p.path("M112,-130 C128,-124 144,-108 147,-97", stroke="#ffd9c4", stroke_width=2, opacity=0.6)
        p.circle((113, -116), 3.6, "#fdf3e4")
        p.circle((114.4, -115), 1.7, "#100c12")
        p.path(
            "M64,-120 C66,-104 76,-92 90,-88 M72,-92 C66,-74 70,-60 62,-46",
            stroke="#d8a25c",
            stroke_width=4.6,
            stroke_linecap="round",
        )


def _sea(p: Picture, level: float) -> None:
    p.rect(
        0,
        level,
        p.width,
        p.height - level,
        p.linear([(0, "#8f86a0"), (0.2, "#4b4a66"), (1, "#0b0b18")]),
        filter=p.relief((190, 12), 8, (270, 48), "#fdf0ff"),
    )


def _cliff(p: Picture, outline: list[Point]) -> None:
    d = smooth(outline) + " L-60,1230 Z"
    p.path(
        d,
        p.linear([(0, "#6b7a45"), (0.12, "#4a5238"), (0.4, "#2b2c33"), (1, "#0a0a12")]),
        filter=p.relief((60, 110), 20, (330, 42), "#fff2e2", torn=8),
    )
    p.path(smooth(outline[:5]), stroke="#e6dcae", stroke_width=2.5, opacity=0.55)


PICTURES = {"poster": poster, "backdrop": backdrop}
