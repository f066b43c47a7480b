// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How soon a system's output is browsed: for captions, phrase boxes and alignments in turn, from the start of the
// command that imports the set beside the open window until every image was shown with what the set says of it, one
// after the other by the key for the next. Bar: 1,000 images within a minute of the import.
//   bench_browse_predictions PROJECT [--kinds captions,phrases,alignments] [--images 1000] [--stacks]
// PROJECT should have about as many images as are asked for, with captions, and with features where captions are shown,
// which our model aligns. The sets are made up from its captions, and removed at the end. Prints a table, and at the
// end one line of JSON.
#include "bench_window.h"
#include "core/base/json.h"
#include "core/store/project_store.h"
#include "interactive_report.h"
#include "tests/support/check.h"
#include "ui/browse/browse_list.h"
#include "ui/browse/browse_page.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/predictions/shown_set.h"
#include "ui/controls/actions.h"
#include "ui/images/image_list_model.h"
#include "ui/images/thumbnail_view.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QCommandLineParser>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <utility>

using namespace legenda;
using bench::Clock;
using bench::since;
using nlohmann::json;
using test::must;

namespace {

constexpr double kBrowsedTarget = 60000, kImageTarget = 60;  // ms
constexpr int kWaits = 120000;                               // ms: the longest wait for anything
constexpr int kRegions = 20;                                 // of an alignment

// What a system might say of one image and its first caption.
class MadeUp {
 public:
    MadeUp(const store::ImageRecord& image, const std::string& caption) : image_(image), sentence_(caption) {
        std::string word;
        for (const char c : caption + ' ')
            if (c != ' ')
                word += c;
            else if (!word.empty())
                words_.push_back(std::exchange(word, {}));
    }
    bool usable() const { return words_.size() > 3 && image_.width > 0; }

    json caption() const { return {{"image_id", image_.path}, {"caption", sentence_}, {"log_prob", -10.0}}; }
    std::vector<json> phrases() const {
        std::vector<json> lines;
        for (std::size_t first = 0; first + 1 < words_.size(); first += 3) {
            const int region = static_cast<int>(first) + 1;
            lines.push_back({{"image", image_.path},
                             {"sentence", sentence_},
                             {"start", first},
                             {"end", first + 2},
                             {"boxes", {base::boxToJson(box(region)), base::boxToJson(box(region + 1))}},
                             {"scores", {0.9, 0.4}}});
        }
        return lines;
    }
    json alignment() const {
        json regions = json::array(), assignment = json::array(), best = json::array(), scores = json::array();
        for (int r = 0; r < kRegions; ++r) regions.push_back({{"box", base::boxToJson(box(r))}, {"score", 1.0}});
        for (std::size_t t = 0; t < words_.size(); ++t) {
            const int own = static_cast<int>(t / 3) % kRegions;
            json row = json::array();
            for (int r = 0; r < kRegions; ++r) row.push_back(r == own ? 5.0 : 0.1 * ((static_cast<int>(t) + r) % 7));
            assignment.push_back(own);
            best.push_back(5.0);
            scores.push_back(std::move(row));
        }
        return {{"image", image_.path},
                {"width", image_.width},
                {"height", image_.height},
                {"sentence", sentence_},
                {"tokens", words_},
                {"regions", std::move(regions)},
                {"assignment", assignment},
                {"word_scores", std::move(best)},
                {"scores", std::move(scores)},
                {"score", 5.0 * static_cast<double>(words_.size())}};
    }

 private:
    // The whole image, and tiles of it.
    base::Box box(int region) const {
        constexpr int kAcross = 5;
        const double w = double(image_.width) / kAcross, h = double(image_.height) / 4;
        if (region == 0) return {0, 0, double(image_.width), double(image_.height)};
        return {w * (region % kAcross), h * (region / kAcross % 4), w, h};
    }

    const store::ImageRecord& image_;
    std::string sentence_;
    std::vector<std::string> words_;
};

// Writes the files of the kinds; answers the number of images with predictions.
std::size_t makeFiles(const QString& project, const QString& folder, std::size_t most) {
    const auto store = must(store::ProjectStore::open(project.toStdString(), store::ProjectStore::Mode::Read));
    std::ofstream captions((folder + "/captions.json").toStdString()),
        phrases((folder + "/phrases.jsonl").toStdString()), alignments((folder + "/alignments.jsonl").toStdString());
    std::size_t made = 0;
    auto images = must(store.images());
    std::ranges::sort(images, {}, &store::ImageRecord::path);
    for (const auto& image : images) {
        if (made == most) break;
        const auto own = must(store.captions(image.id));
        if (own.empty()) continue;
        const MadeUp said(image, own.front().text);
        if (!said.usable()) continue;
        captions << (made++ == 0 ? "[\n" : ",\n") << said.caption().dump();
        for (const auto& line : said.phrases()) phrases << line.dump() << '\n';
        alignments << said.alignment().dump() << '\n';
    }
    captions << "\n]\n";
    return made;
}

struct Kind {
    QString file;
    std::function<bool(const ui::BrowseState&)> complete;  // what the set says of the image is shown
};

const std::map<QString, Kind>& kinds() {
    static const auto aligned = [](const ui::BrowseState& state) {
        return state.bySet() && !state.alignment().tokens.empty();
    };
    static const std::map<QString, Kind> all{
        {QStringLiteral("captions"),
         {QStringLiteral("captions.json"),
          [](const ui::BrowseState& state) {
              return !state.predictions().captions.empty() && state.aligned() && !state.alignment().tokens.empty();
          }}},
        {QStringLiteral("phrases"), {QStringLiteral("phrases.jsonl"), aligned}},
        {QStringLiteral("alignments"), {QStringLiteral("alignments.jsonl"), aligned}}};
    return all;
}

void liveUntil(const char* what, const std::function<bool()>& met) {
    const auto start = Clock::now();
    while (!met()) {
        if (since(start) > kWaits) qFatal("%s did not come", what);
        bench::live(1);
    }
}

// Beside the window, whose events go on.
void command(const QStringList& arguments, bool mayFail = false) {
    QProcess process;
    process.start(QStringLiteral(LEGENDA_BIN_DIR "/legenda-cli"), QStringList{"--quiet"} + arguments);
    liveUntil("the end of legenda-cli", [&] { return process.state() == QProcess::NotRunning; });
    if (!mayFail && (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0))
        qFatal("legenda-cli: %s", process.readAllStandardError().constData());
}

class Browsing {
 public:
    explicit Browsing(QString project) : project_(std::move(project)) {
        window_.resize(1280, 800);
        window_.show();
        QObject::connect(&page_, &ui::BrowsePage::pictureShown, &page_, [this] { picture_ = true; });
        window_.openProject(project_);
        liveUntil("the first picture", [this] { return page_.settled() && page_.currentImage() != 0; });
        const auto* list = qobject_cast<ui::ImageListModel*>(page_.findChild<ui::BrowseList*>()->view()->model());
        first_ = list->idAt(0);
        count_ = static_cast<std::size_t>(list->rowCount());
    }

