// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_annotate.h"
#include "ui/annotate/earlier_texts.h"
#include "ui/annotate/text_completions.h"

using namespace legenda;
using namespace legenda::ui;

// Texts of boxes: several, completed from earlier ones, and a model's that wait for a decision.
class TestAnnotateTexts : public test::AnnotateCase {
    Q_OBJECT

    QString savedText(std::size_t region) {
        const auto regions = w().saved();
        return regions.size() <= region || regions[region].snippets.empty()
                   ? QString()
                   : QString::fromStdString(regions[region].snippets.front().text);
    }
    void suggest(const QRectF& box, const char* text) {
        store::Edit edit;
        edit.kind = store::Edit::Kind::CreateRegion;
        edit.region = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
        edit.box = fromQt(box);
        edit.text = text;
        edit.origin = "model";
        edit.suggested = true;
        w().document()->apply({edit});
        QTRY_VERIFY(w().isSaved());
        canvas()->setFocus();
    }

 private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void aKeyAddsAnotherText() {
        w().make({{10, 10, 30, 20}});
        QTest::keyClick(canvas(), Qt::Key_Tab);
        QTest::keyClick(canvas(), Qt::Key_Return);
        QTest::keyClicks(w().field(), QStringLiteral("one"));
        QTest::keyClick(w().field(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(w().field(0, 1)->hasFocus());
        QTest::keyClicks(w().field(0, 1), QStringLiteral("two"));
        QTest::keyClick(w().field(0, 1), Qt::Key_Return);
        QTRY_COMPARE(w().saved().at(0).snippets.size(), std::size_t(2));
        QVERIFY(canvas()->hasFocus());
        QTest::keyClick(canvas(), Qt::Key_T);
        QVERIFY(w().field(0, 2)->hasFocus());
        QTest::keyClicks(w().field(0, 2), QStringLiteral("three"));
        QTest::keyClick(w().field(0, 2), Qt::Key_Return);
        QTRY_COMPARE(w().saved().at(0).snippets.size(), std::size_t(3));
    }

    void earlierTextsComplete() {
        w().make({{10, 10, 30, 20}}, QStringLiteral("a red square"));
        w().make({{50, 10, 30, 20}}, QStringLiteral("the red wall"));
        w().make({{90, 10, 30, 20}});
        w().page().cards().at(2)->editText();
        auto* field = w().field(2);
        QTest::keyClicks(field, QStringLiteral("a re"));
        QTRY_VERIFY(field->completions());
        QCOMPARE(field->completions()->item(0)->text(), QStringLiteral("a red square"));
        w().window().shot(QStringLiteral("annotate-completion"));
        // Enter without a choice is what it always is.
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(savedText(2), QStringLiteral("a re"));
        QVERIFY(!field->completions());
        QTRY_VERIFY(w().isSaved());
        w().page().cards().at(2)->editText();
        QTest::keyClicks(field, QStringLiteral("red"));
        QTRY_VERIFY(field->completions());
        QTRY_COMPARE(field->completions()->count(), 2);
        QTest::keyClick(field, Qt::Key_Escape);  // the list goes, the words stay
        QVERIFY(!field->completions());
        QCOMPARE(field->text(), QStringLiteral("red"));
        QVERIFY(field->hasFocus());
        QTest::keyClick(field, Qt::Key_Backspace);
        QTRY_VERIFY(field->completions());
        const QString wanted = QStringLiteral("the red wall");
        const auto chosen = [&] { return field->completions()->currentItem(); };
        for (int i = 0; i < 4 && !(chosen() && chosen()->text() == wanted); ++i) QTest::keyClick(field, Qt::Key_Down);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(field->text(), wanted);
        QVERIFY(field->hasFocus());
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(savedText(2), QStringLiteral("the red wall"));
    }

    void theBestCompletionsComeFirst() {
        std::vector<store::SnippetHit> hits;
        for (const char* text : {"the red wall", "Red roof", "red", "red roof tiles", "the red wall"})
            hits.push_back({1, "r", "s", text, ""});
        QCOMPARE(EarlierTexts::chosen(hits, QStringLiteral("red")),
                 QStringList({"Red roof", "red roof tiles", "the red wall"}));
    }

    void aSuggestedTextOfABoxIsAcceptedByEnter() {
        const auto ids = w().make({{10, 10, 30, 20}});
        store::Edit edit;
        edit.kind = store::Edit::Kind::SetText;
        edit.region = ids[0].toStdString();
        edit.snippet = "a-model-s-text";
        edit.text = "a red square";
        edit.origin = "model";
        edit.suggested = true;
        w().document()->apply({edit});
        QTRY_VERIFY(w().isSaved());
        QVERIFY(w().saved().at(0).snippets.at(0).suggested);
        QTest::keyClick(canvas(), Qt::Key_Tab);
        QTest::keyClick(canvas(), Qt::Key_Return);
        QVERIFY(w().field()->hasFocus());
        QTest::keyClick(w().field(), Qt::Key_Return);
        QTRY_VERIFY(!w().saved().at(0).snippets.at(0).suggested);
        QCOMPARE(w().saved().at(0).snippets.at(0).text, std::string("a red square"));
    }

    void suggestionsWaitForADecision() {
        suggest({10, 10, 30, 20}, "a red square");
        suggest({60, 10, 30, 20}, "no square");
        QCOMPARE(w().page().cards().size(), std::size_t(2));
        const auto foot = [&] { return w().page().findChild<QLabel*>(QStringLiteral("foot"))->text(); };
        QCOMPARE(foot(), QStringLiteral("0 boxes here, 2 suggestions  ·  0 of 8 images have boxes"));
        for (const Overlay& overlay : canvas()->overlays()) {
            QVERIFY(overlay.dashed && overlay.grey);
            QCOMPARE(overlay.label, QStringLiteral("Suggestion"));
        }
        QTest::keyClick(canvas(), Qt::Key_Tab);
        w().window().shot(QStringLiteral("annotate-suggestions"));
        QTest::keyClick(canvas(), Qt::Key_Return);
        QTRY_VERIFY(!w().saved().at(0).suggested);
        QVERIFY(!w().saved().at(0).snippets.at(0).suggested);
        QVERIFY(canvas()->hasFocus());
        QVERIFY(!canvas()->overlays().front().grey);
        QTest::keyClick(canvas(), Qt::Key_Tab);
        QTest::keyClick(canvas(), Qt::Key_Delete);
        QTRY_COMPARE(w().saved().size(), std::size_t(1));
        QTRY_COMPARE(foot(), QStringLiteral("1 box here  ·  1 of 8 images have boxes"));
        QTRY_VERIFY(w().isSaved());
        QTest::keyClick(canvas(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(w().saved().size(), std::size_t(2));
        QVERIFY(w().saved().at(1).suggested);
        // By the mouse as well.
        QTRY_COMPARE(w().page().cards().size(), std::size_t(2));
        QTest::mouseClick(w().page().cards().at(1)->findChild<QWidget*>(QStringLiteral("accept")), Qt::LeftButton);
        QTRY_VERIFY(!w().saved().at(1).suggested);
    }
};

QTEST_MAIN(TestAnnotateTexts)
#include "test_annotate_texts.moc"
