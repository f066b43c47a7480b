// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/base/waiting.h"
#include "tests/support/ui_draw.h"
#include "tests/support/ui_project.h"
#include "ui/annotate/annotate_document.h"
#include "ui/annotate/annotate_page.h"
#include "ui/annotate/region_card.h"
#include "ui/annotate/region_card_field.h"
#include "ui/canvas/image_canvas.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <QTimer>

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string_view>

using namespace legenda;
using namespace legenda::ui;
using test::must;

namespace {

constexpr const char* kAnnotatorMode = "--annotate-until-killed";
constexpr const char* kClosingMode = "--close-while-locked";
constexpr int kLives = 3;
constexpr std::size_t kBoxesAnImage = 4;
constexpr qint64 kLongestLife = 60000;  // ms; a child that nobody kills ends by itself

session::Session::Config config() {
    session::Session::Config config;
    config.resources = {LEGENDA_SOURCE_DIR "/resources", LEGENDA_SOURCE_DIR "/datasets/demo"};
    config.longThreads = config.interactiveThreads = 1;
    return config;
}

// The program's own window on a project, at the Annotate page.
struct Annotating {
    Bridge bridge{config()};
    MainWindow window{&bridge, false};
    AnnotatePage* page = nullptr;

    bool open(const QString& project) {
        window.resize(1280, 800);
        window.show();
        window.activateWindow();
        page = qobject_cast<AnnotatePage*>(window.page(QStringLiteral("annotate")));
        window.openProject(project);
        if (!page || !QTest::qWaitFor([&] { return bridge.project().has_value(); }, 20000)) return false;
        window.showPage(page->id());
        return QTest::qWaitFor([&] { return page->image() != 0 && ready(); }, 20000);
    }
    bool ready() const { return page->settled() && page->document()->loaded() && !page->canvas()->image().isNull(); }

    bool show(std::int64_t image) {
        page->showImage(image);
        return QTest::qWaitFor([&] { return page->image() == image && ready(); }, 20000);
    }

    void draw(const QRectF& box) { test::drawBox(page->canvas(), box); }
};

// One line on standard output: all that the project holds of this image since the COMMIT that the page was told of.
void print(qint64 image, const store::EditOutcome& outcome) {
    QJsonArray regions;
    for (const auto& region : outcome.regions) {
        QJsonObject texts;
        for (const auto& snippet : region.snippets)
            texts[QString::fromStdString(snippet.uuid)] = QString::fromStdString(snippet.text);
        regions.append(
            QJsonObject{{QStringLiteral("uuid"), QString::fromStdString(region.uuid)},
                        {QStringLiteral("box"), QJsonArray{region.box.x, region.box.y, region.box.w, region.box.h}},
                        {QStringLiteral("texts"), texts}});
    }
    const QJsonObject line{{QStringLiteral("image"), image}, {QStringLiteral("regions"), regions}};
    std::printf("%s\n", QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

// The process that is killed: a hand that draws boxes and types without ever waiting for "saved".
int annotateUntilKilled(const QString& project, std::uint64_t life) {
    theme::apply(*qApp, theme::Appearance::Dark);
    const auto images =
        must(must(store::ProjectStore::open(project.toStdString(), store::ProjectStore::Mode::Read)).images());
    Annotating open;
    if (!open.open(project)) return 3;
    QObject::connect(&open.bridge, &Bridge::annotationSaved, &open.bridge, print);
    base::Random random(11, "hand", life);
    QElapsedTimer lived;
    lived.start();
    for (std::size_t edit = 0; lived.elapsed() < kLongestLife; ++edit) {
        if (edit % kBoxesAnImage == 0 && !open.show(images[(edit / kBoxesAnImage + life) % images.size()].id)) return 4;
        const double x = 2 + double(random.below(80)), y = 2 + double(random.below(60));
        open.draw({x, y, 20 + double(random.below(40)), 20 + double(random.below(30))});
        auto* field = qobject_cast<SnippetField*>(QApplication::focusWidget());
        if (!field) return 5;
        for (const QChar letter : QStringLiteral("box %1 of life %2").arg(edit).arg(life)) {
            QTest::keyClick(field, letter.toLatin1());
            if (random.below(4) == 0) QTest::qWait(1);
        }
        if (random.below(3) != 0) QTest::keyClick(field, Qt::Key_Return);  // else leaving the field hands the words on
    }
    return 0;
}

void say(const char* what, const std::string& more = {}) {
    std::printf("%s%s\n", what, more.c_str());
    std::fflush(stdout);
}

// The process whose window is closed while another program holds the database: 0 when it has ended as a program does.
int closeWhileLocked(const QString& project) {
    theme::apply(*qApp, theme::Appearance::Dark);
    Annotating open;
    if (!open.open(project)) return 3;
    QTimer::singleShot(0, &open.window, [&] {
        sqlite3* other = nullptr;
        if (sqlite3_open((project + QStringLiteral("/project.sqlite")).toUtf8().constData(), &other) != SQLITE_OK ||
            sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) != SQLITE_OK)
            return QApplication::exit(4);
        open.draw({20, 15, 60, 50});
        auto* document = open.page->document();
        if (!QTest::qWaitFor([&] { return document->saved() == AnnotateDocument::Saved::Failed; }, 20000))
            return QApplication::exit(5);
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("last words"));
        {
            const base::NoWaiting mark([](const char* what, const std::string& on) { say("waits for ", what + on); });
            QElapsedTimer closing;
            closing.start();
            open.window.close();
            say(open.window.isVisible() ? "still there" : "gone", closing.elapsed() < 1000 ? "" : " late");
        }
        if (!QTest::qWaitFor([&] { return open.window.isVisible(); }, 20000)) return QApplication::exit(6);
        for (auto* label : open.window.findChildren<QLabel*>())
            if (label->isVisible() && label->text().startsWith(QStringLiteral("Not everything is saved")))
                say("back: ", label->text().toStdString());
        sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
        sqlite3_close(other);
        open.window.close();
        say(open.window.isVisible() ? "still there" : "gone");
    });
    return QApplication::exec();
}

struct Box {
    QRectF rect;
    std::map<QString, QString> texts;  // by id
    bool operator==(const Box&) const = default;
};
using Boxes = std::map<QString, Box>;  // by id

Boxes boxesOf(const std::vector<store::RegionRecord>& regions) {
    Boxes all;
    for (const auto& region : regions) {
        Box& box = all[QString::fromStdString(region.uuid)];
        box.rect = {region.box.x, region.box.y, region.box.w, region.box.h};
        for (const auto& snippet : region.snippets)
            box.texts[QString::fromStdString(snippet.uuid)] = QString::fromStdString(snippet.text);
    }
    return all;
}

}  // namespace

