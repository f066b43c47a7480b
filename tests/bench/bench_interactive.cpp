// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How long the user waits for the models, and how long the window stands still, alone and beside a training.
//   bench_interactive [--project P.legenda] [--alignment F] [--caption F] [--region F] [--threads 0]
//   [--parts models,window,use,search]
//   models: [--boxes 30]        window: [--boxes 30] [--seconds 12]
//   use:    [--minutes 10] [--no-work] [--acts "another size,norms"] [--stacks], draws boxes in the project
//   search: [--searches 20] [--made-up-features], which are written into a project that has none
// Without --project a demo project is made in a temporary folder; checkpoints that are not named are those that the
// program itself would choose. What trains meanwhile is the project, or the demo where it has no split train. Prints a
// table, and at the end one line of JSON.
#include "tests/bench/bench_window.h"
#include "app/compute_environment.h"
#include "core/exchange/snippets.h"
#include "core/store/project_store.h"
#include "tests/bench/interactive_setup.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTemporaryDir>

using namespace legenda;
using bench::must;
using bench::Setup;

namespace {

bool hasTrainSplit(const std::filesystem::path& project) {
    const auto store = must(store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
    return !must(store.images("train")).empty();
}

Setup parse(const QCoreApplication& app, const QTemporaryDir& folder, QStringList& parts) {
    QCommandLineParser parser;
    parser.addHelpOption();
    QStringList names{QStringLiteral("project"), QStringLiteral("alignment"), QStringLiteral("caption"),
                      QStringLiteral("region")};
    for (const QString& name : names) parser.addOption({name, QString(), QStringLiteral("PATH")});
    const auto number = [&](const char* name, const char* what, const char* standard) {
        parser.addOption({QLatin1String(name), QLatin1String(what), QStringLiteral("N"), QLatin1String(standard)});
    };
    number("boxes", "", "30");
    number("seconds", "of each part with the window; 0: no window", "12");
    number("threads", "of the interactive worker", "0");
    number("minutes", "of use", "10");
    number("searches", "", "20");
    parser.addOption({QStringLiteral("parts"), QString(), QStringLiteral("NAMES"), QStringLiteral("models,window")});
    parser.addOption({QStringLiteral("acts"), QStringLiteral("of the use, instead of all"), QStringLiteral("NAMES")});
    parser.addOption({QStringLiteral("stacks"), QStringLiteral("of the window's thread in long work, on stderr")});
    parser.addOption({QStringLiteral("no-work"), QStringLiteral("nothing trains during the use")});
    parser.addOption({QStringLiteral("made-up-features"), QStringLiteral("for the searches")});
    parser.process(app);
    parts = parser.value(QStringLiteral("parts")).split(QLatin1Char(','));
    Setup setup;
    setup.resources = {std::filesystem::path(LEGENDA_SOURCE_DIR) / "resources",
                       std::filesystem::path(LEGENDA_SOURCE_DIR) / "datasets" / "demo"};
    setup.boxes = parser.value(QStringLiteral("boxes")).toInt();
    setup.seconds = parser.value(QStringLiteral("seconds")).toInt();
    setup.threads = parser.value(QStringLiteral("threads")).toInt();
    setup.minutes = parser.value(QStringLiteral("minutes")).toDouble();
    for (const QString& act : parser.value(QStringLiteral("acts")).split(QLatin1Char(','), Qt::SkipEmptyParts))
        setup.acts.push_back(act.toStdString());
    setup.searches = parser.value(QStringLiteral("searches")).toInt();
    setup.work = !parser.isSet(QStringLiteral("no-work"));
    setup.stacks = parser.isSet(QStringLiteral("stacks"));
    setup.madeUp = parser.isSet(QStringLiteral("made-up-features"));
    for (const QString& kind : names.mid(1))
        if (parser.isSet(kind)) setup.named[kind.toStdString()] = parser.value(kind).toStdString();
    const auto demo = [&] { return must(exchange::makeDemo(setup.resources, folder.path().toStdString(), {})); };
    setup.project = parser.isSet(names[0]) ? std::filesystem::path(parser.value(names[0]).toStdString()) : demo();
    setup.trained = hasTrainSplit(setup.project) ? setup.project : demo();
    return setup;
}

}  // namespace

int main(int argc, char** argv) {
    bench::prepareWindows();
    QApplication app(argc, argv);
    const QTemporaryDir folder;
    QStringList parts;
    const Setup setup = parse(app, folder, parts);
    bench::Report report;
    const auto wanted = [&](const char* part) { return parts.contains(QLatin1String(part)); };
    if (wanted("models")) {
        measureLoading(setup, report);
        measureModels(setup, report);
    }
    if (wanted("window") && setup.seconds > 0) measureWindow(setup, report);
    if (wanted("use")) measureUse(setup, report);
    if (wanted("search")) measureSearch(setup, report);
    report.print();
    return 0;
}
