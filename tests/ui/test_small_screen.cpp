// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_browse.h"
#include "ui/browse/picture/picture_bar.h"
#include "ui/controls/layout/folding_buttons.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAbstractSlider>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QScopeGuard>
#include <QSplitter>
#include <QToolButton>

#include <algorithm>

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

    // One sentence for each control that is cut; a text that is too long for its button, where that counts.
    QStringList cut(bool texts = true) {
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
            if (texts && button && showsText(button) && button->width() < contentWidth(button))
                found << nameOf(widget) + QStringLiteral(" is too narrow for ") + button->text();
        }
        return found;
    }

    // Two parts of a bar that lie over each other; empty: none do.
    static QString overlapping(const QWidget* bar) {
        QList<QWidget*> shown;
        for (auto* part : bar->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly))
            if (part->isVisible()) shown << part;
        for (const auto* one : shown)
            for (const auto* other : shown)
                if (one != other && one->geometry().intersects(other->geometry()))
                    return nameOf(one) + QStringLiteral(" and ") + nameOf(other);
        return {};
    }
    // Gives the splitters around it all room to others.
    static void squeeze(const QWidget* widget) {
        for (const QWidget* part = widget; part->parentWidget(); part = part->parentWidget()) {
            auto* splitter = qobject_cast<QSplitter*>(part->parentWidget());
            if (!splitter || splitter->orientation() != Qt::Horizontal) continue;
            QList<int> sizes(splitter->count(), 4000);
            sizes[splitter->indexOf(const_cast<QWidget*>(part))] = 0;
            splitter->setSizes(sizes);
        }
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
        QTest::addColumn<int>("percent");
        for (const int percent : {100, 150})
            for (const char* id : {"browse", "annotate", "train", "evaluate"})
                QTest::addRow("%s, text %d %%", id, percent) << QString::fromLatin1(id) << percent;
    }
    void nothingIsCut() {
        QFETCH(QString, id);
        QFETCH(int, percent);
        theme::setFontPercent(*qApp, percent);
        const auto usual = qScopeGuard([] { theme::setFontPercent(*qApp, 100); });
        window().showPage(id);
        QTRY_VERIFY_WITH_TIMEOUT(window().currentPage()->settled(), 60000);
        QTest::qWait(100);
        QCOMPARE(window().size(), QSize(1024, 640));
        const QStringList found = cut(percent == 100);
        window_->shot(QStringLiteral("small-%1-%2").arg(id).arg(percent));
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

    // Buttons give up their texts, or leave the bar for its menu.
    void largeTextLeavesTheBarsWhole() {
        theme::setFontPercent(*qApp, 150);
        const auto usual = qScopeGuard([] { theme::setFontPercent(*qApp, 100); });
        window().showPage(QStringLiteral("annotate"));
        auto* who = window().findChild<FoldingButtons*>();
        QTRY_VERIFY_WITH_TIMEOUT(who && who->isVisible(), 10000);
        squeeze(who);
        const auto buttons = who->findChildren<QToolButton*>();
        QCOMPARE(buttons.size(), 2);
        const auto folded = [](const QToolButton* button) { return !showsText(button); };
        QTRY_VERIFY(std::ranges::any_of(buttons, folded));
        for (const auto* button : buttons)
            QTRY_VERIFY2(folded(button) || button->width() >= contentWidth(button), qPrintable(button->text()));
        QTRY_COMPARE(overlapping(who), QString());
        window_->shot(QStringLiteral("small-large-text-annotate"));
        window().showPage(QStringLiteral("browse"));
        auto* bar = window().findChild<PictureBar*>();
        QTRY_VERIFY_WITH_TIMEOUT(bar && bar->isVisible(), 10000);
        squeeze(bar);
        QTRY_VERIFY(bar->findChild<QToolButton*>(QStringLiteral("moreTools"))->isVisible());
        QTRY_COMPARE(overlapping(bar), QString());
        window_->shot(QStringLiteral("small-large-text-browse"));
    }
};

QTEST_MAIN(TestSmallScreen)
#include "test_small_screen.moc"
