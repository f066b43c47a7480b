// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/cli_runner.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <csignal>

using legenda::tests::runCli;

// `export pages` of the real program: what a browser would find.
class TestPagesCli : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    QString project_;

    QString path(const QString& name) const { return folder_.filePath(name); }
    static QStringList filesBelow(const QString& folder, const QString& pattern) {
        QStringList files;
        for (QDirIterator each(folder, {pattern}, QDir::Files, QDirIterator::Subdirectories); each.hasNext();)
            files << each.next();
        files.sort();
        return files;
    }

    // What is wrong with a page: it is not well-formed, an image has no text, or a link leads nowhere or out of the
    // folder.
    static QStringList problemsOf(const QString& file, const QString& root) {
        QFile page(file);
        if (!page.open(QIODevice::ReadOnly)) return {file + QStringLiteral(" is not there")};
        QXmlStreamReader reader(page.readAll());
        QStringList problems;
        while (!reader.atEnd()) {
            if (reader.readNext() != QXmlStreamReader::StartElement) continue;
            if (reader.name() == QStringLiteral("script")) problems << QStringLiteral("a script");
            const auto attributes = reader.attributes();
            if (reader.name() == QStringLiteral("img") && attributes.value(QStringLiteral("alt")).isEmpty())
                problems << QStringLiteral("an image without a text");
            for (const auto& key : {QStringLiteral("href"), QStringLiteral("src")}) {
                if (!attributes.hasAttribute(key)) continue;
                const auto to = QDir::cleanPath(QFileInfo(file).dir().filePath(attributes.value(key).toString()));
                if (!QFile::exists(to) || !to.startsWith(root)) problems << attributes.value(key).toString();
            }
        }
        if (reader.hasError()) problems << reader.errorString();
        return problems;
    }

 private Q_SLOTS:
    void initTestCase() {
        const auto demo = runCli({"demo", folder_.path()});
        QVERIFY2(demo.status == 0, qPrintable(demo.error));
        project_ = path(QStringLiteral("demo.legenda"));
    }

    void pagesOfASplit() {
        const auto out = path(QStringLiteral("pages"));
        const auto first = runCli({"export", "pages", project_, "--split", "dev", out});
        QVERIFY2(first.status == 0, qPrintable(first.error));
        QCOMPARE(first.json()["images"].toInt(), 10);
        QCOMPARE(first.json()["made"].toInt(), 10);
        QCOMPARE(first.json()["index"].toString(), out + QStringLiteral("/index.html"));
        QCOMPARE(filesBelow(out + QStringLiteral("/image"), QStringLiteral("*.html")).size(), 10);

        // Moved to another place, everything is found.
        const auto moved = path(QStringLiteral("elsewhere"));
        QVERIFY(QDir().rename(out, moved));
        const auto pages = filesBelow(moved, QStringLiteral("*.html"));
        QCOMPARE(pages.size(), 11);
        for (const auto& page : pages) {
            const auto problems = problemsOf(page, moved);
            QVERIFY2(problems.isEmpty(), qPrintable(page + ": " + problems.join(", ")));
        }
        QFile image(filesBelow(moved + QStringLiteral("/image"), QStringLiteral("*.html")).first());
        QVERIFY(image.open(QIODevice::ReadOnly));
        const auto html = image.readAll();
        image.close();
        QVERIFY(html.count("class=\"view\"") == 5);  // five sentences
        QVERIFY(html.contains("class=\"view lines\""));
        QVERIFY(html.contains("class=\"box c0 n0\""));

        // What is up to date is left; one page that is gone is made again.
        QVERIFY(QFile::remove(image.fileName()));
        const auto again = runCli({"export", "pages", project_, "--split", "dev", moved});
        QVERIFY2(again.status == 0, qPrintable(again.error));
        QCOMPARE(again.json()["made"].toInt(), 1);
        QCOMPARE(again.json()["images"].toInt(), 10);
        const auto other = runCli({"export", "pages", project_, "--split", "dev", "--no-regions", moved});
        QVERIFY2(other.status == 0, qPrintable(other.error));
        QCOMPARE(other.json()["made"].toInt(), 10);
        QVERIFY(image.open(QIODevice::ReadOnly));
        QVERIFY(!image.readAll().contains("view lines"));
    }

    void aStoppedExportGoesOn() {
        const auto out = path(QStringLiteral("stopped"));
        QProcess cli;
        cli.start(QStringLiteral(LEGENDA_BIN_DIR "/legenda-cli"),
                  {"export", "pages", project_, "--split", "train", out});
        QTRY_VERIFY_WITH_TIMEOUT(filesBelow(out + "/image", "*.html").size() > 2 || cli.state() == QProcess::NotRunning,
                                 300000);
        QCOMPARE(cli.state(), QProcess::Running);
        ::kill(static_cast<pid_t>(cli.processId()), SIGINT);
        QVERIFY(cli.waitForFinished(30000));
        QCOMPARE(cli.exitCode(), 5);
        const auto rest = runCli({"export", "pages", project_, "--split", "train", out});
        QVERIFY2(rest.status == 0, qPrintable(rest.error));
        QCOMPARE(rest.json()["images"].toInt(), 36);
        const int made = rest.json()["made"].toInt();
        QVERIFY2(made < 36 && made > 0, qPrintable(QString::number(made)));
        for (const auto& page : filesBelow(out, QStringLiteral("*.html"))) {
            const auto problems = problemsOf(page, out);
            QVERIFY2(problems.isEmpty(), qPrintable(page + ": " + problems.join(", ")));
        }
    }

    // A photograph that has features and no picture any more has no page, and no other page links to it.
    void whatCannotBeReadIsLinkedByNoPage() {
        const auto out = path(QStringLiteral("gap"));
        const QStringList pages{"export", "pages", project_, "--split", "dev", "--no-regions", out};
        QCOMPARE(runCli(pages).status, 0);
        QFile notes(out + QStringLiteral("/image/notes.html"));
        QVERIFY(notes.open(QIODevice::WriteOnly));
        notes.close();
        const auto picture = path(QStringLiteral("demo/images/sheep.jpg"));
        QVERIFY(QFile::rename(picture, picture + QStringLiteral(".away")));
        const auto again = runCli(pages);
        const auto elsewhere = path(QStringLiteral("gap elsewhere"));
        const auto anew = runCli(pages.mid(0, pages.size() - 1) + QStringList{elsewhere});
        QVERIFY(QFile::rename(picture + QStringLiteral(".away"), picture));
        for (const auto* result : {&again, &anew}) {
            QCOMPARE(result->status, 3);
            QCOMPARE(result->json()["images"].toInt(), 9);
            QCOMPARE(result->json()["skipped"].toArray().size(), 1);
            QVERIFY2(result->error.count(QStringLiteral("sheep.jpg")) == 1, qPrintable(result->error));
        }
        QCOMPARE(again.json()["made"].toInt(), 2);  // its neighbours
        QCOMPARE(anew.json()["made"].toInt(), 9);
        QCOMPARE(filesBelow(elsewhere + QStringLiteral("/image"), QStringLiteral("*.html")).size(), 9);
        // Its page of the first export is removed, and nothing else.
        QVERIFY(notes.exists());
        QVERIFY(notes.remove());
        for (const auto& part : {QStringLiteral("image"), QStringLiteral("picture"), QStringLiteral("thumbnail")})
            QCOMPARE(filesBelow(out + '/' + part, QStringLiteral("*")).size(), 9);
        for (const auto& page : filesBelow(elsewhere, QStringLiteral("*.html"))) {
            const auto problems = problemsOf(page, elsewhere);
            QVERIFY2(problems.isEmpty(), qPrintable(page + ": " + problems.join(", ")));
        }
    }

    void aFolderOfSomethingElseIsLeftAlone() {
        const auto out = path(QStringLiteral("mine"));
        QVERIFY(QDir().mkpath(out));
        QFile file(out + QStringLiteral("/index.html"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("mine");
        file.close();
        const auto refused = runCli({"export", "pages", project_, "--split", "dev", out});
        QCOMPARE(refused.status, 3);
        QVERIFY2(refused.error.contains(out) && refused.error.contains(QStringLiteral("other files")),
                 qPrintable(refused.error));
        QCOMPARE(QDir(out).entryList(QDir::Files), QStringList{QStringLiteral("index.html")});
        QCOMPARE(runCli({"export", "pages", project_, "--split", "nosuch", path(QStringLiteral("none"))}).status, 3);
        QCOMPARE(runCli({"export", project_}).status, 2);
    }
};

QTEST_GUILESS_MAIN(TestPagesCli)
#include "test_pages_cli.moc"
