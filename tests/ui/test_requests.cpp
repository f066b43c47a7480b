// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_browse.h"
#include "tests/support/ui_draw.h"
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/annotate/annotate_page.h"
#include "ui/annotate/region_card.h"
#include "ui/annotate/region_card_field.h"
#include "ui/browse/boxes/described.h"
#include "ui/canvas/image_canvas.h"
#include "ui/controls/banner.h"
#include "ui/images/image_list_model.h"
#include "ui/shell/jobs_button.h"

#include <QLabel>
#include <QScrollBar>
#include <QToolButton>

using namespace legenda;
using namespace legenda::ui;

// Several ask the engine at a time: nobody loses an answer to somebody else.
class TestRequests : public QObject {
    Q_OBJECT

    static void open(Bridge& bridge, QObject* context, const test::UiProject& project) {
        bool opened = false;
        bridge.openProject(context, QString::fromStdString(project.project.string()),
                           [&](const base::Result<project::ProjectInfo>& info) { opened = info.has_value(); });
        QTRY_VERIFY_WITH_TIMEOUT(opened, 10000);
    }
    static SharedImages list(Bridge& bridge, QObject* context) {
        std::optional<SharedImages> images;
        bridge.images().list(context, [&](auto found) { images = test::must(std::move(found)); });
        (void)QTest::qWaitFor([&] { return images.has_value(); }, 10000);
        return images.value_or(shareImages({}));
    }
    static bool pictured(const QModelIndex& index) {
        return !index.data(ImageListModel::ThumbnailRole).value<QPixmap>().isNull();
    }
    static bool allInSightPictured(const ThumbnailView& view) {
        int seen = 0;
        for (int row = 0; row < view.model()->rowCount(); ++row) {
            const QModelIndex index = view.model()->index(row, 0);
            if (!view.visualRect(index).intersects(view.viewport()->rect())) continue;
            ++seen;
            if (!pictured(index)) return false;
        }
        return seen > 4;
    }

 private Q_SLOTS:
    void pagesDoNotTakeEachOthersPictures() {
        const test::UiProject project(6, 400);
        Bridge bridge(test::sessionConfig());
        QObject browse, annotate;
        open(bridge, &browse, project);
        std::map<QObject*, int> answers, pictures;
        for (int i = 0; i < 6; ++i)
            for (QObject* asker : {&browse, &annotate})
                bridge.images().picture(asker, project.images[static_cast<std::size_t>(i)], 0,
                                        [&, asker](const base::Result<LoadedPicture>& picture) {
                                            ++answers[asker];
                                            if (picture) ++pictures[asker];
                                            if (!picture)
                                                QCOMPARE(int(picture.error().code), int(base::ErrorCode::Superseded));
                                        });
        QTRY_COMPARE_WITH_TIMEOUT(answers[&browse] + answers[&annotate], 12, 20000);
        QCOMPARE(answers[&browse], 6);
        for (QObject* asker : {&browse, &annotate}) QVERIFY(pictures[asker] >= 1);
    }

    void answersToAnotherProjectsQuestionsAreCancelled() {
        const test::UiProject one(3, 64), two(3, 64);
        Bridge bridge(test::sessionConfig());
        QObject asker;
        open(bridge, &asker, one);
        bridge.openProject(&asker, QString::fromStdString(two.project.string()), {});
        std::optional<base::ErrorCode> code;
        bridge.images().list(&asker, [&](const base::Result<SharedImages>& images) {
            code = images ? base::ErrorCode::Internal : images.error().code;
        });
        QTRY_VERIFY_WITH_TIMEOUT(code.has_value(), 10000);
        QCOMPARE(int(*code), int(base::ErrorCode::Cancelled));
    }

