// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/check.h"
#include "tests/support/ui_browse.h"
#include "ui/annotate/annotate_page.h"
#include "ui/annotate/phrases/phrase_document.h"
#include "ui/annotate/phrases/phrase_selection.h"
#include "ui/annotate/phrases/phrase_sentence.h"
#include "ui/annotate/phrases/phrases_mode.h"

#include <QListWidget>

#include <algorithm>

using namespace legenda;
using namespace legenda::ui;

// The phrases mode on a photograph of the demo, in the main window.
class TestAnnotatePhrasesDemo : public QObject {
    Q_OBJECT

    std::unique_ptr<test::BrowseWindow> window_;
    AnnotatePage* page_ = nullptr;

    PhraseSelection* selection() { return page_->phrases()->selection(); }
    PhraseSentence* sentence() { return page_->findChild<PhraseSentence*>(QStringLiteral("phraseSentence")); }

 private Q_SLOTS:
    void initTestCase() {
        window_ = std::make_unique<test::BrowseWindow>();
        window_->window().activateWindow();
        window_->window().showPage(QStringLiteral("annotate"));
        page_ = static_cast<AnnotatePage*>(window_->window().page(QStringLiteral("annotate")));
        QTRY_VERIFY_WITH_TIMEOUT(page_->settled() && page_->image() != 0, 20000);
        QTRY_VERIFY(!page_->canvas()->image().isNull());
    }
    void cleanupTestCase() { window_.reset(); }

    void everySentenceHasProposals() {
        QTest::keyClick(page_->canvas(), Qt::Key_P);
        QTRY_VERIFY_WITH_TIMEOUT(page_->phrases()->on() && page_->settled(), 60000);
        const auto count = static_cast<int>(page_->phrases()->document()->sentences().size());
        QVERIFY(count >= 5);
        const QRectF frame(QPointF(0, 0), QSizeF(page_->canvas()->fullSize()));
        for (int number = 0; number < count; ++number) {
            QCOMPARE(selection()->sentence(), number);
            const auto& entries = selection()->entries();
            // All but those none of whose words is in the vocabulary.
            const auto proposed = std::ranges::count(entries, PhraseEntry::State::Proposed, &PhraseEntry::state);
            QVERIFY2(proposed > 0 && 2 * proposed >= std::ssize(entries),
                     qPrintable(selection()->words().join(QLatin1Char(' '))));
            for (const PhraseEntry& entry : entries)
                if (entry.state == PhraseEntry::State::Proposed)
                    QVERIFY(!entry.box.isEmpty() && frame.adjusted(-1, -1, 1, 1).contains(entry.box));
            QTest::keyClick(sentence(), Qt::Key_Down);
        }
        for (int number = count - 1; number > 0; --number) QTest::keyClick(sentence(), Qt::Key_Up);
        window_->shot(QStringLiteral("phrases-proposed"));
    }

    // What names an annotated entity again is proposed to be it: Enter after Enter, the image becomes one of Entities.
    void enterAfterEnter() {
        const auto count = static_cast<int>(page_->phrases()->document()->sentences().size());
        for (int number = 0; number < count; ++number) {
            for (int left = 30; left > 0 && !std::ranges::all_of(selection()->entries(), &PhraseEntry::annotated);
                 --left) {
                const bool found = selection()->current().state == PhraseEntry::State::Found;
                QTest::keyClick(sentence(), found ? Qt::Key_W : Qt::Key_Return);
                QTRY_VERIFY(!page_->phrases()->writing());
            }
            QVERIFY(std::ranges::all_of(selection()->entries(), &PhraseEntry::annotated));
            if (number == 0) window_->shot(QStringLiteral("phrases-accepted"));
            QTest::keyClick(sentence(), Qt::Key_Return);  // nothing is left to accept: on to the next sentence
            QCOMPARE(selection()->sentence(), std::min(number + 1, count - 1));
            if (number == 0) window_->shot(QStringLiteral("phrases-again"));
        }
        const auto& chains = page_->phrases()->document()->state().chains;
        std::size_t mentions = 0;
        for (const auto& chain : chains) {
            QVERIFY(!chain.suggested);
            QCOMPARE(chain.regions.size(), std::size_t(chain.presence == store::Presence::Boxes ? 1 : 0));
            mentions += chain.mentions.size();
        }
        QVERIFY(mentions > chains.size());
        QTest::mouseClick(sentence(), Qt::LeftButton, {}, sentence()->wordRect(1).center().toPoint());
        window_->shot(QStringLiteral("phrases-chosen"));
    }
};

QTEST_MAIN(TestAnnotatePhrasesDemo)
#include "test_annotate_phrases_demo.moc"
