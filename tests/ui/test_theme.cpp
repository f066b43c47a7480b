// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QLabel>
#include <QScopeGuard>
#include <QStackedWidget>
#include <QStyle>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace legenda::ui;
using theme::Appearance;
using theme::Scheme;

namespace {

class CountingLabel : public QLabel {
 public:
    using QLabel::QLabel;
    int styles = 0;  // how often it was told of another style

 protected:
    void changeEvent(QEvent* event) override {
        styles += event->type() == QEvent::StyleChange;
        QLabel::changeEvent(event);
    }
};

}  // namespace

// A change of theme with pages in sight and behind.
class TestTheme : public QObject {
    Q_OBJECT

    QStackedWidget stack_;
    CountingLabel* shown_ = nullptr;
    CountingLabel* behind_ = nullptr;

    CountingLabel* addPage() {
        auto* page = new QWidget;
        auto* label = new CountingLabel(QStringLiteral("weak"));
        label->setProperty("weak", true);
        (new QVBoxLayout(page))->addWidget(label);
        stack_.addWidget(page);
        return label;
    }
    static QColor colourOf(const QLabel* label) { return label->palette().color(QPalette::WindowText); }
    static QColor weak(Scheme scheme) { return theme::colours(scheme).textWeak; }

 private Q_SLOTS:
    void initTestCase() {
        theme::apply(*qApp, Appearance::Dark);
        behind_ = addPage();
        shown_ = addPage();
        stack_.show();
        stack_.setCurrentIndex(1);
        QVERIFY(QTest::qWaitForWindowExposed(&stack_));
        QCOMPARE(colourOf(shown_), weak(Scheme::Dark));
        QCOMPARE(colourOf(behind_), weak(Scheme::Dark));
    }

    void whatIsInSightHasItAtOnceAndTheRestSoon() {
        theme::apply(*qApp, Appearance::Light);
        QCOMPARE(colourOf(shown_), weak(Scheme::Light));
        QTRY_COMPARE(colourOf(behind_), weak(Scheme::Light));
    }

    void aChangeInStepsReachesAll() {
        theme::applySoon(*qApp, Appearance::Dark);
        theme::applySoon(*qApp, Appearance::Light);
        theme::applySoon(*qApp, Appearance::Dark);
        QTRY_COMPARE(colourOf(shown_), weak(Scheme::Dark));
        QTRY_COMPARE(colourOf(behind_), weak(Scheme::Dark));
        // A page that is shown meanwhile.
        theme::applySoon(*qApp, Appearance::Light);
        stack_.setCurrentIndex(0);
        QTRY_COMPARE(colourOf(behind_), weak(Scheme::Light));
        QTRY_COMPARE(colourOf(shown_), weak(Scheme::Light));
        stack_.setCurrentIndex(1);
        behind_->setProperty("weak", false);
        behind_->style()->unpolish(behind_);
        behind_->style()->polish(behind_);
        QCOMPARE(colourOf(behind_), theme::colours(Scheme::Light).text);
        behind_->setProperty("weak", true);
        behind_->style()->unpolish(behind_);
        behind_->style()->polish(behind_);
    }

    void changesThatFollowAtOnceLeaveNothingBehind() {
        for (const auto look : {Appearance::Dark, Appearance::Light, Appearance::Dark}) theme::apply(*qApp, look);
        stack_.setCurrentIndex(0);
        QTRY_COMPARE(colourOf(behind_), weak(Scheme::Dark));
        QTRY_COMPARE(colourOf(shown_), weak(Scheme::Dark));
        stack_.setCurrentIndex(1);
    }

    void iconsOfButtonsFollowTheSizeOfText() {
        const auto usual = qScopeGuard([] { theme::setFontPercent(*qApp, 100); });
        QToolButton own, square, plain;
        theme::setIconSide(&own, 18);
        theme::setIconSide(&square, 16, 26);
        QCOMPARE(own.iconSize(), QSize(18, 18));
        QCOMPARE(plain.iconSize(), QSize(16, 16));
        theme::setFontPercent(*qApp, 150);
        QCOMPARE(own.iconSize(), QSize(27, 27));
        QCOMPARE(square.iconSize(), QSize(24, 24));
        QCOMPARE(square.minimumSize(), QSize(39, 39));
        QCOMPARE(plain.iconSize(), QSize(24, 24));
        QToolButton later;
        theme::setIconSide(&later, 14);
        QCOMPARE(later.iconSize(), QSize(21, 21));
        theme::setFontPercent(*qApp, 100);
        QCOMPARE(own.iconSize(), QSize(18, 18));
        QCOMPARE(square.minimumSize(), QSize(26, 26));
    }

    // Telling every widget of another style makes it compute its layout, though only colours change.
    void noLayoutIsComputedAnew() {
        shown_->styles = behind_->styles = 0;
        theme::apply(*qApp, Appearance::Light);
        QTRY_COMPARE(colourOf(behind_), weak(Scheme::Light));
        QCOMPARE(shown_->styles, 0);
        QCOMPARE(behind_->styles, 0);
    }
};

QTEST_MAIN(TestTheme)
#include "test_theme.moc"