class TestKillWindow : public QObject {
    Q_OBJECT

    std::unique_ptr<test::UiProject> project_;
    Boxes printed_;  // the newest that was said of each box
    qint64 lastImage_ = 0;

    QString folder() const { return QString::fromStdString(project_->project.string()); }
    store::ProjectStore open() const { return must(store::ProjectStore::open(project_->project)); }

    // Whole lines only: the last one may be cut.
    int take(const QByteArray& output) {
        int lines = 0;
        for (qsizetype from = 0, to; (to = output.indexOf('\n', from)) >= 0; from = to + 1, ++lines) {
            const QJsonObject line = QJsonDocument::fromJson(output.mid(from, to - from)).object();
            lastImage_ = line[QStringLiteral("image")].toInteger();
            for (const auto& each : line[QStringLiteral("regions")].toArray()) {
                const QJsonObject region = each.toObject(), texts = region[QStringLiteral("texts")].toObject();
                const QJsonArray side = region[QStringLiteral("box")].toArray();
                Box box{{side[0].toDouble(), side[1].toDouble(), side[2].toDouble(), side[3].toDouble()}, {}};
                for (auto text = texts.begin(); text != texts.end(); ++text) box.texts[text.key()] = text->toString();
                printed_[region[QStringLiteral("uuid")].toString()] = std::move(box);
            }
        }
        return lines;
    }

    void live(int life, int msAfterFirstLine) {
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(QCoreApplication::applicationFilePath(),
                    {QString::fromLatin1(kAnnotatorMode), folder(), QString::number(life)});
        QByteArray output;
        const auto read = [&] {
            return output += child.readAllStandardOutput(),
                   output.contains('\n') || child.state() == QProcess::NotRunning;
        };
        QVERIFY(QTest::qWaitFor(read, 30000));
        QTest::qWait(msAfterFirstLine);
        QVERIFY2(child.state() == QProcess::Running,
                 qPrintable(QStringLiteral("the window ended by itself with %1").arg(child.exitCode())));
        child.kill();
        QVERIFY(child.waitForFinished(20000));
        QCOMPARE(child.exitStatus(), QProcess::CrashExit);
        output += child.readAllStandardOutput();
        const int lines = take(output);
        QVERIFY(lines > 0);
        qInfo("life %d: killed %d ms after its first edit, %d edits were called saved", life, msAfterFirstLine, lines);
    }

    // What was committed but not printed yet may be there too, and a text may have grown since.
    void checkPrinted() {
        auto store = open();
        const Boxes there = boxesOf(must(store.allRegions()));
        for (const auto& [id, box] : printed_) {
            QVERIFY2(there.contains(id), qPrintable(id));
            QCOMPARE(there.at(id).rect, box.rect);
            for (const auto& [text, words] : box.texts) {
                QVERIFY2(there.at(id).texts.contains(text), qPrintable(words));
                QVERIFY2(there.at(id).texts.at(text).startsWith(words), qPrintable(words));
            }
        }
        QCOMPARE(QString::fromStdString(must(store.verify())), QString());
    }