    // More than 400 rows painted before the first answer, as a quick hand at the scroll bar does it.
    void rowsWhoseRequestWasDroppedAskAgainWhenSeen() {
        const test::UiProject project(460, 32);
        Bridge bridge(test::sessionConfig());
        ImageListModel model(&bridge);
        open(bridge, &model, project);
        model.setList(list(bridge, &model));
        for (int row = 0; row < model.rowCount(); ++row) QVERIFY(!pictured(model.index(row)));
        ThumbnailView view(&model);
        view.resize(264, 640);
        view.show();
        QTRY_VERIFY_WITH_TIMEOUT(allInSightPictured(view), 20000);
        auto* bar = view.verticalScrollBar();
        for (int i = 1; i <= 60; ++i) {
            bar->setValue(bar->maximum() * i / 60);
            QCoreApplication::processEvents();
        }
        QTRY_VERIFY_WITH_TIMEOUT(allInSightPictured(view), 20000);
        bar->setValue(0);
        QTRY_VERIFY_WITH_TIMEOUT(allInSightPictured(view), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(!model.waiting(), 20000);
    }

    void aViewThatDropsItsRequestsLeavesAnothersAlone() {
        const test::UiProject project(60, 32);
        Bridge bridge(test::sessionConfig());
        ImageListModel browse(&bridge);
        ImageListModel annotate(&bridge);
        open(bridge, &browse, project);
        browse.setList(list(bridge, &browse));
        annotate.setList(list(bridge, &browse));
        QCOMPARE(&annotate.list(), &browse.list());  // nothing has changed: the same one
        for (int row = 0; row < browse.rowCount(); ++row) {
            (void)browse.index(row).data(ImageListModel::ThumbnailRole);
            (void)annotate.index(row).data(ImageListModel::ThumbnailRole);
        }
        browse.dropRequests();
        int arrived = 0;
        connect(&annotate, &QAbstractItemModel::dataChanged, &annotate, [&] { ++arrived; });
        QTRY_COMPARE_WITH_TIMEOUT(arrived, annotate.rowCount(), 20000);
        for (int row = 0; row < annotate.rowCount(); ++row) QVERIFY(pictured(annotate.index(row)));
        for (int row = 0; row < browse.rowCount(); ++row) QTRY_VERIFY_WITH_TIMEOUT(pictured(browse.index(row)), 20000);
    }

    // Next, next, next … and back: in the end picture, sentences and boxes are of the image that is chosen.
    void flippingFastEndsAtTheChosenImage() {
        test::BrowseWindow window;
        auto& page = window.page();
        const auto first = page.currentImage();
        for (const auto key : {Qt::Key_D, Qt::Key_D, Qt::Key_D, Qt::Key_A, Qt::Key_D, Qt::Key_D, Qt::Key_A, Qt::Key_A})
            QTest::keyClick(&window.window(), key);
        window.window().showPage(QStringLiteral("annotate"));
        window.window().showPage(QStringLiteral("browse"));
        QVERIFY(page.currentImage() != first);
        QTRY_VERIFY_WITH_TIMEOUT(window.settled(), 60000);
        std::optional<LoadedPicture> direct;
        QObject asker;
        window.bridge().images().picture(&asker, page.currentImage(), 2560, [&](base::Result<LoadedPicture> picture) {
            direct = test::must(std::move(picture));
        });
        QTRY_VERIFY_WITH_TIMEOUT(direct.has_value(), 20000);
        QCOMPARE(page.canvas()->image(), direct->image);
        for (const auto* banner : page.findChildren<Banner*>()) QVERIFY(!banner->isVisible());
    }

    // Boxes drawn one after the other in Browse while Annotate waits for a suggestion: each gets its caption.
    void everyDrawnBoxGetsItsCaption() {
        test::BrowseWindow window;
        window.window().showPage(QStringLiteral("annotate"));
        auto* annotate = window.window().findChild<AnnotatePage*>();
        QTRY_VERIFY_WITH_TIMEOUT(annotate->settled() && annotate->image() != 0, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(!annotate->canvas()->image().isNull(), 20000);
        const auto before = annotate->cards().size();
        const QSizeF frame = annotate->canvas()->fullSize();
        test::drawBox(annotate->canvas(),
                      QRectF(frame.width() * 0.1, frame.height() * 0.1, frame.width() / 3, frame.height() / 3));
        QCOMPARE(annotate->cards().size(), before + 1);
        auto* card = annotate->cards().back();
        QTest::mouseClick(card->findChild<QToolButton*>(QStringLiteral("suggest")), Qt::LeftButton);

        window.window().showPage(QStringLiteral("browse"));
        auto& page = window.page();
        auto* described = page.findChild<BrowseDescribed*>();
        QTRY_VERIFY_WITH_TIMEOUT(!page.canvas()->image().isNull(), 20000);
        const QSizeF full = page.canvas()->fullSize();
        for (int i = 0; i < 4; ++i)
            test::drawBox(page.canvas(), QRectF(full.width() * 0.05 * (i + 1), full.height() * 0.05 * (i + 1),
                                                full.width() * 0.4, full.height() * (0.3 + 0.05 * i)));
        const auto described4 = [&] {
            const auto results = described->results();
            return results.size() == 4 &&
                   std::ranges::none_of(results, [](const auto& result) { return result.captions.empty(); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(described4(), 60000);
        QTRY_VERIFY_WITH_TIMEOUT(!card->fields().front()->suggestion().isEmpty(), 60000);
    }

    // While a training runs: a job that waits can be cancelled and is gone at once, and photographs can be opened.
    void jobsBesideATraining() {
        const test::UiProject project(12, 96), other(5, 64);
        Bridge bridge(test::sessionConfig());
        QWidget window;
        JobsButton button(
            bridge.jobs().list(), [&](qint64 job) { bridge.jobs().cancel(job); }, &window);
        window.resize(400, 300);
        window.show();
        open(bridge, &window, project);
        runs::TrainRequest request;
        request.project = project.project;
        request.kind = "caption";
        request.set = {{"epochs", "1000"}, {"hidden", "16"}, {"wordVectors", "16"}};
        bool ended = false;
        const auto training = bridge.jobs().train(&window, request, {}, {}, [&](auto) { ended = true; });
        QTRY_VERIFY_WITH_TIMEOUT(bridge.jobs().list()->find(training)->state == JobRow::State::Running || ended, 60000);
        QVERIFY(!ended);
        evaluation::EvaluateOptions evaluation;
        evaluation.project = project.project;
        evaluation.task = "retrieval";
        std::optional<base::ErrorCode> code;
        const auto waiting = bridge.jobs().evaluate(&window, evaluation, {}, {},
                                                    [&](const base::Result<evaluation::KeptEvaluation>& result) {
                                                        if (!result) code = result.error().code;
                                                    });
        QCOMPARE(bridge.jobs().list()->find(waiting)->state, JobRow::State::Waiting);
        QTest::mouseClick(&button, Qt::LeftButton);
        auto* popup = window.findChild<JobsPopup*>();
        QVERIFY(popup);
        QToolButton* cancel = nullptr;  // of the newest job, which stands first
        for (auto* each : popup->findChildren<QToolButton*>())
            if (!cancel) cancel = each;
        QTest::mouseClick(cancel, Qt::LeftButton);
        QTRY_VERIFY(code.has_value());
        QCOMPARE(int(*code), int(base::ErrorCode::Cancelled));
        QCOMPARE(bridge.jobs().list()->find(waiting)->state, JobRow::State::Cancelled);
        QCOMPARE(bridge.jobs().list()->find(training)->state, JobRow::State::Running);
        popup->close();

        QString opened;
        const QString pictures = other.folder.filePath(QStringLiteral("pictures"));
        const auto job =
            bridge.jobs().projectFromImages(&window, pictures, other.folder.filePath(QStringLiteral("projects")),
                                            [&](const base::Result<exchange::OpenedImages>& made) {
                                                if (made) opened = QString::fromStdString(made->project.string());
                                            });
        QTRY_VERIFY_WITH_TIMEOUT(!opened.isEmpty(), 60000);
        QCOMPARE(bridge.jobs().list()->find(job)->state, JobRow::State::Finished);
        QVERIFY(!ended);
        bridge.jobs().cancel(training);
        QTRY_VERIFY_WITH_TIMEOUT(ended, 60000);
    }
};

QTEST_MAIN(TestRequests)
#include "test_requests.moc"
