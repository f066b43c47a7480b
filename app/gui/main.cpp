// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/compute_environment.h"
#include "app/standard_streams.h"
#include "core/base/waiting.h"
#include "ui/bridge/bridge.h"
#include "ui/bridge/settings.h"
#include "ui/dev/screenshots.h"
#include "ui/dev/stall_watch.h"
#include "ui/images/thumbnail_cache.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

#include <time.h>
#include <unistd.h>

namespace {

using namespace legenda;

// Milliseconds since the kernel started this process: the user's waiting time, including the loading of libraries.
double sinceProcessStart() {
    std::ifstream stat("/proc/self/stat");
    std::string text((std::istreambuf_iterator<char>(stat)), {});
    const auto close = text.rfind(')');
    if (close == std::string::npos) return -1;
    std::string fields = text.substr(close + 2);
    for (int skip = 0; skip < 19; ++skip) fields.erase(0, fields.find(' ') + 1);  // field 22 is starttime
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return 1000.0 * (static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9 -
                     std::stod(fields) / static_cast<double>(sysconf(_SC_CLK_TCK)));
}

void trace(const char* what) {
    if (qEnvironmentVariableIsSet("LEGENDA_TRACE_START"))
        std::fprintf(stderr, "legenda: %s after %.0f ms\n", what, sinceProcessStart());
}

// --scale must be known before the first window system call.
void applyScale(int argc, char** argv) {
    for (int i = 1; i + 1 < argc; ++i)
        if (std::strcmp(argv[i], "--scale") == 0) qputenv("QT_SCALE_FACTOR", argv[i + 1]);
    for (int i = 1; i < argc; ++i)
        if (std::strncmp(argv[i], "--scale=", 8) == 0) qputenv("QT_SCALE_FACTOR", argv[i] + 8);
}

struct Arguments {
    QString path;
    QString screenshots;
    QSize size;
    QStringList pages;
    QString theme;
    QString device;
    std::optional<int> text;
};

Arguments parse(const QApplication& app) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Aligns sentences with image regions and captions images and regions."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("path"),
                                 QStringLiteral("A project (NAME.legenda), a folder of photographs, or a photograph."),
                                 QStringLiteral("[PROJECT|IMAGE|FOLDER]"));
    const QCommandLineOption shots(QStringLiteral("screenshot"),
                                   QStringLiteral("Render the pages to PNG files in DIR and quit."),
                                   QStringLiteral("DIR"));
    const QCommandLineOption size(QStringLiteral("size"), QStringLiteral("Window size."), QStringLiteral("WxH"),
                                  QStringLiteral("1280x800"));
    const QCommandLineOption page(QStringLiteral("page"),
                                  QStringLiteral("Only this page: browse, annotate, train or evaluate."),
                                  QStringLiteral("NAME"));
    const QCommandLineOption scale(QStringLiteral("scale"),
                                   QStringLiteral("Scale of the screen, 2 for a high-resolution one."),
                                   QStringLiteral("S"));
    const QCommandLineOption look(QStringLiteral("theme"), QStringLiteral("light or dark."), QStringLiteral("NAME"));
    const QCommandLineOption text(
        QStringLiteral("text"),
        QStringLiteral("Size of the text in percent of the usual one, 90 to 150, in place of the settings'."),
        QStringLiteral("PERCENT"));
    const QCommandLineOption device(QStringLiteral("device"), QStringLiteral("auto, cpu, cuda or cuda:N."),
                                    QStringLiteral("NAME"));
    parser.addOptions({shots, size, page, scale, look, text, device});
    parser.process(app);
    Arguments out;
    const auto usage = [](const QString& what) {
        std::fprintf(stderr, "legenda: %s.\n", qUtf8Printable(what));
        std::exit(2);
    };
    if (parser.positionalArguments().size() > 1)
        usage(QStringLiteral("one path at most, got %1").arg(parser.positionalArguments().size()));
    out.path = parser.positionalArguments().value(0);
    out.screenshots = parser.value(shots);
    const QStringList sides = parser.value(size).split(QLatin1Char('x'));
    out.size = QSize(sides.value(0).toInt(), sides.value(1).toInt());
    if (sides.size() != 2 || out.size.width() < 1 || out.size.height() < 1)
        usage(QStringLiteral("--size is WIDTHxHEIGHT, not %1").arg(parser.value(size)));
    if (!parser.isSet(size) && !parser.isSet(shots)) out.size = {};
    out.pages = parser.values(page);
    out.theme = parser.value(look);
    if (!out.theme.isEmpty() && out.theme != QLatin1String("light") && out.theme != QLatin1String("dark"))
        usage(QStringLiteral("--theme is light or dark, not %1").arg(out.theme));
    if (parser.isSet(text)) {
        out.text = parser.value(text).toInt();
        if (*out.text < 90 || *out.text > 150)
            usage(QStringLiteral("--text is a whole number from 90 to 150, not %1").arg(parser.value(text)));
    }
    out.device = parser.isSet(device) ? parser.value(device) : ui::Settings::ofApplication().text(ui::Setting::Device);
    return out;
}

