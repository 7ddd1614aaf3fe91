"""Elephants Dream: two men, one bridge, and a machine with no outside."""

import math

from tools.draw_demo_art.canvas import Picture, Point, polar, smooth

INK, BRASS, LAMP = "#060a0b", "#b98a4a", "#ffd98c"


def poster() -> Picture:
    """Looking down the throat of the machine: ring behind ring, and the two of them on a cable of a bridge."""
    p = Picture(800, 1200, 2006)
    p.fill("#050809")
    eye = (412, 448)
    _well(p, eye, 940, 15)
    p.glow(eye, 430, "#ffc66b", 0.75)
    p.rays(eye, [turn * 24 + 7 for turn in range(15)], 1000, 2.4, "#ffe3ae", 0.16)
    _cables(p, 17, 700)
    _bridge(p, (-40, 742), (840, 716), 66)
    _proog(p, (346, 764), 1.35)
    _emo(p, (486, 761), 1.3)
    p.rect(0, 780, 800, 420, p.linear([(0, INK, 0), (0.4, INK, 0.85), (1, "#020304", 1)]))
    p.finish(vignette=0.72, grain=0.2, centre=(0.5, 0.38))
    p.title(["Elephants", "Dream"], (400, 1022), 134, "#f7e6c4", weight=400)
    return p


def backdrop() -> Picture:
    """A hall of pipes without a floor."""
    p = Picture(1920, 1080, 2007)
    p.fill(p.linear([(0, "#0a1719"), (0.5, "#1d3a3a"), (1, "#050809")]))
    light = (1300, 430)
    p.glow(light, 1000, "#e6b76a", 0.75)
    for depth in range(4):
        _pillars(p, depth, light[0])
        p.clouds(
            (0, 120, 1920, 860),
            ("#c79d62", "#8f7f5a", "#4d5f58", "#24393a")[depth],
            scale=(460, 260),
            density=0.48,
            contrast=2.4,
            opacity=(0.5, 0.45, 0.4, 0.3)[depth],
            fade=((0, "#fff", 0), (0.4, "#fff", 1), (1, "#fff", 0)),
        )
    _wheel(p, light, 250)
    p.glow(light, 520, LAMP, 0.8)
    p.rays(light, [100, 118, 140, 162, 186, 208, 60, 38, 14, -12], 1150, 3, "#ffe9bd", 0.3)
    _cables(p, 26, 560)
    _bridge(p, (-40, 800), (1960, 742), 78)
    _proog(p, (1180, 805), 1.5)
    _emo(p, (1344, 799), 1.45)
    p.rect(0, 790, 1920, 290, p.linear([(0, INK, 0), (1, INK, 0.95)]))
    p.finish(vignette=0.7, grain=0.2, centre=(0.66, 0.42))
    return p


