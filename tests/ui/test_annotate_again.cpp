// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_annotate.h"

#include <QListView>

#include <sqlite3.h>

using namespace legenda;
using namespace legenda::ui;

// Annotate opened again after a close or a kill, and beside another program.
class TestAnnotateAgain : public test::AnnotateCase {
    Q_OBJECT

    QStringList drafts() {
        QStringList texts;
        sqlite3* db = nullptr;
        const std::string file = (project_->project / "project.sqlite").string();
        if (sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK)
            sqlite3_exec(
                db, "SELECT text FROM text_draft",
                [](void* into, int, char** row, char**) {
                    *static_cast<QStringList*>(into) += QString::fromUtf8(row[0]);
                    return 0;
                },
                &texts, nullptr);
        sqlite3_close(db);
        return texts;
    }
    // As a window of another program does.
    void otherEdit(store::Edit edit) {
        auto store = test::must(store::ProjectStore::open(project_->project));
        test::must(store.beginSession("another program", [](const std::string&) { return true; }));
        edit.image = w().page().image();
        (void)test::must(store.apply(edit));
    }

 private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void opensWhereOneWas() {
        auto* queue = w().page().findChild<QListView*>(QStringLiteral("queue"));
        queue->setCurrentIndex(queue->model()->index(3, 0));
        QTRY_VERIFY(w().page().image() == project_->images.at(3) && w().shown());
        const auto ids = w().make({{10, 10, 30, 20}, {90, 60, 30, 30}});
        QTest::mouseClick(canvas(), Qt::LeftButton, {}, w().at(105, 75));
        QTest::keyClick(canvas(), Qt::Key_Z);
        const double zoom = canvas()->zoom();
        const QPointF centre = canvas()->centre();
        QTest::qWait(500);  // what a kill would leave
        w().close();
        QVERIFY(w().open());
        QCOMPARE(w().page().image(), project_->images.at(3));
        QTRY_COMPARE(w().page().selected(), ids[1]);
        QCOMPARE(canvas()->zoom(), zoom);
        QVERIFY(QLineF(canvas()->centre(), centre).length() < 1);
        // A fitted picture is fitted again, whatever the size of the window.
        canvas()->fit();
        QTest::qWait(500);
        w().close();
        QVERIFY(w().open());
        QVERIFY(canvas()->fitted());
    }

    // Without a pause for the commit, a draft is at most a second old, and goes with the commit.
    void whatIsTypedIsKeptWithinASecond() {
        w().make({{10, 10, 30, 20}});
        w().page().cards().at(0)->editText();
        QElapsedTimer typing;
        typing.start();
        while (typing.elapsed() < 1000) {
            QTest::keyClicks(w().field(), QStringLiteral("a "));
            QTest::qWait(100);
        }
        QVERIFY(w().saved().at(0).snippets.empty());
        QTRY_VERIFY_WITH_TIMEOUT(!drafts().isEmpty() && drafts().front().startsWith(QStringLiteral("a a")), 1000);
        QTest::keyClick(w().field(), Qt::Key_Return);
        QTRY_COMPARE(w().saved().at(0).snippets.size(), std::size_t(1));
        QTRY_COMPARE(drafts(), QStringList());
        // Taken back by Esc, nothing of it stays either.
        w().page().cards().at(0)->addText();
        QTest::keyClicks(w().field(0, 1), QStringLiteral("rubbish"));
        QTRY_COMPARE_WITH_TIMEOUT(drafts(), QStringList(QStringLiteral("rubbish")), 700);
        QTest::keyClick(w().field(0, 1), Qt::Key_Escape);
        QTRY_COMPARE(drafts(), QStringList());
        QTRY_COMPARE(w().saved().at(0).snippets.size(), std::size_t(1));
    }

    void draftsOfAKilledWindowAreRestored() {
        const auto ids = w().make({{10, 10, 30, 20}});
        const auto image = w().page().image();
        w().close();
        {
            auto store = test::must(store::ProjectStore::open(project_->project));
            test::must(store.beginSession("killed", [](const std::string&) { return true; }));
            test::must(store.saveDraft({image, ids[0].toStdString(), "a-new-text", "half a sent", {}}));
            test::must(store.saveDraft({image, "no-such-box", "another", "words without a box", {}}));
        }
        QVERIFY(w().open());
        QTRY_COMPARE(w().saved(image).at(0).snippets.size(), std::size_t(1));
        QCOMPARE(w().saved(image).at(0).snippets.at(0).text, std::string("half a sent"));
        QTRY_VERIFY(w().said(QStringLiteral("Restored: the text")));
        QTRY_VERIFY(w().said(QStringLiteral("words without a box")));
        QTRY_COMPARE(w().field()->text(), QStringLiteral("half a sent"));
        QTRY_COMPARE(drafts(), QStringList());
    }

    void anotherProgramsChangesAreSeen() {
        const auto ids = w().make({{10, 10, 30, 20}});
        w().page().cards().at(0)->editText();
        QTest::keyClicks(w().field(), QStringLiteral("half a"));
        store::Edit edit;
        edit.kind = store::Edit::Kind::CreateRegion;
        edit.region = "a-new-box";
        edit.box = {60, 60, 20, 20};
        otherEdit(edit);
        QTRY_COMPARE_WITH_TIMEOUT(w().page().cards().size(), std::size_t(2), 2000);
        QCOMPARE(w().field()->text(), QStringLiteral("half a"));
        QVERIFY(w().field()->hasFocus());
        QTest::keyClicks(w().field(), QStringLiteral(" sentence"));
        QTest::keyClick(w().field(), Qt::Key_Return);
        QTRY_COMPARE(w().saved().at(0).snippets.size(), std::size_t(1));
        QCOMPARE(w().saved().at(0).snippets.at(0).text, std::string("half a sentence"));
        // The box goes while its text is typed: the words are shown, and the box can be had again.
        QTRY_VERIFY(w().isSaved());
        w().page().cards().at(0)->editText();
        QTest::keyClicks(w().field(), QStringLiteral("x"));
        edit = {};
        edit.kind = store::Edit::Kind::DeleteRegion;
        edit.region = ids[0].toStdString();
        QElapsedTimer typing;
        typing.start();
        otherEdit(edit);
        while (w().page().cards().size() == 2 && typing.elapsed() < 2000) {
            QTest::keyClicks(w().field(), QStringLiteral("x"));
            QTest::qWait(50);
        }
        QCOMPARE(w().page().cards().size(), std::size_t(1));
        QTRY_VERIFY(w().said(QStringLiteral("xxx")));
        for (auto* button : w().page().findChild<Banner*>()->findChildren<QPushButton*>())
            if (button->text() == QStringLiteral("Put it back")) QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(w().saved().size(), std::size_t(2));
        QCOMPARE(toQt(w().saved()[1].box), QRectF(10, 10, 30, 20));
        QVERIFY(w().saved()[1].snippets.at(0).text.starts_with("xxx"));
    }
};

QTEST_MAIN(TestAnnotateAgain)
#include "test_annotate_again.moc"
