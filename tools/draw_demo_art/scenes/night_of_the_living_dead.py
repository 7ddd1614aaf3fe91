"""Night of the Living Dead: planks over a window, and what stands in the mist behind them."""

from tools.draw_demo_art.canvas import Picture, Point, hills, polar, smooth

BLACK, BONE, SULPHUR = "#070808", "#d9dbd0", "#ffc35c"


def poster() -> Picture:
    """From inside: the last boards are up, and the hands have found the gaps."""
    p = Picture(800, 1200, 1968)
    p.fill("#050606")
    p.rect(96, 70, 608, 880, p.linear([(0, "#5e6a64"), (0.4, "#b9c2b4"), (0.72, "#e9ebdc"), (1, "#8c968c")]))
    p.glow((400, 590), 460, "#fbfbe6", 0.7)
    p.clouds(
        (96, 70, 608, 880),
        "#59645f",
        scale=(260, 130),
        density=0.5,
        contrast=3,
        opacity=0.55,
        fade=((0, "#fff", 0.8), (1, "#fff", 0.8)),
    )
    with p.group(filter=p.blur(2.2)):
        for x, y, tall, lean, tone in (
            (236, 900, 440, -5, "#75807a"),
            (598, 905, 446, 6, "#6c776f"),
            (330, 960, 520, 4, "#454d49"),
            (520, 985, 742, -3, "#2b312e"),
            (190, 1000, 760, 5, "#272c2a"),
        ):
            _figure(p, (x, y), tall, lean, tone, reaching=tall > 500)
    _window_frame(p)
    planks = [
        (16, 196, 772, 148, 92),
        (20, 372, 790, 408, 104),
        (-6, 604, 800, 552, 96),
        (10, 738, 790, 786, 110),
    ]
    # From the lowest board up, so that each hand comes out from under the board above it.
    hands = {1: ((236, 398), 150, 98), 2: ((566, 590), 146, 78), 0: ((520, 190), 128, 84)}
    for number in reversed(range(len(planks))):
        if number in hands:
            _hand(p, *hands[number])
        x1, y1, x2, y2, wide = planks[number]
        _plank(p, (x1, y1), (x2, y2), wide, number)
    p.rect(0, 840, 800, 360, p.linear([(0, BLACK, 0), (0.42, BLACK, 0.9), (1, "#020202", 1)]))
    p.finish(vignette=0.85, grain=0.36, centre=(0.5, 0.42))
    p.title(["Night of the", "Living Dead"], (400, 1032), 112, BONE, weight=480)
    return p


def backdrop() -> Picture:
    """One lit farmhouse, and the field is not empty."""
    p = Picture(1920, 1080, 1969)
    p.fill(
        p.linear([(0, "#0a0c0c"), (0.35, "#222a29"), (0.58, "#68746d"), (0.68, "#b4bcae"), (1, "#1a1e1d")])
    )
    moon = (1010, 250)
    p.glow(moon, 760, "#dfe6d6", 0.6)
    p.circle(moon, 84, p.radial(moon, 84, [(0, "#fdfdf0"), (1, "#d4d9c8")]))
    p.clouds((0, 20, 1920, 560), "#0b0e0e", scale=(560, 120), density=0.5, contrast=3.2, opacity=0.85)
    p.ridge(hills(p.rng, 1920, 690, 34, 640, 0.55), "#3b4441", filter=p.torn(30, 18))
    p.haze(520, 800, "#dfe4d6", 0.6)
    _tree(p, (640, 790), 360)
    _farmhouse(p, (1390, 742), 1.12)
    p.ridge(
        hills(p.rng, 1920, 772, 22, 760, 0.3),
        p.linear_px([(0, "#2f3634"), (1, "#070808")], (0, 750), (0, 1080)),
    )
    p.clouds((0, 620, 1920, 260), "#e2e7da", scale=(520, 80), density=0.5, contrast=2.8, opacity=0.5)
    walkers = [
        (830, 800, 118),
        (938, 822, 136),
        (1062, 806, 122),
        (1190, 838, 150),
        (1690, 820, 140),
        (1800, 848, 168),
        (730, 850, 172),
        (1010, 880, 200),
        (1560, 868, 186),
    ]
    for number, (x, y, tall) in enumerate(walkers):
        p.path(
            f"M{x - 10},{y} L{x + 12},{y} L{x + (x - 1010) * 0.35 + 40},{y + tall * 0.9} L{x + (x - 1010) * 0.35 - 30},{y + tall * 0.9} Z",
            "#000",
            opacity=0.4,
            filter=p.blur(5),
        )
        _figure(p, (x, y), tall, (-7, 5, 9, -4, 6, -9, 4, -6, 8)[number], "#090b0b", reaching=number % 3 == 1)
    _grave(p, (150, 940), 1.1)
    _grave(p, (372, 968), 0.8)
    with p.group(filter=p.torn(16, 9)):
        p.ridge(hills(p.rng, 1920, 990, 20, 240, 0.6), BLACK)
    p.rect(0, 800, 1920, 280, p.linear([(0, BLACK, 0), (1, BLACK, 0.94)]))
    p.finish(vignette=0.82, grain=0.36, centre=(0.66, 0.5))
    return p


