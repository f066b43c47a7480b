// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The Train page beside many runs and a training.
//   bench_train [--runs 1000] [--points 10000] [--seconds 6] [--rounds 4] [--parts open,watch,use] [--stacks]
//   open:  from choosing the page to the end of its loading: list with its small curves, charts and figures
//   watch: steps per second of a training of another process, while the page is shown and while the window is hidden,
//          in turn, and what the window computes meanwhile
//   use:   a training in the window, and a user who drags, scrolls, zooms and changes the theme: how long each event
//          takes and how late it comes
// All data is made up in a temporary folder. Prints a table, and at the end one line of JSON.
#include "bench_window.h"
#include "app/compute_environment.h"
#include "interactive_report.h"
#include "tests/bench/train_project.h"
#include "ui/charts/loss_chart.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"
#include "ui/train/run_list.h"
#include "ui/train/run_samples_view.h"
#include "ui/train/run_tabs.h"
#include "ui/train/train_page.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QPlainTextEdit>
#include <QProcess>
#include <QScrollBar>
#include <QSlider>
#include <QSplitter>
#include <QTest>
#include <QWheelEvent>

#include <map>
#include <string>

#include <sys/resource.h>

using namespace legenda;
using bench::Clock;
using bench::live;
using bench::since;

namespace {

constexpr double kOpenTarget = 1000, kEventTarget = 16, kMostTarget = 50;  // ms
constexpr double kWatchTarget = 1;                                         // percent

// A training of 60,000 steps, which lasts longer than any part.
const std::map<std::string, std::string> kLong{
    {"epochs", "1000"}, {"hidden", "512"}, {"wordVectors", "512"}, {"batch", "2"}};

// Measures how long each event holds the thread.
class TimedApplication : public QApplication {
 public:
    using QApplication::QApplication;
    bool notify(QObject* receiver, QEvent* event) override {
        if (within_ || !measured) return QApplication::notify(receiver, event);
        within_ = true;
        const auto start = Clock::now();
        const QByteArray who = receiver->metaObject()->className();
        const auto type = event->type();
        const bool taken = QApplication::notify(receiver, event);
        const double ms = since(start);
        measured->values.push_back(ms);
        if (ms > kEventTarget)
            long_.push_back(fmt::format("{:.0f} ms: event {} of {}, {}", ms, int(type), who.data(), act));
        within_ = false;
        return taken;
    }
    bench::Series* measured = nullptr;
    std::string act;
    const std::vector<std::string>& longOnes() const { return long_; }

 private:
    bool within_ = false;
    std::vector<std::string> long_;
};

session::Session::Config config() {
    session::Session::Config config;
    config.resources = {std::filesystem::path(LEGENDA_SOURCE_DIR) / "resources",
                        std::filesystem::path(LEGENDA_SOURCE_DIR) / "datasets" / "demo"};
    return config;
}

struct Shown {
    ui::Bridge bridge{config()};
    ui::MainWindow window{&bridge, false};
    ui::TrainPage& page = *window.findChild<ui::TrainPage*>();

    explicit Shown(const std::filesystem::path& project) {
        window.resize(1280, 800);
        window.show();
        bool opened = false;
        window.openProject(QString::fromStdString(project.string()), [&](bool) { opened = true; });
        if (!QTest::qWaitFor([&] { return opened; }, 60000)) qFatal("the project was not opened");
        bench::live(1500);  // thumbnails
    }
    // The list, its small curves and the charts of the current run are there.
    bool complete() const {
        auto* list = page.findChild<ui::RunList*>();
        const QString run = list->currentRun();
        if (run.isEmpty() || !page.settled() || page.chart()->pointCount(run) == 0 ||
            page.chart()->figureCount(run) == 0)
            return false;
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            const auto index = list->model()->index(row, 0);
            if (!list->visualRect(index).intersects(list->viewport()->rect())) continue;
            if (index.data(ui::RunListModel::SparkRole).value<std::vector<double>>().empty()) return false;
        }
        return true;
    }
};

void measureOpening(const bench::TrainProject& project, bench::Report& report) {
    Shown shown(project.pictures.project);
    bench::Heart heart;
    heart.begin("opening Train");
    const auto start = Clock::now();
    shown.window.showPage(QStringLiteral("train"));
    while (!shown.complete() && since(start) < 60000) bench::live(2);
    report.add("Train: opening, with curves and figures", since(start), kOpenTarget);
    heart.end(report);
    heart.begin("Train stands, three looks at the runs");
    bench::live(3500);
    heart.end(report);
}

double cpuSeconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

