"""A Trip to the Moon: a paper theatre in hand-tinted colours, the moon not amused by what hit it."""

import math

from tools.draw_demo_art.canvas import Picture, Point, polar, smooth

NIGHT = [(0, "#07131c"), (0.34, "#10303a"), (0.62, "#3c5a4f"), (0.82, "#a8794a"), (1, "#d9a55c")]
CREAM, PAPER_SHADE = "#f6e3b4", "#7c5a2e"


def poster() -> Picture:
    """The moon fills the stage; the shell has just landed in its eye."""
    p = Picture(800, 1200, 1902)
    p.fill(p.linear(NIGHT))
    p.stars(150, 900, "#ffe9bd", 1.7)
    _paper_stars(
        p, [(92, 132, 17), (705, 96, 22), (640, 214, 10), (160, 268, 9), (738, 652, 13), (64, 596, 15)]
    )
    moon = (408, 462)
    _moon(p, moon, 272)
    _shell(p, (498, 392), 235, -47, struck=True)
    _cloud_bank(p, 872, 82, "#5f7466", "#93a184", 3)
    _cloud_bank(p, 944, 98, "#a98458", "#d9b27a", 8)
    _cloud_bank(p, 1040, 112, "#6b4226", "#94623a", 15)
    p.rect(0, 905, 800, 295, p.linear([(0, "#1b0f0a", 0), (0.42, "#1b0f0a", 0.88), (1, "#120907", 1)]))
    p.finish(vignette=0.6, grain=0.2, centre=(0.5, 0.4))
    p.title(["A Trip to", "the Moon"], (400, 1034), 118, CREAM, soft=40)
    return p


def backdrop() -> Picture:
    """Over the roofs of the city the great cannon has fired."""
    p = Picture(1920, 1080, 1903)
    p.fill(p.linear(NIGHT))
    p.stars(330, 760, "#ffe9bd", 1.9)
    _paper_stars(
        p, [(980, 96, 15), (1770, 150, 20), (760, 210, 10), (1120, 560, 12), (1830, 620, 13), (520, 130, 17)]
    )
    moon = (1420, 352)
    p.glow(moon, 720, "#f0c67a", 0.6)
    _moon(p, moon, 226)
    _cloud_bank(p, 700, 74, "#4c6a63", "#7d9580", 21)
    _cloud_bank(p, 772, 84, "#8d7550", "#c39f69", 26)
    _trail(p, [(742, 700), (836, 470), (962, 330), (1120, 266)])
    _shell(p, (1142, 262), 118, 158)
    _roofs(p, 884, "#6a472c", 0.8, 5)
    p.clouds((560, 500, 460, 320), "#fff0cf", scale=(130, 110), density=0.5, contrast=4, opacity=0.85)
    _cannon(p, (600, 900), (752, 690))
    _roofs(p, 972, "#2b1a12", 1.1, 11)
    p.rect(0, 800, 1920, 280, p.linear([(0, "#120907", 0), (1, "#120907", 0.9)]))
    p.finish(vignette=0.62, grain=0.2, centre=(0.64, 0.38))
    return p


