// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How long a frame of Annotate takes while a box is dragged among 200 on a photograph of 6000 x 4000 pixels: from the
// event of the mouse to the painted window, fitted and at 100 %. QT_SCALE_FACTOR=2 measures it for a dense screen.
//   bench_annotate [boxes] [moves]
#include "tests/bench/bench_window.h"
#include "core/base/random.h"
#include "core/store/project_store.h"
#include "tests/bench/interactive_report.h"
#include "tests/support/check.h"
#include "tests/support/ui_page.h"
#include "ui/annotate/annotate_document.h"
#include "ui/annotate/annotate_page.h"
#include "ui/annotate/annotate_selection.h"
#include "ui/bridge/convert.h"
#include "ui/canvas/image_canvas.h"

#include <QTemporaryDir>

using namespace legenda;

namespace {

constexpr int kWidth = 6000, kHeight = 4000;
constexpr double kFrame = 1000.0 / 60;

void writePhotograph(const QString& file) {
    QImage picture(kWidth, kHeight, QImage::Format_RGB32);
    base::Random random(1, "photograph");
    for (int y = 0; y < kHeight; ++y) {
        auto* row = reinterpret_cast<QRgb*>(picture.scanLine(y));
        for (int x = 0; x < kWidth; ++x)
            row[x] = qRgb(x * 255 / kWidth, y * 255 / kHeight, static_cast<int>(127 + 60 * random.uniform()));
    }
    picture.save(file, "JPG", 90);
}

std::filesystem::path makeProject(const QTemporaryDir& folder, int boxes) {
    writePhotograph(folder.filePath(QStringLiteral("photograph.jpg")));
    const std::filesystem::path root(folder.path().toStdString()), project = root / "large.legenda";
    auto store = test::must(store::ProjectStore::create(project));
    store::NewImage image;
    image.path = "photograph.jpg";
    image.width = kWidth;
    image.height = kHeight;
    test::must(store.addImages(root, "folder", {image}));
    const auto id = test::must(store.images()).front().id;
    base::Random random(2, "boxes");
    std::vector<store::RegionRecord> regions(static_cast<std::size_t>(boxes));
    for (auto& region : regions) {
        region.image = id;
        region.box = {random.uniform() * (kWidth - 1000), random.uniform() * (kHeight - 800),
                      100 + 800 * random.uniform(), 100 + 600 * random.uniform()};
        region.snippets.push_back({{}, "a thing in the photograph", {}, "human"});
    }
    test::must(store.addRegions(regions));
    return project;
}

void measureDrag(ui::AnnotatePage& page, const char* how, int moves, bench::Report& report) {
    auto* canvas = page.canvas();
    const auto region = page.document()->regions().front();
    page.selection()->set({QString::fromStdString(region.uuid)});
    bench::live(1000);  // the picture is scaled and the fade has ended
    const QPoint from = canvas->toWidget(ui::toQt(region.box).center()).toPoint();
    bench::Series frames{std::string("a frame of the drag, ") + how, {}, kFrame};
    QPoint at = from;
    QTest::mousePress(canvas, Qt::LeftButton, {}, from);
    for (int i = 1; i <= moves; ++i) {
        at = from + QPoint(qRound(150 * std::sin(i * 0.05)), qRound(100 * (1 - std::cos(i * 0.05))));
        const auto start = bench::Clock::now();
        QTest::mouseMove(canvas, at);
        canvas->repaint();
        QCoreApplication::processEvents();
        frames.values.push_back(bench::since(start));
    }
    report.add(frames);
    const auto start = bench::Clock::now();
    QTest::mouseRelease(canvas, Qt::LeftButton, {}, at);
    canvas->repaint();
    report.add(std::string("the release, ") + how, bench::since(start), 3 * kFrame);
    bench::live(500);
}

}  // namespace

int main(int argc, char** argv) {
    bench::prepareWindows();
    QApplication app(argc, argv);
    const int boxes = argc > 1 ? std::atoi(argv[1]) : 200, moves = argc > 2 ? std::atoi(argv[2]) : 600;
    const QTemporaryDir folder;
    test::PageWindow<ui::AnnotatePage> window(makeProject(folder, boxes));
    auto& page = window.page();
    const auto shown = [&] { return page.settled() && page.image() != 0 && !page.canvas()->image().isNull(); };
    if (!QTest::qWaitFor(shown, 60000)) qFatal("the photograph is not shown");
    bench::Report report;
    measureDrag(page, "fitted", moves, report);
    page.canvas()->zoomActual();
    page.canvas()->look(page.canvas()->zoom(), ui::toQt(page.document()->regions().front().box).center());
    (void)QTest::qWaitFor([&] { return page.canvas()->image().width() == kWidth; }, 30000);
    measureDrag(page, "100 %", moves, report);
    report.print();
    return 0;
}
