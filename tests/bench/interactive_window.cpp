// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "tests/bench/interactive_setup.h"
#include "ui/browse/boxes/described.h"
#include "ui/browse/browse_page.h"
#include "ui/browse/reasons/browse_cover.h"
#include "ui/canvas/image_canvas.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QTest>

namespace legenda::bench {

namespace {

constexpr int kDrawing = 300;  // ms that a quick hand takes to drag a box
constexpr int kResting = 150;  // ms that a hand rests in a drag
constexpr double kDrawTarget = 100, kDragSeconds = 4, kCoverTarget = 100;
constexpr int kThemes = 10;
constexpr int kMostWait = 300000;  // ms, for a training's first step

// Next image, next image …, as a key held down now and then would do it.
void stepThrough(ui::MainWindow& window, const char* page, int seconds, Heart& heart, const std::string& how,
                 Report& report) {
    window.showPage(QLatin1String(page));
    live(1000);
    heart.begin(std::string(page) + ", " + how);
    const auto start = Clock::now();
    for (int i = 0; since(start) < 1000.0 * seconds; ++i) {
        QTest::keyClick(&window, i % 40 < 30 ? Qt::Key_D : Qt::Key_A);
        live(i % 4 == 3 ? 1500 : 250);
    }
    heart.end(report);
}

// Boxes drawn with the mouse, from the release to the caption beside the box; then one dragged about, and how often its
// caption follows.
void drawBoxes(ui::MainWindow& window, const Setup& setup, const std::string& how, Report& report) {
    window.showPage(QStringLiteral("browse"));
    auto* page = window.findChild<ui::BrowsePage*>();
    auto* described = page->findChild<ui::BrowseDescribed*>();
    auto* canvas = page->canvas();
    Series drawn{"window: mouse release to caption, " + how, {}, kDrawTarget},
        cold{"window: the same, first on its image, " + how, {}, kDrawTarget};
    base::Random random(4, "drawn boxes");
    const auto at = [&](double x, double y) {
        const QSizeF full = canvas->fullSize();
        return canvas->toWidget(QPointF(x * full.width(), y * full.height())).toPoint();
    };
    for (int i = 0; i < setup.boxes; ++i) {
        if (i % kBoxesAnImage == 0) {
            QTest::keyClick(&window, Qt::Key_D);
            live(1500);
        }
        const double x = 0.1 + 0.4 * random.uniform(), y = 0.1 + 0.4 * random.uniform();
        page->setFocus();
        QTest::keyClick(&window, Qt::Key_R);
        QTest::mousePress(canvas, Qt::LeftButton, {}, at(x, y));
        QTest::mouseMove(canvas, at(x + 0.2, y + 0.2));
        live(kDrawing);
        QTest::mouseMove(canvas, at(x + 0.3, y + 0.35));
        QEventLoop loop;
        QObject::connect(described, &ui::BrowseDescribed::answered, &loop, &QEventLoop::quit);
        QTimer::singleShot(10000, &loop, &QEventLoop::quit);
        const auto start = Clock::now();
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, at(x + 0.3, y + 0.35));
        loop.exec();
        (i % kBoxesAnImage == 0 ? cold : drawn).values.push_back(since(start));
        described->removeDrawn();
    }
    report.add(cold);
    report.add(drawn);