def _figure(p: Picture, foot: Point, tall: float, lean: float, colour: str, reaching: bool) -> None:
    """Someone who walks as if walking had to be thought about: one leg behind, head to the side."""
    unit = tall / 100
    with p.group(transform=f"translate({foot[0]},{foot[1]}) rotate({lean}) scale({unit})"):
        p.path(
            "M-9,0 L-7,-28 L-8,-50 L1,-50 L1,-28 L-1,0 Z M2,-50 L10,-50 L12,-26 L21,-3 L13,0 L5,-25 Z M-12,1 L-1,1 L-1,-2 Z M13,1 L25,0 L20,-3 Z",
            colour,
        )
        p.path(
            "M-11,-48 C-15,-62 -14,-76 -9,-83 C-4,-87 6,-87 10,-82 C14,-74 14,-60 12,-47 C4,-44 -6,-44 -11,-48 Z",
            colour,
        )
        p.path("M-4,-84 L5,-85 L5,-90 L-3,-90 Z", colour)
        p.ellipse((2, -94), 5.6, 7.2, colour, transform="rotate(16 2 -94)")
        p.path("M-6,-46 L-13,-38 L-8,-40 L-4,-34 L2,-41 L8,-34 L11,-41 L14,-38 L12,-48 Z", colour)
        if reaching:
            p.line([(8, -80), (22, -74), (37, -79)], colour, 5.4)
            p.line([(-9, -79), (-2, -68), (30, -70)], colour, 5.4)
            for dx, dy in ((44, -84), (45, -79), (43, -75), (37, -74), (36, -68)):
                p.line([(35, -77 if dy < -75 else -70), (dx, dy)], colour, 1.7)
        else:
            p.line([(11, -79), (17, -62), (14, -45)], colour, 5.2)
            p.line([(-10, -79), (-17, -63), (-13, -46)], colour, 5.2)


def _window_frame(p: Picture) -> None:
    frame = "#0b0c0c"
    p.path("M0,0 H800 V1200 H0 Z M112,86 V950 H688 V86 Z", frame, fill_rule="evenodd")
    p.rect(384, 80, 30, 880, frame)
    p.rect(100, 366, 600, 26, frame)
    for x, y, wide, tall in ((108, 86, 4, 864), (414, 86, 3, 280), (414, 392, 3, 558)):
        p.rect(x, y, wide, tall, "#cfd6c6", opacity=0.35)


def _plank(p: Picture, start: Point, end: Point, wide: float, number: int) -> None:
    """A board torn from a door, its grain and nails picked out by the light that leaks around it."""
    tone = p.linear([(0, "#3a3b35"), (0.2, "#23241f"), (0.8, "#151613"), (1, "#0a0b0a")])
    (x1, y1), (x2, y2) = start, end
    half = wide / 2
    d = f"M{x1},{y1 - half} L{x2},{y2 - half + 5} L{x2 - 9},{y2} L{x2 + 3},{y2 + half} L{x1 + 8},{y1 + half - 4} L{x1 - 6},{y1 + 6} Z"
    p.path(d, "#000", opacity=0.6, transform="translate(0,12)", filter=p.blur(9))
    p.path(d, tone, filter=p.relief((420, 12), 8, (250, 55), "#f7f5e6"))
    p.path(f"M{x1},{y1 - half} L{x2},{y2 - half + 5}", stroke=BONE, stroke_width=2.2, opacity=0.5)
    p.path(f"M{x1 + 8},{y1 + half - 4} L{x2 + 3},{y2 + half}", stroke=BONE, stroke_width=1.5, opacity=0.22)
    for nail, drop in ((0.07, -0.26), (0.085, 0.22), (0.925, -0.2), (0.91, 0.27)):
        x, y = x1 + (x2 - x1) * nail + 5 * number, y1 + (y2 - y1) * nail + wide * drop
        p.circle((x, y), 4.6, "#8f918a")
        p.circle((x + 1, y + 1.4), 3, "#1a1b19")


