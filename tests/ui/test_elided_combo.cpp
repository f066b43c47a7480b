// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/elided_combo.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QTest>

using namespace legenda::ui;

class TestElidedCombo : public QObject {
    Q_OBJECT
 private Q_SLOTS:
    void initTestCase() { theme::apply(*qApp, theme::Appearance::Light); }

    void aLongNameEndsInAnEllipsis() {
        ElidedCombo combo;
        combo.addItem(QStringLiteral("entities · captions + boxes + phrases"));
        combo.resize(140, 28);
        combo.show();
        QVERIFY(combo.shownText().endsWith(QStringLiteral("…")));
        QVERIFY(combo.shownText().startsWith(QStringLiteral("entities")));
        const QImage narrow = combo.grab().toImage();
        combo.setItemText(0, combo.shownText());
        QCOMPARE(combo.grab().toImage(), narrow);  // what is drawn is what shownText says
        combo.setItemText(0, QStringLiteral("grid"));
        QCOMPARE(combo.shownText(), QStringLiteral("grid"));
    }
};

QTEST_MAIN(TestElidedCombo)
#include "test_elided_combo.moc"