    void measure(const QString& kind, const QString& folder, std::size_t images, bool stacks, bench::Report& report) {
        const QString name = QStringLiteral("bench ") + kind;
        const std::string what = kind.toStdString();
        command({"predictions", "remove", project_, name}, true);
        page_.showImage(first_);
        liveUntil("the first image", [this] { return page_.currentImage() == first_ && page_.settled(); });

        bench::Heart heart(stacks);
        heart.begin("browsing " + what);
        const auto start = Clock::now();
        heart.act("import");
        command({"predictions", "import", project_, "--name", name, folder + '/' + kinds().at(kind).file});
        report.add(what + ": import", since(start));
        liveUntil("the set in the window", [&] {
            return std::ranges::any_of(state_.shownSet()->sets(),
                                       [&](const auto& set) { return set.name == name.toStdString(); });
        });
        report.add(what + ": import until listed in the window", since(start));
        bench::Series each{what + ": the next image with its set", {}, kImageTarget};
        heart.act("the set is chosen");
        page_.showSet(name);
        liveUntil("the first image of the set", [&] { return complete(kind); });
        heart.act("the next image");
        auto* next = ui::actionOf(&page_, "browse.next");
        for (std::size_t i = 1; i < std::min(images, count_); ++i) {
            const auto before = page_.currentImage();
            const auto begun = Clock::now();
            picture_ = false;
            next->trigger();
            liveUntil("an image of the set",
                      [&] { return page_.currentImage() != before && picture_ && complete(kind); });
            each.values.push_back(since(begun));
        }
        report.add(each);
        report.add(what + ": import and all images shown", since(start), kBrowsedTarget);
        heart.end(report);
        for (const auto& pause : heart.pauses())
            fmt::print("  a beat {:.0f} ms late, of which its thread computed {:.0f}: {}\n", pause.late, pause.own,
                       pause.during);
        page_.showSet({});
        command({"predictions", "remove", project_, name});
    }

 private:
    bool complete(const QString& kind) const {
        if (!state_.ready() || state_.predictions().image != state_.image()) return false;
        return kinds().at(kind).complete(state_) || !state_.shownSet()->whyNone().isEmpty();
    }
    static session::Session::Config config() {
        session::Session::Config config;
        config.resources = {std::filesystem::path(LEGENDA_SOURCE_DIR) / "resources",
                            std::filesystem::path(LEGENDA_SOURCE_DIR) / "datasets" / "demo"};
        return config;
    }

    QString project_;
    ui::Bridge bridge_{config()};
    ui::MainWindow window_{&bridge_, false};
    ui::BrowsePage& page_ = *window_.browse();
    ui::BrowseState& state_ = *page_.findChild<ui::BrowseState*>();
    std::int64_t first_ = 0;  // of the list
    std::size_t count_ = 0;   // of images in it
    bool picture_ = false;
};

}  // namespace

int main(int argc, char** argv) {
    bench::prepareWindows();
    QApplication app(argc, argv);
    ui::theme::apply(app, ui::theme::Appearance::Dark);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addPositionalArgument(QStringLiteral("PROJECT"), QString());
    parser.addOption(
        {QStringLiteral("kinds"), QString(), QStringLiteral("NAMES"), QStringLiteral("captions,phrases,alignments")});
    parser.addOption({QStringLiteral("images"), QString(), QStringLiteral("N"), QStringLiteral("1000")});
    parser.addOption({QStringLiteral("stacks"), QStringLiteral("of the window's thread in long work, on stderr")});
    parser.process(app);
    if (parser.positionalArguments().isEmpty()) parser.showHelp(2);
    const QString project = parser.positionalArguments().front();
    const QTemporaryDir folder;
    const auto images = makeFiles(project, folder.path(), parser.value(QStringLiteral("images")).toULongLong());
    if (images < 2) qFatal("%s has no images with captions", qPrintable(project));
    fmt::print("{} images\n", images);
    Browsing browsing(project);
    bench::Report report;
    for (const auto& kind : parser.value(QStringLiteral("kinds")).split(QLatin1Char(','))) {
        if (!kinds().contains(kind)) qFatal("%s is no kind of set", qPrintable(kind));
        browsing.measure(kind, folder.path(), images, parser.isSet(QStringLiteral("stacks")), report);
    }
    report.print();
    return 0;
}