void measureWatching(const bench::TrainProject& project, int seconds, int rounds, bench::Report& report) {
    Shown shown(project.pictures.project);
    QProcess training;
    QStringList arguments{"--quiet", "train",
                          "caption", QString::fromStdString(project.pictures.project.string()),
                          "--set",   "evaluationsPerEpoch=0.01"};
    for (const auto& [option, value] : kLong)
        arguments << QStringLiteral("--set") << QString::fromStdString(option + "=" + value);
    training.start(QStringLiteral(LEGENDA_BIN_DIR "/legenda-cli"), arguments);
    shown.window.showPage(QStringLiteral("train"));
    const auto running = [&]() -> std::string {
        for (const auto& run : shown.page.runs()->runs())
            if (run.state == "running") return run.id;
        return {};
    };
    const auto begun = [&] { return !running().empty() || training.state() == QProcess::NotRunning; };
    if (!QTest::qWaitFor(begun, 120000) || running().empty())
        qFatal("the training did not begin: %s", training.readAllStandardError().constData());
    const auto curve = runs::runFolder(project.pictures.project, running()) / "curve.bin";
    const auto steps = [&] {
        std::error_code failure;
        const auto bytes = std::filesystem::file_size(curve, failure);
        return failure ? 0.0 : double(bytes) / sizeof(trainers::CurveRecord);
    };
    if (!QTest::qWaitFor([&] { return steps() > 200; }, 120000)) qFatal("the training made no steps");
    shown.page.findChild<ui::RunList*>()->setCurrentRun(QString::fromStdString(running()));
    bench::Series with{"steps per second, Train is shown", {}, 0}, without{"steps per second, window hidden", {}, 0};
    bench::Series work{"percent of one core, Train is shown", {}, 0}, idle{"percent of one core, window hidden", {}, 0};
    for (int round = 0; round < 2 * rounds; ++round) {
        const bool visible = round % 2 == 0;
        shown.window.showPage(visible ? QStringLiteral("train") : QStringLiteral("browse"));
        shown.window.setVisible(visible);
        bench::live(1000);
        const auto start = Clock::now();
        const double before = steps(), cpu = cpuSeconds();
        bench::live(1000 * seconds);
        const double took = since(start) / 1000;
        (visible ? with : without).values.push_back((steps() - before) / took);
        (visible ? work : idle).values.push_back(100 * (cpuSeconds() - cpu) / took);
    }
    training.kill();
    training.waitForFinished();
    for (const auto* series : {&with, &without, &work, &idle}) report.add(*series);
    const double share = 100 * (1 - with.quantile(0.5) / without.quantile(0.5));
    const double cores = std::thread::hardware_concurrency();
    fmt::print(
        "watching costs {:.2f} % of the training's steps (wanted: below {:g}); the window computes {:.2f} % of "
        "{:g} cores\n",
        share, kWatchTarget, (work.quantile(0.5) - idle.quantile(0.5)) / cores, cores);
}

