// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How Browse bears a large project, what is seen of it included: opening, scrolling with and without thumbnails on
// disk, the beta slider, export, search. For each act the GUI thread's longest absence from its events, and how much of
// that it computed itself (the rest it waited for a core).
//   bench_browse PROJECT [--cache FOLDER] [--alignment CHECKPOINT] [--searches N] [--norms]
#include "bench_window.h"
#include "ui/browse/browse_export.h"
#include "ui/browse/browse_figure.h"
#include "ui/browse/browse_list.h"
#include "ui/browse/browse_page.h"
#include "ui/browse/sentence/aligned_sentence.h"
#include "ui/images/image_list_model.h"
#include "ui/images/thumbnail_cache.h"
#include "ui/images/thumbnail_view.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"

#include <fmt/format.h>

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QSlider>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <ctime>

using namespace legenda;

namespace {

constexpr double kFrame = 16;

double threadMilliseconds() {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return 1e3 * static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e6;
}

// Beats every 4 ms in the GUI thread while an act runs.
class Heart : public QObject {
 public:
    Heart() {
        timer_.setTimerType(Qt::PreciseTimer);
        connect(&timer_, &QTimer::timeout, this, [this] { beat(); });
        timer_.start(4);
        clock_.start();
    }
    void begin() {
        absent_.clear();
        own_.clear();
        clock_.restart();
        used_ = threadMilliseconds();
    }
    void report(const char* what) {
        beat();
        const auto line = [](std::vector<double> values) {
            std::sort(values.begin(), values.end());
            const auto over = std::count_if(values.begin(), values.end(), [](double v) { return v > kFrame; });
            return fmt::format("99 % {:5.1f}  longest {:6.1f} ms  above 16 ms {:3}", values[values.size() * 99 / 100],
                               values.back(), over);
        };
        fmt::print("{:<34} absent {}\n{:<34} own    {}\n", what, line(absent_), "", line(own_));
        std::fflush(stdout);
    }

