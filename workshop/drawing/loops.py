"""The loop of each level, the gate, and a delivery."""

from workshop.drawing.svg import GREY, INK, ORANGE, PALE, TEAL, Picture


def level0() -> Picture:
    """Steps that a person types, from the source to those who receive the bundle."""
    made = Picture(
        "Level 0: by hand",
        "A model leaves as a folder. What happens to it then, nobody here sees.",
    )
    steps = [
        ("extract", "batches land"),
        ("prepare", "checked, split"),
        ("train", "and a baseline"),
        ("evaluate", "unseen batch"),
        ("handover", "folder, zip"),
    ]
    made.word(800, 190, "a person types each step, and once more next month", size=36, color=ORANGE)
    made.area(310, 220, 1260, 180, fill=PALE)
    made.box(40, 255, "source", "two years", width=200)
    for number, (name, note) in enumerate(steps):
        x = 330 + number * 250
        made.box(x, 255, name, note, width=220)
        made.arrow((x - 30 if number else 240, 310), (x - 4, 310))
    made.word(940, 470, "yours", size=34, color=TEAL, bold=True)
    made.arrow((1440, 400), (1440, 650), (1246, 650))
    made.word(1420, 540, "the bundle", size=30, color=GREY, anchor="end")
    made.area(560, 560, 680, 180, fill="#f6f1e7")
    made.box(980, 595, "verify", "nothing loaded", width=240)
    made.box(590, 595, "predict", "a file of rows", width=240)
    made.arrow((980, 650), (834, 650))
    made.word(900, 800, "the team that runs the model", size=34, color=ORANGE, bold=True)
    return made


def level1() -> Picture:
    """The pipeline, what starts it, and what watches the model in use."""
    made = Picture(
        "Level 1: it retrains, deploys and watches itself",
        "Drift of the features is reported, and starts nothing.",
    )
    made.area(40, 280, 1520, 150, fill=PALE)
    for x, name in [(260, "schedule"), (560, "new batch"), (1010, "live error beyond the bound")]:
        made.word(x, 180, name, size=36, color=ORANGE, bold=True)
        made.line([(x, 195), (x, 235)], color=ORANGE)
    made.line([(1010, 235), (150, 235)], color=ORANGE)
    made.arrow((150, 235), (150, 296), color=ORANGE)
    names = ["ingest", "validate", "prepare", "train", "evaluate", "gate", "deploy"]
    for number, name in enumerate(names):
        x = 60 + number * 215
        made.box(x, 300, name, width=190)
        if number:
            made.arrow((x - 25, 355), (x - 4, 355))
    made.box(1215, 560, "service", "answers", width=230)
    made.arrow((1445, 410), (1445, 480), (1330, 480), (1330, 556))
    made.word(1312, 530, "champion", size=30, color=TEAL, bold=True, anchor="end")
    made.box(820, 560, "log", "answers, times", width=250)
    made.arrow((1215, 615), (1074, 615))
    made.box(420, 560, "monitor", "error, drift", width=250)
    made.arrow((820, 615), (674, 615))
    made.word(545, 760, "labels: what came true", size=30, color=GREY)
    made.arrow((545, 725), (545, 674), color=GREY)
    made.arrow(
        (420, 615), (20, 615), (20, 130), (1010, 130), (1010, 144), color=ORANGE, dashed=True
    )
    made.word(220, 600, "too bad: retrain", size=30, color=ORANGE)
    made.arrow((1330, 675), (1330, 770), (1500, 770), (1500, 434), color=GREY, dashed=True)
    made.word(1320, 800, "rollback: the champion before", size=30, color=GREY)
    return made


