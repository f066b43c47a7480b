// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_browse.h"
#include "tests/support/ui_project.h"
#include "ui/browse/panel/browse_panel.h"
#include "ui/controls/banner.h"
#include "ui/controls/toast.h"
#include "ui/train/run_list.h"
#include "ui/train/train_page.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>

#include <filesystem>

using namespace legenda;
using namespace legenda::ui;
using test::must;
namespace fs = std::filesystem;

// A model is chosen as a user does it: "Use in Browse" on the Train page, the lists of Browse, Undo; what one window
// chooses the other sees, and the next start remembers.
class TestModelChoice : public QObject {
    Q_OBJECT

    test::UiProject project_{6, 96};
    std::unique_ptr<test::BrowseWindow> window_, other_;
    QString run_, shipped_;
    QStringList offered_;
    std::string shippedCaption_;

    std::unique_ptr<test::BrowseWindow> open() const {
        return std::make_unique<test::BrowseWindow>(QString::fromStdString(project_.project.string()));
    }
    // The list beside the label.
    static QComboBox* list(test::BrowseWindow& window, const QString& label) {
        for (auto* found : window.page().findChild<BrowsePanel*>()->findChildren<QLabel*>())
            if (found->text() == label) return qobject_cast<QComboBox*>(found->buddy());
        return nullptr;
    }
    static QComboBox* captions(test::BrowseWindow& window) { return list(window, QStringLiteral("Caption")); }
    static QStringList items(const QComboBox* combo) {
        QStringList all;
        for (int i = 0; i < combo->count(); ++i) all << combo->itemText(i);
        return all;
    }
    static std::string caption(test::BrowseWindow& window) {
        const auto& all = window.page().captions();
        return all.empty() ? std::string() : all.front().text;
    }
    static QPushButton* visibleButton(const QWidget& in, const QString& text) {
        for (auto* button : in.findChildren<QPushButton*>())
            if (button->isVisible() && button->text() == text) return button;
        return nullptr;
    }
    static bool says(const QWidget& window, const QString& words) {
        for (auto* banner : window.findChildren<Banner*>())
            for (auto* label : banner->findChildren<QLabel*>())
                if (label->isVisible() && label->text().contains(words)) return true;
        return false;
    }
    TrainPage& train() { return *qobject_cast<TrainPage*>(window_->window().page(QStringLiteral("train"))); }
    QPushButton* use() { return train().findChild<QPushButton*>(QStringLiteral("useCheckpoint")); }

    QString trainCaptions() const {
        runs::TrainRequest request;
        request.project = project_.project;
        request.kind = "caption";
        for (const auto* set : {"hidden", "wordVectors"}) request.set[set] = "8";
        request.set["epochs"] = "1";
        project::Resources resources{LEGENDA_SOURCE_DIR "/resources", LEGENDA_SOURCE_DIR "/datasets/demo"};
        return QString::fromStdString(must(runs::runTraining(request, resources, {})).run);
    }

 private Q_SLOTS:
    void initTestCase() {
        window_ = open();
        QVERIFY(window_->settled());
        shipped_ = captions(*window_)->currentText();
        offered_ = items(captions(*window_));
        shippedCaption_ = caption(*window_);
        QVERIFY(!shippedCaption_.empty());
        QVERIFY2(shipped_.contains(QStringLiteral("captions + boxes")), qPrintable(shipped_));
    }

    void aRunTrainedElsewhereAppearsAndChangesNothing() {
        run_ = trainCaptions();
        QTRY_VERIFY_WITH_TIMEOUT(captions(*window_)->count() == offered_.size() + 1, 20000);
        QCOMPARE(captions(*window_)->currentText(), shipped_);
        QVERIFY(items(captions(*window_)).last().contains(run_));
        QVERIFY(window_->settled());
        QCOMPARE(caption(*window_), shippedCaption_);
    }