def _hand(p: Picture, wrist: Point, reach: float, turn: float) -> None:
    """A forearm through a gap and a hand that feels about for something."""
    tone = p.linear([(0, "#4a4f49"), (1, "#171a18")], end=(1, 0))
    with p.group(transform=f"translate({wrist[0]},{wrist[1]}) rotate({turn})"):
        p.path(f"M-36,-25 C-20,-22 {reach * 0.2},-21 {reach * 0.36},-26 C{reach * 0.5},-36 {reach * 0.66},-32 {reach * 0.7},-20 "
               f"L{reach * 0.72},22 C{reach * 0.62},36 {reach * 0.48},34 {reach * 0.36},24 C{reach * 0.2},20 -20,22 -36,26 Z", tone)  # fmt: skip
        for root, length, angle in ((-22, 62, -22), (-8, 76, -6), (8, 74, 7), (21, 58, 24)):
            a = (reach * 0.66, root)
            b = polar(a, length * 0.56, angle)
            c = polar(b, length * 0.5, angle + 18)
            p.line([a, b, c], "#2a2e2b", 14.5)
            p.line([(a[0], a[1] - 4), (b[0], b[1] - 5)], BONE, 1.8, opacity=0.45)
        p.line([(reach * 0.42, 24), (reach * 0.6, 52), (reach * 0.78, 56)], "#2a2e2b", 15)
        p.path(
            f"M-36,-25 C-20,-22 {reach * 0.2},-21 {reach * 0.36},-26 C{reach * 0.5},-36 {reach * 0.66},-32 {reach * 0.7},-20",
            stroke=BONE,
            stroke_width=2.2,
            opacity=0.6,
        )


def _farmhouse(p: Picture, at: Point, scale: float) -> None:
    wall = "#0c0e0e"
    with p.group(transform=f"translate({at[0]},{at[1]}) scale({scale})"):
        p.path(
            "M-150,40 L-150,-120 L-176,-116 L-60,-226 L56,-116 L34,-120 L34,-76 L186,-76 L206,-58 L190,-58 L190,40 Z",
            wall,
        )
        p.rect(-14, -232, 26, 70, wall)
        p.path("M34,-76 L56,-142 L150,-142 L186,-76 Z", wall)
        p.path("M-176,-117 L-60,-227 L56,-117", stroke="#aab2a6", stroke_width=2.5, opacity=0.5)
        p.glow((-96, -52), 190, SULPHUR, 0.85)
        for x, y, wide, tall in (
            (-118, -84, 44, 60),
            (-26, -84, 34, 56),
            (-80, -176, 34, 40),
            (84, -42, 44, 42),
        ):
            p.rect(x, y, wide, tall, p.linear([(0, "#ffe3a4"), (1, "#f0a23c")]))
            for board in range(3):
                top = y + tall * (0.1 + 0.3 * board)
                p.path(
                    f"M{x - 6},{top + 5} L{x + wide + 6},{top - 2 + board * 3} L{x + wide + 6},{top + 6 + board * 3} L{x - 6},{top + 13} Z",
                    wall,
                )
        p.path(
            "M34,-40 L206,-40 L206,-34 L34,-34 Z M44,-40 L50,-40 L50,40 L44,40 Z M140,-40 L146,-40 L146,40 L140,40 Z M190,-40 L196,-40 L196,40 L190,40 Z",
            "#050606",
        )


def _tree(p: Picture, root: Point, tall: float) -> None:
    def branch(start: Point, length: float, angle: float, wide: float) -> None:
        end = polar(start, length, angle)
        bend = polar(start, length * 0.55, angle + p.rng.uniform(-14, 14))
        p.path(
            smooth([start, bend, end]), stroke="#121514", stroke_width=round(wide, 1), stroke_linecap="round"
        )
        if wide > 1.1:
            for turn in (-32, 26) if wide < 16 else (-34, 8, 36):
                branch(
                    end, length * p.rng.uniform(0.6, 0.8), angle + turn + p.rng.uniform(-12, 12), wide * 0.6
                )

    branch(root, tall * 0.34, -88, 24)


def _grave(p: Picture, at: Point, scale: float) -> None:
    with p.group(transform=f"translate({at[0]},{at[1]}) rotate(-6) scale({scale})"):
        p.path(
            "M-52,90 L-52,-70 Q-52,-116 0,-116 Q52,-116 52,-70 L52,90 Z",
            p.linear([(0, "#3a413e"), (1, "#0c0e0e")]),
        )
        p.path("M-52,-70 Q-52,-116 0,-116 Q52,-116 52,-70", stroke="#b8bfb2", stroke_width=2.6, opacity=0.55)
        p.path("M-5,-92 H5 V-72 H22 V-62 H5 V-22 H-5 V-62 H-22 V-72 H-5 Z", "#141716")


PICTURES = {"poster": poster, "backdrop": backdrop}
