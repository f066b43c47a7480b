// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_browse.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAbstractSlider>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

using namespace legenda;
using namespace legenda::ui;

// The smallest window that the program promises to work in.
class TestSmallScreen : public QObject {
    Q_OBJECT

    std::unique_ptr<test::BrowseWindow> window_;

    MainWindow& window() { return window_->window(); }

    // What scrolls may lie outside its view.
    static bool scrolled(const QWidget* widget) {
        for (const QWidget* above = widget->parentWidget(); above; above = above->parentWidget())
            if (qobject_cast<const QAbstractScrollArea*>(above)) return true;
        return false;
    }
    static bool isControl(const QWidget* widget) {
        return qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QComboBox*>(widget) ||
               qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QAbstractSlider*>(widget);
    }
    static bool showsText(const QAbstractButton* button) {
        const auto* tool = qobject_cast<const QToolButton*>(button);
        if (button->text().isEmpty()) return false;
        return !tool ||
               (tool->toolButtonStyle() != Qt::ToolButtonIconOnly && !qobject_cast<QLineEdit*>(tool->parent()));
    }
    static int contentWidth(const QAbstractButton* button) {
        const int icon = button->icon().isNull() ? 0 : button->iconSize().width();
        return icon + button->fontMetrics().size(Qt::TextShowMnemonic, button->text()).width();
    }
    static QString nameOf(const QWidget* widget) {
        return QStringLiteral("%1 \"%2\" (%3)")
            .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(), widget->accessibleName());
    }

    // One sentence for each control that is cut.
    QStringList cut() {
        QStringList found;
        const QRect all = window().rect();
        for (auto* widget : window().findChildren<QWidget*>()) {
            if (!widget->isVisible() || widget->window() != &window() || !isControl(widget) || scrolled(widget))
                continue;
            const QRect place(widget->mapTo(&window(), QPoint(0, 0)), widget->size());
            if (!all.contains(place)) found << nameOf(widget) + QStringLiteral(" reaches out of the window");
            if (!widget->visibleRegion().boundingRect().contains(widget->rect()))
                found << nameOf(widget) + QStringLiteral(" is covered or cut by what holds it");
            const auto* button = qobject_cast<QAbstractButton*>(widget);
            if (button && showsText(button) && button->width() < contentWidth(button))
                found << nameOf(widget) + QStringLiteral(" is too narrow for ") + button->text();
        }
        return found;
    }

 private Q_SLOTS:
    void initTestCase() {
        window_ = std::make_unique<test::BrowseWindow>();
        QVERIFY(window_->page().currentImage() != 0);
        window().resize(1024, 640);
        QTRY_VERIFY_WITH_TIMEOUT(window_->settled(), 60000);
    }
    void cleanupTestCase() { window_.reset(); }

    void nothingIsCut_data() {
        QTest::addColumn<QString>("id");
        for (const char* id : {"browse", "annotate", "train", "evaluate"}) QTest::newRow(id) << QString::fromLatin1(id);
    }
    void nothingIsCut() {
        QFETCH(QString, id);
        window().showPage(id);
        QTRY_VERIFY_WITH_TIMEOUT(window().currentPage()->settled(), 60000);
        QTest::qWait(100);
        QCOMPARE(window().size(), QSize(1024, 640));
        const QStringList found = cut();
        window_->shot(QStringLiteral("small-") + id);
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
    }

    // A control that reaches out of the window is found.
    void whatIsCutIsFound() {
        QWidget* page = window().currentPage();
        QPushButton beyond(QStringLiteral("Beyond"), page);
        beyond.setGeometry(page->width() - 10, 0, 80, 30);
        beyond.show();
        QVERIFY(!cut().isEmpty());
    }
};

QTEST_MAIN(TestSmallScreen)
#include "test_small_screen.moc"