void wheel(QWidget* on, const QPointF& at, int turn) {
    QWheelEvent event(at, on->mapToGlobal(at), {}, {0, turn}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(on, &event);
}

void measureUse(const bench::TrainProject& project, int seconds, bool stacks, TimedApplication& app,
                bench::Report& report) {
    Shown shown(project.pictures.project);
    shown.window.showPage(QStringLiteral("train"));
    (void)QTest::qWaitFor([&] { return shown.complete(); }, 60000);
    runs::TrainRequest request;
    request.project = project.pictures.project;
    request.kind = "caption";
    request.set = kLong;
    shown.page.start(request);
    auto* list = shown.page.findChild<ui::RunList*>();
    const auto trains = [&] {
        return list->currentIndex().data(ui::RunListModel::StateRole).toString() == QLatin1String("running") &&
               shown.page.chart()->pointCount(list->currentRun()) > 20;
    };
    if (!QTest::qWaitFor([&] { return trains() || !shown.page.training(); }, 180000) || !trains())
        qFatal("the training did not begin: %s",
               qPrintable(shown.page.findChild<QPlainTextEdit*>(QStringLiteral("log"))->toPlainText()));
    const auto parts = shown.page.chart()->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
    const auto found = std::ranges::find_if(parts, [](const QWidget* part) { return part->inherits("QCustomPlot"); });
    if (found == parts.end()) qFatal("the charts have no plot");
    QWidget* const plot = *found;
    auto* splitter = shown.page.findChild<QSplitter*>();
    auto* tabs = shown.page.findChild<ui::RunTabs*>();
    auto* slider = shown.page.findChild<QSlider*>(QStringLiteral("evaluationSlider"));

    bench::Heart heart(stacks);
    bench::Series events{"an event of the window's thread", {}, kEventTarget};
    heart.begin("beside a training");
    app.measured = &events;
    const auto act = [&](const char* name, int count, int pause, const auto& one) {
        app.act = name;
        heart.act(name);
        for (int i = 0; i < count; ++i) {
            one(i);
            bench::live(pause);
        }
    };
    const auto start = Clock::now();
    for (int round = 0; since(start) < 1000.0 * seconds; ++round) {
        const QPoint middle(plot->width() / 2, plot->height() / 3);
        act("drags the chart", 1, 0, [&](int) { QTest::mousePress(plot, Qt::LeftButton, {}, middle); });
        act("drags the chart", 40, 8, [&](int i) { QTest::mouseMove(plot, middle + QPoint(i % 20 * 8 - 80, 0)); });
        act("drags the chart", 1, 0, [&](int) { QTest::mouseRelease(plot, Qt::LeftButton, {}, middle); });
        act("zooms the chart", 30, 12, [&](int i) { wheel(plot, middle, i % 15 < 8 ? 120 : -120); });
        act("moves over the chart", 40, 8, [&](int i) { QTest::mouseMove(plot, middle + QPoint(i * 5 - 100, 0)); });
        act("scrolls the runs", 40, 10,
            [&](int i) { wheel(list->viewport(), QPointF(list->viewport()->rect().center()), i < 20 ? -240 : 240); });
        act("drags a splitter", 30, 10, [&](int i) {
            const auto sizes = splitter->sizes();
            splitter->setSizes({sizes[0] + (i % 10 < 5 ? 8 : -8), sizes[1] - (i % 10 < 5 ? 8 : -8), sizes[2]});
        });
        act("changes the theme", 2, 500,
            [&](int i) { ui::theme::apply(app, i % 2 ? ui::theme::Appearance::Dark : ui::theme::Appearance::Light); });
        act("looks at the samples", 1, 600, [&](int) { tabs->showSamples(true); });
        act("moves the samples' slider", 20, 30, [&](int i) { slider->setValue(i % (slider->maximum() + 1)); });
        act("looks at the charts", 1, 300, [&](int) { tabs->showSamples(false); });
        act("chooses another run", 4, 300, [&](int i) {
            list->setCurrentIndex(list->model()->index((round * 5 + i) % list->model()->rowCount(), 0));
        });
    }
    app.measured = nullptr;
    report.add(events);
    heart.end(report);
    const auto over = [&](double ms) {
        return static_cast<double>(std::ranges::count_if(events.values, [ms](double each) { return each > ms; }));
    };
    fmt::print("{} events, {:.3f} % within {:g} ms (wanted: 99.9), {:g} above {:g} ms (wanted: none)\n",
               events.values.size(), 100 * (1 - over(kEventTarget) / double(events.values.size())), kEventTarget,
               over(kMostTarget), kMostTarget);
    for (const auto& each : app.longOnes()) fmt::print("  {}\n", each);
    for (const auto& pause : heart.pauses())
        fmt::print("  a beat {:.0f} ms late, of which its thread computed {:.0f}: {}\n", pause.late, pause.own,
                   pause.during);
    shown.page.cancel();
    (void)QTest::qWaitFor([&] { return !shown.page.training(); }, 60000);
}

}  // namespace

int main(int argc, char** argv) {
    bench::prepareWindows();
    TimedApplication app(argc, argv);
    ui::theme::apply(app, ui::theme::Appearance::Dark);
    QCommandLineParser parser;
    parser.addHelpOption();
    const auto number = [&](const char* name, const char* standard) {
        parser.addOption({QLatin1String(name), QString(), QStringLiteral("N"), QLatin1String(standard)});
    };
    number("runs", "1000");
    number("points", "10000");
    number("seconds", "6");
    number("rounds", "4");
    parser.addOption({QStringLiteral("parts"), QString(), QStringLiteral("NAMES"), QStringLiteral("open,watch,use")});
    parser.addOption({QStringLiteral("stacks"), QStringLiteral("of the window's thread in long work, on stderr")});
    parser.process(app);
    const auto value = [&](const char* name) { return parser.value(QLatin1String(name)).toInt(); };
    const QStringList parts = parser.value(QStringLiteral("parts")).split(QLatin1Char(','));
    const bench::TrainProject project(value("runs"), value("points"));
    bench::Report report;
    if (parts.contains(QStringLiteral("open"))) measureOpening(project, report);
    if (parts.contains(QStringLiteral("watch"))) measureWatching(project, value("seconds"), value("rounds"), report);
    if (parts.contains(QStringLiteral("use")))
        measureUse(project, value("seconds"), parser.isSet(QStringLiteral("stacks")), app, report);
    report.print();
    return 0;
}
