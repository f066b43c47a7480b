// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/project_store.h"
#include "tests/support/ui_browse.h"
#include "ui/bridge/settings.h"
#include "ui/browse/panel/browse_panel.h"
#include "ui/controls/marked_slider.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QSpinBox>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <map>

using namespace legenda;
using namespace legenda::ui;

// The wheel over controls, as the window system sends it.
class TestWheel : public QObject {
    Q_OBJECT

    std::unique_ptr<test::BrowseWindow> window_;

    BrowsePage& page() { return window_->page(); }
    BrowsePanel* panel() { return page().findChild<BrowsePanel*>(); }
    MarkedSlider* beta() { return page().findChild<MarkedSlider*>(QStringLiteral("beta")); }

    static void wheel(QWidget* over, int notches) {
        const QPointF at = over->rect().center();
        QWheelEvent event(at, over->mapToGlobal(at), {}, QPoint(0, 120 * notches), Qt::NoButton, {}, Qt::NoScrollPhase,
                          false);
        QSpontaneKeyEvent::setSpontaneous(&event);  // as from the window system: it may give the focus
        qApp->notify(over, &event);
        QCoreApplication::processEvents();
    }
    static std::map<QWidget*, int> values(QWidget* in) {
        std::map<QWidget*, int> all;
        for (auto* slider : in->findChildren<QSlider*>()) all[slider] = slider->value();
        for (auto* combo : in->findChildren<QComboBox*>()) all[combo] = combo->currentIndex();
        for (auto* box : in->findChildren<QSpinBox*>()) all[box] = box->value();
        return all;
    }

 private Q_SLOTS:
    void initTestCase() {
        window_ = std::make_unique<test::BrowseWindow>();
        QVERIFY(page().currentImage() != 0);
        QTRY_VERIFY_WITH_TIMEOUT(window_->settled() && beta()->isEnabled(), 60000);
        window_->window().resize(1280, 640);
    }
    void cleanupTestCase() { window_.reset(); }

    // Whatever the mouse is over: the panel scrolls and nothing in it changes.
    void scrollingThePanelChangesNothing() {
        auto* bar = panel()->verticalScrollBar();
        QTRY_VERIFY(bar->maximum() > 0);
        const auto before = values(panel());
        QVERIFY(before.size() >= 5);
        for (const auto& [control, value] : before) {
            for (const int notches : {-2, 3}) {
                panel()->ensureWidgetVisible(control);
                QCoreApplication::processEvents();
                const int at = bar->value(), room = notches < 0 ? bar->maximum() - at : at;
                wheel(control, notches);
                if (room > 0) QVERIFY(bar->value() != at);
                QCOMPARE(values(panel()), before);
            }
            QVERIFY(!control->hasFocus());
        }
    }

    // After a click the slider takes the wheel, until the mouse has been elsewhere.
    void aClickedSliderTakesTheWheel() {
        panel()->ensureWidgetVisible(beta());
        QCoreApplication::processEvents();
        beta()->setValue(100);
        QTest::mouseClick(beta(), Qt::LeftButton, {}, beta()->rect().center());
        QVERIFY(beta()->hasFocus());
        const int clicked = beta()->value();
        wheel(beta(), 1);
        QVERIFY(beta()->value() != clicked);
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(beta(), &leave);
        const int left = beta()->value();
        wheel(beta(), 1);
        QCOMPARE(beta()->value(), left);
    }