    described->draw(QRectF(canvas->toImage(at(0.2, 0.2)), canvas->toImage(at(0.5, 0.5))));
    live(500);
    int answers = 0;
    const auto counted = QObject::connect(described, &ui::BrowseDescribed::answered, &window, [&] { ++answers; });
    QTest::mousePress(canvas, Qt::LeftButton, {}, at(0.35, 0.35));
    const auto start = Clock::now();
    while (since(start) < kDragSeconds * 1000) {
        const double turn = since(start) / 400;
        QTest::mouseMove(canvas, at(0.4 + 0.1 * std::cos(turn), 0.4 + 0.1 * std::sin(turn)));
        live(8);
    }
    QTest::mouseRelease(canvas, Qt::LeftButton, {}, at(0.4, 0.4));
    QObject::disconnect(counted);
    fmt::print("captions of a box on the move, {}: {:.0f} per second (wanted: 15)\n", how, answers / kDragSeconds);
    described->removeDrawn();
}

// A part of the picture covered with the mouse: from a move of the drag to the words that change by the kept map.
void coverParts(ui::MainWindow& window, const Setup& setup, const std::string& how, Report& report) {
    auto* page = window.findChild<ui::BrowsePage*>();
    auto* cover = page->findChild<ui::BrowseCover*>();
    auto* canvas = page->canvas();
    Series covered{"window: cover to changed words (quick), " + how, {}, kCoverTarget},
        cold{"window: the same, first on its image, " + how, {}, 0};
    base::Random random(6, "covered parts");
    const auto at = [&](double x, double y) {
        const QSizeF full = canvas->fullSize();
        return canvas->toWidget(QPointF(x * full.width(), y * full.height())).toPoint();
    };
    const auto answerTo = [&](const auto& act) {
        QEventLoop loop;
        QObject::connect(cover, &ui::BrowseCover::answered, &loop, [&loop](bool exact) {
            if (!exact) loop.quit();
        });
        QTimer::singleShot(10000, &loop, &QEventLoop::quit);
        const auto start = Clock::now();
        act();
        loop.exec();
        return since(start);
    };
    for (int i = 0; i < setup.boxes; ++i) {
        if (i % kBoxesAnImage == 0) {
            QTest::keyClick(&window, Qt::Key_D);
            live(1500);
        }
        const double x = 0.1 + 0.4 * random.uniform(), y = 0.1 + 0.4 * random.uniform();
        page->setFocus();
        QTest::keyClick(&window, Qt::Key_X);
        QTest::mousePress(canvas, Qt::LeftButton, {}, at(x, y));
        const double first = answerTo([&] { QTest::mouseMove(canvas, at(x + 0.2, y + 0.2)); });
        if (i % kBoxesAnImage == 0) cold.values.push_back(first);
        live(kResting);
        covered.values.push_back(answerTo([&] { QTest::mouseMove(canvas, at(x + 0.3, y + 0.35)); }));
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, at(x + 0.3, y + 0.35));
        live(kDrawing);
        QTest::keyClick(&window, Qt::Key_X);
    }
    report.add(cold);
    report.add(covered);
}

}  // namespace

void measureWindow(const Setup& setup, Report& report) {
    ui::theme::apply(*qApp, ui::theme::Appearance::Dark);
    const auto start = Clock::now();
    ui::Bridge bridge(setup.config());
    ui::MainWindow window(&bridge, false);
    window.resize(1280, 800);
    bool shown = false;
    QObject::connect(&window, &ui::MainWindow::firstPicture, &window, [&] { shown = true; });
    window.show();
    window.openProject(QString::fromStdString(setup.project.string()));
    if (!QTest::qWaitFor([&] { return shown; }, 60000)) qFatal("no picture came");
    report.add("window: opening to the first picture", since(start), 2000);
    for (const auto& [kind, file] : setup.named)
        bridge.models().use(&window, project::modelKindByKey(kind)->kind, QString::fromStdString(file.string()), {});

    Heart heart;
    const auto changePages = [&](const std::string& how) {
        heart.begin("changing pages, " + how);
        for (int i = 0; i < 12; ++i) {
            window.showPage(window.pages()[static_cast<std::size_t>(i) % window.pages().size()]->id());
            live(400);
        }
        heart.end(report);
    };
    const auto changeTheme = [&](const std::string& how) {
        heart.begin("changing the theme, " + how);
        for (int i = 0; i < kThemes; ++i) {
            ui::theme::applySoon(*qApp, i % 2 ? ui::theme::Appearance::Dark : ui::theme::Appearance::Light);
            live(700);
        }
        heart.end(report);
    };
    stepThrough(window, "browse", setup.seconds, heart, "alone", report);
    drawBoxes(window, setup, "alone", report);
    coverParts(window, setup, "alone", report);
    changePages("alone");
    changeTheme("alone");
    double step = 0;
    bool ended = false;
    std::string why = "it took too long";
    const auto job = bridge.jobs().train(
        &window, setup.training(), {},
        [&](const base::Progress& p) {
            for (const auto& [name, value] : p.metrics)
                if (name == "step") step = value;
        },
        [&](const auto& report) {
            ended = true;
            why = report ? "it ended" : report.error().message;
        });
    const auto stop = [&] {
        bridge.jobs().cancel(job);
        (void)QTest::qWaitFor([&] { return ended; }, 60000);
    };
    (void)QTest::qWaitFor([&] { return step > 0 || ended; }, kMostWait);
    if (step == 0) {
        fmt::print("nothing is measured beside a training, which did not come to its steps: {}\n", why);
        return stop();
    }
    stepThrough(window, "browse", setup.seconds, heart, "training", report);
    const double before = step;
    const auto drawing = Clock::now();
    drawBoxes(window, setup, "training", report);
    coverParts(window, setup, "training", report);
    fmt::print("the training meanwhile: {:.2f} steps per second\n", 1000 * (step - before) / since(drawing));
    stepThrough(window, "annotate", setup.seconds, heart, "training", report);
    changePages("training");
    heart.begin("train page, training");
    window.showPage(QStringLiteral("train"));
    live(1000 * setup.seconds);
    heart.end(report);
    changeTheme("training");
    stop();
}

}  // namespace legenda::bench
