// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How long the user waits for the models, and how long the window stands still, alone and beside a training.
//   bench_interactive [--project P.legenda] [--alignment F] [--caption F] [--region F] [--boxes 30] [--seconds 12]
//   [--threads 0]
// Without --project a demo project is made in a temporary folder; checkpoints that are not named are those that the
// program itself would choose. Prints a table, and at the end one line of JSON.
#include "app/passive_threads.h"
#include "core/base/random.h"
#include "core/jobs/models_in_use.h"
#include "core/jobs/feature_extractor.h"
#include "core/jobs/session.h"
#include "core/jobs/snippets_job.h"
#include "core/model/aligner.h"
#include "tests/support/check.h"
#include "ui/main_window.h"
#include "ui/pages/annotate_page.h"
#include "ui/browse/described.h"
#include "ui/pages/browse_page.h"
#include "ui/widgets/image_canvas.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QEventLoop>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <chrono>
#include <cstdlib>
#include <future>

#include <time.h>
#include <unistd.h>

using namespace legenda;
using test::must;

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kBeat = 5;            // ms, of the heartbeat on the GUI thread
constexpr int kBoxesAnImage = 5;    // the first one is cold
constexpr int kDrawing = 300;       // ms that a quick hand takes to drag a box
constexpr double kBoxTarget = 300;  // ms
constexpr double kStallTarget = 50;
constexpr double kDrawTarget = 100, kDragSeconds = 4;

double since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// A named series of milliseconds.
struct Series {
    std::string name;
    std::vector<double> values;
    double target = 0;  // 0: none

    double quantile(double q) const {
        if (values.empty()) return 0;
        std::vector<double> sorted = values;
        std::sort(sorted.begin(), sorted.end());
        const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(sorted.size())));
        return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
    }
    nlohmann::json json() const {
        const auto rounded = [](double ms) { return std::round(10 * ms) / 10; };
        return {{"n", values.size()},
                {"median", rounded(quantile(0.5))},
                {"p90", rounded(quantile(0.9))},
                {"p99", rounded(quantile(0.99))},
                {"worst", rounded(quantile(1))}};
    }
};

class Report {
 public:
    void add(const Series& series) {
        if (all_.empty())
            fmt::print("{:<46} {:>5} {:>8} {:>8} {:>8} {:>8}  target\n", "milliseconds", "n", "median", "p90", "p99",
                       "worst");
        all_[series.name] = series.json();
        fmt::print("{:<46} {:>5} {:>8.1f} {:>8.1f} {:>8.1f} {:>8.1f}  {}\n", series.name, series.values.size(),
                   series.quantile(0.5), series.quantile(0.9), series.quantile(0.99), series.quantile(1),
                   series.target > 0 ? fmt::format("{:g}", series.target) : "");
        std::fflush(stdout);
    }
    void add(const std::string& name, double ms, double target = 0) { add({name, {ms}, target}); }
    void print() const {
        double load[3] = {};
        (void)getloadavg(load, 3);
        const nlohmann::json line{{"cores", std::thread::hardware_concurrency()}, {"load", load[0]}, {"ms", all_}};
        fmt::print("{}\n", line.dump());
    }

 private:
    nlohmann::json all_ = nlohmann::json::object();
};

struct Setup {
    jobs::Resources resources;
    std::filesystem::path project;
    std::map<std::string, std::filesystem::path> named;  // checkpoints by kind
    int boxes = 30;
    int seconds = 12;
    int threads = 0;  // of the interactive lane; 0: the session's own choice

    jobs::Session::Config config() const {
        jobs::Session::Config config;
        config.resources = resources;
        config.interactiveThreads = threads;
        return config;
    }
    jobs::TrainRequest training() const {
        jobs::TrainRequest request;
        request.project = project;
        request.kind = "caption";
        request.set["epochs"] = "1000";
        return request;
    }
    std::filesystem::path checkpoint(const std::string& kind) const {
        const auto found = named.find(kind);
        return must(jobs::chooseCheckpoint(resources, project, project::modelKindByKey(kind)->kind,
                                           found == named.end() ? std::filesystem::path{} : found->second));
    }
};

// Calls an asynchronous method of the session and waits in this thread; answers the milliseconds.
template <class T, class Ask>
double waitFor(const Ask& ask, T* taken = nullptr) {
    std::promise<base::Result<T>> promise;
    const auto start = Clock::now();
    ask([&promise](base::Result<T> result) { promise.set_value(std::move(result)); });
    auto result = promise.get_future().get();
    const double ms = since(start);
    T value = must(std::move(result));
    if (taken) *taken = std::move(value);
    return ms;
}