    // The killed window's history goes over to the next.
    void checkUndo() {
        auto store = open();
        must(store.beginSession("after the kill", [](const std::string&) { return false; }));
        const Boxes before = boxesOf(must(store.regions(lastImage_)));
        const auto undone = must(store.undo(lastImage_));
        QVERIFY(undone.action > 0 && undone.canRedo);
        QVERIFY(boxesOf(undone.regions) != before);
        const auto again = must(store.redo(lastImage_));
        QVERIFY(again.action > 0 && boxesOf(again.regions) == before);
    }

 private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        theme::apply(*qApp, theme::Appearance::Dark);
        project_ = std::make_unique<test::UiProject>();
    }

    // SIGKILL of the annotating window at any moment: whatever it had called saved is there, whole, and can be undone.
    void whatIsSavedOutlivesTheKill() {
        const auto seed =
            qEnvironmentVariableIsSet("LEGENDA_SEED") ? qEnvironmentVariable("LEGENDA_SEED").toULongLong() : 7;
        qInfo("moments of the kill from LEGENDA_SEED=%llu", static_cast<unsigned long long>(seed));
        base::Random random(seed, "moments of the kill");
        for (int life = 0; life < kLives; ++life) {
            live(life, static_cast<int>(random.below(900)));
            if (QTest::currentTestFailed()) return;
            checkPrinted();
            checkUndo();
            if (QTest::currentTestFailed()) return;
        }
    }

    // A box that could not be written, and words that had not been handed on: the closed window goes at once, tries
    // again, comes back where that is no use, and the program ends when they are in the project.
    void whatIsNotWrittenIsNotLostByClosing() {
        const test::UiProject own;
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(QCoreApplication::applicationFilePath(),
                    {QString::fromLatin1(kClosingMode), QString::fromStdString(own.project.string())});
        QVERIFY(child.waitForFinished(120000));
        const auto said = QString::fromUtf8(child.readAllStandardOutput()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QVERIFY2(child.exitStatus() == QProcess::NormalExit && child.exitCode() == 0,
                 qPrintable(QStringLiteral("%1 %2").arg(child.exitCode()).arg(said.join(QLatin1Char(' ')))));
        QCOMPARE(said.size(), 3);
        QCOMPARE(said.front(), QStringLiteral("gone"));
        QVERIFY2(said.at(1).startsWith(QStringLiteral("back: ")) && said.at(1).contains(QStringLiteral("locked")),
                 qPrintable(said.at(1)));
        QCOMPARE(said.back(), QStringLiteral("gone"));
        const auto regions = must(own.open().allRegions());
        QCOMPARE(regions.size(), std::size_t(1));
        QCOMPARE(regions[0].snippets.size(), std::size_t(1));
        QCOMPARE(regions[0].snippets[0].text, std::string("last words"));
    }

    // The window itself, started again: boxes on the picture, words in the cards, Ctrl+Z.
    void theWindowShowsThemAgain() {
        Annotating again;
        QVERIFY(again.open(folder()));
        std::size_t seen = 0;
        for (const auto image : project_->images) {
            const auto regions = must(open().regions(image));
            if (regions.empty()) continue;
            QVERIFY(again.show(image));
            QTRY_COMPARE(again.page->cards().size(), regions.size());
            QCOMPARE(again.page->canvas()->overlays().size(), regions.size());
            for (std::size_t i = 0; i < regions.size(); ++i, ++seen) {
                const auto& box = regions[i].box;
                QCOMPARE(again.page->canvas()->overlays()[i].box, QRectF(box.x, box.y, box.w, box.h));
                if (!regions[i].snippets.empty())
                    QCOMPARE(again.page->cards()[i]->fields().at(0)->text().toStdString(), regions[i].snippets[0].text);
            }
        }
        QVERIFY(seen >= printed_.size());
        QVERIFY(again.show(lastImage_));
        const auto held = [&] { return boxesOf(must(open().regions(lastImage_))); };
        const Boxes before = held();
        QTest::keyClick(again.page->canvas(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(held() != before);
        QTRY_VERIFY(again.page->document()->canRedo());
        QTest::keyClick(again.page->canvas(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(held() == before);
    }
};

int main(int argc, char** argv) {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("legenda"));
    QCoreApplication::setApplicationName(QStringLiteral("legenda-test"));
    if (argc == 4 && std::string_view(argv[1]) == kAnnotatorMode) {
        QStandardPaths::setTestModeEnabled(true);
        return annotateUntilKilled(QString::fromLocal8Bit(argv[2]), std::strtoull(argv[3], nullptr, 10));
    }
    if (argc == 3 && std::string_view(argv[1]) == kClosingMode) {
        QStandardPaths::setTestModeEnabled(true);
        return closeWhileLocked(QString::fromLocal8Bit(argv[2]));
    }
    TestKillWindow test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_kill_window.moc"