ui::theme::Appearance appearanceOf(const Arguments& arguments) {
    if (arguments.theme == QLatin1String("light")) return ui::theme::Appearance::Light;
    if (arguments.theme == QLatin1String("dark")) return ui::theme::Appearance::Dark;
    return static_cast<ui::theme::Appearance>(ui::Settings::ofApplication().number(ui::Setting::Appearance));
}

}  // namespace

int main(int argc, char** argv) {
    app::secureStandardStreams();
    applyScale(argc, argv);
    QApplication app(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("legenda"));
    QApplication::setApplicationName(QStringLiteral("legenda"));
    QApplication::setApplicationVersion(QStringLiteral(LEGENDA_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("legenda"));
    const Arguments arguments = parse(app);
    auto resources =
        project::Resources::locate(std::filesystem::path(QApplication::applicationFilePath().toStdU16String()));
    if (!resources) {
        std::fprintf(stderr, "legenda: %s\n", resources.error().message.c_str());
        return base::exitStatus(resources.error().code);
    }
    const bool shooting = !arguments.screenshots.isEmpty();
    const ui::Settings& settings = ui::Settings::ofApplication();
    if (arguments.text || !shooting)
        ui::theme::setFontPercent(app, arguments.text.value_or(settings.number(ui::Setting::FontPercent)));
    ui::theme::apply(app, appearanceOf(arguments));
    trace("application");
    session::Session::Config config;
    config.resources = std::move(*resources);
    config.device = arguments.device.toStdString();
    config.longThreads = config.interactiveThreads = settings.number(ui::Setting::Threads);
    config.thumbnails =
        std::make_shared<ui::ThumbnailCache>(ui::ThumbnailCache::folderIn(settings.cacheFolderInUse()),
                                             qint64(settings.number(ui::Setting::CacheMegabytes)) << 20);
    ui::Bridge bridge(std::move(config));
    ui::MainWindow window(&bridge, !shooting);
    if (arguments.size.isValid()) window.resize(arguments.size);
    bool first = true;
    QObject::connect(&window, &ui::MainWindow::firstPicture, &window, [&first] {
        if (!std::exchange(first, false)) return;
        trace("first picture");
    });
    window.show();
    trace("window");
    if (!arguments.path.isEmpty())
        window.openPath(arguments.path);
    else if (shooting)
        window.openDemo();
    else
        window.openAtStart();
    const bool tracing = qEnvironmentVariableIsSet("LEGENDA_TRACE_STALLS");
    ui::StallWatch watch(&app, tracing);
    std::optional<base::NoWaiting> mark;
    if (tracing)
        mark.emplace([](const char* what, const std::string& on) {
            std::fprintf(stderr, "legenda: the window's thread may wait for %s: %s\n", what, on.c_str());
        });
    if (!shooting) {
        if (!arguments.pages.isEmpty()) window.showPage(arguments.pages.front());
        return QApplication::exec();
    }
    ui::ScreenshotOptions options;
    options.folder = arguments.screenshots;
    options.pages = arguments.pages;
    if (!arguments.theme.isEmpty())
        options.themes = {arguments.theme == QLatin1String("dark") ? ui::theme::Scheme::Dark
                                                                   : ui::theme::Scheme::Light};
    ui::Screenshots shots(&window, options);
    QObject::connect(&shots, &ui::Screenshots::finished, &app, [](int status) { QApplication::exit(status); });
    return QApplication::exec();
}