void open(jobs::Session& session, const Setup& setup) {
    waitFor<jobs::ProjectInfo>([&](auto done) { session.openProject(setup.project, done); });
    for (const auto& [kind, file] : setup.named)
        waitFor<jobs::ProjectInfo>([&, &kind = kind, &file = file](auto done) {
            session.useModel(project::modelKindByKey(kind)->kind, file.string(), done);
        });
}

// A training that has come to its steps; stopped and waited for at the end.
class Training {
 public:
    Training(jobs::Session& session, const Setup& setup) : session_(session) {
        const auto progress = [this](const base::Progress& p) {
            const bool step = std::ranges::any_of(p.metrics, [](const auto& metric) { return metric.first == "step"; });
            if (step && !stepping_.exchange(true)) started_.set_value();
        };
        id_ = session.train(setup.training(), progress, [this](base::Result<jobs::TrainReport> report) {
            if (!report && report.error().code != base::ErrorCode::Cancelled)
                fmt::print(stderr, "training: {}\n", report.error().message);
            if (!stepping_.exchange(true)) started_.set_value();
            ended_.set_value();
        });
        started_.get_future().wait();
    }
    ~Training() {
        session_.cancel(id_);
        ended_.get_future().wait();
    }

 private:
    jobs::Session& session_;
    jobs::JobId id_ = 0;
    std::atomic<bool> stepping_ = false;
    std::promise<void> started_, ended_;
};

void measureModels(jobs::Session& session, const Setup& setup, const std::string& how, Report& report) {
    std::vector<store::ImageRecord> images;
    waitFor<std::vector<store::ImageRecord>>([&](auto done) { session.listImages(done); }, &images);
    Series cold{"box to caption, first on its image, " + how, {}, kBoxTarget},
        warm{"box to caption, " + how, {}, kBoxTarget};
    Series aligned{"typed sentence aligned, first on its image, " + how, {}, 0},
        again{"typed sentence aligned, " + how, {}, kBoxTarget};
    base::Random random(3, "boxes");
    for (int i = 0; i < setup.boxes; ++i) {
        const auto& image = images[static_cast<std::size_t>(i / kBoxesAnImage) % images.size()];
        const double w = image.width * (0.15 + 0.4 * random.uniform()),
                     h = image.height * (0.15 + 0.4 * random.uniform());
        const base::Box box{(image.width - w) * random.uniform(), (image.height - h) * random.uniform(), w, h};
        const double ms = waitFor<jobs::CaptionResult>([&](auto done) { session.caption(image.id, box, {}, done); });
        (i % kBoxesAnImage == 0 ? cold : warm).values.push_back(ms);
    }
    for (int i = 0; i < setup.boxes; ++i) {
        const auto& image = images[static_cast<std::size_t>(i / kBoxesAnImage) % images.size()];
        const std::string sentence = fmt::format("a dog and {} children run in front of a house", i + 2);
        const double ms = waitFor<model::Alignment>([&](auto done) { session.align(image.id, sentence, 0.5, done); });
        (i % kBoxesAnImage == 0 ? aligned : again).values.push_back(ms);
    }
    for (const auto& series : {cold, warm, aligned, again}) report.add(series);
}

void measureLoading(const Setup& setup, Report& report) {
    auto start = Clock::now();
    const auto region = must(model::Captioner::load(setup.checkpoint("region")));
    report.add("loading the region caption model", since(start));
    start = Clock::now();
    const auto aligner = must(model::Aligner::load(setup.checkpoint("alignment")));
    report.add("loading the alignment model", since(start));
    start = Clock::now();
    const auto extractor = must(jobs::FeatureExtractor::create(region.info().recipe, setup.resources));
    report.add("loading the backbone", since(start));
}

double threadMilliseconds() {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return 1e3 * static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e6;
}

// Beats every 5 ms on the GUI thread: how late a beat is, and how much of that the thread computed itself (the rest it
// waited for a core, which other programs may have had).
class Heart : public QObject {
 public:
    Heart() {
        timer_.setTimerType(Qt::PreciseTimer);
        connect(&timer_, &QTimer::timeout, this, [this] { beat(); });
        timer_.start(kBeat);
    }
    void begin(const std::string& what) {
        stalls_ = {"window: stall, " + what, {}, kStallTarget};
        computed_ = {"window: of that its own work, " + what, {}, kStallTarget};
        last_ = Clock::now();
        used_ = threadMilliseconds();
    }
    void end(Report& report) const {
        report.add(stalls_);
        report.add(computed_);
    }