    void useInBrowseUsesTheRun() {
        other_ = open();
        QVERIFY(other_->settled());
        window_->window().showPage(QStringLiteral("train"));
        QTRY_VERIFY_WITH_TIMEOUT(train().settled() && !train().runs()->runs().empty(), 20000);
        QTRY_VERIFY(use()->isVisible() && use()->isEnabled());
        QTest::mouseClick(use(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!use()->isEnabled(), 20000);
        QCOMPARE(use()->text(), QStringLiteral("In use in Browse"));
        QVERIFY(!says(window_->window(), QStringLiteral("cannot")));
        window_->window().showPage(QStringLiteral("browse"));
        QVERIFY(captions(*window_)->currentText().contains(run_));
        QTRY_VERIFY_WITH_TIMEOUT(window_->settled() && caption(*window_) != shippedCaption_, 30000);
        for (const auto& item : offered_) QVERIFY(items(captions(*window_)).contains(item));
    }

    void theOtherWindowFollows() {
        QTRY_VERIFY_WITH_TIMEOUT(captions(*other_)->currentText().contains(run_), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(other_->settled() && caption(*other_) == caption(*window_), 30000);
    }

    void undoBringsTheModelBefore() {
        window_->window().showPage(QStringLiteral("train"));
        // The toast may be gone on a slow machine: the button is pressed once more behind the other window's choice.
        auto* undo = visibleButton(window_->window(), QStringLiteral("Undo"));
        if (!undo) {
            const int row = captions(*other_)->findText(shipped_);
            captions(*other_)->setCurrentIndex(row);
            Q_EMIT captions(*other_)->activated(row);
            QTRY_VERIFY_WITH_TIMEOUT(use()->isEnabled(), 20000);
            QTest::mouseClick(use(), Qt::LeftButton);
            QTRY_VERIFY_WITH_TIMEOUT((undo = visibleButton(window_->window(), QStringLiteral("Undo"))), 20000);
        }
        QTest::mouseClick(undo, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(captions(*window_)->currentText(), shipped_, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(use()->isEnabled(), 20000);
        window_->window().showPage(QStringLiteral("browse"));
        QTRY_VERIFY_WITH_TIMEOUT(window_->settled() && caption(*window_) == shippedCaption_, 30000);
    }

    void theListsChooseAndTheNextStartRemembers() {
        auto* combo = captions(*window_);
        const int row = static_cast<int>(items(combo).indexOf(QRegularExpression(run_ + QStringLiteral(".*"))));
        QVERIFY(row >= 0);
        combo->setFocus();
        while (combo->currentIndex() != row)
            QTest::keyClick(combo, combo->currentIndex() < row ? Qt::Key_Down : Qt::Key_Up);
        QTRY_VERIFY_WITH_TIMEOUT(window_->settled() && caption(*window_) != shippedCaption_, 30000);
        other_.reset();
        window_.reset();
        window_ = open();
        QVERIFY(window_->settled());
        QVERIFY(captions(*window_)->currentText().contains(run_));
        QVERIFY(caption(*window_) != shippedCaption_);
    }

    void aChosenFileThatGoesIsSaid() {
        const fs::path file = project_.project / "runs" / run_.toStdString() / "best.safetensors";
        fs::rename(file, file.string() + ".away");
        QTRY_COMPARE_WITH_TIMEOUT(captions(*window_)->currentText(), shipped_, 20000);
        QTRY_VERIFY(says(window_->window(), QStringLiteral("best.safetensors")));
        QTRY_VERIFY_WITH_TIMEOUT(window_->settled() && caption(*window_) == shippedCaption_, 30000);
        window_->shot(QStringLiteral("model-gone"));
        fs::rename(file.string() + ".away", file);
        QTRY_VERIFY_WITH_TIMEOUT(captions(*window_)->currentText().contains(run_), 20000);
        QTRY_VERIFY(!says(window_->window(), QStringLiteral("best.safetensors")));
    }

    // A job that ends leaves what is shown alone: nothing it did changes an answer.
    void aFinishedJobAsksNoModelAgain() {
        QTRY_VERIFY_WITH_TIMEOUT(window_->settled(), 30000);
        QSignalSpy changed(&window_->bridge(), &Bridge::modelsChanged),
            opened(&window_->bridge(), &Bridge::projectOpened);
        extraction::FeatureOptions options;
        options.project = project_.project;
        options.recipe.proposals = "grid";
        options.recipe.regions = 2;
        bool done = false;
        window_->bridge().jobs().features(&window_->page(), options, {}, [&](const auto&) { done = true; });
        QTRY_VERIFY_WITH_TIMEOUT(done && !opened.isEmpty(), 60000);
        QCOMPARE(changed.size(), 0);
        QVERIFY(window_->settled());
    }

    void cleanupTestCase() {
        other_.reset();
        window_.reset();
    }
};

QTEST_MAIN(TestModelChoice)
#include "test_model_choice.moc"