def _moon(p: Picture, centre: Point, radius: float) -> None:
    x, y = centre
    p.glow(centre, radius * 2.1, "#f3cf86", 0.55)
    for ring, shade in ((1.19, "#e9c47a"), (1.1, "#f0d394")):
        p.circle(centre, radius * ring, shade, opacity=0.16)
    skin = p.radial(
        centre, radius * 1.15, [(0, "#fff6d6"), (0.55, CREAM), (0.86, "#d8b574"), (1, "#96703c")],
        focus=(x - radius * 0.3, y - radius * 0.36),
    )  # fmt: skip
    with p.group(filter=p.relief((radius * 0.42, radius * 0.42), 9, (225, 58), "#fff9ea")):
        p.circle(centre, radius, skin)

    def at(dx: float, dy: float) -> Point:
        return x + dx * radius, y + dy * radius

    for dx, dy, size in (
        (-0.62, 0.36, 0.1),
        (-0.2, -0.72, 0.13),
        (0.64, 0.3, 0.12),
        (-0.76, -0.16, 0.075),
        (0.2, 0.82, 0.08),
    ):
        crater = at(dx, dy)
        p.ellipse(crater, radius * size, radius * size * 0.86, "#8d683a", opacity=0.4)
        p.ellipse(
            (crater[0] + 4, crater[1] + 5),
            radius * size * 0.82,
            radius * size * 0.68,
            "#f8e9c2",
            opacity=0.55,
        )
    soft = p.blur(radius * 0.014)
    with p.group(filter=soft):
        # The closed eye, its brow, the cheeks, the nose and an aggrieved mouth.
        p.ellipse(at(-0.34, -0.13), radius * 0.25, radius * 0.17, PAPER_SHADE, opacity=0.3)
        p.path(smooth([at(-0.57, -0.1), at(-0.46, -0.03), at(-0.33, -0.01), at(-0.2, -0.05), at(-0.12, -0.13)]),
               stroke="#4a3018", stroke_width=radius * 0.034, stroke_linecap="round", opacity=0.9)  # fmt: skip
        p.path(smooth([at(-0.63, -0.34), at(-0.46, -0.43), at(-0.27, -0.41), at(-0.12, -0.3)]),
               stroke="#5d3f20", stroke_width=radius * 0.05, stroke_linecap="round", opacity=0.75)  # fmt: skip
        p.path(smooth([at(-0.02, -0.16), at(0.01, 0.08), at(-0.09, 0.24), at(0.02, 0.31), at(0.13, 0.25)]),
               stroke="#7a5428", stroke_width=radius * 0.042, stroke_linecap="round", opacity=0.72)  # fmt: skip
        p.ellipse(at(-0.45, 0.26), radius * 0.2, radius * 0.13, "#c8733f", opacity=0.28)
        p.ellipse(at(0.48, 0.28), radius * 0.2, radius * 0.13, "#c8733f", opacity=0.28)
        p.path(smooth([at(-0.3, 0.6), at(-0.12, 0.51), at(0.06, 0.5), at(0.24, 0.55), at(0.36, 0.66)])
               + " L" + smooth([at(0.36, 0.66), at(0.2, 0.63), at(0.03, 0.6), at(-0.14, 0.61), at(-0.3, 0.6)])[1:] + " Z",
               "#4a2715", opacity=0.85)  # fmt: skip
    for dx in (-0.5, -0.42, -0.33, -0.24, -0.17):
        lash = at(dx, -0.01 - 0.1 * (abs(dx + 0.34) ** 1.4))
        p.line(
            [lash, (lash[0] + (dx + 0.34) * radius * 0.3, lash[1] + radius * 0.075)],
            "#4a3018",
            radius * 0.015,
            opacity=0.8,
        )


def _shell(p: Picture, nose: Point, length: float, angle: float, struck: bool = False) -> None:
    """A riveted shell whose body leaves its nose at an angle."""
    if struck:
        for spoke in range(17):
            turn = spoke * 360 / 17
            p.line(
                [nose, polar(nose, length * (0.26 + 0.1 * (spoke % 3)), turn)], "#fff7dc", 3.2, opacity=0.75
            )
        p.ellipse(nose, length * 0.27, length * 0.23, "#5d3a1a", opacity=0.55, filter=p.blur(6))
    half = length * 0.2
    with p.group(transform=f"translate({nose[0]},{nose[1]}) rotate({angle})"):
        start = length * 0.16 if struck else 0
        body = (
            f"M{start},{-half * (0.8 if struck else 0)} C{length * 0.12},{-half * 0.7} {length * 0.28},{-half} {length * 0.45},{-half} "
            f"L{length},{-half} L{length},{half} L{length * 0.45},{half} C{length * 0.28},{half} {length * 0.12},{half * 0.7} "
            f"{start},{half * (0.8 if struck else 0)} Z"
        )
        metal = p.linear([(0, "#f2d9a0"), (0.22, "#c7985c"), (0.55, "#75502d"), (1, "#2a180e")])
        p.path(body, metal, stroke="#23130a", stroke_width=2)
        for seam in (0.47, 0.74, 0.95):
            p.line([(length * seam, -half), (length * seam, half)], "#2b190e", 3, opacity=0.7)
            for rivet in range(5):
                p.circle((length * seam + 7, -half * 0.8 + rivet * half * 0.4), 2.1, "#f6dda8", opacity=0.75)
        for window in (0.58, 0.84):
            p.circle((length * window, -half * 0.12), half * 0.3, "#2a180e")
            p.circle((length * window, -half * 0.12), half * 0.21, "#f9d27c")