    // Numbers and choices in a scrolled form, as those of the pages.
    void numbersAndChoicesDoNotTakeIt() {
        QScrollArea area;
        auto* body = new QWidget;
        auto* column = new QVBoxLayout(body);
        auto* number = new QSpinBox;
        auto* choice = new QComboBox;
        auto* words = new QComboBox;
        choice->addItems({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
        choice->setCurrentIndex(1);
        words->addItems({QStringLiteral("d"), QStringLiteral("e"), QStringLiteral("f")});
        words->setCurrentIndex(1);
        words->setEditable(true);
        number->setValue(7);
        for (QWidget* control : std::initializer_list<QWidget*>{number, choice, words}) column->addWidget(control);
        column->addSpacing(2000);
        area.setWidget(body);
        area.resize(300, 200);
        area.show();
        area.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&area));
        body->setFocus();
        const auto before = values(&area);
        for (QWidget* control : std::initializer_list<QWidget*>{number, choice, words}) {
            const int at = area.verticalScrollBar()->value();
            wheel(control, -1);
            QCOMPARE(values(&area), before);
            QVERIFY(area.verticalScrollBar()->value() > at);
            QVERIFY(!control->hasFocus());
            area.verticalScrollBar()->setValue(0);
        }
        QTest::mouseClick(number->findChild<QLineEdit*>(), Qt::LeftButton);
        QVERIFY(number->hasFocus());
        wheel(number, 1);
        QCOMPARE(number->value(), 8);
        area.verticalScrollBar()->setValue(20);
        area.verticalScrollBar()->setValue(0);
        wheel(area.verticalScrollBar(), -1);
        QVERIFY(area.verticalScrollBar()->value() > 0);  // a scroll bar takes it always
    }

    void aDoubleClickReturnsToTheUsualBeta() {
        beta()->setValue(beta()->maximum() / 2);
        const auto far = page().alignment().segments.size();
        QTest::mouseDClick(beta(), Qt::LeftButton, {}, QPoint(4, beta()->height() / 2));
        QCOMPARE(beta()->value(), beta()->mark());
        QVERIFY(beta()->mark() > 0 && beta()->mark() < beta()->maximum());
        QVERIFY(page().alignment().segments.size() >= far);
    }

    // The project keeps no value of its own then, and follows the settings.
    void aDoubleClickForgetsTheProjectsOwnBeta() {
        const std::filesystem::path project = window_->bridge().project()->folder;
        const auto stored = [&] {
            const auto store = store::ProjectStore::open(project, store::ProjectStore::Mode::Read);
            return store ? store->info("browse.beta").value_or("") : std::string();
        };
        beta()->setValue(beta()->maximum() / 3);
        QTRY_VERIFY_WITH_TIMEOUT(!stored().empty(), 20000);
        QTest::mouseDClick(beta(), Qt::LeftButton, {}, QPoint(4, beta()->height() / 2));
        QTRY_VERIFY_WITH_TIMEOUT(stored().empty(), 20000);
        Settings::ofApplication().set(Setting::Beta, 0.0);
        QCOMPARE(beta()->mark(), 0);
        QCOMPARE(beta()->value(), 0);
        Settings::ofApplication().reset(Setting::Beta);
        QTest::qWait(500);  // longer than a value must stand to be stored
        QVERIFY(stored().empty());
        QVERIFY(beta()->value() == beta()->mark() && beta()->mark() > 0);
    }

    // Beta belongs to the project: it is there again in the next session, and another project has its own.
    void betaIsKeptWithTheProject() {
        const int chosen = beta()->maximum() / 3;
        beta()->setValue(chosen);
        const QString kept = panel()->findChild<QLabel*>(QStringLiteral("betaValue"))->text();
        const QString project = QString::fromStdString(window_->bridge().project()->folder.string());
        window_->window().close();
        const auto stored = [&] {
            const auto store = store::ProjectStore::open(project.toStdString(), store::ProjectStore::Mode::Read);
            return store ? store->info("browse.beta").value_or("") : std::string();
        };
        QTRY_VERIFY_WITH_TIMEOUT(!stored().empty(), 20000);
        test::BrowseWindow again(project);
        QTRY_VERIFY_WITH_TIMEOUT(again.settled(), 60000);
        const auto text = [&] { return again.page().findChild<QLabel*>(QStringLiteral("betaValue"))->text(); };
        QTRY_COMPARE_WITH_TIMEOUT(text(), kept, 20000);
        test::BrowseWindow other;
        QTRY_VERIFY_WITH_TIMEOUT(other.settled(), 60000);
        QCOMPARE(other.page().findChild<MarkedSlider*>(QStringLiteral("beta"))->value(),
                 other.page().findChild<MarkedSlider*>(QStringLiteral("beta"))->mark());
    }
};

QTEST_MAIN(TestWheel)
#include "test_wheel.moc"