def level2() -> Picture:
    """The loop around the loop: the pipeline itself changes."""
    made = Picture(
        "Level 2: the pipeline itself is delivered",
        "No trigger finds a better pipeline: somebody asks, tries, and has it reviewed.",
    )
    steps = [
        ("experiment", "backtest"),
        ("pull request", "tests, report"),
        ("bundle", "built once"),
        ("staging", "deploy, try"),
        ("production", "same bytes"),
    ]
    for number, (name, note) in enumerate(steps):
        x = 50 + number * 312
        made.box(x, 260, name, note, width=250, height=130, fill=PALE if number > 2 else "#fff")
        if number:
            made.arrow((x - 62, 325), (x - 4, 325))
    for x, text in [(640, "a person merges"), (1265, "a person approves")]:
        made.word(x, 220, text, size=32, color=ORANGE, bold=True)
        made.arrow((x, 232), (x, 310), color=ORANGE)
    made.box(1298, 520, "Level 1", "runs and retrains", width=250, height=120, fill=PALE)
    made.arrow((1423, 390), (1423, 516))
    made.box(820, 520, "verdict", "every day", width=250, height=120)
    made.arrow((1298, 580), (1074, 580))
    made.arrow((945, 640), (945, 740), (1423, 740), (1423, 644), color=TEAL, dashed=True)
    made.word(1184, 725, "retrain", size=32, color=TEAL, bold=True)
    made.arrow((820, 580), (175, 580), (175, 394), color=ORANGE, dashed=True)
    made.word(500, 560, "experiment: retraining stalls", size=32, color=ORANGE, bold=True)
    made.word(500, 660, "quiet: nothing to do", size=32, color=GREY)
    return made


def gate() -> Picture:
    """Who is compared on what."""
    made = Picture(
        "The gate: who is compared, and on what",
        "Who was fitted on the month knows the answers: then nothing is compared.",
    )
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"]
    made.word(365, 155, "what each has learnt from", size=32, color=GREY, anchor="start")
    for number, name in enumerate(months):
        newest = number == len(months) - 1
        color = ORANGE if newest else INK
        made.word(435 + number * 140, 215, name, size=32, bold=newest, color=color)
    rows = [("challenger", 7, "0.144"), ("champion", 6, "0.151"), ("baseline", 7, "0.342")]
    for line, (who, known, error) in enumerate(rows):
        y = 240 + line * 130
        made.word(60, y + 62, who, size=38, bold=True, anchor="start")
        made.area(365, y, known * 140 - 10, 90, fill=PALE, color=TEAL)
        made.area(1345, y, 150, 90, fill="#fdf3e3", color=ORANGE)
        made.word(1420, y + 60, error, size=40, bold=True, color=ORANGE)
    made.word(1420, 665, "none has seen it", size=30, color=ORANGE)
    made.area(60, 700, 1435, 90, fill=PALE)
    made.word(90, 757, "below 98 % of each rival's error:", size=34, bold=True, anchor="start")
    made.word(1465, 757, "0.144 < 0.148, it passes", size=34, bold=True, anchor="end")
    return made


def delivery() -> Picture:
    """The same bytes on their way, and the way back."""
    made = Picture(
        "A delivery: built once, the same bytes",
        "What was tried is what runs. Building again would make something that nobody has tried.",
    )
    made.box(60, 320, "commit", "merged", width=220, height=130)
    made.box(400, 320, "bundle", "code, locked", width=240, height=130, fill=PALE)
    made.arrow((280, 385), (396, 385))
    made.word(338, 370, "build", size=28, color=GREY)
    for x, name in [(760, "staging"), (1220, "production")]:
        made.area(x, 180, 330, 500, fill="#fff", color=TEAL)
        made.word(x + 165, 240, name, size=38, bold=True, color=TEAL)
        for number, step in enumerate(["deploy", "run: it trains", "smoke: it answers"]):
            made.area(x + 25, 270 + number * 105, 280, 80, fill=PALE)
            made.word(x + 165, 320 + number * 105, step, size=28, bold=True)
        made.word(x + 165, 630, "own data, registry", size=28, color=GREY)
    made.arrow((640, 385), (756, 385))
    made.arrow((1090, 385), (1216, 385))
    made.word(1154, 150, "a person approves", size=32, color=ORANGE, bold=True)
    made.arrow((1154, 165), (1154, 370), color=ORANGE)
    made.arrow((925, 680), (925, 775), (660, 775), color=ORANGE, dashed=True)
    made.arrow((1385, 680), (1385, 775), (930, 775), color=ORANGE, dashed=True)
    made.word(640, 765, "a step fails: the release before,", size=30, color=ORANGE, anchor="end")
    made.word(640, 803, "and its model, are live again", size=30, color=ORANGE, anchor="end")
    return made