def _cloud_bank(p: Picture, level: float, size: float, dark: str, light: str, salt: int) -> None:
    """A stage flat of scalloped cloud, each scallop outlined by the painter's brush."""
    paint = p.linear_px([(0, light), (0.5, dark), (1, dark)], (0, level - size), (0, level + size * 2.2))
    circles: list[tuple[Point, float]] = []
    x = -size
    while x < p.width + size:
        radius = size * (0.62 + 0.5 * abs(math.sin(x * 0.013 + salt)))
        circles.append(((x, level + 26 * math.sin(x * 0.006 + salt * 1.7)), radius))
        x += radius * 1.18
    with p.group(style="filter:drop-shadow(0 -6px 16px rgba(10,6,4,.55))"):
        for centre, radius in circles:
            p.circle(centre, radius, paint)
        p.rect(-10, level + size * 0.4, p.width + 20, p.height, paint)
    for centre, radius in circles:
        for inset, opacity in ((0.86, 0.5), (0.68, 0.28), (0.5, 0.15)):
            a, b = polar(centre, radius * inset, 200), polar(centre, radius * inset, 335)
            reach = radius * inset
            p.path(f"M{a[0]:.1f},{a[1]:.1f} A{reach:.1f},{reach:.1f} 0 0 1 {b[0]:.1f},{b[1]:.1f}",
                   stroke=light, stroke_width=3, opacity=opacity)  # fmt: skip


def _paper_stars(p: Picture, stars: list[tuple[float, float, float]]) -> None:
    for x, y, size in stars:
        p.glow((x, y), size * 5, "#ffd98a", 0.4)
        p.line([(x, -10), (x, y - size)], "#ffe9bd", 1, opacity=0.22)
        tips = [polar((x, y), size if tip % 2 == 0 else size * 0.42, tip * 36 - 90) for tip in range(10)]
        p.path("M" + " L".join(f"{a:.1f},{b:.1f}" for a, b in tips) + " Z", "#ffe7b0")


def _trail(p: Picture, points: list[Point]) -> None:
    p.path(
        smooth(points),
        stroke="#fff0c8",
        stroke_width=4,
        stroke_dasharray="2 17",
        stroke_linecap="round",
        opacity=0.9,
    )


def _cannon(p: Picture, breech: Point, muzzle: Point) -> None:
    """The cannon's barrel rises out of the roofs; rings are where the tubes meet."""
    dx, dy = muzzle[0] - breech[0], muzzle[1] - breech[1]
    length = math.hypot(dx, dy)
    with p.group(
        transform=f"translate({breech[0]},{breech[1]}) rotate({math.degrees(math.atan2(dy, dx)):.2f})"
    ):
        metal = p.linear([(0, "#d3a866"), (0.3, "#6d4a2a"), (0.7, "#2b190e"), (1, "#120a05")])
        p.path(f"M-160,-62 L{length},-34 L{length},34 L-160,62 Z", metal)
        for ring in (0.02, 0.4, 0.74, 0.97):
            tall = 60 - 25 * ring
            p.rect(length * ring, -tall - 6, 20, 2 * tall + 12, metal)
    p.glow(muzzle, 190, "#ffd489", 0.9)


def _roofs(p: Picture, level: float, colour: str, scale: float, salt: int) -> None:
    """Mansards, gables and smoking chimneys."""
    paint = p.linear_px([(0, colour), (1, "#120907")], (0, level - 120 * scale), (0, level + 190))
    x = -40.0
    number = salt
    while x < p.width + 40:
        number += 1
        width = (90 + 70 * abs(math.sin(number * 2.3))) * scale
        tall = (46 + 92 * abs(math.sin(number * 1.37))) * scale
        top = level - tall
        slope = width * (0.08 if number % 3 == 1 else 0.5 if number % 3 else 0.24)
        p.path(f"M{x:.0f},{p.height} L{x:.0f},{level:.0f} L{x + slope:.0f},{top:.0f} L{x + width - slope:.0f},{top:.0f} "
               f"L{x + width:.0f},{level:.0f} L{x + width:.0f},{p.height} Z", paint)  # fmt: skip
        chimney = x + width * 0.3
        p.rect(chimney, top - 34 * scale, 15 * scale, 60 * scale, paint)
        p.rect(chimney - 3 * scale, top - 38 * scale, 21 * scale, 7 * scale, paint)
        if number % 2:
            p.rect(x + width * 0.56, level - tall * 0.42, 13 * scale, 18 * scale, "#ffcf7d", opacity=0.85)
        x += width * 0.94


PICTURES = {"poster": poster, "backdrop": backdrop}