def _well(p: Picture, eye: Point, reach: float, count: int) -> None:
    """Rings of machinery that get smaller and warmer towards the light."""
    for ring in range(count):
        t = ring / (count - 1)
        radius = reach * (1 - t) ** 1.35 + 44
        shift = (eye[0] - 14 * math.sin(ring * 1.3) * (1 - t), eye[1] + 22 * (1 - t))
        warm = _blend((10, 20, 22), (255, 214, 138), t**2.6)
        shade = _blend((4, 8, 9), (188, 120, 56), t**3)
        p.circle(shift, radius, p.radial(shift, radius, [(0.55, shade), (0.9, warm), (1, shade)]))
        teeth = 22 + (ring * 7) % 19
        d = []
        for tooth in range(teeth):
            a = tooth * 360 / teeth + ring * 5
            corners = [
                polar(shift, radius * 0.99, a),
                polar(shift, radius * 0.99, a + 180 / teeth),
                polar(shift, radius * 0.91, a + 160 / teeth),
                polar(shift, radius * 0.91, a + 20 / teeth),
            ]
            d.append("M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in corners) + " Z")
        p.path(" ".join(d), shade, opacity=0.92)
        if ring % 3 == 1:
            for lamp in range(9):
                spot = polar(shift, radius * 0.86, lamp * 40 + ring * 11)
                p.glow(spot, 26 + 30 * (1 - t), LAMP, 0.8)
                p.circle(spot, 2 + 3 * (1 - t), "#fff6da")
        if ring % 2 == 0:
            p.circle(
                shift,
                radius * 0.82,
                "none",
                stroke=shade,
                stroke_width=max(2, 26 * (1 - t)),
                stroke_dasharray=f"{40 * (1 - t) + 3:.0f} {16 * (1 - t) + 2:.0f}",
                opacity=0.7,
            )
    p.circle(eye, 54, p.radial(eye, 54, [(0, "#fffdf2"), (0.7, "#ffeab8"), (1, "#ffcf7d")]))


def _pillars(p: Picture, depth: int, bright_x: float) -> None:
    """Columns of pipe, plug and vent; nearer ones are darker and wider."""
    tone = ("#8a7a52", "#5a6451", "#2b4243", "#0d1c1e")[depth]
    count = (17, 12, 8, 5)[depth]
    for number in range(count):
        x = (number + 0.5 + p.rng.uniform(-0.3, 0.3)) * p.width / count
        wide = (26, 46, 84, 150)[depth] * p.rng.uniform(0.6, 1.2)
        if depth > 1 and abs(x - bright_x) < 300:
            continue
        light = p.linear(
            [
                (0, INK),
                (0.5 if x < bright_x else 0.2, tone),
                (0.92 if x < bright_x else 0.08, "#f0c98a"),
                (1, INK),
            ],
            end=(1, 0),
        )
        p.rect(x - wide / 2, -10, wide, 1100, light, opacity=0.9)
        y = p.rng.uniform(-40, 60)
        while y < 1080:
            flange = p.rng.uniform(1.12, 1.4)
            p.rect(x - wide * flange / 2, y, wide * flange, wide * 0.28, light)
            p.rect(x - wide * flange / 2, y + wide * 0.28, wide * flange, 4, INK, opacity=0.6)
            if p.rng.random() > 0.5:
                p.circle((x, y + wide * 0.9), wide * 0.13, LAMP, opacity=0.85)
                p.glow((x, y + wide * 0.9), wide * 0.7, LAMP, 0.6)
            y += wide * p.rng.uniform(1.4, 3.4)


def _wheel(p: Picture, centre: Point, radius: float) -> None:
    p.circle(centre, radius, p.radial(centre, radius, [(0, "#fffbe8"), (0.5, "#ffdf9c"), (1, "#b57c3c")]))
    for spoke in range(12):
        a, b = polar(centre, radius * 0.2, spoke * 30), polar(centre, radius, spoke * 30 + 6)
        p.line([a, b], "#1a130b", 15)
    for ring, wide in ((1.0, 30), (0.66, 11), (0.2, 24)):
        p.circle(centre, radius * ring, "none", stroke="#171008", stroke_width=wide)
    for tooth in range(36):
        a, b = polar(centre, radius * 1.04, tooth * 10), polar(centre, radius * 1.14, tooth * 10)
        p.line([a, b], "#171008", 20)
    p.circle(centre, radius * 1.0, "none", stroke="#d8a058", stroke_width=2, opacity=0.7)


def _cables(p: Picture, count: int, drop: float) -> None:
    """Telephone wire, everywhere, with plugs on the loose ends."""
    for _ in range(count):
        a = (p.rng.uniform(-0.1, 1.1) * p.width, p.rng.uniform(-60, 20))
        b = (a[0] + p.rng.uniform(-420, 420), p.rng.uniform(-60, 20))
        sag = p.rng.uniform(0.3, 1) * drop
        thick = round(p.rng.uniform(1.6, 7), 1)
        p.path(
            f"M{a[0]:.0f},{a[1]:.0f} C{a[0] + 40:.0f},{sag:.0f} {b[0] - 40:.0f},{sag:.0f} {b[0]:.0f},{b[1]:.0f}",
            stroke="#05090a",
            stroke_width=thick,
            opacity=0.85,
        )
        if thick > 4:
            end = (a[0] + p.rng.uniform(-50, 50), sag * 0.72)
            p.path(smooth([a, (a[0] + 26, sag * 0.3), end]), stroke="#05090a", stroke_width=3.4)
            p.path(f"M{end[0] - 5:.0f},{end[1]:.0f} h10 v22 h-3 v14 h-4 v-14 h-3 Z", BRASS)


def _bridge(p: Picture, start: Point, end: Point, sag: float) -> None:
    """Planks on two cables, bowed under their weight."""
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + sag)
    for lift, wide in ((0, 9), (-76, 3.4)):
        p.path(
            f"M{start[0]},{start[1] + lift} Q{middle[0]},{middle[1] + lift} {end[0]},{end[1] + lift}",
            stroke=INK,
            stroke_width=wide,
        )
    p.path(
        f"M{start[0]},{start[1] - 4} Q{middle[0]},{middle[1] - 4} {end[0]},{end[1] - 4}",
        stroke=LAMP,
        stroke_width=1.8,
        opacity=0.6,
    )
    for plank in range(int(p.width / 22)):
        t = plank / (p.width / 22)
        x = (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * middle[0] + t**2 * end[0]
        y = (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * middle[1] + t**2 * end[1]
        p.rect(round(x - 8, 1), round(y - 2, 1), 16, 12, INK)
        if plank % 3 == 0:
            p.line([(x, y), (x, y - 76)], INK, 2)


def _proog(p: Picture, foot: Point, scale: float) -> None:
    """The elder: long coat, goggles on the forehead, a stick raised to explain."""
    with p.group(transform=f"translate({foot[0]},{foot[1]}) scale({scale})"):
        p.path("M-20,2 L-18,-44 L-6,-44 L-7,2 Z M4,2 L4,-44 L15,-44 L18,2 Z", INK)
        p.path(
            "M-30,-14 C-28,-60 -22,-104 -12,-116 L12,-116 C22,-104 24,-60 30,-18 L16,-28 L2,-20 L-14,-26 Z",
            INK,
        )
        p.line([(11, -110), (34, -124), (52, -150)], INK, 9)
        p.line([(50, -146), (78, -214)], INK, 4)
        p.circle((79, -217), 5, BRASS)
        p.line([(-13, -110), (-28, -84), (-20, -62)], INK, 9)
        p.path(
            "M-11,-116 C-16,-138 -8,-150 4,-150 C16,-150 20,-138 17,-130 L22,-124 L16,-120 C14,-112 -2,-112 -11,-116 Z",
            INK,
        )
        p.path("M-12,-136 C-22,-136 -24,-122 -18,-116 C-16,-124 -14,-128 -11,-130 Z", "#c9c3b4", opacity=0.8)
        p.rect(2, -147, 17, 6, BRASS, rx=3)
        p.path(
            "M12,-114 C22,-104 24,-60 30,-20 M6,-150 C16,-149 20,-138 17,-130 L22,-124",
            stroke=LAMP,
            stroke_width=1.8,
            opacity=0.85,
        )


def _emo(p: Picture, foot: Point, scale: float) -> None:
    """The younger: hands in pockets, not convinced."""
    with p.group(transform=f"translate({foot[0]},{foot[1]}) scale({scale})"):
        p.path("M-15,2 L-14,-58 L-2,-58 L-3,2 Z M3,2 L3,-58 L14,-58 L17,2 Z", INK)
        p.path("M-20,-52 C-22,-84 -18,-104 -10,-112 L10,-112 C18,-104 21,-84 19,-52 Z", INK)
        p.path(
            "M-10,-108 C-28,-96 -28,-74 -16,-60 L-10,-66 C-18,-78 -16,-88 -8,-96 Z M10,-108 C28,-96 28,-74 16,-60 L10,-66 C18,-78 16,-88 8,-96 Z",
            INK,
        )
        p.path(
            "M-13,-128 C-14,-144 -2,-148 6,-144 C16,-142 16,-128 12,-120 C8,-112 -6,-112 -10,-118 L-17,-120 Z",
            INK,
        )
        p.path(
            "M-12,-136 C-8,-152 14,-154 18,-138 C20,-128 16,-122 14,-122 C14,-134 2,-138 -12,-136 Z",
            "#1b1512",
        )
        p.path(
            "M-20,-54 C-22,-84 -18,-104 -10,-112 M-13,-128 L-17,-120",
            stroke=LAMP,
            stroke_width=1.8,
            opacity=0.85,
        )


def _blend(a: tuple[int, int, int], b: tuple[int, int, int], t: float) -> str:
    return "#" + "".join(f"{round(low + (high - low) * t):02x}" for low, high in zip(a, b, strict=True))


PICTURES = {"poster": poster, "backdrop": backdrop}