 private:
    void beat() {
        const double used = threadMilliseconds();
        absent_.push_back(static_cast<double>(clock_.nsecsElapsed()) / 1e6);
        own_.push_back(used - used_);
        clock_.restart();
        used_ = used;
    }
    QTimer timer_;
    QElapsedTimer clock_;
    std::vector<double> absent_, own_;
    double used_ = 0;
};

void runEvents(int milliseconds) {
    QEventLoop loop;
    QTimer::singleShot(milliseconds, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

template <class Condition>
bool liveUntil(Condition met, int milliseconds) {
    QElapsedTimer since;
    since.start();
    while (!met() && since.elapsed() < milliseconds) runEvents(10);
    return met();
}

void scroll(ui::ThumbnailView& view, ui::ImageListModel& model, Heart& heart, const char* what) {
    auto* bar = view.verticalScrollBar();
    bar->setValue(0);
    runEvents(500);
    heart.begin();
    QElapsedTimer clock;
    for (int i = 0; i <= 240; ++i) {
        bar->setValue(static_cast<int>(i < 120 ? i * 60LL : 7200 + (i - 120LL) * bar->maximum() / 140));
        runEvents(16);
    }
    clock.start();
    (void)liveUntil([&] { return !model.waiting(); }, 20000);
    heart.report(what);
    fmt::print("{:<34} thumbnails in sight {} ms after the last step\n", "", clock.elapsed());
}

void slide(ui::BrowsePage& page, Heart& heart) {
    auto* slider = page.findChild<QSlider*>(QStringLiteral("beta"));
    heart.begin();
    for (int step = 0; step <= slider->maximum(); step += 4) {
        slider->setValue(step);
        runEvents(8);
    }
    heart.report("beta slider, whole page repainted");
}

void search(ui::BrowsePage& page, Heart& heart, int searches) {
    auto* model = qobject_cast<ui::ImageListModel*>(page.findChild<ui::BrowseList*>()->view()->model());
    const char* const texts[] = {"a black dog runs on the beach", "two children play in water", "a man climbs a rock"};
    for (int i = 0; i < searches; ++i) {
        heart.begin();
        QElapsedTimer clock;
        clock.start();
        page.setSearch(QLatin1String(texts[i % 3]), ui::SearchMode::Ask);
        const bool found = liveUntil([&] { return model->ranked(); }, 600000);
        heart.report("search");
        fmt::print("{:<34} {} after {} ms: {} images\n", "", found ? "found" : "no answer", clock.elapsed(),
                   model->rowCount());
        page.setSearch({}, ui::SearchMode::Ask);
        runEvents(1000);
    }
}

void norms(ui::Bridge& bridge, Heart& heart) {
    for (const char* what : {"norms", "norms, kept"}) {
        QElapsedTimer clock;
        clock.start();
        heart.begin();
        std::string answer;
        bridge.jobs().norms(&heart, {}, [&](base::Result<inference::NormsReport> report) {
            answer = report ? fmt::format("{} words, {} regions", report->words.size(), report->regions)
                            : report.error().message;
        });
        (void)liveUntil([&] { return !answer.empty(); }, 600000);
        heart.report(what);
        fmt::print("{:<34} {} after {} ms\n", "", answer, clock.elapsed());
    }
}

}  // namespace

int main(int argc, char** argv) {
    bench::prepareWindows();
    QApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addPositionalArgument(QStringLiteral("PROJECT"), QString());
    parser.addOption(
        {QStringLiteral("cache"), QStringLiteral("of thumbnails; default: an empty one"), QStringLiteral("FOLDER")});
    parser.addOption({QStringLiteral("searches"), QString(), QStringLiteral("N"), QStringLiteral("0")});
    parser.addOption({QStringLiteral("alignment"), QString(), QStringLiteral("CHECKPOINT")});
    parser.addOption({QStringLiteral("norms"), QString()});
    parser.process(app);
    if (parser.positionalArguments().isEmpty()) parser.showHelp(2);
    const QTemporaryDir own;
    const QString cache = parser.isSet(QStringLiteral("cache")) ? parser.value(QStringLiteral("cache")) : own.path();
    ui::theme::apply(app, ui::theme::Appearance::Dark);
    Heart heart;
    for (const bool warm : {false, true}) {
        session::Session::Config config;
        config.resources = {std::filesystem::path(LEGENDA_SOURCE_DIR) / "resources",
                            std::filesystem::path(LEGENDA_SOURCE_DIR) / "datasets" / "demo"};
        config.thumbnails = std::make_shared<ui::ThumbnailCache>(cache);
        ui::Bridge bridge(std::move(config));
        ui::MainWindow window(&bridge, false);
        window.resize(1440, 900);
        window.show();
        runEvents(300);
        auto& page = *window.browse();
        auto* view = page.findChild<ui::BrowseList*>()->view();
        auto* model = qobject_cast<ui::ImageListModel*>(view->model());
        bool shown = false;
        QObject::connect(&page, &ui::BrowsePage::pictureShown, &page, [&] { shown = true; });
        heart.begin();
        QElapsedTimer clock;
        clock.start();
        window.openProject(parser.positionalArguments().front());
        if (!liveUntil([&] { return shown; }, 60000)) qFatal("no picture came");
        const auto first = clock.elapsed();
        runEvents(500);
        heart.report("opening");
        fmt::print("{:<34} {} images, first picture after {} ms\n", "", model->rowCount(), first);
        scroll(*view, *model, heart, warm ? "scrolling, thumbnails on disk" : "scrolling, no thumbnails yet");
        if (!warm) continue;
        if (parser.isSet(QStringLiteral("alignment")))
            bridge.models().use(&page, project::ModelKind::Alignment, parser.value(QStringLiteral("alignment")), {});
        runEvents(300);
        if (!liveUntil([&] { return page.settled(); }, 120000)) qFatal("the page did not settle");
        if (page.alignment().tokens.empty()) qFatal("nothing was aligned");
        slide(page, heart);
        heart.begin();
        page.findChild<ui::BrowseExport*>()->savePictureTo(own.filePath(QStringLiteral("figure.png")));
        page.findChild<ui::BrowseExport*>()->savePictureTo(own.filePath(QStringLiteral("figure.svg")));
        runEvents(1500);
        heart.report("saving as PNG and as SVG");
        if (parser.isSet(QStringLiteral("norms"))) norms(bridge, heart);
        search(page, heart, parser.value(QStringLiteral("searches")).toInt());
    }
    return 0;
}