 private:
    void beat() {
        const double used = threadMilliseconds();
        stalls_.values.push_back(std::max(0.0, since(last_) - kBeat));
        computed_.values.push_back(used - used_);
        last_ = Clock::now();
        used_ = used;
    }
    QTimer timer_;
    Series stalls_, computed_;
    Clock::time_point last_ = Clock::now();
    double used_ = 0;
};

// A plain event loop: QTest::qWait() sleeps between its looks at the events.
void live(int milliseconds) {
    QEventLoop loop;
    QTimer::singleShot(milliseconds, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

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
    fmt::print("captions of a box on the move, {}: {:.0f} a second (wanted: 15)\n", how, answers / kDragSeconds);
    described->removeDrawn();
}

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
        bridge.useModel(&window, project::modelKindByKey(kind)->kind, QString::fromStdString(file.string()), {});

    Heart heart;
    stepThrough(window, "browse", setup.seconds, heart, "alone", report);
    drawBoxes(window, setup, "alone", report);
    double step = 0;
    bool ended = false;
    const auto job = bridge.train(
        &window, setup.training(), {},
        [&](const base::Progress& p) {
            for (const auto& [name, value] : p.metrics)
                if (name == "step") step = value;
        },
        [&](auto) { ended = true; });
    if (!QTest::qWaitFor([&] { return step > 0 || ended; }, 300000) || ended)
        qFatal("the training did not come to its steps");
    stepThrough(window, "browse", setup.seconds, heart, "training", report);
    const double before = step;
    const auto drawing = Clock::now();
    drawBoxes(window, setup, "training", report);
    fmt::print("the training meanwhile: {:.2f} steps a second\n", 1000 * (step - before) / since(drawing));
    stepThrough(window, "annotate", setup.seconds, heart, "training", report);
    heart.begin("changing pages, training");
    for (int i = 0; i < 12; ++i) {
        window.showPage(window.pages()[static_cast<std::size_t>(i) % window.pages().size()]->id());
        live(400);
    }
    heart.end(report);
    heart.begin("train page, training");
    window.showPage(QStringLiteral("train"));
    live(1000 * setup.seconds);
    heart.end(report);
    heart.begin("changing the theme, training");
    for (const auto look : {ui::theme::Appearance::Light, ui::theme::Appearance::Dark}) {
        ui::theme::apply(*qApp, look);
        live(700);
    }
    heart.end(report);
    bridge.cancel(job);
    (void)QTest::qWaitFor([&] { return ended; }, 60000);
}

Setup parse(const QCoreApplication& app, const QTemporaryDir& folder) {
    QCommandLineParser parser;
    parser.addHelpOption();
    QStringList names{QStringLiteral("project"), QStringLiteral("alignment"), QStringLiteral("caption"),
                      QStringLiteral("region")};
    for (const QString& name : names) parser.addOption({name, QString(), QStringLiteral("PATH")});
    parser.addOption({QStringLiteral("boxes"), QString(), QStringLiteral("N"), QStringLiteral("30")});
    parser.addOption({QStringLiteral("seconds"), QStringLiteral("of each part with the window; 0: no window"),
                      QStringLiteral("S"), QStringLiteral("12")});
    parser.addOption({QStringLiteral("threads"), QStringLiteral("of the interactive lane"), QStringLiteral("N"),
                      QStringLiteral("0")});
    parser.process(app);
    Setup setup;
    setup.resources = {std::filesystem::path(LEGENDA_SOURCE_DIR) / "resources",
                       std::filesystem::path(LEGENDA_SOURCE_DIR) / "datasets" / "demo"};
    setup.boxes = parser.value(QStringLiteral("boxes")).toInt();
    setup.seconds = parser.value(QStringLiteral("seconds")).toInt();
    setup.threads = parser.value(QStringLiteral("threads")).toInt();
    for (const QString& kind : names.mid(1))
        if (parser.isSet(kind)) setup.named[kind.toStdString()] = parser.value(kind).toStdString();
    setup.project = parser.isSet(names[0]) ? std::filesystem::path(parser.value(names[0]).toStdString())
                                           : must(jobs::makeDemo(setup.resources, folder.path().toStdString(), {}));
    return setup;
}

}  // namespace

int main(int argc, char** argv) {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("legenda"));
    QCoreApplication::setApplicationName(QStringLiteral("legenda-bench"));
    QStandardPaths::setTestModeEnabled(true);
    const QTemporaryDir folder;
    const Setup setup = parse(app, folder);
    Report report;
    measureLoading(setup, report);
    {
        jobs::Session session(setup.config());
        open(session, setup);
        measureModels(session, setup, "alone", report);
        const Training training(session, setup);
        measureModels(session, setup, "training", report);
    }
    if (setup.seconds > 0) measureWindow(setup, report);
    report.print();
    return 0;
}
